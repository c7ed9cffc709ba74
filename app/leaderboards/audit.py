"""Board = totals = ledger: compares all three and names every difference.

Projections pause meanwhile (the audit holds their lock alone), awards do not. Whatever waits for a
projector, because its mark is on or its unit touched, is left out: it may differ and soon will not.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

import redis
from sqlalchemy import Row, TextClause, text
from sqlalchemy.orm import Session

from app.db import transaction
from app.leaderboards import alone, measuring, orders
from app.leaderboards.boards import KINDS, cadre_board, fair_board, unit_board
from app.ledger.models import PERIODS
from app.store import store
from app.store.packed import Command, answers

CHUNK = 1_000
SUMS = ("unit total", "capped unit total")
LEDGER = f"""
    SELECT period, cadre_id, unit_id, sum(points) AS points FROM (
        SELECT period, cadre_id, unit_id, points FROM entries, {PERIODS} WHERE period IS NOT NULL
        UNION ALL SELECT period, cadre_id, unit_id, points FROM carried
    ) moved WHERE {{which}} GROUP BY 1, 2, 3
"""  # noqa: S608 - put together from constants
TOTALS = text(
    f"""
    SELECT period, cadre_id, unit_id, l.points AS expected, t.points AS found
    FROM ({LEDGER.format(which="true")}) l FULL JOIN totals t USING (period, cadre_id, unit_id)
    WHERE l.points IS DISTINCT FROM t.points
        AND period NOT IN (SELECT period FROM closed_periods WHERE totals_aside)
    ORDER BY 1, 2, 3
    """  # noqa: S608 - put together from constants
)
ORDERS = text(
    f"""
    SELECT period, cadre_id, unit_id, l.points AS expected, o.points AS found
    FROM ({orders.OF_ALL}) l FULL JOIN (
        SELECT * FROM order_totals WHERE split_part(period, '.', 1) = ANY(:seasons)
    ) o USING (period, cadre_id, unit_id)
    WHERE l.points IS DISTINCT FROM o.points AND (cadre_id, split_part(period, '.', 1)) NOT IN
        (SELECT cadre_id, period FROM totals WHERE dirty)
    ORDER BY 1, 2, 3
    """  # noqa: S608 - put together from constants
)
# What waits: units of which something below is marked or touched.
UNIT_TOTALS = text(
    """
    WITH own AS (
        SELECT unit_id, sum(t.points) AS points, sum(least(t.points, m.cap)) AS capped,
            bool_or(dirty) AS dirty
        FROM totals t LEFT JOIN measures m USING (period) WHERE t.period = :period GROUP BY unit_id
    ), touched AS (
        SELECT DISTINCT unit_id FROM touched_units WHERE period = :period
    ), summed AS (
        SELECT l.scope_id AS unit_id, coalesce(sum(own.points), 0) AS points,
            coalesce(sum(own.capped), 0) AS capped,
            bool_or(coalesce(own.dirty, false) OR touched.unit_id IS NOT NULL) AS waits
        FROM own FULL JOIN touched USING (unit_id) JOIN unit_lines l USING (unit_id)
        GROUP BY l.scope_id
    )
    SELECT unit_id, ARRAY[s.points, s.capped] AS expected, ARRAY[t.points, t.capped] AS found,
        coalesce(s.waits, false) AS waits
    FROM summed s
    FULL JOIN (SELECT unit_id, points, capped FROM unit_totals WHERE period = :period) t
        USING (unit_id)
    """
)
# A row for each board, as the store will tell it: members are words, points are floats.
BOARDS = """
    SELECT {of}, array_agg(CAST(member AS text)) AS members,
        array_agg(CAST(points AS float8)) AS points, array_agg(waits) AS waits
    FROM ({standings}) standings GROUP BY {of}
"""
CADRES = text(
    BOARDS.format(
        of="scope",
        standings="""
        SELECT l.scope_id AS scope, t.cadre_id AS member, bool_or(t.dirty) AS waits,
            CASE WHEN c.display = 'hidden' OR c.status <> 'active' THEN 0 ELSE sum(t.points) END
                AS points
        FROM board_totals t
        JOIN unit_lines l ON l.unit_id = t.unit_id AND l.depth = :depth
        JOIN cadres c ON c.id = t.cadre_id
        WHERE t.period = :period
        GROUP BY l.scope_id, t.cadre_id, c.display, c.status
        """,
    )
)
UNITS = """
    SELECT l.scope_id AS scope, l.level, t.unit_id AS member, {value} AS points,
        touched.unit_id IS NOT NULL AS waits
    FROM {ranked}
    LEFT JOIN (
        SELECT DISTINCT l.scope_id AS unit_id FROM touched_units w JOIN unit_lines l USING (unit_id)
        WHERE w.period = :period
    ) touched ON touched.unit_id = t.unit_id
    WHERE t.period = :period
"""
PLAIN_UNITS, FAIR_UNITS = (
    text(
        BOARDS.format(
            of="scope, level", standings=UNITS.format(ranked=alone.RANKED_UNITS, value=value)
        )
    )
    for value in ("t.points", measuring.INDEX)
)


@dataclass(frozen=True)
class Difference:
    """One number that is not what it should be. `where` names the row or the board's key."""

    what: str
    where: str
    expected: int
    found: int

    def __str__(self) -> str:
        return f"{self.what} {self.where}: expected {self.expected}, found {self.found}"


@dataclass(frozen=True)
class Audit:
    """What was compared and every difference."""

    boards: int
    numbers: int
    differences: tuple[Difference, ...]


@dataclass
class _Tally:
    boards: int = 0
    numbers: int = 0


def audit() -> Audit:
    """Compare ledger, totals, sums of units and every board. Raises the store's error when gone."""
    tally = _Tally()
    with transaction() as current, store.client() as client:
        alone.take(current)
        depths = alone.draw_lines(current)
        periods = alone.open_periods(current)
        differences = [*_totals(current.execute(TOTALS)), *_orders(current, periods)]
        known: set[str] = set()
        for period in periods:
            differences += _unit_totals(current, period, tally)
            for boards in _batches(_boards(current, period, depths)):
                known |= {key for key, _ in boards}
                differences += _compare(client, boards, tally)
        differences += _strangers(client, known)
    return Audit(tally.boards, tally.numbers, tuple(differences))


def _orders(current: Session, periods: Iterable[str]) -> Iterator[Difference]:
    """Other orders of open seasons, of cadres that no projector has to look at."""
    seasons = [period for period in periods if orders.is_season(period)]
    return _totals(current.execute(ORDERS, orders.constants(seasons)))


def _totals(rows: Iterable[Row]) -> Iterator[Difference]:
    for row in rows:
        where = f"{row.period} cadre {row.cadre_id} unit {row.unit_id}"
        yield Difference("total", where, int(row.expected or 0), int(row.found or 0))


def _unit_totals(current: Session, period: str, tally: _Tally) -> Iterator[Difference]:
    for row in current.execute(UNIT_TOTALS, {"period": period}):
        for what, expected, found in zip(SUMS, row.expected, row.found, strict=True):
            tally.numbers += 1
            if (expected or 0) != (found or 0) and not row.waits:
                where = f"{period} unit {row.unit_id}"
                yield Difference(what, where, int(expected or 0), int(found or 0))


def _boards(current: Session, period: str, depths: Iterable[int]) -> Iterator[tuple[str, Row]]:
    """Every board of a period that should exist, with what it should say."""
    for each, depth in product(orders.periods_of(period), depths):
        for board in _stream(current, CADRES, {"period": each, "depth": depth}):
            yield cadre_board(each, board.scope), board
    asked = {"period": period, **alone.ranked_levels()}
    rule = measuring.constants()
    for key_of, query, more in ((unit_board, PLAIN_UNITS, {}), (fair_board, FAIR_UNITS, rule)):
        for board in _stream(current, query, asked | more):
            yield key_of(period, board.scope, board.level), board


def _stream(current: Session, query: TextClause, values: Mapping[str, object]) -> Iterable[Row]:
    return current.execute(query, values, execution_options={"yield_per": CHUNK})


def _batches(boards: Iterable[tuple[str, Row]]) -> Iterator[list[tuple[str, Row]]]:
    """Boards together in one trip, as long as they are small."""
    batch: list[tuple[str, Row]] = []
    size = 0
    for key, board in boards:
        batch.append((key, board))
        size += len(board.members)
        if size >= CHUNK:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _compare(
    client: redis.Redis, boards: list[tuple[str, Row]], tally: _Tally
) -> Iterator[Difference]:
    firsts = answers(client, [_piece(key, 0) for key, _ in boards])
    for (key, board), first in zip(boards, firsts, strict=True):
        found = dict(_whole(client, key, first))
        standings = zip(board.members, board.points, strict=True)
        expected = {member: points for member, points in standings if points > 0}
        tally.boards += bool(found or expected)
        tally.numbers += len(board.members)
        if found != expected:
            yield from _differences(key, board, expected, found)


def _differences(
    key: str, board: Row, expected: Mapping[str, float], found: Mapping[str, float]
) -> Iterator[Difference]:
    waiting = {member for member, waits in zip(board.members, board.waits, strict=True) if waits}
    for member in sorted((expected.keys() | found.keys()) - waiting, key=int):
        should, has = int(expected.get(member, 0)), int(found.get(member, 0))
        if should != has:
            yield Difference("board", f"{key} member {member}", should, has)


def _piece(key: str, start: int) -> Command:
    return "ZRANGE", key, start, start + CHUNK - 1, "WITHSCORES"


def _whole(client: redis.Redis, key: str, first: list[Any]) -> Iterator[Any]:
    """A board in pieces: a million members in one answer would outlast the store's patience."""
    start, piece = 0, first
    while piece:
        yield from piece
        if len(piece) < CHUNK:
            return
        start += CHUNK
        [piece] = answers(client, [_piece(key, start)])


def _strangers(client: redis.Redis, known: set[str]) -> Iterator[Difference]:
    """Boards in the store that should not exist at all."""
    for kind in KINDS:
        for key in client.scan_iter(store.key(kind, "*"), count=CHUNK):
            if key not in known:
                yield Difference("board", key, 0, client.zcard(key))
