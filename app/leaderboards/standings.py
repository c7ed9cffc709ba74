"""What a board page shows: rows with names, my own row, its neighbours, the next reachable step.

Read from the store in one trip; from SQL when the store is gone or being rebuilt; from what was
written down once the period was closed. The answer says which (`source`). Names are the
database's, never older than the request.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple, Protocol

from sqlalchemy import and_, func, select, text
from sqlalchemy.orm import aliased

from app import clock
from app.cadres import known
from app.cadres.known import Known
from app.cadres.names import color, initials
from app.db import read_late
from app.leaderboards import closing, fallback, final, live, movement
from app.leaderboards.boards import cadre_board, fair_board, name_of, unit_board
from app.leaderboards.glimpse import Asked, Glimpse, Place
from app.leaderboards.models import UnitTotal
from app.store import Unavailable
from app.units.lines import Scope, line
from app.units.models import Unit
from app.words import said

TOP = 20
NO_NAME = said("Kader")
POINTS_UNDER = text(
    """
    SELECT coalesce(sum(t.points), 0) FROM board_totals t JOIN units u ON u.id = t.unit_id
    WHERE t.period = :period AND t.cadre_id = :cadre AND u.path <@ CAST(:path AS ltree)
    """
)


class Standing(NamedTuple):
    """One row of a board; `unit` is the unit above.

    Rows of units have a code, a path, their plain `total` and the `roll` they are measured by; on
    fair boards their `points` are thousandths of the index.
    """

    id: int
    rank: int
    points: int
    name: str
    initials: str
    color: int
    unit: str
    code: str | None
    path: str | None
    mine: bool
    hidden: bool
    total: int = 0
    roll: int = 0

    def at(self, rank: int, points: int) -> "Standing":
        """The same member there on a board."""
        return self._replace(rank=rank, points=points)


@dataclass(frozen=True)
class Gap:
    """The next better place: how many points are missing to draw level, with whom, at what rank."""

    points: int
    name: str
    rank: int


@dataclass(frozen=True)
class Page:
    """A board as a page shows it. `version` changes whenever anything shown of the data does.

    I rose by so many places since last night as `moved` says; None if that is not known.
    """

    rows: tuple[Standing, ...]
    podium: tuple[Standing, ...]
    mine: Standing | None
    around: tuple[Standing, ...]
    gap: Gap | None
    moved: int | None
    total: int
    offset: int
    top: int
    as_of: datetime
    source: str
    version: str

    @property
    def more(self) -> bool:
        """Whether rows follow below those shown."""
        return self.offset + len(self.rows) < self.total

    @property
    def near(self) -> tuple[Standing, ...]:
        """The rows around mine, unless mine is among those shown."""
        return () if self.mine is None or any(row.mine for row in self.rows) else self.around


@dataclass(frozen=True)
class MyRank:
    """My place on the board of one unit above me; `rank` is None until I have points there."""

    scope: Scope
    rank: int | None
    points: int
    total: int
    gap: Gap | None
    moved: int | None
    as_of: datetime
    source: str


class Viewer(Protocol):
    """Whoever looks at a board: enough of an actor to find the own row."""

    @property
    def id(self) -> int: ...
    @property
    def display(self) -> str: ...
    @property
    def unit_path(self) -> str: ...


@dataclass(frozen=True)
class _Sight:
    glimpses: list[Glimpse]
    as_of: datetime
    source: str


def cadre_page(
    period: str, scope: Unit | Scope, me: Viewer | None, top: int = TOP, offset: int = 0
) -> Page:
    """The board of cadres who earned points under a unit, with my own row even when I hide."""
    asked = _asked(period, scope, me, top, offset)
    sight = _see_one(
        cadre_board(period, scope.id),
        asked,
        period,
        lambda: fallback.cadres(period, _scope(scope), asked),
    )
    glimpse = sight.glimpses[0]
    return _page(glimpse, sight, asked, named_people(_members(glimpse), me))


def unit_page(
    period: str,
    scope: Unit | Scope,
    level: str,
    own: Unit | Scope | None = None,
    top: int = TOP,
    offset: int = 0,
    fair: bool = True,
) -> Page:
    """The board of units of one level under a unit, with my own unit's row; by index or by sum."""
    noted = movement.of_unit(period, own.path, _scope(scope), fair) if own else None
    my_unit = own.id if own else None
    asked = Asked(me=my_unit, offset=offset, top=top, noted=noted)
    board = fair_board if fair else unit_board
    sight = _see_one(
        board(period, scope.id, level),
        asked,
        period,
        lambda: fallback.units(period, _scope(scope), level, asked, fair),
    )
    glimpse = sight.glimpses[0]
    return _page(glimpse, sight, asked, named_units(_members(glimpse), my_unit, period))


def my_ranks(me: Viewer, period: str) -> list[MyRank]:
    """My places from my own unit up to the nation, in one trip; the nearest board first.

    The gap is named for my own unit only: that is the step within reach.
    """
    scopes = line(me.unit_path)[::-1]
    asked = [_asked(period, scope, me, 0, 0) for scope in scopes]
    pairs = list(zip(scopes, asked, strict=True))
    sight = _see(
        [(cadre_board(period, scope.id), each) for scope, each in pairs],
        lambda: [fallback.cadres(period, scope, each) for scope, each in pairs],
    )
    nearest = sight.glimpses[0]
    names = named_people({nearest.ahead.member} if nearest.ahead else set(), None)
    return [
        MyRank(
            scope=scope,
            rank=glimpse.mine.rank if glimpse.mine else None,
            points=glimpse.mine.points if glimpse.mine else 0,
            total=glimpse.total,
            gap=_gap(glimpse, names) if glimpse is nearest else None,
            moved=glimpse.moved,
            as_of=sight.as_of,
            source=sight.source,
        )
        for scope, glimpse in zip(scopes, sight.glimpses, strict=True)
    ]


def _live(boards: list[tuple[str, Asked]]) -> live.Seen | None:
    """None when the store does not answer or has lost its boards."""
    try:
        return live.look(boards)
    except Unavailable:
        return None


def _see(boards: list[tuple[str, Asked]], otherwise: Callable[[], list[Glimpse]]) -> _Sight:
    """From the store; from SQL when it does not answer or has lost its boards."""
    seen = _live(boards)
    if seen is None:
        return _Sight(otherwise(), clock.now(), "ledger")
    return _Sight(seen.glimpses, seen.as_of, "live")


def _see_one(key: str, asked: Asked, period: str, otherwise: Callable[[], Glimpse]) -> _Sight:
    """One board; as it stood in the end when its period is closed and it has left the store."""
    seen = _live([(key, asked)])
    if seen and seen.glimpses[0].total:
        return _Sight(seen.glimpses, seen.as_of, "live")
    closed = closing.closed(period)
    if closed:
        return _Sight([final.look(name_of(key), asked)], closed.closed_at, "final")
    if seen:
        return _Sight(seen.glimpses, seen.as_of, "live")
    return _Sight([otherwise()], clock.now(), "ledger")


def _asked(period: str, scope: Unit | Scope, me: Viewer | None, top: int, offset: int) -> Asked:
    if me is None:
        return Asked(offset=offset, top=top)
    noted = movement.of_cadre(period, me.unit_path, _scope(scope))
    asked = Asked(me=me.id, offset=offset, top=top, noted=noted)
    if me.display != "hidden":
        return asked
    values = {"period": period, "cadre": me.id, "path": scope.path}
    points = int(read_late(POINTS_UNDER, values)[0][0])
    return replace(asked, instead=points) if points > 0 else asked


def _scope(scope: Unit | Scope) -> Scope:
    return Scope(scope.id, scope.level, scope.path, scope.code, scope.name)


def _members(glimpse: Glimpse) -> set[int]:
    places = (*glimpse.rows, *glimpse.podium, *glimpse.around, glimpse.mine, glimpse.ahead)
    return {place.member for place in places if place}


def _page(glimpse: Glimpse, sight: _Sight, asked: Asked, names: Mapping[int, Standing]) -> Page:
    def named(places: Iterable[Place]) -> tuple[Standing, ...]:
        """With names, without people who hid since the board was written."""
        found = ((names.get(place.member), place) for place in places)
        return tuple(
            who.at(place.rank, place.points)
            for who, place in found
            if who and (who.mine or not who.hidden)
        )

    mine = named([glimpse.mine])[0] if glimpse.mine else None
    around = named(glimpse.around)
    if mine and around and not any(row.mine for row in around):
        around = tuple(sorted((*around, mine), key=lambda row: (row.rank, row.mine)))
    return Page(
        rows=named(glimpse.rows),
        podium=named(glimpse.podium),
        mine=mine,
        around=around,
        gap=_gap(glimpse, names),
        moved=glimpse.moved,
        total=glimpse.total,
        offset=glimpse.offset,
        top=asked.top,
        as_of=sight.as_of,
        source=sight.source,
        version=_version(glimpse, sight.source, names),
    )


def _gap(glimpse: Glimpse, names: Mapping[int, Standing]) -> Gap | None:
    if glimpse.mine is None or glimpse.ahead is None:
        return None
    whom = names.get(glimpse.ahead.member)
    missing = glimpse.ahead.points - glimpse.mine.points
    name = whom.name if whom and not whom.hidden else NO_NAME
    return Gap(missing, name, glimpse.ahead.rank)


def _version(glimpse: Glimpse, source: str, names: Mapping[int, Standing]) -> str:
    shown = repr((glimpse, source, sorted((row.id, row.name) for row in names.values())))
    return hashlib.sha256(shown.encode()).hexdigest()[:12]


def named_people(ids: set[int], me: Viewer | None) -> dict[int, Standing]:
    """Cadres as boards show them; my own name is mine to read even when I hide."""
    mine = me.id if me else None
    return {who: _person(found, who == mine) for who, found in known.cadres(ids).items()}


def _person(found: Known, mine: bool) -> Standing:
    return Standing(
        id=found.id,
        rank=0,
        points=0,
        name=found.name if mine else found.shown,
        initials=initials(found.name) if mine else found.initials,
        color=found.color,
        unit=found.unit,
        code=None,
        path=None,
        mine=mine,
        hidden=found.hidden,
    )


def named_units(ids: set[int], my_unit: int | None, period: str) -> dict[int, Standing]:
    """Names of units, with the unit above each to tell namesakes apart, and their plain sums."""
    if not ids:
        return {}
    above = aliased(Unit)
    columns = (
        Unit.id,
        Unit.name,
        Unit.code,
        Unit.path,
        func.coalesce(above.name, "").label("above"),
        func.coalesce(UnitTotal.points, 0).label("total"),
        func.coalesce(UnitTotal.roll, 0).label("roll"),
    )
    sums = and_(UnitTotal.unit_id == Unit.id, UnitTotal.period == period)
    asked = select(*columns).outerjoin(above, above.id == Unit.parent_id).outerjoin(UnitTotal, sums)
    found = read_late(asked.where(Unit.id.in_(ids)))
    return {
        row.id: Standing(
            id=row.id,
            rank=0,
            points=0,
            name=row.name,
            initials=initials(row.name),
            color=color(row.id),
            unit=row.above,
            code=row.code,
            path=row.path,
            mine=row.id == my_unit,
            hidden=False,
            total=row.total,
            roll=row.roll,
        )
        for row in found
    }
