"""Looking units up: by code, what lies below, the chain up to DPP."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select

from app.db import session
from app.errors import NotFound
from app.units.models import Unit
from app.units.tree import ancestors


def by_code(code: str) -> Unit | None:
    """The unit with this code, open or closed; text that no row can hold (a NUL) is nobody's."""
    if "\x00" in code:
        return None
    return session().scalar(select(Unit).where(Unit.code == code))


def needed(code: str) -> Unit:
    """The unit with this code. Raises NotFound when there is none."""
    unit = by_code(code)
    if unit is None:
        raise NotFound(code)
    return unit


def children(unit: Unit) -> Sequence[Unit]:
    """Open units directly below, by name."""
    below = select(Unit).where(Unit.parent_id == unit.id, Unit.active_until.is_(None))
    return session().scalars(below.order_by(Unit.name, Unit.code)).all()


def chain(unit: Unit) -> Sequence[Unit]:
    """From DPP down to the unit itself, in one query."""
    found = at_paths(ancestors(unit.path))
    return [found[path] for path in ancestors(unit.path)]


def at_paths(paths: Iterable[str]) -> Mapping[str, Unit]:
    """Units by their paths, in one query; a path without a unit is missing from the answer."""
    asked = select(Unit).where(Unit.path.in_(sorted(set(paths))))
    return {unit.path: unit for unit in session().scalars(asked)}
