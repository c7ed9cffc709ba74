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
from app.words import counted, said

OWN_LEVELS = ("DPC", "DPLN")


@dataclass(frozen=True)
class Searched:
    """The words as typed, what is wrong with them, who was found; `fields` keep the view."""

    words: str
    error: str | None
    found: Found | None
    fields: tuple[tuple[str, str], ...]


def searched(unit: Scope, view: View, actor: Actor) -> Searched | None:
    """None where there is nobody she may look for."""
    paths = _reach(unit.path, actor)
    if view.level or not paths:
        return None
    fields = (*replace(view, sought="").fields.items(),)
    if not view.sought:
        return Searched("", None, None, fields)
    if not long_enough(view.sought):
        words = said("Tulis paling sedikit %(n)s huruf dari namanya.", n=SHORTEST)
        return Searched(view.sought, words, None, fields)
    found = find(view.board, unit, view.sought, paths, actor)
    return Searched(view.sought, None, found, fields)


@dataclass(frozen=True)
class Jump:
    """A rank as typed, and what is to be said about it."""

    typed: str
    error: str | None
    hint: str | None
    fields: tuple[tuple[str, str], ...]


def jump(view: View, total: int, top: int) -> Jump | None:
    """The way to a rank further down; None where one page holds all."""
    if total <= top and not view.rank:
        return None
    rank, error, hint = view.rank_asked, None, None
    if view.rank and rank is None:
        error = said("Tulis peringkat sebagai angka, misalnya 1250.")
    elif rank and rank > total:
        hint = counted("Papan ini memuat %(num)s baris; inilah yang terakhir.", total)
    return Jump(view.rank, error, hint, (*view.fields.items(),))


def _reach(path: str, actor: Actor) -> Sequence[str]:
    """Paths under which she may look for people of the unit at `path`."""
    own = [scope.path for scope in line(actor.unit_path) if scope.level in OWN_LEVELS]
    scopes = {*own, *roots(actor, "see_board")}
    if any(within(path, scope) for scope in scopes):
        return (path,)
    return sorted(scope for scope in scopes if within(scope, path))
