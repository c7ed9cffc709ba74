"""What the demo party's people decided: texts handed in again, cases of them, appeals, a warning.

The posts are handed in and settled like all others; the signals find them by themselves, and what
follows goes through the verbs of moderation.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import select

from app import clock
from app.cadres.roles import Actor
from app.cli import seed_people
from app.cli.seed_challenges import Staged
from app.cli.seed_history import Plan, live, written
from app.cli.seed_people import HOME, Soul
from app.cli.seed_platforms import Platforms, Written
from app.cli.seed_texts import DETAILS
from app.clock import party_day
from app.db import transaction
from app.errors import NotFound
from app.moderation import appeals, detecting, judging
from app.moderation.judging import Judgement
from app.moderation.models import Case
from app.moderation.sanctions import Asked
from app.moderation.signals import recyclers
from app.submissions import keeping
from app.submissions.models import Submission

AGAIN = 6  # people who use a text a second time
AGO = timedelta(hours=20)
AROUND_AGO = timedelta(hours=30)
AROUND = 8  # people of one province among whom a text goes round
PASSED_ON = (
    "Minggu pagi warga gang kami turun bersama membersihkan selokan sampai ke ujung jalan, "
    "lalu duduk di teras pos ronda membicarakan jadwal bulan depan"
)
# What they objected, and what came of it; the first is Siti's.
OBJECTIONS = (
    ("Saya menyebut diri sebagai kader di awal unggahan.", "upheld"),
    (
        "Saya susun sendiri sesudah kerja bakti; tetangga saya memang menulis hal yang sama.",
        "overturned",
    ),
    ("Tagar sudah saya tulis di kalimat terakhir, mohon dilihat sekali lagi.", "further"),
    ("Unggahan terbuka untuk umum, mungkin tadi sedang gangguan.", "open"),
    ("Foto dan ceritanya dari kampung saya sendiri, silakan tanya ketua ranting.", "open"),
)
ANSWERS = {
    "overturned": "Benar, itu tulisan Anda sendiri. Poinnya sudah masuk.",
    "upheld": "Sudah dilihat lagi: yang diminta tantangan tetap tidak ada dalam unggahan.",
}
FURTHER = "Tagarnya ada, hanya tertulis dengan huruf kecil. Mohon dilihat auditor."
NOTE = "Tulisan yang sama dipakai untuk dua tantangan."


def moderate(
    platforms: Platforms,
    cast: Mapping[str, Soul],
    done: Mapping[int, Plan],
    staged: Sequence[Staged],
    link: str,
    disclosure: str,
    now: datetime,
) -> None:
    """Fill the rooms of those who keep it honest."""
    _use_again(platforms, cast, done, staged, link, now)
    _pass_around(platforms, cast, done, staged, (link, disclosure), now)
    _object(cast, done, now)
    with transaction():  # as the hour did ever since: on X nothing is left a day after the verdict
        keeping.forget_words(now)
    detecting.detect(now)
    _judge_cases(cast, now)


def _use_again(
    platforms: Platforms,
    cast: Mapping[str, Soul],
    done: Mapping[int, Plan],
    staged: Sequence[Staged],
    link: str,
    now: datetime,
) -> None:
    known = {soul.id for soul in cast.values()}
    open_then = [
        one
        for one in staged
        if one.unit_code == "dpp"
        and one.topic != "sehat"
        and one.opens_at < now - AGO
        and one.closes_at > now
    ]
    first = [
        plan
        for plan in done.values()
        if plan.fault == "good" and plan.soul.id not in known and plan.challenge.topic != "sehat"
    ]
    found = []
    for number, plan in enumerate(first[-AGAIN:]):
        other = next((one for one in open_then if one.id != plan.challenge.id), None)
        if other is None:
            continue
        at = now - AGO + timedelta(minutes=17 * number)
        told = plan.post.text.replace(plan.challenge.tag, other.tag)
        post = Written(plan.post.platform, plan.soul.handle, told, at)
        later = at + timedelta(minutes=3), at + timedelta(minutes=4)
        found.append(Plan(plan.soul, other, "good", post, *later))
    live(written(found, platforms.write([plan.post for plan in found])), link, lambda _words: None)


def _pass_around(
    platforms: Platforms,
    cast: Mapping[str, Soul],
    done: Mapping[int, Plan],
    staged: Sequence[Staged],
    marks: tuple[str, str],
    now: datetime,
) -> None:
    """One text, ended by each in other words: on Facebook, where words are kept long enough for a
    verifier to compare them."""
    link, disclosure = marks
    at = now - AROUND_AGO
    open_then = [one for one in staged if one.unit_code == "dpp" and one.topic != "sehat"]
    open_then = [one for one in open_then if one.opens_at < at and one.closes_at > now]
    around = _neighbours(cast, done, party_day(at)) if open_then else []
    with transaction():
        seed_people.link(platforms, around, "facebook")
    found = []
    for number, (soul, detail) in enumerate(zip(around, DETAILS, strict=False)):
        challenge = open_then[number % len(open_then)]
        then = at + timedelta(minutes=11 * number)
        told = f"{PASSED_ON}; {detail}. {challenge.tag} {disclosure}"
        post = Written("facebook", soul.handle, told, then)
        later = then + timedelta(minutes=3), then + timedelta(minutes=4)
        found.append(Plan(soul, challenge, "good", post, *later))
    posts = platforms.write([plan.post for plan in found])
    live(written(found, posts), link, lambda _words: None)


def _neighbours(cast: Mapping[str, Soul], done: Mapping[int, Plan], day: date) -> list[Soul]:
    """Some of the province with most people who post, none of whom handed in on that day."""
    known = {soul.id for soul in cast.values()}
    known |= {plan.soul.id for plan in done.values() if party_day(plan.handed_in) == day}
    judges = {cast[name].home.code[:2] for name in ("dewi", "fajar")}
    provinces: dict[str, dict[int, Soul]] = {}
    for soul in (plan.soul for plan in done.values()):
        if soul.id not in known and soul.home.code != HOME and soul.home.code[:2] not in judges:
            provinces.setdefault(soul.home.code[:2], {})[soul.id] = soul
    most = max(provinces.values(), key=len, default={})
    return list(most.values())[:AROUND]


def _object(cast: Mapping[str, Soul], done: Mapping[int, Plan], now: datetime) -> None:
    """Some who were rejected this week object; what came of it stands in `OBJECTIONS`."""
    lately = Submission.decided_at > now - timedelta(days=5)
    asked = select(Submission.id, Submission.public_id, Submission.decided_at).where(
        Submission.state == "rejected", lately
    )
    with transaction() as current:
        rejected = current.execute(asked.order_by(Submission.id.desc())).all()
    judge, siti = cast["fajar"], cast["siti"]
    rows = [row for row in rejected if row.id in done and _far(done[row.id].soul, judge)]
    rows.sort(key=lambda row: done[row.id].soul.id != siti.id)
    for row, (words, outcome) in zip(rows, OBJECTIONS, strict=False):
        at = min(now, row.decided_at + timedelta(hours=1))
        actor = done[row.id].soul.actor()
        _file(row.public_id, actor, words, at)
        if outcome == "open":
            continue
        answered = min(now, at + timedelta(hours=9))
        _answer(row.public_id, actor, judge, outcome == "overturned", answered)
        if outcome == "further":
            _file(row.public_id, actor, FURTHER, min(now, answered + timedelta(hours=2)))


def _far(one: Soul, other: Soul) -> bool:
    """Whether they live in different provinces."""
    return one.home.code[:2] != other.home.code[:2]


def _file(public_id: str, actor: Actor, words: str, at: datetime) -> None:
    with transaction(), clock.at(at):
        appeals.file(appeals.about_submission(public_id, actor.id), actor, words, at)


def _answer(public_id: str, actor: Actor, judge: Soul, overturn: bool, at: datetime) -> None:
    words = ANSWERS["overturned" if overturn else "upheld"]
    with transaction(), clock.at(at):
        filed = appeals.about_submission(public_id, actor.id).filed[-1]
        appeal = appeals.judgeable(filed.public_id, judge.actor(), at)
        appeals.decide(appeal, judge.actor(), overturn, words, at)


def _judge_cases(cast: Mapping[str, Soul], now: datetime) -> None:
    """One case was proven and one was not; a second person still has to agree to the first."""
    again = select(Case.public_id).where(Case.signal == recyclers.NAME)
    with transaction() as current:
        opened = current.scalars(again.order_by(Case.id).limit(2)).all()
    words = (Judgement("confirmed", NOTE), Judgement("false_alarm", "Dua kegiatan yang berbeda."))
    for public_id, said in zip(opened, words, strict=False):
        with transaction():
            found = _to_judge(public_id, cast["fajar"], now)
            if found is None:
                continue
            if said.state == "confirmed":
                posts = [post.public_id for post in found.posts if post.state == "verified"]
                asked = Asked("no_points", "recycled", NOTE, 14)
                said = Judgement("confirmed", NOTE, posts, "copied", 0, asked)
            judging.judge(found, cast["fajar"].actor(), said, now)


def _to_judge(public_id: str, verifier: Soul, now: datetime) -> judging.Whole | None:
    try:
        return judging.judgeable(public_id, verifier.actor(), now)
    except NotFound:  # he lives too near
        return None
