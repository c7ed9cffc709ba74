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
# Whoever shares her points makes a band; only bands that are shown are put in order, for nobody
# waits until a million members are.
LOOK = """
WITH board AS MATERIALIZED ({board}), bands AS MATERIALIZED (
    SELECT points, count(*) AS n,
        CAST(sum(count(*)) OVER (ORDER BY points DESC) - count(*) AS bigint) AS greater
    FROM board GROUP BY points
), total AS (
    SELECT CAST(coalesce(sum(n), 0) AS bigint) AS total FROM bands
), my_points AS (
    SELECT points, true AS on_board FROM board WHERE member = CAST(:me AS bigint)
    UNION ALL
    SELECT CAST(:instead AS bigint), false
    WHERE CAST(:instead AS bigint) IS NOT NULL
        AND NOT EXISTS (SELECT FROM board WHERE member = CAST(:me AS bigint))
), my_band AS (
    SELECT m.points, m.on_board,
        CAST(coalesce(sum(n) FILTER (WHERE b.points > m.points), 0) AS bigint) AS greater,
        CAST(coalesce(sum(n) FILTER (WHERE b.points = m.points), 0) AS bigint) AS n
    FROM my_points m LEFT JOIN bands b ON true GROUP BY m.points, m.on_board
), page AS (
    SELECT least(:offset, greatest(total - 1, 0) / greatest(:top, 1) * :top) AS start FROM total
), shown AS MATERIALIZED (
    SELECT b.points, b.greater FROM bands b CROSS JOIN page p LEFT JOIN my_band m ON true
    WHERE (b.greater < p.start + :top AND b.greater + b.n > p.start)
        OR (:top > 0 AND b.greater < 3)
        OR (b.greater <= m.greater + m.n + :reach AND b.greater + b.n > m.greater - :reach)
), ranked AS MATERIALIZED (
    SELECT member, points, greater + 1 AS rank, greater - 1 + row_number() OVER (
        PARTITION BY points ORDER BY member::text COLLATE "C" DESC) AS place
    FROM shown JOIN board USING (points)
), me AS (
    SELECT points, on_board, greater,
        coalesce((SELECT place FROM ranked WHERE on_board AND member = :me), greater) AS place
    FROM my_band
)
SELECT total.total, me.points AS my_points, me.place AS my_place, me.greater + 1 AS my_rank,
    me.on_board, r.member, r.points, r.rank, r.place, r.place = me.greater - 1 AS is_ahead
FROM total CROSS JOIN page LEFT JOIN me ON true
LEFT JOIN ranked r ON (r.place >= page.start AND r.place < page.start + :top)
    OR (:top > 0 AND r.place < 3)
    OR r.place BETWEEN me.place - :reach AND me.place + :reach
    OR r.place = me.greater - 1
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
