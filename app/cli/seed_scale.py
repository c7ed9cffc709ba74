"""`flask seed scale`: a party of any size over the real tree, for measuring.

Everything is written by COPY and set-based SQL: people of lognormal rantings, entries of lognormal
activity over the past weeks, and totals summed from those entries, so that the ledger, the totals
and the boards agree exactly as they do after a season of real awards.

People come in batches with all that is theirs, each batch a transaction that counts itself in the
record. Ended at any moment and begun again, the work goes on with the batches not there. No batch
touches rows of another, so some are written at once.
"""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from datetime import timedelta
from itertools import islice
from typing import cast

import psycopg
from flask import Flask, current_app
from sqlalchemy import text

from app import clock
from app.cli import seed_scale_record as record
from app.cli import seed_scale_rows as rows
from app.cli import statistics
from app.cli.seed_scale_record import Plan
from app.cli.seed_scale_rows import Batch
from app.cli.seed_season import season_around
from app.db import session, transaction
from app.errors import Refusal
from app.leaderboards import alone
from app.leaderboards.rebuild import rebuild
from app.ledger.models import PERIODS
from app.seasons.calendar import periods_on

PEOPLE = 10_000  # people a batch
AT_ONCE = 2  # batches: the database works on one while lines for the other are made
LINES = 2_000  # lines a message of COPY

Tell = Callable[[str, float], None]

RANTINGS = text(
    "SELECT id, code FROM units WHERE level = 'RANTING' AND active_until IS NULL ORDER BY code"
)
SUMS = (
    text(
        """
        INSERT INTO daily_points (cadre_id, day, points)
        SELECT cadre_id, day, sum(points) FROM entries WHERE id >= :first AND id < :until
        GROUP BY 1, 2 ORDER BY 1, 2
        """
    ),
    text(
        f"""
        INSERT INTO totals (period, cadre_id, unit_id, points, dirty)
        SELECT period, cadre_id, unit_id, sum(points), false
        FROM entries, {PERIODS}
        WHERE id >= :first AND id < :until AND period IS NOT NULL
        GROUP BY 1, 2, 3 ORDER BY 1, 2
        """  # noqa: S608 - put together from constants
    ),
)


def seed(cadres: int, entries: int, tell: Tell, seed_number: int = 1) -> None:
    """Fill an empty party with people and entries, then build the boards; or go on with that.

    `tell` hears what was done and the share of all that is there. Raises Refusal when there is no
    tree yet, when anybody is already there (what a measure needs must not be mixed with what
    people did), or when another party is half made.
    """
    batches, done = _begun(Plan(cadres, entries, seed_number, clock.now()))
    missing = [batch for batch in batches if batch.ids.start not in done]
    tell("begun", len(done) / len(batches))
    for left, batch in enumerate(_written(missing), len(done) + 1):
        tell(f"cadres {batch.ids[0]:,} to {batch.ids[-1]:,}", left / len(batches))
    statistics.refresh()
    tell("boards", 1.0)
    rebuild()
    record.finish()


def _begun(asked: Plan) -> tuple[list[Batch], set[int]]:
    """All batches, and the first ids of those already there."""
    with transaction() as current:
        found = record.found(asked)
        plan, done = found or (asked, set())
        if not found:
            _insist_on_emptiness()
        today = clock.party_day(plan.began)
        season_around(today)
        back = range(rows.WEEKS * 7 - 1, -1, -1)
        days = [periods_on(today - timedelta(days=each)) for each in back]
        places = rows.places(plan, [tuple(row) for row in current.execute(RANTINGS)])
    if not found:
        record.begin(plan)
    firsts = range(1, plan.cadres + 1, PEOPLE)
    ids = [range(first, min(first + PEOPLE, plan.cadres + 1)) for first in firsts]
    return [Batch(plan, places, days, each) for each in ids], done


def _insist_on_emptiness() -> None:
    if session().scalar(text("SELECT EXISTS (SELECT FROM cadres)")):
        raise Refusal("not_empty", "Sudah ada kader; data ukur hanya untuk pangkalan data kosong.")
    if not session().scalar(text("SELECT EXISTS (SELECT FROM units WHERE level = 'RANTING')")):
        raise Refusal("no_tree", "Belum ada pohon unit; jalankan `flask units import` dahulu.")


def _written(batches: Iterable[Batch]) -> Iterator[Batch]:
    """Write batches, some at once, and give each when it is there. Those begun are ended."""
    app = current_app._get_current_object()  # ty: ignore[missing-attribute]
    pool = ThreadPoolExecutor(AT_ONCE)
    try:
        for done in as_completed([pool.submit(_write, app, batch) for batch in batches]):
            yield done.result()
    finally:
        pool.shutdown(cancel_futures=True)


def _write(app: Flask, batch: Batch) -> Batch:
    ids = {"first": batch.entry_ids.start, "until": batch.entry_ids.stop}
    with app.app_context(), transaction() as current:
        alone.be_patient(current)
        _copy(f"cadres ({rows.CADRES})", batch.people())
        _copy(f"memberships ({rows.MEMBERSHIPS})", batch.memberships())
        _copy(f"entries ({rows.ENTRIES})", batch.entries())
        for statement in SUMS:
            current.execute(statement, ids)
        record.add(batch.ids.start)
    return batch


def _copy(table: str, lines: Iterator[str]) -> None:
    driver = cast(psycopg.Connection, session().connection().connection.driver_connection)
    with driver.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN".encode()) as copy:
        while some := "".join(islice(lines, LINES)):
            copy.write(some)
