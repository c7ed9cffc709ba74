"""`flask seed scale`: a party of any size over the real tree, for measuring.

Everything is written by COPY and set-based SQL: people of lognormal rantings, entries of lognormal
activity over the past weeks, and totals summed from those entries, so that the ledger, the totals
and the boards agree exactly as they do after a season of real awards.
"""

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import cast

import psycopg
from sqlalchemy import text

from app import clock
from app.cli import statistics
from app.cli.seed_names import name_at
from app.cli.seed_season import season_around
from app.db import session, transaction
from app.errors import Refusal
from app.leaderboards.rebuild import rebuild
from app.ledger.scoring import DAILY_CAP, RULE_VERSION
from app.seasons.calendar import periods_on

PER_RANTING = 12
SPREAD = 1.1  # sigma of both lognormals: a few rantings and a few people do most
WEEKS = 4
REASON = "Unggahan terverifikasi"
POINTS = (10, 15, 20, 25, 30, 40)


@dataclass(frozen=True)
class Place:
    """A ranting that has cadres."""

    id: int
    code: str


@dataclass(frozen=True)
class Day:
    """A party day on which something was earned, with the periods it belongs to."""

    moment: datetime
    day: str
    week: str
    season: str | None


def seed(cadres: int, entries: int, say: Callable[[str], None], seed_number: int = 1) -> None:
    """Fill an empty party with people and entries, then build the boards.

    Raises Refusal when there is no tree yet or when anybody is already there: what a measure needs
    must not be mixed with what people did.
    """
    dice = random.Random(seed_number)  # noqa: S311 - the same party every time
    with transaction() as current:
        current.execute(text("SET LOCAL statement_timeout = 0"))
        _insist_on_emptiness()
        season_around(clock.party_day(clock.now()))
        places = _places(dice, cadres)
        say(f"{cadres:,} cadres in {len(places):,} rantings …")
        ids = _reserved("cadres", cadres)
        homes = _homes(dice, places, cadres)
        _write_people(dice, ids, homes)
        say(f"{entries:,} entries …")
        _write_entries(dice, ids, homes, _reserved("entries", entries))
        for statement in SUMS:
            current.execute(text(statement))
    statistics.refresh()
    say("Boards …")
    rebuild()


def _insist_on_emptiness() -> None:
    if session().scalar(text("SELECT EXISTS (SELECT FROM cadres)")):
        raise Refusal("not_empty", "Sudah ada kader; data ukur hanya untuk pangkalan data kosong.")
    if not session().scalar(text("SELECT EXISTS (SELECT FROM units WHERE level = 'RANTING')")):
        raise Refusal("no_tree", "Belum ada pohon unit; jalankan `flask units import` dahulu.")


def _places(dice: random.Random, cadres: int) -> list[Place]:
    query = (
        "SELECT id, code FROM units WHERE level = 'RANTING' AND active_until IS NULL ORDER BY code"
    )
    every = [Place(row.id, row.code) for row in session().execute(text(query))]
    return dice.sample(every, min(len(every), max(1, cadres // PER_RANTING)))


def _homes(dice: random.Random, places: Sequence[Place], cadres: int) -> list[Place]:
    sizes = [dice.lognormvariate(0, SPREAD) for _ in places]
    return dice.choices(places, sizes, k=cadres)


def _write_people(dice: random.Random, ids: Sequence[int], homes: Sequence[Place]) -> None:
    joined = clock.now() - timedelta(weeks=WEEKS + 1)
    day = clock.party_day(joined)
    columns = "id, public_id, name, unit_id, display, status, activated_at, attested_at"
    people = (
        (id, f"s{id:011x}", name_at(dice, home.code), home.id, "full", "active", joined, joined)
        for id, home in zip(ids, homes, strict=True)
    )
    _copy(f"COPY cadres ({columns}) FROM STDIN", people)
    members = ((id, home.id, day) for id, home in zip(ids, homes, strict=True))
    _copy("COPY memberships (cadre_id, unit_id, starts_on) FROM STDIN", members)


def _write_entries(
    dice: random.Random, ids: Sequence[int], homes: Sequence[Place], numbers: Sequence[int]
) -> None:
    columns = (
        "id, cadre_id, unit_id, day, week, season, points, kind, source, rule_version, grade,"
        " reason, at"
    )
    days = _days()  # asked for before the COPY, which has the connection to itself
    _copy(f"COPY entries ({columns}) FROM STDIN", _entries(dice, ids, homes, numbers, days))


def _entries(
    dice: random.Random,
    ids: Sequence[int],
    homes: Sequence[Place],
    numbers: Sequence[int],
    days: Sequence[Day],
) -> Iterator[tuple]:
    """Entries in the order of time, none above the day's cap."""
    activity = [dice.lognormvariate(0, SPREAD) for _ in ids]
    doers = dice.choices(range(len(ids)), activity, k=len(numbers))
    per_day = -(-len(numbers) // len(days))
    earned: dict[int, int] = {}
    for n, (number, doer) in enumerate(zip(numbers, doers, strict=True)):
        day = days[n // per_day]
        if n % per_day == 0:
            earned.clear()
        points = min(dice.choice(POINTS), DAILY_CAP - earned.get(doer, 0))
        earned[doer] = earned.get(doer, 0) + points
        source, at = f"scale:{number}", day.moment + timedelta(seconds=n % 50_000)
        when = (day.day, day.week, day.season)
        who = (number, ids[doer], homes[doer].id)
        yield (
            *who,
            *when,
            points,
            "share",
            source,
            RULE_VERSION,
            "A",
            "Unggahan terverifikasi",
            at,
        )


def _days() -> list[Day]:
    """Every party day of the past weeks, today included, each at eight in the morning."""
    today = clock.party_day(clock.now())
    found = []
    for back in range(WEEKS * 7 - 1, -1, -1):
        periods = periods_on(today - timedelta(days=back))
        moment = datetime.combine(periods.day, time(8), clock.JAKARTA)
        found.append(Day(moment, periods.day.isoformat(), periods.week, periods.season))
    return found


def _reserved(table: str, count: int) -> list[int]:
    """Ids nobody else will be given."""
    query = "SELECT nextval(pg_get_serial_sequence(:table, 'id')) FROM generate_series(1, :count)"
    return list(session().scalars(text(query), {"table": table, "count": count}))


def _copy(statement: str, rows: Iterable[tuple]) -> None:
    driver = cast(psycopg.Connection, session().connection().connection.driver_connection)
    with driver.cursor() as cursor, cursor.copy(statement.encode()) as copy:
        for row in rows:
            copy.write_row(row)


RANTINGS = """
SELECT id, code FROM units WHERE level = 'RANTING' AND active_until IS NULL ORDER BY code
"""
SUMS = (
    """
    INSERT INTO totals (period, cadre_id, unit_id, points, dirty)
    SELECT period, cadre_id, unit_id, sum(points), false
    FROM entries, unnest(ARRAY['all', season, week]) AS period
    WHERE period IS NOT NULL GROUP BY 1, 2, 3 ORDER BY 1, 2
    """,
    """
    INSERT INTO daily_points (cadre_id, day, points)
    SELECT cadre_id, day, sum(points) FROM entries GROUP BY 1, 2
    """,
)
