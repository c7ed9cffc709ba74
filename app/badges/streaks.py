"""Beruntun: on how many days in a row a cadre handed in something that counts. Pure.

Days are party days (Asia/Jakarta), those of handing in. Every ISO week has one breath ("napas"): a
day without a hand-in that does not end the streak, so that nobody posts from a sickbed. It is taken
by itself, counts for nothing, and is not saved up. Today is never missed before it is over.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from app.seasons.calendar import week_key

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Streak:
    """How long it was on its last day, which week's breath it took last, and the longest ever."""

    days: int
    last_day: date
    breath: str | None
    longest: int


def measured(days: Iterable[date]) -> Streak | None:
    """The streak of these days with a hand-in; None without any."""
    found: Streak | None = None
    for day in sorted(set(days)):
        goes_on, breath = _bridged(found, day)
        length = found.days + 1 if found and goes_on else 1
        longest = max(length, found.longest if found else 0)
        found = Streak(length, day, breath, longest)
    return found


def standing(streak: Streak | None, today: date) -> int:
    """How long it is today; 0 once it has ended."""
    if streak is None:
        return 0
    goes_on, _ = _bridged(streak, today)
    return streak.days if goes_on else 0


def _bridged(streak: Streak | None, day: date) -> tuple[bool, str | None]:
    """Whether it reaches that day over the days between, and the last week's breath it takes."""
    if streak is None:
        return False, None
    breath, missed = streak.breath, streak.last_day + DAY
    while missed < day:
        week = week_key(missed)
        if week == breath:
            return False, None
        breath, missed = week, missed + DAY
    return True, breath
