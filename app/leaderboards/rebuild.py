"""All boards anew from the totals: built beside the live ones, renamed over them.

A rebuild holds alone the lock that projections share, so no live value newer than its own is ever
overwritten. Members go in by rising points, which is the order a sorted set likes best.
"""

import secrets
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import islice

import redis
from sqlalchemy import Row, TextClause, text
from sqlalchemy.orm import Session

from app import clock
from app.db import read, transaction
from app.leaderboards import alone, measuring, orders
from app.leaderboards.boards import KINDS, cadre_board, epoch_key, fair_board, unit_board
from app.store import store
from app.store.packed import Command, answers

CHUNK = 1_000  # keys in one trip
TOGETHER = 1_000  # members in one command
LOT = 5_000  # members in one trip
LOTS_AHEAD = 50  # that wait for the store: some 50 MB
PIECES_A_TRIP = 500
# Totals of one period whose cadres are shown, once for all depths.
SHOWN = (
    "DROP TABLE IF EXISTS shown_totals",
    """
    CREATE TEMP TABLE shown_totals ON COMMIT DROP AS
    SELECT t.unit_id, t.cadre_id, t.points FROM board_totals t
    JOIN cadres c ON c.id = t.cadre_id AND c.display <> 'hidden' AND c.status = 'active'
    WHERE t.period = :period
    """,
    "ANALYZE shown_totals",
)
# Boards in pieces that one command holds, the members of each by rising points. They are put
# together where they are sorted: handing over a row for each of millions costs more than the rest.
PIECES = """
    SELECT {board}, string_agg(points || ' ' || member, ' ' ORDER BY points) AS standings,
        count(*) AS members
    FROM (
        SELECT standing.*,
            row_number() OVER (PARTITION BY {board} ORDER BY points) / :together AS piece
        FROM ({standing}) standing) placed
    GROUP BY {board}, piece
"""
CADRES = """
    SELECT l.scope_id AS scope, t.cadre_id AS member, sum(t.points) AS points
    FROM shown_totals t
    JOIN unit_lines l ON l.unit_id = t.unit_id AND l.depth = :depth
    GROUP BY l.scope_id, t.cadre_id HAVING sum(t.points) > 0
"""
NEWEST = "SELECT epoch FROM newest_boards"
MAKE_NEWEST = text(
    """
    INSERT INTO newest_boards (id, epoch) VALUES (1, :epoch)
    ON CONFLICT (id) DO UPDATE SET epoch = excluded.epoch
    """
)
NO_UNITS = text("UPDATE unit_totals SET points = 0, capped = 0 WHERE period = :period")
SUM_UNITS = text(
    """
    INSERT INTO unit_totals (period, unit_id, points, capped, roll)
    SELECT CAST(:period AS varchar), l.scope_id, sum(s.points), sum(s.capped),
        coalesce(max(greatest(r.now, r.at_start)), 0)
    FROM (SELECT unit_id, sum(t.points) AS points, sum(least(t.points, m.cap)) AS capped
          FROM totals t LEFT JOIN measures m USING (period) WHERE t.period = :period
          GROUP BY unit_id) s
    JOIN unit_lines l USING (unit_id)
    LEFT JOIN unit_rolls r ON r.unit_id = l.scope_id
    GROUP BY l.scope_id
    ON CONFLICT (period, unit_id) DO UPDATE SET points = excluded.points, capped = excluded.capped
    """
)
UNITS = """
    SELECT l.scope_id AS scope, l.level, t.unit_id AS member, {value} AS points
    FROM {ranked}
    WHERE t.period = :period AND {value} > 0
"""
PLAIN_UNITS = UNITS.format(ranked=alone.RANKED_UNITS, value="t.points")
FAIR_UNITS = UNITS.format(ranked=alone.RANKED_UNITS, value=measuring.INDEX)
CADRE_BOARDS = text(PIECES.format(board="scope", standing=CADRES))
UNIT_BOARDS, FAIR_BOARDS = (
    text(PIECES.format(board="scope, level", standing=units)) for units in (PLAIN_UNITS, FAIR_UNITS)
)


Tell = Callable[[str, float], object]


def untold(_words: str, _share: float) -> None:
    """Nobody waits to hear."""


@dataclass(frozen=True)
class Rebuilt:
    """What a rebuild wrote."""

    periods: int
    boards: int
    members: int
    removed: int


@dataclass
class _Steps:
    """Tells how far it is: as many steps for each period as there are depths of units."""

    tell: Tell
    periods: int
    depths: Sequence[int]
    done: int = 0

    def of(self, period: str) -> Iterator[int]:
        """Every depth."""
        for depth in self.depths:
            self.tell(f"{period}, level {depth}", self.done / (self.periods * len(self.depths)))
            self.done += 1
            yield depth


def lost() -> bool:
    """Whether a server that holds boards was emptied, restarted, or failed over to another, or
    boards were built anew in another store."""
    with store.client() as client:
        epoch = str(client.get(epoch_key()) or "")
    newest = [row.epoch for row in read(NEWEST, {})]
    return newest != [epoch] or not is_whole(epoch)


def is_whole(epoch: str) -> bool:
    """Whether the boards that this mark speaks of are all still there.

    The mark names the histories of all of them, since each could have lost its share alone. That a
    replica took over is reason enough: it may never have got the last writes of the primary.
    """
    return epoch.startswith(store.histories())


def if_lost() -> Rebuilt | None:
    """Rebuild when the store has lost the boards; of several projectors only one does it."""
    if not lost():
        return None
    return rebuild(only_if_lost=True)


def rebuild(
    period: str | None = None, only_if_lost: bool = False, tell: Tell = untold
) -> Rebuilt | None:
    """Write every board of `period` (or of all) from the totals and drop boards without any.

    Sums of units are taken anew as well. `tell` hears what is next and the share that is done.
    Pages go on reading the old boards, or SQL when there
    are none. Raises the store's error when it goes away; then the old boards are still there.
    """
    with transaction() as current:
        alone.take(current)
        if only_if_lost and not lost():
            return None
        depths = alone.draw_lines(current)
        epoch = _new_epoch()  # before the first write: whoever is replaced meanwhile, is noticed
        with store.client() as client:
            if only_if_lost:
                client.delete(epoch_key())  # pages read SQL until the boards are whole again
            _sweep(client, store.key("new", "*"), ())
            periods = [each for each in alone.open_periods(current) if period in (None, each)]
            orders.take([each for each in periods if orders.is_season(each)])
            measuring.complete(periods, clock.now())
            swept = orders.periods_of(period) if period else ["*"]
            built: set[str] = set()
            members = 0
            steps = _Steps(tell, sum(len(orders.periods_of(each)) for each in periods), depths)
            for each in periods:
                keys, count = _period(current, client, each, steps)
                built |= keys
                members += count
            removed = sum(sweep(client, each, built) for each in swept)
        if period is None:
            current.execute(MAKE_NEWEST, {"epoch": epoch})
    if period is None:
        _mark_whole(epoch)
    return Rebuilt(len(periods), len(built), members, removed)


def _period(
    current: Session, client: redis.Redis, period: str, steps: _Steps
) -> tuple[set[str], int]:
    """Build the boards of one period beside the live ones, then put all of them in place."""
    with _Beside(client) as beside:
        for each in orders.periods_of(period):
            for statement in SHOWN:
                current.execute(text(statement), {"period": each})
            for depth in steps.of(each):
                pieces = _stream(current, CADRE_BOARDS, {"depth": depth})
                beside.add(pieces, partial(cadre_board, each))
        sum_units(current, period)
        asked = {"period": period, **alone.ranked_levels()}
        beside.add(_stream(current, UNIT_BOARDS, asked), partial(unit_board, period))
        pieces = _stream(current, FAIR_BOARDS, asked | measuring.constants())
        beside.add(pieces, partial(fair_board, period))
    for chunk in _chunks(beside.keys):
        answers(client, [("RENAME", _beside(key), key) for key in chunk])
    return beside.keys, beside.members


def sum_units(current: Session, period: str) -> None:
    """Sum every unit of a period anew; whoever calls keeps projectors out."""
    current.execute(NO_UNITS, {"period": period})
    current.execute(SUM_UNITS, {"period": period})


def sweep(client: redis.Redis, period: str, keep: Collection[str] = ()) -> int:
    """Remove the boards of a period (`*`: of all), but those to keep; how many there were."""
    return sum(_sweep(client, store.key(kind, period, "*"), keep) for kind in KINDS)


def _stream(current: Session, query: TextClause, values: Mapping[str, object]) -> Iterable[Row]:
    asked = {"together": TOGETHER, **values}
    return current.execute(query, asked, execution_options={"yield_per": PIECES_A_TRIP})


class _Beside:
    """Boards built beside the live ones: the store takes lots while the database makes others.

    `keys` are their names, `members` how many stand on all of them. At the end of the block all is
    written; what the store refused is raised there or by a later `add`.
    """

    def __init__(self, client: redis.Redis) -> None:
        self._client = client
        self._writer = ThreadPoolExecutor(1)
        self._waiting: deque[Future] = deque()
        self.keys: set[str] = set()
        self.members = 0

    def __enter__(self) -> "_Beside":
        return self

    def __exit__(self, failed: object, *_: object) -> None:
        self._writer.shutdown(cancel_futures=bool(failed))
        if not failed:
            self._heed(0)

    def add(self, pieces: Iterable[Row], name: Callable[..., str]) -> None:
        """Pieces of boards: what `name` asks for, points and members by turns, how many."""
        for lot in _lots(pieces):
            commands: list[Command] = []
            for *board, standings, members in lot:
                key = name(*board)
                commands.append(("ZADD", _beside(key), *standings.split()))
                self.keys.add(key)
                self.members += members
            self._waiting.append(self._writer.submit(answers, self._client, commands))
            self._heed(LOTS_AHEAD)

    def _heed(self, ahead: int) -> None:
        """Wait until no more than so many lots are."""
        while len(self._waiting) > ahead:
            self._waiting.popleft().result()


def _lots(pieces: Iterable[Row]) -> Iterator[list[Row]]:
    """Pieces in lots of `LOT` members or a little more."""
    lot, members = [], 0
    for piece in pieces:
        lot.append(piece)
        members += piece.members
        if members >= LOT:
            yield lot
            lot, members = [], 0
    if lot:
        yield lot


def _beside(key: str) -> str:
    """Where a board is built: in braces, so that a cluster keeps it in the slot of `key`."""
    return store.key("new", "{" + key + "}")


def _sweep(client: redis.Redis, pattern: str, keep: Collection[str]) -> int:
    """Remove keys of a pattern but those to keep."""
    gone = 0
    for chunk in _chunks(key for key in client.scan_iter(pattern, count=CHUNK) if key not in keep):
        with client.pipeline(transaction=False) as pipe:
            for key in chunk:
                pipe.unlink(key)
            pipe.execute()
        gone += len(chunk)
    return gone


def _new_epoch() -> str:
    return f"{store.histories()}:{secrets.token_hex(8)}"


def _mark_whole(epoch: str) -> None:
    """Say that the boards are whole; after the commit, since it also speaks for the unit sums."""
    with store.client() as client:
        client.set(epoch_key(), epoch)


def _chunks(items: Iterable) -> Iterator[list]:
    rest = iter(items)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk
