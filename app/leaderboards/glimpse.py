"""What is read of a board at once, wherever it is read from: ids, points, shared ranks. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

PODIUM = 3
AROUND = 3  # neighbours shown above and below one's own row


@dataclass(frozen=True)
class Noted:
    """Where the rank of last night stands: a key, and the scope's depth (that of the nation: 1)."""

    key: str
    depth: int


@dataclass(frozen=True)
class Asked:
    """What a page wants of a board: rows from `offset`, and everything around `me`.

    `instead` are the points of a `me` who is not on the board because she hides her name: her
    place is computed as if she were. `noted` is where her rank of last night stands.
    """

    me: int | None = None
    instead: int | None = None
    offset: int = 0
    top: int = 0
    noted: Noted | None = None


class Place(NamedTuple):
    """A member's row: equal points share the rank (1-1-3)."""

    member: int
    points: int
    rank: int


@dataclass(frozen=True)
class Glimpse:
    """The rows asked for, the first three, my own place, its neighbours, and whom to catch next.

    `offset` is where the rows begin: those of the last page, where the board ends before. `before`
    is my rank of last night, if it was noted.
    """

    total: int
    rows: tuple[Place, ...] = ()
    podium: tuple[Place, ...] = ()
    mine: Place | None = None
    around: tuple[Place, ...] = ()
    ahead: Place | None = None
    offset: int = 0
    before: int | None = None

    @property
    def moved(self) -> int | None:
        """How many places I rose since last night; fewer than 0 when I fell, None if not known."""
        return self.before - self.mine.rank if self.before and self.mine else None


def begins(offset: int, top: int, total: int) -> int:
    """Index of the first row of the page at `offset`, or of the last one where none is there."""
    return min(offset, max(total - 1, 0) // top * top) if top else 0


def window(place: int, on_board: bool) -> tuple[int, int]:
    """First and last index of the rows around `place`; a row not on the board has no index."""
    return max(0, place - AROUND), place + AROUND - (0 if on_board else 1)


def shared(pairs: Sequence[tuple[int, int]], start: int, greater: int) -> tuple[Place, ...]:
    """Ranks of consecutive rows of which the first stands at index `start`.

    `greater` members have more points than the first row. Where points fall from one row to the
    next, exactly the rows before it have more points, so its index tells its rank.
    """
    places: list[Place] = []
    for index, (member, points) in enumerate(pairs, start):
        if places and places[-1].points == points:
            rank = places[-1].rank
        elif places:
            rank = index + 1
        else:
            rank = greater + 1
        places.append(Place(member, points, rank))
    return tuple(places)


def written(ranks: Mapping[int, int]) -> str:
    """A note of somebody's ranks by depth, as short as it can be: `812 40 0 3`; 0 for none."""
    return " ".join(str(ranks.get(depth, 0)) for depth in range(1, max(ranks) + 1))


def rank_at(note: str | None, depth: int) -> int | None:
    """The rank that a note tells of a depth; None where it tells none."""
    ranks = (note or "").split()
    return int(ranks[depth - 1]) or None if depth <= len(ranks) else None


def of_rows(found: Sequence[Any], asked: Asked) -> Glimpse:
    """Of the rows of a query: what is said of the whole board in each, the best member first.

    A board without anybody is one row without a member. `is_ahead` marks whom to catch next.
    """
    one = found[0]
    rows = [(row.place, place_of(row)) for row in found if row.member is not None]
    mine, around = None, ()
    if asked.me is not None and one.my_points is not None:
        mine = Place(asked.me, int(one.my_points), one.my_rank)
        if asked.top:
            around = _between(rows, *window(one.my_place, one.on_board))
    start = begins(asked.offset, asked.top, one.total)
    return Glimpse(
        total=one.total,
        offset=start,
        rows=_between(rows, start, start + asked.top - 1),
        podium=_between(rows, 0, PODIUM - 1) if asked.top else (),
        mine=mine,
        around=around,
        ahead=next((place_of(row) for row in found if row.is_ahead), None),
    )


def _between(rows: Iterable[tuple[int, Place]], first: int, last: int) -> tuple[Place, ...]:
    return tuple(place for index, place in rows if first <= index <= last)


def place_of(row: Any) -> Place:
    """Of a row with these three columns."""
    return Place(row.member, int(row.points), row.rank)
