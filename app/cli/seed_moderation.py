"""What the demo party's people decided: texts handed in again, cases of them, appeals, a warning.

The posts are handed in and settled like all others; the signals find them by themselves, and what
follows goes through the verbs of moderation.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from app import clock
from app.cli.seed_challenges import Staged
from app.cli.seed_history import Plan, live, written
from app.cli.seed_people import Soul
from app.cli.seed_platforms import Platforms, Written
from app.db import session, transaction
from app.errors import NotFound
from app.moderation import appeals, detecting, judging
from app.moderation.judging import Judgement
from app.moderation.models import Appeal, Case
from app.moderation.sanctions import Asked
from app.submissions.models import Submission

AGAIN = 6  # people who use a text a second time
AGO = timedelta(hours=40)
OBJECTIONS = (
    "Saya susun sendiri sesudah kerja bakti; tetangga saya memang menulis hal yang sama.",
    "Tagar sudah saya tulis di kalimat terakhir, mohon dilihat sekali lagi.",
    "Saya menyebut diri sebagai kader di awal unggahan.",
    "Unggahan terbuka untuk umum, mungkin tadi sedang gangguan.",
)
ANSWERS = (
    (True, "Benar, itu tulisan Anda sendiri. Poinnya sudah masuk."),
    (False, "Sudah dilihat lagi: yang diminta tantangan tetap tidak ada dalam unggahan."),
)
NOTE = "Tulisan yang sama dipakai untuk dua tantangan."


def moderate(
    platforms: Platforms,
    cast: Mapping[str, Soul],
    done: Mapping[int, Plan],
    staged: Sequence[Staged],
    link: str,
    now: datetime,
) -> None:
    """Fill the rooms of those who keep it honest."""
    _use_again(platforms, cast, done, staged, link, now)
    _object(cast, done, now)
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


def _object(cast: Mapping[str, Soul], done: Mapping[int, Plan], now: datetime) -> None:
    """Some who were rejected this week object; half of them were answered by now."""
    lately = Submission.decided_at > now - timedelta(days=5)
    asked = select(Submission.id, Submission.public_id, Submission.decided_at).where(
        Submission.state == "rejected", lately
    )
    with transaction() as current:
        rejected = current.execute(asked.order_by(Submission.id.desc())).all()
    rows = [row for row in rejected if row.id in done][: len(OBJECTIONS)]
    filed = []
    for row, words in zip(rows, OBJECTIONS, strict=False):
        actor = done[row.id].soul.actor()
        with transaction(), clock.at(at := row.decided_at + timedelta(hours=1)):
            matter = appeals.about_submission(row.public_id, actor.id)
            filed.append(appeals.file(matter, actor, words, at).public_id)
    for public_id, (overturn, answer) in zip(filed, ANSWERS, strict=False):
        with transaction():
            asked_at = (
                session()
                .scalars(select(Appeal.filed_at).where(Appeal.public_id == public_id))
                .one()
            )
        with transaction(), clock.at(at := min(now, asked_at + timedelta(hours=9))):
            actor = cast["fajar"].actor()
            appeal = appeals.judgeable(public_id, actor, at)
            appeals.decide(appeal, actor, overturn, answer, at)


def _judge_cases(cast: Mapping[str, Soul], now: datetime) -> None:
    """One case was proven and one was not; a second person still has to agree to the first."""
    with transaction() as current:
        opened = current.scalars(select(Case.public_id).order_by(Case.id).limit(2)).all()
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
