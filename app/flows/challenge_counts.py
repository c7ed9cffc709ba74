"""What came of challenges: hand-ins by their state, whole and by DPD."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import text

from app.db import session

BY_CHALLENGE = text(
    """
    SELECT challenge_id,
        count(*) FILTER (WHERE state = 'verified') AS verified,
        count(*) FILTER (WHERE state IN ('pending', 'set_aside')) AS waiting,
        count(*) FILTER (WHERE state = 'rejected') AS rejected,
        count(*) FILTER (WHERE state = 'reversed') AS reversed,
        count(DISTINCT cadre_id) FILTER (WHERE state = 'verified') AS cadres
    FROM submissions
    WHERE challenge_id = ANY(:challenges) AND recall_id IS NULL GROUP BY challenge_id
    """
)
BY_DPD = text(
    """
    SELECT dpd.code, dpd.name, dpd.level,
        count(*) FILTER (WHERE s.state = 'verified') AS verified,
        count(DISTINCT s.cadre_id) FILTER (WHERE s.state = 'verified') AS cadres,
        count(*) FILTER (WHERE s.state IN ('pending', 'set_aside')) AS waiting
    FROM submissions s
    JOIN units u ON u.id = s.unit_id
    JOIN units dpd ON dpd.path = subpath(u.path, 0, least(nlevel(u.path), 2))
    WHERE s.challenge_id = :challenge AND s.recall_id IS NULL
    GROUP BY dpd.id ORDER BY verified DESC, dpd.name
    """
)


@dataclass(frozen=True)
class Counts:
    """Hand-ins of one challenge; `cadres` counts people with at least one verified."""

    verified: int = 0
    waiting: int = 0
    rejected: int = 0
    reversed: int = 0
    cadres: int = 0


@dataclass(frozen=True)
class DpdCounts:
    """One DPD's part in a challenge (or DPP's own people)."""

    code: str
    name: str
    level: str
    verified: int
    cadres: int
    waiting: int


def by_challenge(challenge_ids: Collection[int]) -> Mapping[int, Counts]:
    """Counts of each challenge asked for, in one query; without any hand-in all are zero."""
    rows = session().execute(BY_CHALLENGE, {"challenges": list(challenge_ids)})
    found = {
        row.challenge_id: Counts(row.verified, row.waiting, row.rejected, row.reversed, row.cadres)
        for row in rows
    }
    return {key: found.get(key, Counts()) for key in challenge_ids}


def by_dpd(challenge_id: int) -> Sequence[DpdCounts]:
    """The DPDs that took part, the busiest first, by where each cadre was when handing in."""
    rows = session().execute(BY_DPD, {"challenge": challenge_id})
    return [
        DpdCounts(row.code, row.name, row.level, row.verified, row.cadres, row.waiting)
        for row in rows
    ]
