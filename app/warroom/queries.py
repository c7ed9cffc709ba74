"""What is asked of the database for a wall.

Each has two forms: of the nation everything, of a unit below it only what lies there. Hours of
DPP, DPD and DPC come from `pulse_hours`; below that they are counted here, from hand-ins of 30
days, which is longer than any waits for its verdict.
"""

from sqlalchemy import TextClause, text

from app.content.notes import holding
from app.units.tree import ROOT

HERE = "s.unit_id = ANY(ARRAY(SELECT id FROM units WHERE path <@ CAST(:path AS ltree)))"
OURS = "s.challenge_id = ANY(:challenges)"
# Of what is a day old only what is compared with, whatever the platform.
FOLDED = """
    SELECT p.hour, p.challenge_id, p.provider, p.outcome, p.reason, p.n
    FROM pulse_hours p WHERE p.unit_id = :unit AND p.hour >= :recent
    UNION ALL
    SELECT p.hour, p.challenge_id, '', p.outcome, '', sum(p.n)::int
    FROM pulse_hours p WHERE p.unit_id = :unit AND p.hour >= :since AND p.hour < :recent
        AND p.outcome = 'verified'
    GROUP BY p.hour, p.challenge_id, p.outcome
"""
COUNTED = f"""
    SELECT date_trunc('hour', v.at) AS hour, s.challenge_id, s.provider, v.outcome,
        coalesce(v.reason, '') AS reason, count(*)::int AS n
    FROM submissions s JOIN verdicts v ON v.submission_id = s.id
    WHERE {HERE} AND s.day >= CAST(:day AS date) - 30 AND v.at >= :since
        AND v.outcome IN ('verified', 'rejected')
    GROUP BY 1, 2, 3, 4, 5
"""  # noqa: S608 - put together from constants
CHILDREN = text(
    """
    SELECT u.id, u.code, u.level, u.name, coalesce(r.now, 0) AS roll
    FROM units u LEFT JOIN unit_rolls r ON r.unit_id = u.id
    WHERE u.parent_id = :unit AND (u.active_until IS NULL OR u.active_until >= :day)
    ORDER BY u.code
    """
)
ROLL = text("SELECT now FROM unit_rolls WHERE unit_id = :unit")
CHILD_FOLDED = """
    SELECT p.unit_id, sum(p.n)::int AS n FROM pulse_hours p
    WHERE p.unit_id = ANY(:children) AND p.hour >= :midnight AND p.outcome = 'verified'{and_ours}
    GROUP BY 1
"""
CHILD_COUNTED = f"""
    SELECT child.id AS unit_id, count(*)::int AS n
    FROM submissions s JOIN verdicts v ON v.submission_id = s.id
    JOIN units u ON u.id = s.unit_id
    JOIN units child ON child.parent_id = :unit AND child.path @> u.path
    WHERE {HERE} AND s.day >= CAST(:day AS date) - 30
        AND v.at >= :midnight AND v.outcome = 'verified'{{and_ours}}
    GROUP BY 1
"""  # noqa: S608 - put together from constants
# Two partial indexes: what waits is little, whatever was ever handed in.
WAITING = """
    WITH waiting AS (
        SELECT s.state, s.provider, s.submitted_at FROM submissions s
        WHERE s.state = 'pending'{and_here}{and_ours}
        UNION ALL
        SELECT s.state, s.provider, s.submitted_at FROM submissions s
        WHERE s.state = 'set_aside'{and_here}{and_ours}
    )
    SELECT provider, count(*) FILTER (WHERE state = 'pending') AS pending,
        count(*) FILTER (WHERE state = 'set_aside') AS set_aside,
        extract(epoch FROM percentile_cont(0.5) WITHIN GROUP (ORDER BY :now - submitted_at))
            AS median_s,
        extract(epoch FROM max(:now - submitted_at)) AS oldest_s
    FROM waiting GROUP BY GROUPING SETS ((), (provider))
"""
PEOPLE = """
    WITH recent AS (
        SELECT s.cadre_id, s.day = :day AS today, s.state = 'verified' AS counts, s.words_hash,
            CASE WHEN nlevel(u.path) >= :below THEN subpath(u.path, 0, :below) END AS child,
            CASE WHEN nlevel(u.path) >= 4 THEN subpath(u.path, 0, 4) END AS district
        FROM submissions s JOIN units u ON u.id = s.unit_id
        WHERE s.day = ANY(:days){and_here}{and_ours}
    )
    SELECT child::text AS child, grouping(child) AS whole,
        count(DISTINCT cadre_id) AS active,
        count(DISTINCT cadre_id) FILTER (WHERE today) AS today,
        count(DISTINCT cadre_id) FILTER (WHERE counts) AS people,
        count(DISTINCT words_hash) FILTER (WHERE counts) AS words,
        count(DISTINCT district) FILTER (WHERE counts) AS districts
    FROM recent GROUP BY GROUPING SETS ((), (child))
"""
# Open ones are few, and have an index of their own. A campaign's are those about its hand-ins.
APPEALS = """
    SELECT count(*) AS n, extract(epoch FROM :now - min(a.filed_at)) AS oldest_s
    FROM appeals a LEFT JOIN submissions s ON s.id = a.submission_id
    JOIN cadres c ON c.id = a.cadre_id JOIN units u ON u.id = coalesce(s.unit_id, c.unit_id)
    WHERE a.state = 'open' AND u.path <@ CAST(:path AS ltree){and_ours}
"""
NOTE = text(holding(":path", ":now"))
POINTS_OF = """
    LEFT JOIN entry_keys k ON k.source = 'submission:' || s.id AND k.kind = 'share'
    LEFT JOIN entries e ON e.id = k.entry_id AND e.day = k.day
"""
NEWS_OF_ALL = f"""
    WITH newest AS (
        SELECT v.at, s.id, s.unit_id, s.provider
        FROM verdicts v JOIN submissions s ON s.id = v.submission_id
        WHERE v.at >= :yesterday AND v.outcome = 'verified'{{and_ours}}
        ORDER BY v.at DESC LIMIT :many
    )
    SELECT s.at, s.unit_id, s.provider, coalesce(e.points, 0) AS points
    FROM newest s {POINTS_OF} ORDER BY s.at DESC, s.id DESC
"""  # noqa: S608 - put together from constants
NEWS_OF_UNIT = f"""
    WITH newest AS (
        SELECT s.decided_at AS at, s.id, s.unit_id, s.provider FROM submissions s
        WHERE {HERE} AND s.day >= CAST(:day AS date) - 1 AND s.state = 'verified'
            AND s.decided_at >= :yesterday{{and_ours}}
        ORDER BY s.decided_at DESC LIMIT :many
    )
    SELECT s.at, s.unit_id, s.provider, coalesce(e.points, 0) AS points
    FROM newest s {POINTS_OF} ORDER BY s.at DESC, s.id DESC
"""  # noqa: S608 - put together from constants
ROLLS = text("SELECT unit_id, now FROM unit_rolls WHERE unit_id = ANY(:units)")
EFFORTS = text(
    """
    SELECT c.id, c.public_id, c.title, c.campaign_id, a.title AS campaign, c.opens_at,
        least(c.closes_at, coalesce(c.closed_at, c.closes_at)) AS closes_at
    FROM challenges c JOIN campaigns a ON a.id = c.campaign_id JOIN units u ON u.id = c.unit_id
    WHERE c.state IN ('published', 'closed') AND c.opens_at <= :now
        AND least(c.closes_at, coalesce(c.closed_at, c.closes_at)) >= :since
        AND (u.path @> CAST(:path AS ltree) OR u.path <@ CAST(:path AS ltree))
    ORDER BY closes_at < :now, closes_at, c.id LIMIT 100
    """
)


def formed(query: str, path: str, ours: bool) -> TextClause:
    """The form for a unit at `path`, of some challenges or of all."""
    here = "" if path == ROOT else f" AND {HERE}"
    return text(query.format(and_here=here, and_ours=f" AND {OURS}" if ours else ""))


def hours_of(folded: bool) -> TextClause:
    """Verdicts by the hour, from what was folded or counted now."""
    return text(FOLDED if folded else COUNTED)


def children_of(folded: bool, ours: bool) -> TextClause:
    """Verified today by the unit right below."""
    if folded:
        words = " AND p.challenge_id = ANY(:challenges)" if ours else ""
        return text(CHILD_FOLDED.format(and_ours=words))
    return text(CHILD_COUNTED.format(and_ours=f" AND {OURS}" if ours else ""))


def news_of(path: str, ours: bool) -> TextClause:
    """What was verified last."""
    words = f" AND {OURS}" if ours else ""
    return text((NEWS_OF_ALL if path == ROOT else NEWS_OF_UNIT).format(and_ours=words))
