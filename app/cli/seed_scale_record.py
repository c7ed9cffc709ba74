"""Which party `flask seed scale` is making and how far it is: one row, gone once all is made.

Each batch of the work adds itself in its own transaction, so the record never says more or less
than what is there.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import text

from app.cli.owner import as_owner
from app.db import session
from app.errors import Refusal

EXISTS = text("SELECT to_regclass('scale_record') IS NOT NULL")
READ = text("SELECT cadres, entries, seed_number, began, batches FROM scale_record")
CREATE = text(
    """
    CREATE TABLE scale_record AS
    SELECT CAST(:cadres AS int) AS cadres, CAST(:entries AS int) AS entries,
        CAST(:seed_number AS int) AS seed_number, CAST(:began AS timestamptz) AS began,
        CAST('{}' AS int[]) AS batches
    """
)
ADD = text("UPDATE scale_record SET batches = batches || CAST(:batch AS int)")
DROP = text("DROP TABLE scale_record")
NUMBER_ON = text(
    """
    SELECT setval(pg_get_serial_sequence(name, 'id'), last) FROM (
        SELECT 'cadres' AS name, max(id) AS last FROM cadres
        UNION ALL SELECT 'memberships', max(id) FROM memberships
        UNION ALL SELECT 'entries', max(id) FROM entries) AS used
    WHERE last IS NOT NULL
    """
)


@dataclass(frozen=True)
class Plan:
    """What determines a party to the last row: its size, the dice, and the moment it began."""

    cadres: int
    entries: int
    seed_number: int
    began: datetime


def found(asked: Plan) -> tuple[Plan, set[int]] | None:
    """The party being made and the batches already there, if any. Refusal if it is not the same."""
    if not session().scalar(EXISTS):
        return None
    cadres, entries, seed_number, began, batches = session().execute(READ).one()
    plan = Plan(cadres, entries, seed_number, began)
    if replace(asked, began=began) != plan:
        raise Refusal(
            "half_made",
            f"Pengisian {cadres} kader dan {entries} entri belum selesai;"
            " teruskan dahulu dengan angka yang sama.",
        )
    return plan, set(batches)


def begin(plan: Plan) -> None:
    """Write down what is going to be made."""
    with as_owner() as connection:
        connection.execute(CREATE, vars(plan))


def add(batch: int) -> None:
    """Say that a batch is there; last in its transaction, since others wait for the row."""
    session().execute(ADD, {"batch": batch})


def finish() -> None:
    """Forget the record; people and entries to come are numbered after those made here."""
    with as_owner() as connection:
        connection.execute(NUMBER_ON)
        connection.execute(DROP)
