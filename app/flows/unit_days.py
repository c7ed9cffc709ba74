"""What a unit and everything below it brought day by day. Read only."""

from datetime import datetime, timedelta

from sqlalchemy import text

from app import clock
from app.db import session
from app.units.lines import Scope

DAYS = 14
VERIFIED = text(
    """
    SELECT s.day, count(*) AS posts FROM submissions s
    JOIN units u ON u.id = s.unit_id AND u.path <@ CAST(:scope AS ltree)
    WHERE s.day > :since AND s.state = 'verified' GROUP BY s.day
    """
)


def verified_by_day(unit: Scope, now: datetime) -> list[int]:
    """Verified hand-ins of each of the last 14 party days, the oldest first."""
    today = clock.party_day(now)
    since = today - timedelta(days=DAYS)
    rows = session().execute(VERIFIED, {"scope": unit.path, "since": since})
    found = {row.day: row.posts for row in rows}
    return [found.get(since + timedelta(days=n), 0) for n in range(1, DAYS + 1)]
