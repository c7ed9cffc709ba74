"""The answer to "Kenapa poin saya 42?": every number shown is a sum of rows one can open."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.orm import aliased

from app.db import session
from app.ledger.models import Carried, DailyPoints, Entry, LocalPoints
from app.rulebook.versions import rule_on
from app.seasons.calendar import ALL, week_days, week_key


@dataclass(frozen=True)
class Line:
    """One entry and the balance of the period after it."""

    entry: Entry
    balance: int


@dataclass(frozen=True)
class Statement:
    """A page of lines, the newest first; `next_before` asks for the older ones, None at the end.

    There `carried` is what months before gave, whose lines are kept elsewhere by now.
    """

    period: str
    balance: int
    lines: tuple[Line, ...]
    next_before: int | None
    carried: int


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
    so_far = func.sum(Entry.points).over(order_by=Entry.id) + _carried(cadre_id, period)
    mine = select(Entry, so_far.label("balance")).where(*_of(cadre_id, period)).subquery()
    entry = aliased(Entry, mine)
    page = select(entry, mine.c.balance)
    if before_id is not None:
        page = page.where(entry.id < before_id)
    found = session().execute(page.order_by(entry.id.desc()).limit(limit + 1)).all()
    shown = tuple(Line(one, int(total)) for one, total in found[:limit])
    more = len(found) > limit
    newest = before_id is None and shown
    total = shown[0].balance if newest else balance(cadre_id, period)
    oldest = shown[-1].balance - shown[-1].entry.points if shown else total
    return Statement(
        period=period,
        balance=total,
        lines=shown,
        next_before=shown[-1].entry.id if more else None,
        carried=0 if more else oldest,
    )


def balance(cadre_id: int, period: str) -> int:
    """The cadre's points in a period: the sum of her entries, not a stored total."""
    entered = func.coalesce(func.sum(Entry.points), 0)
    total = select(entered + _carried(cadre_id, period)).where(*_of(cadre_id, period))
    return int(session().scalar(total) or 0)


def points_today(cadre_id: int, day: date) -> Today:
    """What the cadre has earned under the cap of a party day."""
    earned = session().scalar(
        select(DailyPoints.points).where(DailyPoints.cadre_id == cadre_id, DailyPoints.day == day)
    )
    cap = rule_on("points", day)["daily_cap"]
    return Today(earned or 0, cap, max(0, cap - (earned or 0)))


def local_week(cadre_id: int, day: date) -> int:
    """What local challenges have brought the cadre in the week of a party day."""
    hers = LocalPoints.cadre_id == cadre_id, LocalPoints.week == week_key(day)
    return session().scalar(select(LocalPoints.points).where(*hers)) or 0


def _carried(cadre_id: int, period: str) -> ColumnElement[int]:
    """What of the period is kept in no line any more."""
    of_hers = Carried.cadre_id == cadre_id, Carried.period == period
    return select(func.coalesce(func.sum(Carried.points), 0)).where(*of_hers).scalar_subquery()


def _of(cadre_id: int, period: str) -> tuple[ColumnElement[bool], ...]:
    """A week is asked for by its days, so that other months are not looked into."""
    if period == ALL:
        in_period = true()
    elif period.startswith("w"):
        in_period = Entry.day.between(*week_days(period))
    else:
        in_period = (Entry.campaign if period.startswith("c") else Entry.season) == period
    return Entry.cadre_id == cadre_id, in_period
