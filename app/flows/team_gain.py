"""The cheapest way for a unit to its next place by Indeks Adil, this week. Read only.

What is missing is told in thousandths of the index; each point that counts moves the index by one
over (roll + weight). A point more here moves the nation's mean too, by less than anybody can see.
"""

from dataclasses import dataclass
from datetime import datetime
from math import ceil

from sqlalchemy import text

from app import clock
from app.campaigns import policy
from app.campaigns.cheapest import Step, cheapest
from app.campaigns.elections import permitted
from app.db import session as database
from app.leaderboards.fairness import SCALE, rule_on
from app.leaderboards.standings import Gap
from app.seasons.calendar import week_days, week_key
from app.units.lines import Scope

# By challenge: how often the unit can still answer it this week; and what its people still have
# room for, since nobody counts for more than the cap; local ones bring each of them so much a week.
WAYS = f"""
WITH members AS (
  SELECT c.id FROM cadres c JOIN units u ON u.id = c.unit_id
  WHERE c.status = 'active' AND u.path <@ CAST(:scope AS ltree)
), people AS (SELECT count(*) AS n FROM members), room AS (
  SELECT sum(greatest(0, m.cap - coalesce(t.points, 0))) AS room
  FROM measures m CROSS JOIN members c
  LEFT JOIN LATERAL (SELECT sum(t.points) AS points FROM totals t
                     WHERE t.period = m.period AND t.cadre_id = c.id) t ON true
  WHERE m.period = :week AND m.cap IS NOT NULL
), measured AS (
  SELECT roll FROM unit_totals WHERE period = :week AND unit_id = :unit
), open AS (
  SELECT c.public_id, c.title, c.points, c.providers, c.closes_at, least(
    people.n * c.daily_limit
      * (1 + least(CAST(:sunday AS date),
                   CAST((c.closes_at - interval '1 second') AT TIME ZONE 'Asia/Jakarta' AS date))
           - CAST(:today AS date))
    - coalesce((SELECT sum(d.used) FROM daily_counts d JOIN members ON members.id = d.cadre_id
                WHERE d.challenge_id = c.id AND d.day = :today), 0),
    CASE WHEN c.weekly_cap IS NOT NULL THEN
      (SELECT sum(greatest(0, c.weekly_cap - coalesce(l.points, 0)) / c.points) FROM members
       LEFT JOIN local_points l ON l.cadre_id = members.id AND l.week = :week) END) AS "left"
  FROM challenges c CROSS JOIN people
  JOIN units u ON u.id = c.unit_id AND u.path @> CAST(:scope AS ltree)
  WHERE c.state = 'published' AND c.opens_at <= :now AND c.closes_at > :now
    AND {permitted("c.campaigning", ":scope", ":now")}
)
SELECT o.*, room.room, measured.roll, {policy.MODES_NOW}
FROM room CROSS JOIN measured CROSS JOIN open o
""".replace("%(now)s", ":now")  # noqa: S608 - constants


@dataclass(frozen=True)
class Way:
    """A challenge as a whole unit meets it; `left` is how often it can still answer this week."""

    public_id: str
    title: str
    points: int
    closes_at: datetime
    left: int


@dataclass(frozen=True)
class Gain:
    """What brings the unit level with the next one: the step, whom it reaches, and at what rank."""

    step: Step
    missing: int
    ahead: str
    rank: int


def points_needed(gap: int, roll: int, weight: int) -> int:
    """Points that raise the index by so many thousandths: the formula of `fairness` the other way
    round."""
    return ceil(gap * (roll + weight) / SCALE)


def gain(unit: Scope, gap: Gap, now: datetime) -> Gain | None:
    """The cheapest step; None when no single challenge can do it before the week ends."""
    today = clock.party_day(now)
    week = week_key(today)
    asked = {"scope": unit.path, "unit": unit.id, "week": week, "today": today, "now": now}
    rows = database().execute(text(WAYS), asked | {"sunday": week_days(week)[1]}).all()
    if not rows:
        return None
    missing = points_needed(gap.points, rows[0].roll, rule_on(today).weight)
    policies = policy.of_modes(rows[0].modes)
    ways = [
        Way(row.public_id, row.title, row.points, row.closes_at, row.left)
        for row in rows
        if policies.within(row.providers, "score")
    ]
    step = cheapest(missing, int(rows[0].room or 0), ways)
    return Gain(step, missing, gap.name, gap.rank) if step else None
