"""A party with cheats in it, judged by the real rules: how much of their points stays.

`python -m tests.moderation.fraud --cadres 3000 --seeds 5` prints the figures. The rules are the
product's own: evidence, the daily cap, agreement of reviewers, looks at later moments, the sample
for second looks, every signal, the time of settling. People are a model: whoever looks sees rightly
19 times in 20, and a case with its evidence before him 97 times in 100, either way; members of the
two colluding units let each other pass. Cases are judged a day after they open.
"""

import argparse
import random
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from app.campaigns.models import Brief
from app.clock import party_day
from app.flows.verified_share import LOOKS, SECOND_LOOK
from app.ledger.scoring import points_for
from app.moderation import detecting, turns
from app.moderation.signals import rings, shared_devices
from app.moderation.signals.rings import Opinion
from app.moderation.signals.seen import Deed, Finding
from app.moderation.signals.shared_devices import Entrance
from app.providers.base import Post
from app.seasons.calendar import SETTLES, week_start
from app.submissions import evidence, reviewing
from app.submissions.models import Review
from tests.shares import WORDS

START = datetime(2026, 11, 2, 0, tzinfo=UTC)
DAYS = 14
SEES, SEES_CASE = 0.95, 0.97
POINTS, UNIT = 15, 20  # what a post is worth; cadres of a unit
HAND = 5  # puppets that one hand moves
SYLLABLES = "ba ca da fa ga ha ja ka la ma na pa ra sa ta wi yu ko lo mi nu re su ti".split()


@dataclass
class Share:
    """A hand-in of the simulation: what it says, whether it is bad, and what became of it."""

    id: int
    cadre: int
    kind: str
    challenge: int
    at: datetime
    text: str
    bad: bool
    deleted_at: datetime | None = None
    state: str = "pending"
    reason: str | None = None
    points: int = 0
    over_at: datetime | None = None
    words: str = ""


@dataclass
class Figures:
    """Points by who earned them and what became of them, and cases by signal."""

    bad: Counter = field(default_factory=Counter)
    honest: Counter = field(default_factory=Counter)
    cases: Counter = field(default_factory=Counter)
    right: Counter = field(default_factory=Counter)

    @property
    def stopped(self) -> float:
        """The share of bad points that were refused, or taken back before their week settled."""
        total = sum(self.bad.values())
        return 1 - sum(n for (_, fate), n in self.bad.items() if fate == "kept") / total

    @property
    def touched(self) -> float:
        """The share of honest points that were refused or taken back."""
        return 1 - self.honest["kept"] / sum(self.honest.values())


class Party:
    """Everybody, and three weeks of what they do."""

    def __init__(self, cadres: int, seed: int) -> None:
        self.dice = random.Random(seed)
        self.cadres = cadres
        self.units = cadres // UNIT
        self.kinds = self._kinds()
        self.reviewers = list(range(0, cadres, 10))  # two in each unit
        self.briefs = [self._brief(n) for n in range(10)]
        self.shares: list[Share] = []
        self.entrances: list[Entrance] = []
        self.opinions: list[Opinion] = []
        self.seen: dict[str, set[int]] = defaultdict(set)
        self.earned: Counter = Counter()
        self.figures = Figures()

    def _kinds(self) -> dict[int, str]:
        """5 % puppets, by hands in one unit each; 10 % recyclers; 10 % deleters; two units."""
        kinds = dict.fromkeys(range(self.cadres), "honest")
        for cadre in range(2 * UNIT):
            kinds[cadre] = "colluder"
        rest = list(range(2, self.units))
        self.dice.shuffle(rest)
        for unit in rest[: round(self.cadres * 0.05 / HAND)]:
            for cadre in range(unit * UNIT + 1, unit * UNIT + 1 + HAND):
                kinds[cadre] = "puppet"
        free = [one for one in kinds if kinds[one] == "honest" and one % 10]
        chosen = self.dice.sample(free, round(self.cadres * 0.2))
        for place, cadre in enumerate(chosen):
            kinds[cadre] = "recycler" if place % 2 else "deleter"
        return kinds

    def unit(self, cadre: int) -> str:
        """The path of a cadre's unit."""
        return f"dpp.31.74.{cadre // UNIT}"

    def _brief(self, number: int) -> Brief:
        over = START + timedelta(days=DAYS)
        points = "Saluran air dirawat warga bersama\nSampah dipilah sejak dari dapur sendiri"
        title = f"Tantangan {number}"
        window = (START - timedelta(hours=1), over, None, POINTS, False, None, None, False)
        return Brief(
            1, title, "Warga merawat kampung", points, "#Kampung", "", "#SayaKader", *window
        )

    def text(self) -> str:
        """Own words: everyday ones, names nobody else says, and now and then the kit's phrase."""
        words = self.dice.choices(WORDS, k=self.dice.randint(14, 30))
        for _ in range(self.dice.randint(2, 5)):
            name = "".join(self.dice.choices(SYLLABLES, k=3))
            words.insert(self.dice.randrange(len(words)), name)
        if self.dice.random() < 0.3:
            words += "sampah dipilah sejak dari dapur".split()
        return " ".join(words)

    def spun(self, text: str, share: float) -> str:
        """The same text with a share of its words changed."""
        return " ".join(
            self.dice.choice(WORDS) if self.dice.random() < share else word for word in text.split()
        )

    def moment(self, day: int) -> datetime:
        """Some waking moment; one in five follows a message of the evening."""
        if self.dice.random() < 0.2:
            return START + timedelta(days=day, hours=12, minutes=self.dice.expovariate(1 / 20))
        return START + timedelta(days=day, hours=self.dice.uniform(0, 15))

    def plan(self) -> None:
        """Everything that will be handed in."""
        for cadre, kind in self.kinds.items():
            if kind != "puppet":
                getattr(self, f"_{kind}")(cadre)
        puppets = [cadre for cadre, kind in self.kinds.items() if kind == "puppet"]
        for start in range(0, len(puppets), HAND):
            self._hand(puppets[start : start + HAND])
        self.shares.sort(key=lambda one: one.at)

    def add(self, cadre: int, day: int, text: str, *, bad: bool, **more: object) -> Share:
        """One hand-in, in a challenge of that day."""
        values = {"challenge": day % len(self.briefs), "at": self.moment(day)} | more
        share = Share(len(self.shares) + 1, cadre, self.kinds[cadre], text=text, bad=bad, **values)
        self.shares.append(share)
        return share

    def _honest(self, cadre: int) -> None:
        for day in self._some_days(0, 7):
            lost = self.dice.random() < 0.005
            text = self.text() if self.dice.random() > 0.04 else "Mantap air jernih"
            share = self.add(cadre, day, text, bad=False)
            if lost:
                share.deleted_at = share.at + timedelta(days=self.dice.uniform(0.1, 6))

    def _recycler(self, cadre: int) -> None:
        text = self.text()
        for number, day in enumerate(self._some_days(3, 7)):
            edited = self.spun(text, self.dice.uniform(0, 0.08)) if number else text
            self.add(cadre, day, edited, bad=number > 0)

    def _deleter(self, cadre: int) -> None:
        for day in self._some_days(2, 7):
            goes = self.dice.random() < 0.7
            share = self.add(cadre, day, self.text(), bad=goes)
            if goes:
                share.deleted_at = share.at + timedelta(days=self.dice.uniform(0.05, 6))

    def _colluder(self, cadre: int) -> None:
        """Half of what they hand in is empty and needs a person, who shall be a friend."""
        for day in self._some_days(2, 7):
            bad = self.dice.random() < 0.5
            self.add(cadre, day, "Mantap sekali" if bad else self.text(), bad=bad)

    def _hand(self, puppets: Sequence[int]) -> None:
        """One person, five accounts, one phone: a text spun for each, one after the other."""
        for day in self._some_days(5, 8):
            text, at = self.text(), self.moment(day)
            changed = self.dice.uniform(0.1, 0.45)
            for place, cadre in enumerate(puppets):
                moment = at + timedelta(seconds=50 * place + self.dice.uniform(0, 30))
                self.entrances.append(Entrance(cadre, f"HP {puppets[0]}", moment))
                spun = self.spun(text, changed) if place else text
                self.add(cadre, day, spun, bad=True, at=moment)

    def _some_days(self, least: int, most: int) -> list[int]:
        return sorted(self.dice.sample(range(DAYS), self.dice.randint(least, most)))

    # What happens to a hand-in.

    def judge(self, share: Share, earlier: Sequence[Share]) -> None:
        """The machine's verdict, and of people where it cannot tell."""
        brief = self.briefs[share.challenge]
        whole = f"{share.text} #Kampung #SayaKader"
        tags = ("kampung", "sayakader")
        post = Post("x", str(share.id), "a", share.at, whole, (), tags, True, "")
        others = [
            one.words
            for one in earlier
            if one.challenge == share.challenge
            and (one.cadre != share.cadre or one.state == "verified")
        ]
        verdict = evidence.judge(post, brief, subject="a", others=others)
        share.words, share.state, share.reason = verdict.own_words, verdict.outcome, verdict.reason
        if share.state == "set_aside":
            self._ask_people(share)
        if share.state == "verified":
            day = (share.cadre, party_day(share.at))
            share.points = points_for("share", POINTS, self.earned[day])
            self.earned[day] += share.points

    def _ask_people(self, share: Share) -> None:
        """Somebody by lot, outside her own unit."""
        drawn = [one for one in self.reviewers if one // UNIT != share.cadre // UNIT]
        reviewer = self.dice.choice(drawn)
        friends = self.kinds[reviewer] == share.kind == "colluder"
        accept = friends or (self.dice.random() < SEES) != share.bad
        said = Review(accept=accept, reason=None if accept else "copied")
        agreed = reviewing.agreed([said], needed=1)
        share.state = "verified" if agreed and agreed.accept else "rejected"
        here, there = self.unit(reviewer), self.unit(share.cadre)
        self.opinions.append(Opinion(reviewer, here, share.cadre, there, share.id, accept))

    def look_again(self, share: Share) -> None:
        """Whatever is gone at a planned look, and ten minutes later, is taken back."""
        gone = share.deleted_at
        looks = (share.at + wait for wait in LOOKS)
        found = next((one + SECOND_LOOK for one in looks if gone and one >= gone), None)
        if found and share.state == "verified":
            share.state, share.reason, share.over_at = "reversed", "unreachable", found

    def second_look(self, share: Share) -> None:
        """One in twenty of what machines accepted is seen by a person; a doubt opens a case."""
        if share.state != "verified" or self.dice.random() >= 1 / turns.ONE_IN:
            return
        if (self.dice.random() < SEES) == share.bad:
            self._case(Finding("recheck", 2, (share.cadre,), (share.id,)), share.at)

    def detect(self, now: datetime) -> None:
        """Every signal over what is there by now; a case for each that is new."""
        deeds = [self._deed(one, now) for one in self.shares if one.at <= now]
        found = detecting.findings(deeds, now)
        shared = shared_devices.together(self.entrances)
        found = [shared_devices.raised(one, shared) for one in found]
        known = {one.id for one in deeds}
        opinions = [one for one in self.opinions if one.submission_id in known]
        for one in (*found, *rings.find(opinions)):
            fresh = set(one.posts) - self.seen[one.signal]
            if fresh:
                self.seen[one.signal] |= fresh
                self._case(one, now)

    def _deed(self, share: Share, now: datetime) -> Deed:
        """A hand-in as it stood at that moment: what is taken back later still counted then."""
        known = share.state if share.over_at is None or share.over_at <= now else "verified"
        where = (share.cadre, self.unit(share.cadre), share.challenge)
        reason = share.reason if known == share.state else None
        what = (share.words, known, reason, share.points)
        return Deed(share.id, *where, share.at, *what)

    def _case(self, finding: Finding, opened: datetime) -> None:
        """Two people look at its posts a day later; what both find bad is taken back."""
        by_id = {one.id: one for one in self.shares}
        posts = [by_id[one] for one in finding.posts]
        self.figures.cases[finding.signal] += 1
        self.figures.right[finding.signal] += any(one.bad for one in posts)
        if finding.signal == "deleters":
            return  # its points are gone already: there is only a person to talk to
        for share in posts:
            recognised = all((self.dice.random() < SEES_CASE) == share.bad for _ in range(2))
            standing = share.state == "verified" or (share.over_at and share.over_at > opened)
            if recognised and standing:
                share.state, share.reason = "reversed", "copied"
                share.over_at = opened + timedelta(days=1)

    def reckon(self) -> None:
        """What became of every point, by the time its week was settled."""
        for share in self.shares:
            monday = week_start(party_day(share.at))
            closes = monday + timedelta(days=6) + SETTLES
            if share.state == "rejected":
                fate = "refused"
            elif share.over_at and party_day(share.over_at) <= closes:
                fate = "taken back"
            else:
                fate = "kept"
            if share.bad:
                self.figures.bad[share.kind, fate] += POINTS
            elif not (share.deleted_at and fate == "taken back"):
                self.figures.honest[fate] += POINTS


def simulate(cadres: int, seed: int) -> Figures:
    """Three weeks of a party of that size."""
    party = Party(cadres, seed)
    party.plan()
    for place, share in enumerate(party.shares):
        share.id = place + 1
    by_day: dict[int, list[Share]] = defaultdict(list)
    for share in party.shares:
        by_day[(share.at - START).days].append(share)
    earlier: list[Share] = []
    for day in range(DAYS + 3):
        for share in by_day[day]:
            party.judge(share, earlier)
            party.look_again(share)
            party.second_look(share)
            earlier.append(share)
        party.detect(START + timedelta(days=day + 1))
    party.reckon()
    return party.figures


def told(figures: Figures) -> str:
    """The figures, for people."""
    lines = [f"bad points stopped {figures.stopped:.1%}, honest touched {figures.touched:.2%}"]
    for kind in sorted({kind for kind, _ in figures.bad}):
        total = sum(n for (one, _), n in figures.bad.items() if one == kind)
        fates = {
            fate: figures.bad[kind, fate] / total for fate in ("refused", "taken back", "kept")
        }
        shown = ", ".join(f"{fate} {share:.1%}" for fate, share in fates.items())
        lines.append(f"  {kind}: {total} points, {shown}")
    for signal, many in sorted(figures.cases.items()):
        lines.append(f"  cases of {signal}: {many}, {figures.right[signal]} with something bad")
    return "\n".join(lines)


def main() -> None:
    """Simulate and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--cadres", type=int, default=600)
    parser.add_argument("--seeds", type=int, default=3)
    asked = parser.parse_args()
    for seed in range(asked.seeds):
        print(f"seed {seed}: {told(simulate(asked.cadres, seed))}")


if __name__ == "__main__":
    main()
