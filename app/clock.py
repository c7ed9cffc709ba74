"""The one door to time, so that tests can move it and nothing else reads a wall clock."""

from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

JAKARTA = ZoneInfo("Asia/Jakarta")

_moved: ContextVar[datetime | None] = ContextVar("moved", default=None)


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _moved.get() or datetime.now(UTC)


@contextmanager
def at(moment: datetime) -> Generator[None]:
    """Live through `moment` again or ahead of time, within this context only: history and tests."""
    before = _moved.set(moment)
    try:
        yield
    finally:
        _moved.reset(before)


def midnight(day: date) -> datetime:
    """When a party day begins, in Asia/Jakarta."""
    return datetime.combine(day, time(), JAKARTA)


def party_day(moment: datetime) -> date:
    """The calendar day on which the whole party counts: Asia/Jakarta, whatever the unit's zone."""
    return moment.astimezone(JAKARTA).date()


def local_day(moment: datetime, zone: str) -> date:
    """The calendar day in a unit's own zone: by it phases of an election begin and end."""
    return moment.astimezone(ZoneInfo(zone)).date()
