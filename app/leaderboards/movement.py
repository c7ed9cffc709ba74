"""By how many places somebody moved since last night.

Every night the place of everybody on every board above her is noted in the store: one hash for
the cadres, or the units, of one unit and period, with a short text for each. Notes are a courtesy:
they run out after a day, and with a store that was lost nothing is said of movement until the next
night. Who earned in several units is noted in her present one.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from itertools import groupby, islice
from operator import attrgetter

from redis.typing import EncodableT, FieldT
from sqlalchemy import Row, TextClause, text

from app.db import session, transaction
from app.leaderboards import alone, measuring, orders
from app.leaderboards.boards import notes_key
from app.leaderboards.glimpse import Noted, written
from app.store import store
from app.units.lines import Scope, line

KEPT = timedelta(hours=30)  # until the next night, and long enough for one that comes late
TOGETHER = 500
HOME = attrgetter("home")
# One row a member: the depths of the scopes on whose boards it stands, and its ranks there.
CADRES = text(f"""
    WITH standing AS (
        SELECT l.scope_id AS scope, l.depth, t.cadre_id AS member, sum(t.points) AS points,
            c.display <> 'hidden' AND c.status = 'active' AS shown
        FROM board_totals t
        JOIN unit_lines l ON l.unit_id = t.unit_id
        JOIN cadres c ON c.id = t.cadre_id
        WHERE t.period = :period
        GROUP BY l.scope_id, l.depth, t.cadre_id, c.display, c.status HAVING sum(t.points) > 0
    ), ranked AS (
        SELECT scope, depth, member, {alone.RANK.format(board="scope")} AS rank FROM standing
    )
    SELECT home.id AS home, r.member, array_agg(r.depth) AS depths, array_agg(r.rank) AS ranks
    FROM ranked r
    JOIN cadres c ON c.id = r.member
    JOIN units home ON home.id = c.unit_id
    JOIN units s ON s.id = r.scope AND s.path @> home.path
    GROUP BY home.id, r.member ORDER BY home.id
""")  # noqa: S608 - put together from constants
UNITS = """
    WITH standing AS (
        SELECT l.scope_id AS scope, l.level, nlevel(s.path) AS depth, t.unit_id AS member,
            {value} AS points, true AS shown
        FROM {ranked}
        JOIN units s ON s.id = l.scope_id
        WHERE t.period = :period AND {value} > 0
    ), ranked AS (
        SELECT member, depth, {rank} AS rank FROM standing
    )
    SELECT u.parent_id AS home, r.member, array_agg(r.depth) AS depths, array_agg(r.rank) AS ranks
    FROM ranked r JOIN units u ON u.id = r.member
    GROUP BY u.parent_id, r.member ORDER BY u.parent_id
"""
PLAIN_UNITS, FAIR_UNITS = (
    text(
        UNITS.format(
            ranked=alone.RANKED_UNITS, value=value, rank=alone.RANK.format(board="scope, level")
        )
    )
    for value in ("t.points", measuring.INDEX)
)


def note_ranks() -> int:
    """Note where everybody stands now, on every board of every open period; how many members.

    Raises the store's error when it goes away: the notes of the night before run out by themselves.
    """
    with transaction() as current:
        alone.be_patient(current)
        alone.draw_lines(current)
        return sum(_note_period(period) for period in alone.open_periods(current))


def of_cadre(period: str, unit_path: str, scope: Scope) -> Noted | None:
    """Where the rank of a cadre of a unit is noted; None for boards that do not lie above it."""
    scopes = line(unit_path)
    return _noted("b", period, scopes[-1], scopes, scope)


def of_unit(period: str, unit_path: str, scope: Scope, fair: bool) -> Noted | None:
    """Where the rank of a unit is noted, by index or by sum."""
    *above, _ = line(unit_path)
    return _noted("f" if fair else "u", period, above[-1], above, scope) if above else None


def _noted(
    kind: str, period: str, home: Scope, scopes: Sequence[Scope], scope: Scope
) -> Noted | None:
    depth = next((depth for depth, each in enumerate(scopes, 1) if each.id == scope.id), None)
    return Noted(notes_key(kind, period, home.id), depth) if depth else None


def _note_period(period: str) -> int:
    ranked = {"period": period, **alone.ranked_levels()}
    return (
        sum(_note("b", each, CADRES, {"period": each}) for each in orders.periods_of(period))
        + _note("u", period, PLAIN_UNITS, ranked)
        + _note("f", period, FAIR_UNITS, ranked | measuring.constants())
    )


def _note(kind: str, period: str, query: TextClause, values: Mapping[str, object]) -> int:
    """Write the notes of one kind of boards, each hash anew and whole."""
    rows = session().execute(query, values, execution_options={"yield_per": TOGETHER})
    homes = groupby(rows, key=HOME)
    count = 0
    with store.client() as client:
        while some := {home: _notes(of_home) for home, of_home in islice(homes, TOGETHER)}:
            with client.pipeline(transaction=False) as pipe:
                for home, notes in some.items():
                    key = notes_key(kind, period, home)
                    pipe.delete(key)
                    pipe.hset(key, mapping=notes)
                    pipe.expire(key, KEPT)
                    count += len(notes)
                pipe.execute()
    return count


def _notes(rows: Iterable[Row]) -> dict[FieldT, EncodableT]:
    return {str(row.member): written(dict(zip(row.depths, row.ranks, strict=True))) for row in rows}
