"""The units above a unit, kept for a while: they are renamed seldom and read on every page."""

import time

from app.leaderboards.boards import Scope, lineages

KEPT_S = 60.0
MOST = 20_000

_kept: dict[tuple[int, str], tuple[float, list[Scope]]] = {}


def line(unit_id: int, path: str) -> list[Scope]:
    """The units from DPP down to the given one itself; names may be a minute old."""
    found = _kept.get((unit_id, path))
    if found is None or time.monotonic() - found[0] > KEPT_S:
        if len(_kept) >= MOST:
            _kept.clear()
        found = _kept[unit_id, path] = (time.monotonic(), lineages([path])[path])
    return found[1]
