"""`visible`: from the commit of an award to its rank on every board, a projector running."""

import os
import time
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import text

from app import clock
from app.clock import party_day
from app.db import session, transaction
from app.leaderboards import projection
from app.leaderboards.boards import LEVELS_IN, cadre_board, unit_board
from app.ledger.entries import award
from app.seasons.calendar import periods_on
from app.store import store
from app.units.lines import lines
from bench.figures import cpu_seconds, figure, percentile
from bench.party import Party, children, process, projected

MANY = 200
PATIENCE_S = 10
START_S = 60  # the projector has to start


@dataclass(frozen=True)
class Doer:
    """Somebody who earns: the keys and members that must show it."""

    cadre: int
    unit: int
    places: tuple[tuple[str, int], ...]


def run(party: Party) -> None:
    """One award at a time; the floor writes the same values itself after the same commit."""
    projected()
    with transaction():
        doers = _doers()
    with process(["flask", "boards", "project"], party.env) as projector:
        _award(doers[0], 0, START_S)
        roots = [projector, *children("postgres")]  # not the store, which answers our looking too
        before = cpu_seconds(roots)
        ours = [_award(doer, n) * 1000 for n, doer in enumerate(doers[1:], 1)]
        cpu = (cpu_seconds(roots) - before) * 1000 / len(ours)
    before = cpu_seconds([os.getpid()])
    floor = [_by_hand(doer, n) * 1000 for n, doer in enumerate(doers)]
    least = (cpu_seconds([os.getpid()]) - before) * 1000 / len(floor)
    _forget(doers)
    figure("visible.p50", percentile(ours, 0.5), percentile(floor, 0.5), "ms", len(ours))
    figure("visible.p99", percentile(ours, 0.99), percentile(floor, 0.99), "ms", len(ours))
    figure("visible.cpu", cpu, least, "ms CPU/award", len(ours))


def _doers() -> list[Doer]:
    """People spread over the tree, whose day is not full."""
    today = party_day(clock.now())
    keys = periods_on(today).keys()
    query = """
        SELECT c.id, c.unit_id, u.path FROM cadres c JOIN units u ON u.id = c.unit_id
        WHERE NOT EXISTS (SELECT FROM daily_points d WHERE d.cadre_id = c.id AND d.day = :day)
        ORDER BY c.public_id LIMIT :many
    """
    rows = session().execute(text(query), {"day": today, "many": MANY}).all()
    above = lines({row.path for row in rows})
    found = []
    for row in rows:
        line = above[row.path]
        places = [(cadre_board(key, scope.id), row.id) for key in keys for scope in line]
        places += [
            (unit_board(key, scope.id, unit.level), unit.id)
            for key in keys
            for depth, unit in enumerate(line)
            for scope in line[:depth]
            if unit.level in LEVELS_IN.get(scope.level, ())
        ]
        found.append(Doer(row.id, row.unit_id, tuple(places)))
    return found


def _award(doer: Doer, n: int, patience_s: float = PATIENCE_S) -> float:
    """Seconds from the commit until every board shows it. Raises TimeoutError."""
    wanted = [score + 7 for score in _scores(doer.places)]
    with transaction():
        award(doer.cadre, doer.unit, 7, f"bench:visible:{n}", "A", "Ukur", clock.now())
    committed = time.perf_counter()
    projection.wake()
    while time.perf_counter() < committed + patience_s:
        if _scores(doer.places) == wanted:
            return time.perf_counter() - committed
    raise TimeoutError(f"cadre {doer.cadre} did not reach every board")


def _by_hand(doer: Doer, n: int) -> float:
    """The least it can take: the same commit, then the same members written and read here."""
    with transaction():
        award(doer.cadre, doer.unit, 7, f"bench:floor:{n}", "A", "Ukur", clock.now())
    committed = time.perf_counter()
    with store.client() as client, client.pipeline(transaction=False) as pipe:
        for key, member in doer.places:
            pipe.zadd(store.key("floor", key), {str(member): 7})
        pipe.execute()
    _scores(doer.places)
    return time.perf_counter() - committed


def _forget(doers: Sequence[Doer]) -> None:
    """Remove what the floor wrote: no audit knows such boards."""
    with store.client() as client, client.pipeline(transaction=False) as pipe:
        for key in {key for doer in doers for key, _ in doer.places}:
            pipe.unlink(store.key("floor", key))
        pipe.execute()


def _scores(places: Sequence[tuple[str, int]]) -> list[float]:
    with store.client() as client, client.pipeline(transaction=False) as pipe:
        for key, member in places:
            pipe.zscore(key, str(member))
        return [score or 0.0 for score in pipe.execute()]
