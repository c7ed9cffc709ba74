"""People of a board found by name, with their ranks: in one trip, as a page of it is read."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.cadres import search
from app.leaderboards import closing, fallback, final, live
from app.leaderboards.boards import cadre_board, name_of
from app.leaderboards.glimpse import Place
from app.leaderboards.standings import Standing, Viewer, named_people
from app.store import Unavailable
from app.units.lines import Scope

SHOWN = 20


@dataclass(frozen=True)
class Found:
    """Rows of a board, the best first, and whether there may be more than these."""

    rows: tuple[Standing, ...]
    more: bool


def find(period: str, scope: Scope, words: str, paths: Sequence[str], me: Viewer) -> Found:
    """Who on the board of cadres of a unit bears a name, among the people under `paths`."""
    ids = search.named(words, paths)
    places = sorted(_places(period, scope, ids), key=lambda place: (place.rank, place.member))
    names = named_people({place.member for place in places[:SHOWN]}, me)
    found = ((names[place.member], place) for place in places[:SHOWN] if place.member in names)
    return Found(
        tuple(who.at(place.rank, place.points) for who, place in found if not who.hidden),
        len(ids) == search.MOST or len(places) > SHOWN,
    )


def _places(period: str, scope: Scope, ids: Sequence[int]) -> Sequence[Place]:
    """Of the store; of what was written down once a board has left it; else of the ledger."""
    if not ids:
        return ()
    key = cadre_board(period, scope.id)
    try:
        seen = live.find(key, ids)
    except Unavailable:
        seen = None
    if seen:
        return seen
    if closing.closed(period):
        return final.find(name_of(key), ids)
    return fallback.find(period, scope, ids) if seen is None else ()
