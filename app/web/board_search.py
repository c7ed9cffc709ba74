"""The search for a name on a board of cadres: whom a reader may look for, and what she is told.

Never farther than her own DPC, or what she leads or oversees, however wide the board is.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.cadres.roles import Actor, roots
from app.cadres.search import SHORTEST, long_enough
from app.leaderboards.finding import Found, find
from app.units.lines import Scope, line
from app.units.tree import within
from app.web.board_view import View

OWN_LEVELS = ("DPC", "DPLN")


@dataclass(frozen=True)
class Searched:
    """The words as typed, what is wrong with them, who was found; `fields` keep the view."""

    words: str
    error: str | None
    found: Found | None
    fields: dict[str, str]


def searched(unit: Scope, view: View, actor: Actor) -> Searched | None:
    """None where there is nobody she may look for."""
    paths = _reach(unit.path, actor)
    if view.level or not paths:
        return None
    fields = {name: value for name, value in replace(view, number=1).asked.items() if value}
    if not view.sought:
        return Searched("", None, None, fields)
    if not long_enough(view.sought):
        words = f"Tulis paling sedikit {SHORTEST} huruf dari namanya."
        return Searched(view.sought, words, None, fields)
    found = find(view.board, unit, view.sought, paths, actor)
    return Searched(view.sought, None, found, fields)


def _reach(path: str, actor: Actor) -> Sequence[str]:
    """Paths under which she may look for people of the unit at `path`."""
    own = [scope.path for scope in line(actor.unit_path) if scope.level in OWN_LEVELS]
    scopes = {*own, *roots(actor, "see_board")}
    if any(within(path, scope) for scope in scopes):
        return (path,)
    return sorted(scope for scope in scopes if within(scope, path))
