"""When a phone may be disturbed, and about what. Pure: these are the rules, all of them.

At most one push a day; none from nine in the evening until six in the morning, by the clock of the
cadre's unit; what waited through the night comes at five past six. What came of one's own post
comes before what is new for everybody, and after a day nobody needs to be called for it.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from app.notifications.words import KINDS

EVENING, MORNING = time(21), time(6)
FIRST = time(6, 5)
FRESH = timedelta(days=1)


class Waiting(NamedTuple):
    """A notice that its reader has not seen yet."""

    id: int
    kind: str
    about: str
    at: datetime


def day(at: datetime, zone: str) -> date:
    """The calendar day where she is."""
    return at.astimezone(ZoneInfo(zone)).date()


def quiet(at: datetime, zone: str) -> bool:
    """Whether people sleep where she is; the evening's hour belongs to it, the morning's does not.

    Hours of the day, not of the year: Indonesia knows no summer time.
    """
    hour = at.astimezone(ZoneInfo(zone)).time()
    return hour >= EVENING or hour < MORNING


def ready(at: datetime, zone: str, pushed_on: date | None) -> datetime:
    """From when on she may be called next: now, or five past six of the next morning that is hers.

    `pushed_on` is the day, where she is, of the last push.
    """
    here = at.astimezone(ZoneInfo(zone))
    if not quiet(at, zone) and pushed_on != here.date():
        return at
    ahead = here.time() >= MORNING
    morning = here.date() + timedelta(days=1 if ahead else 0)
    if morning == pushed_on:
        morning += timedelta(days=1)
    return datetime.combine(morning, FIRST, here.tzinfo).astimezone(at.tzinfo)


def seconds_left(at: datetime, zone: str) -> int:
    """How long a push may still reach a phone that is switched off: until the evening."""
    here = at.astimezone(ZoneInfo(zone))
    return max(0, int((datetime.combine(here.date(), EVENING, here.tzinfo) - here).total_seconds()))


def choose(waiting: Sequence[Waiting], at: datetime) -> Waiting | None:
    """The one notice worth a call; None when there is none."""
    fresh = [one for one in waiting if at - FRESH < one.at <= at]
    return min(fresh, key=lambda one: (KINDS[one.kind].rank, -one.at.timestamp()), default=None)
