"""*Apel Senin*: what a leader needs to know of a unit this week, and what to do about it.

Read only: what moved the unit, who has gone quiet, who is new, whom to thank. Begin at `muster`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import text

from app import clock
from app.cadres.held import held
from app.cadres.roles import Actor
from app.campaigns.elections import holding
from app.campaigns.phases import strictest
from app.db import session as database
from app.flows import team
from app.flows.team import HEAD, Member, spans
from app.seasons.calendar import week_start
from app.teams.thanking import Deserving, next_to_thank
from app.units.lines import Scope
from app.units.tree import depth

WEEK = timedelta(days=7)
NEAR = 5  # of a list that goes on elsewhere
# What this week has brought, and who had done something by this hour a week ago.
WEEK_SO_FAR = f"""
, posts AS (
  SELECT s.challenge_id, count(*) AS posts FROM submissions s
  JOIN units u ON u.id = s.unit_id AND u.path <@ CAST(:scope AS ltree)
  WHERE s.day >= CAST(:day AS date) AND s.state = 'verified' GROUP BY 1
)
SELECT (SELECT count(*) FROM members m WHERE EXISTS (
          SELECT FROM submissions s WHERE s.cadre_id = m.id
          AND s.submitted_at >= :monday_before AND s.submitted_at < :hour_before)) AS before,
       coalesce((SELECT sum(posts) FROM posts), 0) AS posts, best.title, best.posts AS best_posts,
       ARRAY(SELECT p.phase {holding(":scope", ":now")}) AS phases
FROM (SELECT 1) one LEFT JOIN (
  SELECT c.title, p.posts FROM posts p JOIN challenges c ON c.id = p.challenge_id
  ORDER BY p.posts DESC, c.id LIMIT 1) best ON true
"""  # noqa: S608 - constants
# Whom this leader can reach himself: people of his own unit, and leaders of the units right below,
# for whom counts how many of theirs are active.
DESERVING = f"""
, below AS (
  SELECT subpath(path, 0, :depth) AS path, count(*) FILTER (WHERE active) AS active
  FROM members WHERE nlevel(path) >= :depth GROUP BY 1
), led AS (
  SELECT DISTINCT ON (r.cadre_id) r.cadre_id, k.name, coalesce(b.active, 0) AS active
  FROM roles r JOIN units k ON k.id = r.unit_id AND k.parent_id = :unit
  LEFT JOIN below b ON b.path = k.path
  WHERE r.kind = 'leader' AND {held("r", ":today")}
  ORDER BY r.cadre_id, active DESC, k.id
), reached AS (
  SELECT m.id, m.public_id, m.name, led.name AS leader_of,
    coalesce(led.active, (SELECT count(*) FROM submissions s
      WHERE s.cadre_id = m.id AND s.submitted_at >= :monday AND s.state = 'verified')) AS done
  FROM members m LEFT JOIN led ON led.cadre_id = m.id
  WHERE (m.unit_id = :unit OR led.cadre_id IS NOT NULL) AND m.id <> :me
)
SELECT r.*, (SELECT max(c.at) FROM contacts c
             WHERE c.cadre_id = r.id AND c.purpose = 'thank' AND c.unit_id = :unit) AS thanked_at
FROM reached r WHERE r.done > 0
"""  # noqa: S608 - constants


@dataclass(frozen=True)
class Muster:
    """A unit's week so far: `before` is how many were active by this hour a week ago.

    `best` is the challenge that brought the most posts, `best_posts` how many of all `posts`;
    `election` the phase of the calendar there.
    """

    before: int
    posts: int
    best: str | None
    best_posts: int
    quiet: Sequence[Member]
    new: Sequence[Member]
    thank: Deserving | None
    election: str


def muster(unit: Scope, actor: Actor, now: datetime) -> Muster:
    """All of it, in four queries however large the unit is."""
    values = spans(unit) | {"unit": unit.id, "me": actor.id, "depth": depth(unit.path) + 1}
    values |= {"monday_before": _week_before(now), "hour_before": now - WEEK}
    values |= {"day": week_start(clock.party_day(now)), "now": now}
    week = database().execute(text(HEAD + WEEK_SO_FAR), values).one()
    people = database().execute(text(HEAD + DESERVING), values)
    return Muster(
        before=week.before,
        posts=week.posts,
        best=week.title,
        best_posts=week.best_posts or 0,
        quiet=team.members(unit, "diam", actor, limit=NEAR),
        new=team.members(unit, "baru", actor, limit=NEAR),
        thank=next_to_thank((Deserving(**row._mapping) for row in people), clock.party_day(now)),
        election=strictest(week.phases),
    )


def _week_before(now: datetime) -> datetime:
    """The beginning of last week."""
    monday = week_start(clock.party_day(now)) - WEEK
    return clock.midnight(monday)
