"""Why a cadre has her points: the lines of her statement, each with the hand-in it came from."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from app.db import session
from app.ledger.statement import Line, Statement, statement
from app.submissions.models import Submission
from app.units.models import Unit
from app.units.naming import title

SUBMISSION = "submission:"


@dataclass(frozen=True)
class Explained:
    """A page of the statement; titles of units by id, public ids of hand-ins by entry id."""

    statement: Statement
    units: dict[int, str]
    submissions: dict[int, str]


def explain(cadre_id: int, period: str, before_id: int | None = None) -> Explained:
    """The cadre's own statement of a period, from `before_id` on to older lines."""
    told = statement(cadre_id, period, before_id)
    return Explained(told, _units(told.lines), _submissions(told.lines))


def _units(lines: Iterable[Line]) -> dict[int, str]:
    ids = {line.entry.unit_id for line in lines}
    if not ids:
        return {}
    return {
        unit.id: title(unit) for unit in session().scalars(select(Unit).where(Unit.id.in_(ids)))
    }


def _submissions(lines: Iterable[Line]) -> dict[int, str]:
    """A line links what it came from; a correction has no hand-in behind it."""
    sources = {
        line.entry.id: int(line.entry.source.removeprefix(SUBMISSION))
        for line in lines
        if line.entry.source.startswith(SUBMISSION)
    }
    if not sources:
        return {}
    wanted = select(Submission.id, Submission.public_id).where(
        Submission.id.in_(set(sources.values()))
    )
    found = {row.id: row.public_id for row in session().execute(wanted)}
    return {entry: found[source] for entry, source in sources.items() if source in found}
