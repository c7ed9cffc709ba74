"""By what units are compared fairly, taken anew by the clock: rolls, the cap, the nation's mean.

Taking a measure touches every unit that has points, in the same transaction: projectors then sum
them again, the newest touch first, so that awards do not wait behind them.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, text

from app import clock
from app.campaigns.models import Challenge
from app.campaigns.targeting import open_at
from app.db import session
from app.leaderboards.boards import REBUILD_LOCK, UNITS_LOCK
from app.leaderboards.fairness import Nation, Rule, index, rule_on
from app.leaderboards.models import Measure
from app.seasons.calendar import campaign_key, periods_on, season_on


def index_of(points: str, capped: str, roll: str) -> str:
    """SQL for the index of a unit with these columns, beside its `measures m`.

    0 where it is not on fair boards: without points, or unjudged.
    """
    index = f"fair_index({capped}, {roll}, m.capped, m.roll, :weight, :smallest)"
    return f"CASE WHEN {points} > 0 THEN coalesce({index}, 0) ELSE 0 END"


INDEX = index_of("t.points", "t.capped", "t.roll")  # of a row of `unit_totals t`
ROLLS = text(
    """
    WITH RECURSIVE climb AS (
        SELECT unit_id, count(*) AS cadres FROM cadres WHERE status = 'active' GROUP BY unit_id
        UNION ALL
        SELECT u.parent_id, c.cadres FROM climb c JOIN units u ON u.id = c.unit_id
        WHERE u.parent_id IS NOT NULL
    ), counted AS (SELECT unit_id, sum(cadres) AS cadres FROM climb GROUP BY unit_id)
    INSERT INTO unit_rolls AS r (unit_id, now, at_start)
    SELECT unit_id, coalesce(counted.cadres, 0), 0
    FROM counted FULL JOIN (SELECT unit_id FROM unit_rolls) known USING (unit_id)
    ON CONFLICT (unit_id) DO UPDATE SET now = excluded.now WHERE r.now <> excluded.now
    """
)
FREEZE = text("UPDATE unit_rolls SET at_start = now WHERE at_start <> now")
MEASURE = text(
    """
    WITH active AS (SELECT points FROM totals WHERE period = :period AND points > 0), cap AS (
        SELECT floor(:medians * percentile_cont(0.5) WITHIN GROUP (ORDER BY points))::int AS cap
        FROM active
    )
    INSERT INTO measures (period, cap, capped, roll, at)
    SELECT :period, cap.cap, (SELECT coalesce(sum(least(points, cap.cap)), 0) FROM active),
        coalesce((SELECT max(greatest(now, at_start)) FROM unit_rolls), 0), :at
    FROM cap
    ON CONFLICT (period) DO UPDATE SET
        cap = excluded.cap, capped = excluded.capped, roll = excluded.roll, at = excluded.at
    """
)
SET_ROLLS = text(
    """
    UPDATE unit_totals t SET roll = greatest(r.now, r.at_start) FROM unit_rolls r
    WHERE t.period = :period AND r.unit_id = t.unit_id AND t.roll <> greatest(r.now, r.at_start)
    """
)
# No rebuild at the same time, nor anybody who sums units.
NO_PROJECTOR = text("SELECT pg_advisory_xact_lock_shared(:rebuild), pg_advisory_xact_lock(:units)")
TOUCH = text(
    """
    INSERT INTO touched_units (period, unit_id)
    SELECT DISTINCT period, unit_id FROM totals WHERE period = :period
    """
)
OF_UNIT = text(
    """
    SELECT t.points, t.capped, t.roll, m.cap, m.capped AS nation_capped, m.roll AS nation_roll, m.at
    FROM measures m LEFT JOIN unit_totals t ON t.period = m.period AND t.unit_id = :unit
    WHERE m.period = :period
    """
)


@dataclass(frozen=True)
class Reckoning:
    """The numbers of one unit on their way through the formula; `index` in thousandths.

    `index` is None where the roll is too small to be judged.
    """

    rule: Rule
    points: int
    capped: int
    roll: int
    cap: int | None
    nation: Nation
    index: int | None
    at: datetime


def measure(now: datetime) -> None:
    """Take the rolls and the measure of every period that is open, within a transaction."""
    current = session()
    current.execute(NO_PROJECTOR, {"rebuild": REBUILD_LOCK, "units": UNITS_LOCK})
    take_rolls(now)
    for period in _open(now):
        take(period, now)
        current.execute(TOUCH, {"period": period})


def complete(periods: Collection[str], now: datetime) -> None:
    """Rolls, and measures of those of these periods that are open or were never measured.

    Of a period that is over the last measure stands: people who join later do not change it.
    """
    take_rolls(now)
    open_now = _open(now)
    measured = set(session().scalars(select(Measure.period)))
    for period in periods:
        if period in open_now or period not in measured:
            take(period, now)


def _open(now: datetime) -> list[str]:
    """Periods that go on at this moment, campaigns with a challenge that is open among them."""
    campaigns = session().scalars(select(Challenge.campaign_id).where(open_at(now)).distinct())
    return [*periods_on(clock.party_day(now)).keys(), *map(campaign_key, campaigns)]


def take_rolls(now: datetime) -> None:
    """Count everybody anew, and keep the rolls of a season's beginning when one has begun."""
    current = session()
    current.execute(ROLLS)
    season = season_on(clock.party_day(now))
    if season and season.rolls_frozen_at is None:
        current.execute(FREEZE)
        season.rolls_frozen_at = now


def take(period: str, now: datetime) -> None:
    """The measure of one period, and the rolls that its units are divided by from now on.

    Whoever calls keeps projectors out, and sees to it that units are summed again.
    """
    medians = rule_on(clock.party_day(now)).cap_medians
    session().execute(MEASURE, {"period": period, "medians": medians, "at": now})
    session().execute(SET_ROLLS, {"period": period})


def constants() -> dict[str, int]:
    """What `fair_index` is given today beside the numbers of a unit."""
    rule = rule_on(clock.party_day(clock.now()))
    return {"weight": rule.weight, "smallest": rule.smallest}


def reckoning(period: str, unit_id: int) -> Reckoning | None:
    """A unit's own numbers through today's formula; None before the first measure."""
    row = session().execute(OF_UNIT, {"period": period, "unit": unit_id}).one_or_none()
    if row is None:
        return None
    rule = rule_on(clock.party_day(clock.now()))
    nation = Nation(row.nation_capped, row.nation_roll)
    return Reckoning(
        rule=rule,
        points=row.points or 0,
        capped=row.capped or 0,
        roll=row.roll or 0,
        cap=row.cap,
        nation=nation,
        index=index(row.capped or 0, row.roll or 0, nation, rule),
        at=row.at,
    )
