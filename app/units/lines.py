"""Units with what stands above them, kept for a while: read on every page, renamed seldom.

A code keeps its id, level and path for ever, and only these decide who may see what; names may be
a minute old.
"""

import time
from dataclasses import dataclass

from app.db import read
from app.units.tree import ancestors

KEPT_S = 60.0
MOST = 20_000
LINE = """
    SELECT id, level, path::text AS path, code, name FROM units
    WHERE path = ANY(CAST(%(paths)s AS ltree[])) ORDER BY nlevel(path)
"""
WITH_CODE = "SELECT path::text AS path FROM units WHERE code = %(code)s"


@dataclass(frozen=True)
class Scope:
    """A unit as the scope of boards."""

    id: int
    level: str
    path: str
    code: str
    name: str


_lines: dict[str, tuple[float, list[Scope]]] = {}
_paths: dict[str, str] = {}


def line(path: str) -> list[Scope]:
    """The units from DPP down to the one at `path` itself."""
    found = _lines.get(path)
    if found is None or time.monotonic() - found[0] > KEPT_S:
        if len(_lines) >= MOST:
            _lines.clear()
        found = _lines[path] = (time.monotonic(), _read(path))
    return found[1]


def scope(code: str) -> Scope | None:
    """The unit with this code, open or closed."""
    path = _paths.get(code)
    if path is None:
        found = read(WITH_CODE, {"code": code})
        if not found:
            return None
        if len(_paths) >= MOST:
            _paths.clear()
        path = _paths[code] = found[0].path
    return line(path)[-1]


def forget() -> None:
    """Ask the database again next time: another tree stands there."""
    _lines.clear()
    _paths.clear()


def _read(path: str) -> list[Scope]:
    return [Scope(*row) for row in read(LINE, {"paths": ancestors(path)})]
