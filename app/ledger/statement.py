"""The answer to "Kenapa poin saya 42?": every number shown is a sum of rows one can open."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select, true

from app.db import session
from app.ledger.models import DailyPoints, Entry
from app.ledger.scoring import DAILY_CAP
from app.seasons.calendar import ALL


@dataclass(frozen=True)
class Line:
    """One entry and the balance of the period after it."""

    entry: Entry
    balance: int


@dataclass(frozen=True)
class Statement:
    """A page of lines, the newest first; `next_before` asks for the older ones, None at the end."""

    period: str
    balance: int
    lines: tuple[Line, ...]
    next_before: int | None


@dataclass(frozen=True)
class Today:
    """Points from shares on a party day, and how many the cap still leaves."""

    earned: int
    cap: int
    left: int


def statement(
    cadre_id: int, period: str, before_id: int | None = None, limit: int = 30
) -> Statement:
    """The cadre's entries of a period, the newest first, each with the balance after it.

    Pages follow the id of the last line seen (`before_id`), so that entries which arrive while
    someone reads neither repeat nor hide a line.
    """
    lines = (
        select(Entry.id, func.sum(Entry.points).over(order_by=Entry.id).label("balance"))
        .where(Entry.cadre_id == cadre_id, _in_period(period))
        .subquery()
    )
    page = select(Entry, lines.c.balance).join(lines, lines.c.id == Entry.id)
    if before_id is not None:
        page = page.where(Entry.id < before_id)
    found = session().execute(page.order_by(Entry.id.desc()).limit(limit + 1)).all()
    shown = tuple(Line(entry, int(total)) for entry, total in found[:limit])
    more = len(found) > limit
    newest = before_id is None and shown
    return Statement(
        period=period,
        balance=shown[0].balance if newest else balance(cadre_id, period),
        lines=shown,
        next_before=shown[-1].entry.id if more else None,
    )


def balance(cadre_id: int, period: str) -> int:
    """The cadre's points in a period: the sum of her entries, not a stored total."""
    total = select(func.coalesce(func.sum(Entry.points), 0)).where(
        Entry.cadre_id == cadre_id, _in_period(period)
    )
    return int(session().scalar(total) or 0)


def points_today(cadre_id: int, day: date) -> Today:
    """What the cadre has earned under the cap of a party day."""
    earned = session().scalar(
        select(DailyPoints.points).where(DailyPoints.cadre_id == cadre_id, DailyPoints.day == day)
    )
    return Today(earned or 0, DAILY_CAP, max(0, DAILY_CAP - (earned or 0)))


def _in_period(period: str) -> ColumnElement[bool]:
    if period == ALL:
        return true()
    return Entry.week == period if period.startswith("w") else Entry.season == period
