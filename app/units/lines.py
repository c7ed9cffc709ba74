"""Units with what stands above them, kept for a while: read on every page, renamed seldom.

A code keeps its id, level and path for ever, and only these decide who may see what; names may be
a minute old.
"""

import time
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from app.db import read
from app.units.tree import ancestors

KEPT_S = 60.0
LINE = """
    SELECT id, level, path::text AS path, code, name FROM units
    WHERE path = ANY(CAST(%(paths)s AS ltree[])) ORDER BY nlevel(path)
"""
PATHS = "SELECT id, path::text AS path FROM units WHERE id = ANY(%(ids)s)"
LINE_OF_CODE = """
    SELECT id, level, path::text AS path, code, name FROM units
    WHERE path @> (SELECT path FROM units WHERE code = %(code)s) ORDER BY nlevel(path)
"""


@dataclass(frozen=True)
class Scope:
    """A unit as the scope of boards."""

    id: int
    level: str
    path: str
    code: str
    name: str


# As many as there are units at most.
_scopes: dict[str, tuple[float, Scope]] = {}
_paths: dict[str, str] = {}
_paths_by_id: dict[int, str] = {}


def line(path: str) -> list[Scope]:
    """The units from DPP down to the one at `path` itself."""
    return lines([path])[path]


def lines(paths: Iterable[str]) -> dict[str, list[Scope]]:
    """The same for many paths, with one query for what is not kept."""
    above = {path: ancestors(path) for path in paths}
    young = time.monotonic() - KEPT_S
    missing = {each for line in above.values() for each in line if not _kept(each, young)}
    if missing:
        _keep(read(LINE, {"paths": sorted(missing)}))
    return {path: [_scopes[each][1] for each in line] for path, line in above.items()}


def lines_of(units: Collection[int]) -> dict[int, list[Scope]]:
    """The same by the ids of units, with one query more for those never met before."""
    if unmet := [unit for unit in units if unit not in _paths_by_id]:
        _paths_by_id.update((row.id, row.path) for row in read(PATHS, {"ids": unmet}))
    above = lines({_paths_by_id[unit] for unit in units})
    return {unit: above[_paths_by_id[unit]] for unit in units}


def scope(code: str) -> Scope | None:
    """The unit with this code, open or closed."""
    path = _paths.get(code)
    if path is None:
        found = read(LINE_OF_CODE, {"code": code})
        if not found:
            return None
        _keep(found)
        path = found[-1].path
    return line(path)[-1]


def forget() -> None:
    """Ask the database again next time: another tree stands there."""
    _scopes.clear()
    _paths.clear()
    _paths_by_id.clear()


def _kept(path: str, young: float) -> bool:
    found = _scopes.get(path)
    return found is not None and found[0] > young


def _keep(rows: Iterable[Any]) -> None:
    now = time.monotonic()
    for row in rows:
        _scopes[row.path] = (now, Scope(*row))
        _paths[row.code] = row.path
        _paths_by_id[row.id] = row.path
