"""Units with what stands above them, kept for a while: read on every page, renamed seldom.

A code keeps its id, level and path for ever, and only these decide who may see what; names may be
a minute old.
"""

import time
from dataclasses import dataclass
from typing import Any

from app.db import read
from app.units.tree import ancestors

KEPT_S = 60.0
MOST = 20_000
LINE = """
    SELECT id, level, path::text AS path, code, name FROM units
    WHERE path = ANY(CAST(%(paths)s AS ltree[])) ORDER BY nlevel(path)
"""
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


_lines: dict[str, tuple[float, list[Scope]]] = {}
_paths: dict[str, str] = {}


def line(path: str) -> list[Scope]:
    """The units from DPP down to the one at `path` itself."""
    return _kept(path) or _keep(read(LINE, {"paths": ancestors(path)}))


def scope(code: str) -> Scope | None:
    """The unit with this code, open or closed."""
    kept = _kept(_paths.get(code, ""))
    if kept:
        return kept[-1]
    found = read(LINE_OF_CODE, {"code": code})
    return _keep(found)[-1] if found else None


def forget() -> None:
    """Ask the database again next time: another tree stands there."""
    _lines.clear()
    _paths.clear()


def _kept(path: str) -> list[Scope] | None:
    at, found = _lines.get(path, (0.0, None))
    return found if time.monotonic() - at < KEPT_S else None


def _keep(rows: list[Any]) -> list[Scope]:
    if len(_lines) >= MOST:
        forget()
    found = [Scope(*row) for row in rows]
    last = found[-1]
    _lines[last.path] = (time.monotonic(), found)
    _paths[last.code] = last.path
    return found
