"""The end of a period: its boards settle, are written down for good, and leave the store.

A period that is over stays open for another week, in which late checks and re-checks still count.
Then every one of its boards is written down as it stands by the ledger. Whatever is awarded or
taken back afterwards changes the ledger and the boards of all time, and never these.
"""

from collections.abc import Callable
from datetime import date, datetime

from sqlalchemy import Connection, func, select, text
from sqlalchemy.orm import Session

from app.campaigns.models import Challenge
from app.clock import party_day
from app.db import session, transaction
from app.leaderboards import alone, measuring, orders, rebuild
from app.leaderboards.models import ClosedPeriod
from app.seasons.calendar import SETTLES, week_days
from app.seasons.models import Season
from app.store import Unavailable, store

KEEP = """
    WITH standing AS MATERIALIZED ({rows}), named AS (
        SELECT DISTINCT scope, level, :board || scope || level AS name FROM standing
    ), boards AS (
        INSERT INTO final_boards (name) SELECT name FROM named RETURNING id, name
    )
    INSERT INTO final_standings (board_id, member, points, rank, place)
    SELECT b.id, member, points, {rank},
        CASE WHEN shown THEN row_number() OVER (
            PARTITION BY b.id, shown ORDER BY points DESC, member::text COLLATE "C" DESC) - 1 END
    FROM standing JOIN named USING (scope, level) JOIN boards b USING (name)
"""
RANK = alone.RANK.format(board="b.id")
KEEP_CADRES = text(KEEP.format(rows=alone.STANDING_CADRES, rank=RANK))
KEEP_UNITS, KEEP_FAIR_UNITS = (
    text(KEEP.format(rows=alone.STANDING_UNITS.format(value=value), rank=RANK))
    for value in ("t.points", measuring.INDEX)
)
FORGET = (
    text("DELETE FROM order_totals WHERE split_part(period, '.', 1) = :period"),
    text("DELETE FROM touched_units WHERE period = :period"),
)

# Closed seasons of which the ledger has no entry left: their sums are carried, their boards kept.
SEASONS_GONE = text(
    """
    SELECT 's' || s.id FROM seasons s
    JOIN closed_periods c ON c.period = 's' || s.id AND NOT c.totals_aside
    JOIN pg_inherits part ON part.inhparent = CAST('totals' AS regclass)
        AND part.inhrelid = to_regclass('totals_s' || s.id)
    WHERE NOT EXISTS (SELECT FROM entries e WHERE e.day BETWEEN s.starts_on AND s.ends_on)
    ORDER BY s.id
    """
)
PUT_ASIDE = (
    "SET LOCAL lock_timeout = '5s'",
    "UPDATE closed_periods SET totals_aside = true"
    " WHERE period IN (SELECT DISTINCT period FROM totals_{season})",
    "ALTER TABLE totals DETACH PARTITION totals_{season}",
)


def close_due(now: datetime) -> list[str]:
    """Close every period whose week of settling is over; their names.

    Boards of closed periods that are still in the store leave it; while it is gone they wait.
    """
    with transaction() as current:
        due = _due(current, party_day(now))
    for period, ended_on in due:
        close(period, ended_on, now)
    take_from_store(now)
    return [period for period, _ in due]


def close(period: str, ended_on: date, now: datetime) -> None:
    """Write every board of a period down as the ledger has it now, once and for good."""
    with transaction() as current:
        alone.take(current)
        if current.get(ClosedPeriod, period):
            return
        alone.draw_lines(current)
        rebuild.sum_units(current, period)
        if orders.is_season(period):
            orders.take([period])
        for each in orders.periods_of(period):
            current.execute(KEEP_CADRES, {"period": each, "board": f"b:{each}:"})
        asked = {"period": period, **alone.ranked_levels(), **measuring.constants()}
        current.execute(KEEP_UNITS, asked | {"board": f"u:{period}:"})
        current.execute(KEEP_FAIR_UNITS, asked | {"board": f"f:{period}:"})
        for statement in FORGET:
            current.execute(statement, {"period": period})
        current.add(ClosedPeriod(period=period, ended_on=ended_on, closed_at=now))


def take_from_store(now: datetime) -> None:
    """Remove boards of closed periods from the store, if it answers; pages read what was kept."""
    staying = select(ClosedPeriod.period).where(ClosedPeriod.left_store_at.is_(None))
    with transaction() as current:
        periods = current.scalars(staying).all()
    for period in periods:
        try:
            with store.client() as client:
                for each in orders.periods_of(period):
                    rebuild.sweep(client, each)
        except Unavailable:
            return
        with transaction() as current:
            current.get_one(ClosedPeriod, period).left_store_at = now


def put_totals_aside(owner: Connection) -> list[str]:
    """Take totals out of their table that nothing can change and nobody reads any more, by a
    transaction of its owner: those of closed seasons whose months were all detached. Their names.
    """
    seasons = owner.scalars(SEASONS_GONE).all()
    for season in seasons:
        for statement in PUT_ASIDE:
            owner.execute(text(statement.format(season=season)))
    return [f"totals_{season}" for season in seasons]


def closed(period: str) -> ClosedPeriod | None:
    """When the boards of a period, or of one of its orders, were settled for good."""
    return session().get(ClosedPeriod, period.split(".")[0])


def _due(current: Session, today: date) -> list[tuple[str, date]]:
    """Open periods that ended more than the time of settling ago, and when they ended."""
    ends = _ends(current)
    found = [(period, ends(period)) for period in alone.open_periods(current)]
    return [(period, end) for period, end in found if end and end + SETTLES < today]


def _ends(current: Session) -> Callable[[str], date | None]:
    """The last day of a period; None for one without an end."""
    seasons = {f"s{season.id}": season.ends_on for season in current.scalars(select(Season))}
    last = func.max(func.coalesce(Challenge.closed_at, Challenge.closes_at))
    of_campaigns = select(Challenge.campaign_id, last.label("at")).group_by(Challenge.campaign_id)
    campaigns = {f"c{row.campaign_id}": party_day(row.at) for row in current.execute(of_campaigns)}

    def end(period: str) -> date | None:
        if period.startswith("w"):
            return week_days(period)[1]
        return seasons.get(period) or campaigns.get(period)

    return end
