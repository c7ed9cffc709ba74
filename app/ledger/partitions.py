"""How the ledger is divided, so that it can grow for years: entries by month, totals by season.

Room is made ahead by functions of the database, which create tables by the rights of their owner.
Whatever finds no room lies in `entries_rest` and `totals_rest`, counts like everything else, and is
moved once there is room. An old month can be detached: a table by itself, which nothing counts any
more, while what its entries add up to is carried on.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection, select, text

from app.db import session
from app.ledger.models import PERIODS
from app.ledger.refusals import NoSuchMonth, StillCounting
from app.seasons.calendar import SETTLES
from app.seasons.models import Season

MAKE = text("SELECT make_entry_months(:today) || make_total_seasons(:today)")
LIST = text(
    """
    SELECT relname AS name, pg_total_relation_size(oid) AS bytes, relispartition AS attached,
        CAST(greatest(reltuples, 0) AS bigint) AS rows
    FROM pg_class
    WHERE relkind = 'r' AND relnamespace = CAST('public' AS regnamespace)
        AND relname ~ '^(entries|totals)_([0-9]{4}_[0-9]{2}|s[0-9]+|all|rest)$'
    ORDER BY relname
    """
)
IS_ATTACHED = text(
    """
    SELECT EXISTS (SELECT FROM pg_inherits
        WHERE inhparent = CAST('entries' AS regclass) AND inhrelid = to_regclass(:name))
    """
)
# The whole ledger is locked last and for a moment; the month alone while it is added up.
DETACH = (
    "SET LOCAL lock_timeout = '5s'",
    "LOCK TABLE {month} IN SHARE MODE",
    """
    INSERT INTO carried AS c (period, cadre_id, unit_id, points)
    SELECT period, cadre_id, unit_id, sum(points)
    FROM {month}, {periods} WHERE period IS NOT NULL
    GROUP BY period, cadre_id, unit_id
    ON CONFLICT (cadre_id, period, unit_id) DO UPDATE SET points = c.points + excluded.points
    """,
    "ALTER TABLE entries DETACH PARTITION {month}",
    "CREATE TRIGGER entries_append_only BEFORE UPDATE OR DELETE ON {month}"
    " FOR EACH ROW EXECUTE FUNCTION refuse_change()",
)


@dataclass(frozen=True)
class Part:
    """A part of the ledger: how large it is (rows as last estimated), whether it still counts."""

    name: str
    rows: int
    bytes: int
    attached: bool


def make_ahead(today: date) -> Sequence[str]:
    """Make room for three more months and for every season that is not over, and move into it what
    lies in the rest; names of what was made. Within the caller's transaction; again, it does
    nothing."""
    return session().scalars(MAKE, {"today": today}).one()


def listed() -> list[Part]:
    """Every part, detached ones too."""
    found = session().execute(LIST)
    return [Part(row.name, row.rows, row.bytes, row.attached) for row in found]


def detach(owner: Connection, month: date, today: date) -> str:
    """Take a month out of the ledger, by a transaction of its owner; the name of its table.

    All-time and every other period stay what they were: its sums are carried. Raises NoSuchMonth,
    and StillCounting until a week after the month and every season in it.
    """
    first = month.replace(day=1)
    name = f"entries_{first:%Y_%m}"
    if not owner.scalar(IS_ATTACHED, {"name": name}):
        raise NoSuchMonth(f"{first:%Y-%m}")
    until = _counts_until(owner, first)
    if today <= until:
        raise StillCounting(f"{first:%Y-%m}", f"{until:%Y-%m-%d}")
    for statement in DETACH:
        owner.execute(text(statement.format(month=name, periods=PERIODS)))
    return name


def _counts_until(owner: Connection, first: date) -> date:
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    within = Season.starts_on <= last, Season.ends_on >= first
    return max([last, *owner.scalars(select(Season.ends_on).where(*within))]) + SETTLES
