"""The one door to time, so that tests can move it and nothing else reads a wall clock."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

JAKARTA = ZoneInfo("Asia/Jakarta")


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


def party_day(moment: datetime) -> date:
    """The calendar day on which the whole party counts: Asia/Jakarta, whatever the unit's zone."""
    return moment.astimezone(JAKARTA).date()
