"""What a cadre has handed in and what it brought her. Read only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from app.campaigns.models import Challenge
from app.db import session
from app.errors import NotFound
from app.ledger.models import OF_KEY, Entry, EntryKey
from app.submissions.models import DailyCount, Submission

PAGE = 20


@dataclass(frozen=True)
class Row:
    """A submission and the points it counts for at present; None before any were given."""

    submission: Submission
    points: int | None


@dataclass(frozen=True)
class Page:
    """Rows, the newest first; `next_before` asks for older ones, None at the end."""

    rows: tuple[Row, ...]
    next_before: int | None


@dataclass(frozen=True)
class Done:
    """What a cadre has done in one challenge: places used today, posts that count."""

    today: int = 0
    verified: int = 0


def listed(cadre_id: int, states: Sequence[str], before_id: int | None = None) -> Page:
    """A page of a cadre's submissions in these states; no states means all."""
    asked = select(Submission).where(Submission.cadre_id == cadre_id)
    if states:
        asked = asked.where(Submission.state.in_(states))
    if before_id is not None:
        asked = asked.where(Submission.id < before_id)
    asked = asked.options(joinedload(Submission.challenge)).order_by(Submission.id.desc())
    found = session().scalars(asked.limit(PAGE + 1)).all()
    shown = found[:PAGE]
    points = _points([one.id for one in shown])
    rows = tuple(Row(one, points.get(one.id)) for one in shown)
    return Page(rows, shown[-1].id if len(found) > PAGE else None)


def one(public_id: str, cadre_id: int) -> Row:
    """One's own submission. Raises NotFound for anybody else's."""
    asked = select(Submission).where(
        Submission.public_id == public_id, Submission.cadre_id == cadre_id
    )
    found = session().scalar(
        asked.options(joinedload(Submission.challenge), joinedload(Submission.account))
    )
    if found is None:
        raise NotFound
    return Row(found, _points([found.id]).get(found.id))


def done_in(cadre_id: int, challenges: Sequence[Challenge], day: date) -> Mapping[int, Done]:
    """What she has done in each of these challenges, by the challenge's id."""
    ids = [challenge.id for challenge in challenges]
    today = _pairs(
        select(DailyCount.challenge_id, DailyCount.used).where(
            DailyCount.cadre_id == cadre_id,
            DailyCount.day == day,
            DailyCount.challenge_id.in_(ids),
        )
    )
    verified = _pairs(
        select(Submission.challenge_id, func.count())
        .where(
            Submission.cadre_id == cadre_id,
            Submission.state == "verified",
            Submission.challenge_id.in_(ids),
        )
        .group_by(Submission.challenge_id)
    )
    return {one: Done(today.get(one, 0), verified.get(one, 0)) for one in ids}


def _points(submission_ids: Sequence[int]) -> Mapping[int, int]:
    sources = {f"submission:{one}": one for one in submission_ids}
    sums = _pairs(
        select(EntryKey.source, func.sum(Entry.points))
        .join(Entry, OF_KEY)
        .where(EntryKey.source.in_(sources))
        .group_by(EntryKey.source)
    )
    return {sources[source]: int(points) for source, points in sums.items()}


def _pairs(asked: Select) -> dict:
    return {row[0]: row[1] for row in session().execute(asked)}
