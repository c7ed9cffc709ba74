"""What a campaign officer sees first: how live challenges go, and what looks wrong. Read only."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import text

from app.db import session

WEEK, DAY = timedelta(days=7), timedelta(days=1)
OFTEN = 6  # hand-ins of one cadre within an hour: more than anybody writes by herself
# Parts are what lies directly below a challenge's unit: the DPDs of the nation.
GOING = text(
    """
    SELECT c.id,
        count(DISTINCT s.cadre_id) FILTER (WHERE s.state = 'verified') AS cadres,
        count(*) FILTER (WHERE s.state = 'verified') AS verified,
        count(DISTINCT subpath(u.path, 0, nlevel(here.path) + 1))
            FILTER (WHERE s.state = 'verified' AND nlevel(u.path) > nlevel(here.path)) AS parts,
        (SELECT count(*) FROM units below
         WHERE below.parent_id = here.id AND below.active_until IS NULL) AS all_parts,
        percentile_cont(0.5)
            WITHIN GROUP (ORDER BY extract(epoch FROM s.decided_at - s.submitted_at))
            FILTER (WHERE s.decided_at >= :week) AS wait_s,
        count(*) FILTER (WHERE s.reason = 'copied' AND s.decided_at >= :week) AS copied,
        count(*) FILTER (WHERE s.state IN ('pending', 'set_aside') AND s.submitted_at < :day)
            AS late
    FROM challenges c JOIN units here ON here.id = c.unit_id
    LEFT JOIN submissions s ON s.challenge_id = c.id AND s.recall_id IS NULL
    LEFT JOIN units u ON u.id = s.unit_id
    WHERE c.id = ANY(:challenges) GROUP BY c.id, here.id
    """
)
ODD = text(
    """
    SELECT
        (SELECT count(*) FROM linked_accounts a JOIN cadres k ON k.id = a.cadre_id
         JOIN units u ON u.id = k.unit_id
         WHERE a.status = 'expired' AND u.path <@ ANY(CAST(:roots AS ltree[]))) AS expired,
        (SELECT count(DISTINCT cadre_id) FROM (
            SELECT s.cadre_id FROM submissions s JOIN units u ON u.id = s.unit_id
            WHERE s.submitted_at >= :day AND u.path <@ ANY(CAST(:roots AS ltree[]))
            GROUP BY s.cadre_id, date_trunc('hour', s.submitted_at)
            HAVING count(*) >= :often) AS fast) AS fast
    """
)


@dataclass(frozen=True)
class Going:
    """One challenge so far: `parts` of `all_parts` took part, half of the last week's posts waited
    less than `wait` for their verdict."""

    cadres: int
    verified: int
    parts: int
    all_parts: int
    wait: timedelta | None
    copied: int
    late: int

    @property
    def share(self) -> int | None:
        """Per cent of the parts that took part; None where there are none."""
        return round(100 * self.parts / self.all_parts) if self.all_parts else None


@dataclass(frozen=True)
class Odd:
    """Links that ran out, and cadres who handed in very often within an hour since yesterday."""

    expired: int
    fast: int


def going(challenges: Collection[int], now: datetime) -> Mapping[int, Going]:
    """Of each of these challenges, by its id, in one query."""
    asked = {"challenges": list(challenges), "week": now - WEEK, "day": now - DAY}
    return {
        row.id: Going(
            row.cadres,
            row.verified,
            row.parts,
            row.all_parts,
            None if row.wait_s is None else timedelta(seconds=float(row.wait_s)),
            row.copied,
            row.late,
        )
        for row in session().execute(GOING, asked)
    }


def odd(roots: Collection[str], now: datetime) -> Odd:
    """What looks odd under these paths, as numbers without names."""
    asked = {"roots": list(roots), "day": now - DAY, "often": OFTEN}
    row = session().execute(ODD, asked).one()
    return Odd(row.expired, row.fast)
