"""The hall of fame of a unit: who stood highest in the seasons that are closed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Row, String, cast, literal, select, text

from app.db import session
from app.leaderboards.boards import LEVELS_IN, cadre_board, fair_board, name_of
from app.leaderboards.glimpse import PODIUM
from app.leaderboards.models import ClosedPeriod
from app.leaderboards.orders import order_period
from app.leaderboards.standings import Standing, named_people, named_units
from app.seasons.calendar import season_key
from app.seasons.models import Season
from app.units.lines import Scope, line

MOST = 20  # seasons: five years
CLOSED = (
    select(Season)
    .join(ClosedPeriod, ClosedPeriod.period == literal("s") + cast(Season.id, String))
    .order_by(Season.starts_on.desc())
    .limit(MOST)
)
# The best of every board that is asked for, and the place of the unit itself on those above it.
BEST = text(
    """
    SELECT b.name AS board, f.member, f.points, f.rank, f.place
    FROM final_boards b JOIN final_standings f ON f.board_id = b.id AND f.place < :podium
    WHERE b.name = ANY(:boards)
    UNION ALL
    SELECT b.name, f.member, f.points, f.rank, f.place
    FROM final_boards b JOIN final_standings f ON f.board_id = b.id AND f.member = :unit
    WHERE b.name = ANY(:above)
    ORDER BY board, place
    """
)


@dataclass(frozen=True)
class Honours:
    """A closed season in one unit: its best cadres, its best units by level, and its own rank
    among its like under each unit above."""

    season: Season
    cadres: tuple[Standing, ...]
    units: Mapping[str, tuple[Standing, ...]]
    own: tuple[tuple[Scope, int], ...]


def hall(unit: Scope) -> list[Honours]:
    """Closed seasons, the newest first. A handful of queries however many there are."""
    seasons = session().scalars(CLOSED).all()
    if not seasons:
        return []
    above = [
        scope for scope in line(unit.path)[:-1] if unit.level in LEVELS_IN.get(scope.level, ())
    ]
    found = _best(unit, [one.id for one in seasons], above)
    people = named_people({row.member for row in found if row.board.startswith("b:")}, None)
    units = named_units({row.member for row in found if row.board.startswith("f:")}, None, "")
    return [_honours(one, unit, above, found, people, units) for one in seasons]


def _best(unit: Scope, ids: Sequence[int], above: Sequence[Scope]) -> Sequence[Row]:
    boards, places = [], []
    for id in ids:
        boards.append(_people(id, unit.id))
        boards += [_units(id, unit.id, level) for level in LEVELS_IN.get(unit.level, ())]
        places += [_units(id, scope.id, unit.level) for scope in above]
    asked = {"boards": boards, "above": places, "unit": unit.id, "podium": PODIUM}
    return session().execute(BEST, asked).all()


def _honours(
    season: Season,
    unit: Scope,
    above: Sequence[Scope],
    found: Sequence[Row],
    people: Mapping[int, Standing],
    units: Mapping[int, Standing],
) -> Honours:
    def best(board: str, names: Mapping[int, Standing]) -> tuple[Standing, ...]:
        rows = (row for row in found if row.board == board and row.place < PODIUM)
        return tuple(
            who.at(row.rank, row.points)
            for row in rows
            if (who := names.get(row.member)) and not who.hidden
        )

    own = {row.board: row.rank for row in found if row.member == unit.id}
    places = ((scope, own.get(_units(season.id, scope.id, unit.level))) for scope in above)
    return Honours(
        season=season,
        cadres=best(_people(season.id, unit.id), people),
        units={
            level: best(_units(season.id, unit.id, level), units)
            for level in LEVELS_IN.get(unit.level, ())
        },
        own=tuple((scope, rank) for scope, rank in places if rank),
    )


def _people(season_id: int, unit_id: int) -> str:
    return name_of(cadre_board(order_period(season_key(season_id), "best"), unit_id))


def _units(season_id: int, scope_id: int, level: str) -> str:
    return name_of(fair_board(season_key(season_id), scope_id, level))
