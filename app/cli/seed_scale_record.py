"""Which party `flask seed scale` is making and how far it is: one row, gone once all is made.

Each batch of the work adds itself in its own transaction, so the record never says more or less
than what is there.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, text

from app.cli.owner import at_once_as_owner
from app.db import session
from app.errors import Refusal
from app.leaderboards.alone import PATIENCE

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
# Whom each of millions of rows refers to is looked up one by one while it is enforced, and in one
# join when it is enforced again. The lines: those of the tables that are filled here.
REFERENCES = text(
    """
    SELECT format('ALTER TABLE %s ALTER CONSTRAINT %I', conrelid::regclass, conname)
    FROM pg_constraint
    WHERE contype = 'f' AND conparentid = 0 AND conrelid::regclass::text IN (
        'cadres', 'memberships', 'entries', 'daily_points', 'totals', 'order_totals')
    """
)
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
    """Write down what is going to be made; until it is, references are not looked up."""
    with at_once_as_owner() as owner:
        owner.execute(CREATE, vars(plan))
        _references(owner, "NOT ENFORCED")


def add(batch: int) -> None:
    """Say that a batch is there; last in its transaction, since others wait for the row."""
    session().execute(ADD, {"batch": batch})


def finish() -> None:
    """Forget the record; people and entries to come are numbered after those made here, and every
    reference is looked up again. Raises IntegrityError when one of those made leads nowhere."""
    with at_once_as_owner() as owner:
        _references(owner, "ENFORCED")
        owner.execute(NUMBER_ON)
        owner.execute(DROP)


def _references(owner: Connection, how: str) -> None:
    for statement in PATIENCE:
        owner.exec_driver_sql(statement)
    for reference in owner.scalars(REFERENCES).all():
        owner.exec_driver_sql(f"{reference} {how}")
