"""Four weeks of the demo party: who posted what and when, lived through the real verbs.

The plan is made by dice beforehand. Living it calls `intake.submit` and `verified_share.settle`
at the moments of the plan, with the posts as the platforms have them: whatever is in the ledger
afterwards was earned under the rules.
"""

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from app import clock
from app.campaigns.models import Challenge
from app.cli.seed_challenges import Staged
from app.cli.seed_names import name_at
from app.cli.seed_people import HOME, Soul
from app.cli.seed_platforms import Written
from app.cli.seed_texts import STORY, short_words, words_about
from app.clock import JAKARTA, midnight, party_day
from app.db import session, transaction
from app.flows.verified_share import settle
from app.providers.base import Post
from app.providers.links import parse
from app.providers.wire import tags
from app.seasons.calendar import week_start
from app.submissions.intake import submit
from app.units.tree import within

TOGETHER = 40  # submissions a transaction: a commit each would only cost time here
FITS = {"x": 280, "threads": 500}
# Kinds of posts: most are as asked; some break a rule, some need a person.
FAULTS = ("good",) * 46 + ("undisclosed", "no_tag", "short", "short")
# How often the people of the story's ranting hand in, the most eager first.
EAGER = (13, 11, 10, 9, 8, 7, 6, 6, 5, 5, 4, 3, 3, 2, 2, 1, 1)
LATELY = 0.35  # share of posts of the week that has just begun


@dataclass(frozen=True)
class Plan:
    """One post that will be handed in: by whom, for what, when; `fault` says what is wrong."""

    soul: Soul
    challenge: Staged
    fault: str
    post: Written
    handed_in: datetime
    settled: datetime


def plans(
    dice: random.Random,
    cast: dict[str, Soul],
    crowd: Sequence[Soul],
    challenges: Sequence[Staged],
    link: str,
    disclosure: str,
    many: int,
    now: datetime,
) -> list[Plan]:
    """Everything that will be handed in, in the order of time."""
    scene = _Scene(dice, challenges, link, disclosure, now)
    rivals = _story(scene, cast)
    neighbours = [soul for soul in crowd if soul.home.code == HOME]
    for soul, times in zip(neighbours, EAGER, strict=False):
        rivals += [scene.plan(soul) for _ in range(times)]
    others = [soul for soul in crowd if soul.home.code != HOME]
    doers = dice.sample(others, min(len(others), max(1, len(others) * 2 // 5)))
    weights = [dice.lognormvariate(0, 0.9) for _ in doers]
    busy = dice.choices(doers, weights, k=max(0, many - len(rivals))) if doers else []
    found = [*rivals, *(scene.plan(soul) for soul in busy)]
    return sorted(_once_a_day(found), key=lambda plan: plan.handed_in)


def _story(scene: "_Scene", cast: dict[str, Soul]) -> list[Plan]:
    """Rudi leads Siti by one post: what she can do next takes her past him."""
    by_topic = {one.topic: one for one in scene.challenges}
    all_five = ("pangan", "air", "sehat", "usaha", "genangan")
    # Who, about what, what is wrong with it, and whether it was this week.
    acts = [("siti", topic, "good", False) for topic in all_five]
    acts += [("siti", "air", "good", True), ("siti", "usaha", "undisclosed", True)]
    acts += [("rudi", topic, "good", False) for topic in all_five]
    acts += [("rudi", "air", "good", True), ("rudi", "sehat", "good", True)]
    acts += [("ani", "air", "good", False)]
    return [
        scene.plan(cast[name], by_topic[topic], fault, late, words)
        for (name, topic, fault, late), words in zip(acts, STORY, strict=True)
    ]


def _once_a_day(found: Iterable[Plan]) -> Iterator[Plan]:
    """At most one hand-in a person, challenge and day, so that no daily limit is in the way."""
    seen = set()
    for plan in found:
        key = (plan.soul.id, plan.challenge.id, party_day(plan.handed_in))
        if key not in seen:
            seen.add(key)
            yield plan


class _Scene:
    """What every plan is made from."""

    def __init__(
        self,
        dice: random.Random,
        challenges: Sequence[Staged],
        link: str,
        disclosure: str,
        now: datetime,
    ) -> None:
        self.dice, self.challenges, self.now = dice, challenges, now
        self.link, self.disclosure = link, disclosure
        self.monday = midnight(week_start(party_day(now)))

    def plan(
        self,
        soul: Soul,
        challenge: Staged | None = None,
        fault: str | None = None,
        late: bool | None = None,
        words: str | None = None,
    ) -> Plan:
        """One post of this person; whatever is not said is left to the dice."""
        challenge = challenge or self.dice.choice(self._for(soul))
        fault = fault or self.dice.choice(FAULTS)
        posted = self._moment(challenge, self.dice.random() < LATELY if late is None else late)
        platform = "x"
        text = self._text(soul, challenge, fault, platform, words)
        handed_in = posted + timedelta(minutes=self.dice.uniform(1, 25))
        settled = handed_in + timedelta(seconds=self.dice.uniform(4, 90))
        post = Written(platform, soul.handle, text, posted)
        return Plan(soul, challenge, fault, post, handed_in, settled)

    def _for(self, soul: Soul) -> list[Staged]:
        def hers(one: Staged) -> bool:
            return one.unit_code == "dpp" or within(soul.home.path, f"dpp.{one.unit_code}")

        return [one for one in self.challenges if hers(one)]

    def _moment(self, challenge: Staged, late: bool) -> datetime:
        """A moment of the challenge's window, by day; lately means this week."""
        last = min(challenge.closes_at, self.now) - timedelta(minutes=30)
        first = challenge.opens_at + timedelta(minutes=1)
        if late and first < self.monday < last:
            first = self.monday
        elif not late and first < self.monday < last:
            last = self.monday - timedelta(minutes=30)
        for _ in range(20):
            found = first + self.dice.random() * (last - first)
            if 6 <= found.astimezone(JAKARTA).hour < 22:
                break
        return found.replace(microsecond=0)

    def _text(
        self, soul: Soul, challenge: Staged, fault: str, platform: str, words: str | None
    ) -> str:
        ending = [] if fault == "no_tag" else [challenge.tag]
        if challenge.topic == "sehat" and fault != "no_tag":
            ending.append(self.link)
        if fault != "undisclosed":
            ending.append(self.disclosure)
        room = FITS[platform] - len(" ".join(ending)) - 1
        if fault == "short":
            return " ".join((short_words(self.dice), *ending))
        if words is None:
            met = name_at(self.dice, soul.home.code)
            words = words_about(self.dice, challenge.topic, soul.home.name, met)
        while len(words) > room:  # drop sentences from the end, as people do
            words = (
                words.rstrip(".?! ").rpartition(". ")[0] + "." if ". " in words else words[:room]
            )
        return " ".join((words, *ending))


def written(found: Sequence[Plan], posts: Sequence[Written]) -> list[Plan]:
    """The plans with their posts as the platforms have them."""
    return [replace(plan, post=post) for plan, post in zip(found, posts, strict=True)]


def live(found: Sequence[Plan], link: str, say: Callable[[str], None]) -> dict[int, Plan]:
    """Hand in and settle every plan at its moments; plans by the id of their submission."""
    done: dict[int, Plan] = {}
    for start in range(0, len(found), TOGETHER):
        with transaction():
            for plan in found[start : start + TOGETHER]:
                done[_live_one(plan, link)] = plan
        if start and start % 600 == 0:
            say(f"  {start:,} of {len(found):,} posts")
    return done


def _live_one(plan: Plan, link: str) -> int:
    with clock.at(plan.handed_in):
        challenge = session().get_one(Challenge, plan.challenge.id)
        submission = submit(plan.soul.actor(), challenge, parse(plan.post.url))
    with clock.at(plan.settled):
        settle(submission.id, as_read(plan.post, link), plan.settled)
    return submission.id


def as_read(post: Written, link: str) -> Post:
    """The post as its provider would read it."""
    ref = parse(post.url)
    return Post(
        provider=ref.provider,
        post_id=ref.post_id,
        author_id=post.author_id,
        posted_at=post.at,
        text=post.text,
        links=(link,) if link in post.text else (),
        tags=tags(post.text, []),
        public=True,
        url=ref.url,
        versions=(ref.post_id,) if ref.provider == "x" else (),
    )
