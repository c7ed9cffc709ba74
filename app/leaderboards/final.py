"""Boards of periods that are closed, read from what was written down at their end."""

from collections.abc import Iterable

from sqlalchemy import text

from app.db import session
from app.leaderboards.glimpse import AROUND, Asked, Glimpse, Place, begins, window

PODIUM = 3
# Whom to catch next stands right above the first who shares my points.
LOOK = text(
    """
    WITH board AS MATERIALIZED (SELECT id FROM final_boards WHERE name = :board), me AS (
        SELECT member, points, rank, place, coalesce(place, rank - 1) AS near
        FROM final_standings
        WHERE board_id = (SELECT id FROM board) AND member = CAST(:me AS bigint)
    ), total AS (
        SELECT coalesce(max(place) + 1, 0) AS total FROM final_standings
        WHERE board_id = (SELECT id FROM board)
    ), page AS (
        SELECT least(:offset, greatest(total - 1, 0) / greatest(:top, 1) * :top) AS start FROM total
    )
    SELECT total.total, me.points AS my_points, me.rank AS my_rank, me.near AS my_place,
        me.place IS NOT NULL AS on_board, f.member, f.points, f.rank, f.place
    FROM total CROSS JOIN page LEFT JOIN me ON true
    LEFT JOIN final_standings f ON f.board_id = (SELECT id FROM board) AND (
        (f.place >= page.start AND f.place < page.start + :top)
        OR (:top > 0 AND f.place < :podium)
        OR f.place BETWEEN me.near - :reach AND me.near + :reach
        OR f.place = me.rank - 2)
    ORDER BY f.place
    """
)
FIND = text(
    """
    SELECT member, points, rank FROM final_standings
    WHERE board_id = (SELECT id FROM final_boards WHERE name = :board)
        AND member = ANY(:members) AND place IS NOT NULL
    """
)


def find(board: str, members: Iterable[int]) -> list[Place]:
    """Those of these members who stand on a closed board."""
    found = session().execute(FIND, {"board": board, "members": list(members)})
    return [Place(row.member, row.points, row.rank) for row in found]


def look(board: str, asked: Asked) -> Glimpse:
    """What `asked` wants of a closed board, by its name. One query.

    `asked.instead` is not needed: whoever hides has her rank in what was kept.
    """
    values = {
        "board": board,
        "me": asked.me,
        "offset": asked.offset,
        "top": asked.top,
        "podium": PODIUM,
        "reach": AROUND,
    }
    found = session().execute(LOOK, values).all()
    one = found[0]
    rows = [(row.place, Place(row.member, row.points, row.rank)) for row in found if row.member]
    mine = around = ahead = None
    if one.my_points is not None and asked.me is not None:
        mine = Place(asked.me, one.my_points, one.my_rank)
        around = _between(rows, *window(one.my_place, one.on_board)) if asked.top else ()
        ahead = next(iter(_between(rows, one.my_rank - 2, one.my_rank - 2)), None)
    start = begins(asked.offset, asked.top, one.total)
    return Glimpse(
        total=one.total,
        offset=start,
        rows=_between(rows, start, start + asked.top - 1),
        podium=_between(rows, 0, PODIUM - 1) if asked.top else (),
        mine=mine,
        around=around or (),
        ahead=ahead,
    )


def _between(rows: Iterable[tuple[int, Place]], first: int, last: int) -> tuple[Place, ...]:
    return tuple(place for index, place in rows if first <= index <= last)
