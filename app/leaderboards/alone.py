"""What rebuild, audit and closing share: the boards to themselves, the periods that are open, and
which units lie above which."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.leaderboards.boards import LEVELS_IN, REBUILD_LOCK

PATIENCE = (
    "SET LOCAL statement_timeout = 0",
    "SET LOCAL lock_timeout = 0",
    "SET LOCAL idle_in_transaction_session_timeout = 0",
    "SET LOCAL work_mem = '256MB'",  # a million members are sorted without a disk
)
LOCK = text("SELECT pg_advisory_xact_lock(:lock)")
LINES = (
    """
    CREATE TEMP TABLE unit_lines ON COMMIT DROP AS
    WITH RECURSIVE used AS (  -- units with points, and all above them
        SELECT id, parent_id FROM units WHERE id IN (
            SELECT unit_id FROM totals UNION SELECT unit_id FROM unit_totals
            UNION SELECT unit_id FROM touched_units)
        UNION
        SELECT u.id, u.parent_id FROM used JOIN units u ON u.id = used.parent_id
    ), climb AS (
        SELECT id AS unit_id, id AS scope_id, parent_id AS next FROM used
        UNION ALL
        SELECT c.unit_id, u.id, u.parent_id FROM climb c JOIN units u ON u.id = c.next
    )
    SELECT c.unit_id, c.scope_id, nlevel(s.path) AS depth, u.level, s.level AS scope_level
    FROM climb c JOIN units u ON u.id = c.unit_id JOIN units s ON s.id = c.scope_id
    """,
    "CREATE INDEX ON unit_lines (depth, unit_id)",
    "ANALYZE unit_lines",
)
# Units with their measure, once for every scope in which their level is ranked.
RANKED_UNITS = """unit_totals t
    JOIN unit_lines l ON l.unit_id = t.unit_id
    JOIN unnest(CAST(:scopes AS varchar[]), CAST(:levels AS varchar[])) AS ranked (scope, level)
        ON ranked.scope = l.scope_level AND ranked.level = l.level
    LEFT JOIN measures m ON m.period = t.period"""
# Whoever stands on a board: its scope, how deep that lies, and the level where units are ranked.
STANDING_CADRES = """
    SELECT l.scope_id AS scope, l.depth, '' AS level, t.cadre_id AS member,
        sum(t.points) AS points, c.display <> 'hidden' AND c.status = 'active' AS shown
    FROM board_totals t
    JOIN unit_lines l ON l.unit_id = t.unit_id
    JOIN cadres c ON c.id = t.cadre_id
    WHERE t.period = :period
    GROUP BY l.scope_id, l.depth, t.cadre_id, c.display, c.status HAVING sum(t.points) > 0
"""
STANDING_UNITS = f"""
    SELECT l.scope_id AS scope, l.depth, ':' || l.level AS level, t.unit_id AS member,
        {{value}} AS points, true AS shown
    FROM {RANKED_UNITS} WHERE t.period = :period AND {{value}} > 0
"""  # noqa: S608 - put together from constants
# Ranks as the store shares them; hidden people take no place, and nobody a place behind them.
RANK = """1 + count(*) FILTER (WHERE shown) OVER (PARTITION BY {board} ORDER BY points DESC)
            - count(*) FILTER (WHERE shown) OVER (PARTITION BY {board}, points)"""
# From one period to the next along an index: there are few, and millions of rows.
OPEN_PERIODS = text(
    """
    WITH RECURSIVE each AS (
        (SELECT period FROM totals ORDER BY period LIMIT 1)
        UNION ALL
        SELECT (SELECT period FROM totals t WHERE t.period > each.period ORDER BY period LIMIT 1)
        FROM each WHERE each.period IS NOT NULL
    )
    SELECT period FROM each
    WHERE period IS NOT NULL AND period NOT IN (SELECT period FROM closed_periods)
    """
)
DEPTHS = text("SELECT DISTINCT depth FROM unit_lines ORDER BY 1")


def take(current: Session) -> None:
    """Keep every projection out until the transaction ends, and be patient meanwhile.

    What awards do is not touched.
    """
    be_patient(current)
    current.execute(LOCK, {"lock": REBUILD_LOCK})


def be_patient(current: Session) -> None:
    """Take off the usual limits of time and memory for this transaction: it may take minutes."""
    for statement in PATIENCE:
        current.execute(text(statement))


def open_periods(current: Session) -> list[str]:
    """Periods in which somebody earned something and that are not closed."""
    return list(current.scalars(OPEN_PERIODS))


def draw_lines(current: Session) -> list[int]:
    """Make the table of units and their scopes for this transaction; the depths there are."""
    for statement in LINES:
        current.execute(text(statement))
    return list(current.scalars(DEPTHS))


def ranked_levels() -> dict[str, list[str]]:
    """The pairs of `LEVELS_IN` as the two columns that `RANKED_UNITS` asks for."""
    pairs = [(scope, level) for scope, levels in LEVELS_IN.items() for level in levels]
    return {"scopes": [scope for scope, _ in pairs], "levels": [level for _, level in pairs]}
