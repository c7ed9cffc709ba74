"""The way down: units below one, so that any of them is two taps from a wall.

The two levels right below are listed in full: a province has some six hundred DPCs and PACs, a DPC
hardly more PACs and rantings. Of what lies deeper, the largest; the rest is searched by name.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import text

from app.db import session
from app.units.lines import Scope
from app.units.tree import depth

LARGEST = 30
DEEPEST = 5  # a ranting
BELOW = text(
    """
    SELECT u.code, u.level, u.name, u.parent_id = :unit AS right_below, above.code AS parent
    FROM units u JOIN units above ON above.id = u.parent_id
    WHERE (u.parent_id = :unit OR above.parent_id = :unit)
        AND (u.active_until IS NULL OR u.active_until >= :day)
    ORDER BY above.parent_id = :unit DESC, u.code
    """
)
MOST_CADRES = text(
    """
    SELECT u.code, u.level, u.name, above.name AS above
    FROM unit_rolls r JOIN units u ON u.id = r.unit_id JOIN units above ON above.id = u.parent_id
    WHERE u.path <@ CAST(:path AS ltree) AND u.level = 'RANTING' AND r.now > 0
        AND (u.active_until IS NULL OR u.active_until >= :day)
    ORDER BY r.now DESC, u.code LIMIT :many
    """
)


@dataclass(frozen=True)
class Below:
    """A unit; `above` is the name of what it lies in, where that does not stand beside it."""

    code: str
    level: str
    name: str
    above: str = ""


@dataclass(frozen=True)
class Branch:
    """A unit right below, with those right below it."""

    unit: Below
    units: tuple[Below, ...]


def branches(scope: Scope, today: date) -> Sequence[Branch]:
    """The two levels below a unit, by their codes."""
    rows = session().execute(BELOW, {"unit": scope.id, "day": today}).all()
    inner: dict[str, list[Below]] = {row.code: [] for row in rows if row.right_below}
    for row in rows:
        if not row.right_below:
            inner[row.parent].append(Below(row.code, row.level, row.name))
    return [
        Branch(Below(row.code, row.level, row.name), tuple(inner[row.code]))
        for row in rows
        if row.right_below
    ]


def largest(scope: Scope, today: date) -> Sequence[Below]:
    """Rantings with most cadres, where they lie deeper than what is listed in full."""
    if depth(scope.path) + 2 >= DEEPEST:
        return ()
    asked = {"path": scope.path, "day": today, "many": LARGEST}
    rows = session().execute(MOST_CADRES, asked)
    return [Below(row.code, row.level, row.name, row.above) for row in rows]
