"""By how many places somebody moved since last night.

Every night the place of everybody on every board above her is noted in the store: one hash for
the cadres, or the units, of one unit and period, with a short text for each. Notes are a courtesy:
they run out after a day, and with a store that was lost nothing is said of movement until the next
night. Who earned in several units is noted in her present one.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby, islice
from operator import itemgetter
from typing import cast

from sqlalchemy import Row, TextClause, text

from app.db import session, transaction
from app.leaderboards import alone, measuring, orders
from app.leaderboards.boards import notes_key
from app.leaderboards.glimpse import Noted, rank_at, written
from app.store import Unavailable, store
from app.store.packed import Command, answers
from app.units.lines import Scope, line
from app.units.tree import depth

KEPT_S = 30 * 3600  # until the next night, and long enough for one that comes late
TOGETHER = 500
HOME = itemgetter(0)
# One row a member: the depths of the scopes on whose boards it stands, and its ranks there.
RANKED = f"""
    WITH standing AS ({{rows}}), ranked AS (
        SELECT scope, depth, member, {alone.RANK.format(board="scope, level")} AS rank FROM standing
    )
    SELECT {{home}} AS home, r.member, array_agg(r.depth) AS depths, array_agg(r.rank) AS ranks
    FROM ranked r {{homes}}
    GROUP BY {{home}}, r.member ORDER BY {{home}}
"""  # noqa: S608 - put together from constants
CADRES = text(
    RANKED.format(
        rows=alone.STANDING_CADRES,
        home="home.id",
        homes="""
        JOIN cadres c ON c.id = r.member
        JOIN units home ON home.id = c.unit_id
        JOIN units s ON s.id = r.scope AND s.path @> home.path
        """,
    )
)
PLAIN_UNITS, FAIR_UNITS = (
    text(
        RANKED.format(
            rows=alone.STANDING_UNITS.format(value=value),
            home="u.parent_id",
            homes="JOIN units u ON u.id = r.member",
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


def ranks_of_units(period: str, scope: Scope, units: Sequence[int]) -> dict[int, int]:
    """Ranks of last night of units right below a scope, on its fair board; none without a store."""
    if not units:
        return {}
    try:
        with store.client() as client:
            key = notes_key("f", period, scope.id)
            notes = cast(list, client.hmget(key, [str(unit) for unit in units]))
    except Unavailable:
        return {}
    ranks = {
        unit: rank_at(note, depth(scope.path)) for unit, note in zip(units, notes, strict=True)
    }
    return {unit: rank for unit, rank in ranks.items() if rank}


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
            commands: list[Command] = []
            for home, notes in some.items():
                key = notes_key(kind, period, home)
                fields = [part for note in notes for part in note]
                commands += [("DEL", key), ("HSET", key, *fields), ("EXPIRE", key, KEPT_S)]
                count += len(notes)
            answers(client, commands)
    return count


def _notes(rows: Iterable[Row]) -> list[tuple[int, str]]:
    """Members, and what is noted of each."""
    return [
        (member, written(dict(zip(depths, ranks, strict=True))))
        for _, member, depths, ranks in rows
    ]
