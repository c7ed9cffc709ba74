"""The same answers from SQL, for when the store is gone or being rebuilt, and as its oracle.

Sums totals directly, never the projector's own tables, but for a season's other orders, which only
projectors count: while the store is away nothing projects.
"""

from collections.abc import Iterable, Mapping

from sqlalchemy import TextClause, text

from app.db import read_late
from app.leaderboards import measuring
from app.leaderboards.glimpse import AROUND, Asked, Glimpse, Place, of_rows, place_of
from app.units.lines import Scope

CADRES = """
    SELECT t.cadre_id AS member, sum(t.points) AS points
    FROM board_totals t
    JOIN units u ON u.id = t.unit_id
    JOIN cadres c ON c.id = t.cadre_id AND c.display <> 'hidden' AND c.status = 'active'
    WHERE t.period = :period AND u.path <@ CAST(:path AS ltree)
    GROUP BY t.cadre_id HAVING sum(t.points) > 0
"""
UNITS = """
    SELECT a.id AS member, sum(s.points) AS points, sum(s.capped) AS capped
    FROM (SELECT unit_id, sum(t.points) AS points, sum(least(t.points, m.cap)) AS capped
          FROM totals t LEFT JOIN measures m USING (period) WHERE t.period = :period
          GROUP BY unit_id) s
    JOIN units u ON u.id = s.unit_id AND u.path <@ CAST(:path AS ltree)
    CROSS JOIN generate_series(1, nlevel(u.path)) AS depth
    JOIN units a ON a.path = subpath(u.path, 0, depth) AND a.level = :level
    WHERE a.path <@ CAST(:path AS ltree) AND a.path <> CAST(:path AS ltree)
    GROUP BY a.id HAVING sum(s.points) > 0
"""
INDEX = measuring.index_of("s.points", "CAST(s.capped AS bigint)", "coalesce(t.roll, 0)")
FAIR_UNITS = f"""
    SELECT s.member, {INDEX} AS points
    FROM ({UNITS}) s
    LEFT JOIN unit_totals t ON t.period = :period AND t.unit_id = s.member
    LEFT JOIN measures m ON m.period = :period
    WHERE {INDEX} > 0
"""  # noqa: S608 - put together from constants
# `place` counts from 0 in the order of the store: points, then the id read as text, both falling.
LOOK = """
WITH board AS MATERIALIZED ({board}), ranked AS (
    SELECT member, points, rank() OVER (ORDER BY points DESC) AS rank,
        row_number() OVER (ORDER BY points DESC, member::text COLLATE "C" DESC) - 1 AS place,
        count(*) OVER () AS total
    FROM board
), me AS (
    SELECT points, place, true AS on_board FROM ranked WHERE member = CAST(:me AS bigint)
    UNION ALL
    SELECT CAST(:instead AS bigint),
        (SELECT count(*) FROM board WHERE points > CAST(:instead AS bigint)), false
    WHERE CAST(:instead AS bigint) IS NOT NULL
        AND NOT EXISTS (SELECT FROM board WHERE member = CAST(:me AS bigint))
), page AS (
    SELECT least(:offset, greatest(count(*) - 1, 0) / greatest(:top, 1) * :top) AS start FROM board
), ahead AS (
    SELECT member FROM ranked WHERE points > (SELECT points FROM me)
    ORDER BY points, member::text COLLATE "C" LIMIT 1
)
SELECT (SELECT count(*) FROM board) AS total, me.points AS my_points, me.place AS my_place,
    (SELECT count(*) FROM board WHERE points > me.points) + 1 AS my_rank,
    me.on_board, r.member, r.points, r.rank, r.place,
    r.member = (SELECT member FROM ahead) AS is_ahead
FROM (SELECT) AS one
LEFT JOIN me ON true
CROSS JOIN page
LEFT JOIN ranked r ON (r.place >= page.start AND r.place < page.start + :top)
    OR (:top > 0 AND r.place < 3)
    OR r.place BETWEEN me.place - :reach AND me.place + :reach
    OR r.member = (SELECT member FROM ahead)
ORDER BY r.place
"""
LOOK_CADRES = text(LOOK.format(board=CADRES))
LOOK_UNITS = text(LOOK.format(board=UNITS))
LOOK_FAIR_UNITS = text(LOOK.format(board=FAIR_UNITS))

FIND = text(f"""
    SELECT member, points, rank FROM (
        SELECT member, points, rank() OVER (ORDER BY points DESC) AS rank FROM ({CADRES}) board
    ) ranked WHERE member = ANY(:members)
""")  # noqa: S608 - put together from constants


def find(period: str, scope: Scope, members: Iterable[int]) -> list[Place]:
    """Those of these members who are on the board of cadres under a scope."""
    values = {"period": period, "path": scope.path, "members": list(members)}
    return [place_of(row) for row in read_late(FIND, values)]


def cadres(period: str, scope: Scope, asked: Asked) -> Glimpse:
    """What `asked` wants of the board of cadres under a scope."""
    return _look(LOOK_CADRES, period, scope, asked, {})


def units(period: str, scope: Scope, level: str, asked: Asked, fair: bool) -> Glimpse:
    """What `asked` wants of the board of units of one level under a scope, by index or by sum."""
    if not fair:
        return _look(LOOK_UNITS, period, scope, asked, {"level": level})
    more = {"level": level, **measuring.constants()}
    return _look(LOOK_FAIR_UNITS, period, scope, asked, more)


def _look(
    query: TextClause, period: str, scope: Scope, asked: Asked, more: Mapping[str, object]
) -> Glimpse:
    values = {
        **more,
        "period": period,
        "path": scope.path,
        "me": asked.me,
        "instead": asked.instead,
        "offset": asked.offset,
        "top": asked.top,
        "reach": AROUND,
    }
    return of_rows(read_late(query, values), asked)
