"""Boards of periods that are closed, read from what was written down at their end."""

from collections.abc import Iterable

from sqlalchemy import text

from app.db import session
from app.leaderboards.glimpse import AROUND, PODIUM, Asked, Glimpse, Place, of_rows, place_of

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
        me.place IS NOT NULL AS on_board, f.member, f.points, f.rank, f.place,
        f.place = me.rank - 2 AS is_ahead
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
    return [place_of(row) for row in found]


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
    return of_rows(session().execute(LOOK, values).all(), asked)
