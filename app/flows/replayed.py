"""The last four weeks as if a challenge had been on: posts that counted, for `campaigns.replay`."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import text

from app.campaigns.models import Challenge
from app.campaigns.replay import Posts, Replay, replay
from app.clock import party_day
from app.db import session
from app.rulebook.versions import rule_on

WEEKS = timedelta(weeks=4)
MOST = 200_000  # hand-ins to look at; of a larger party every so many-th cadre is taken
HOW_MANY = text("SELECT greatest(reltuples, 0) FROM pg_class WHERE oid = 'submissions'::regclass")
# A part is what lies directly below the region (a DPD of the nation), or the region itself.
POSTS = text(
    """
    SELECT s.cadre_id, s.day, s.unit_id, part.name AS part, count(*) AS number
    FROM submissions s
    JOIN units u ON u.id = s.unit_id AND u.path <@ CAST(:region AS ltree)
    JOIN units part ON part.path
        = subpath(u.path, 0, least(nlevel(u.path), nlevel(CAST(:region AS ltree)) + 1))
    WHERE s.state = 'verified' AND s.recall_id IS NULL AND s.day > :since
        AND s.provider = ANY(:providers) AND s.cadre_id % :every = 0
    GROUP BY s.cadre_id, s.day, s.unit_id, part.id ORDER BY s.day
    """
)
ROLL = text(
    """
    SELECT count(*) FROM cadres c JOIN units u ON u.id = c.unit_id
    WHERE c.status = 'active' AND u.path <@ CAST(:region AS ltree)
    """
)


@dataclass(frozen=True)
class Seen:
    """What the last weeks tell: the replay, of how many cadres in the region, from every so
    many-th of them."""

    replay: Replay
    roll: int
    every: int


def seen(challenge: Challenge, now: datetime) -> Seen:
    """The challenge as it stands, played over the last four weeks."""
    region = challenge.unit.path
    every = max(1, int(session().scalar(HOW_MANY) or 0) // MOST)
    asked = {
        "region": region,
        "since": party_day(now - WEEKS),
        "providers": list(challenge.providers),
        "every": every,
    }
    posts = [Posts._make(row) for row in session().execute(POSTS, asked)]
    cap = rule_on("points", party_day(now))["daily_cap"]
    weekly = rule_on("local", party_day(now))["weekly_cap"] if challenge.issuer_id else None
    found = replay(posts, challenge.points, challenge.daily_limit, cap, weekly)
    return Seen(found, int(session().scalar(ROLL, {"region": region}) or 0), every)
