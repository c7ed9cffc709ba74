"""The chips above a board: what else its reader could look at.

Many readers are offered the same, so each row of chips is made once.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from app.leaderboards.boards import LEVELS_IN
from app.units.lines import Scope
from app.units.naming import LEVEL_WORDS
from app.web.board_view import View
from app.web.periods import Period
from app.words import said

Chips = tuple[tuple[str, str, bool], ...]  # words, address, chosen

KEPT = 2_000
NATION = said("Nasional")


@lru_cache(KEPT)
def periods(view: View, offered: tuple[Period, ...]) -> Chips:
    """What goes on here, and the period of the past that is looked at."""
    shown = offered if view.period in offered else (*offered, view.period)
    return tuple(
        (each.chip, replace(view, period=each).url(), each == view.period) for each in shown
    )


@lru_cache(KEPT)
def levels(view: View, scopes: tuple[Scope, ...]) -> Chips:
    """The units of a line, in the order given."""
    return tuple(
        (
            NATION if scope.level == "DPP" else LEVEL_WORDS[scope.level],
            replace(view, code=scope.code, level=None).url(),
            scope.code == view.code,
        )
        for scope in scopes
    )


@lru_cache(KEPT)
def kinds(view: View, of: str) -> Chips:
    """What is ranked inside a unit of a level: cadres, or units of the levels below."""
    below: Sequence[str | None] = LEVELS_IN.get(of, ())
    if not below:
        return ()
    return tuple(
        (
            LEVEL_WORDS[level] if level else said("Kader"),
            replace(view, level=level).url(),
            level == view.level,
        )
        for level in (None, *below)
    )


@lru_cache(KEPT)
def orders(view: View) -> Chips:
    """The orders to choose from, where there is a choice."""
    if len(view.orders) == 1:
        return ()
    return tuple(
        (each.chip, replace(view, urut=each.slug).url(), each == view.order) for each in view.orders
    )
