"""`project`: awards carried to all boards amid a large backlog; by one projector, and by two."""

import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass

from sqlalchemy import text

from app import clock
from app.clock import party_day
from app.db import session, transaction
from app.leaderboards.boards import LEVELS_IN, cadre_board, fair_board, unit_board
from app.leaderboards.orders import periods_of
from app.leaderboards.projection import wake, work_waits
from app.ledger.entries import award
from app.seasons.calendar import periods_on
from app.store import store
from app.units.lines import lines_of
from bench.figures import figure, median
from bench.party import Party, process, projected

MANY = 3_000
ROUNDS = 3
TOGETHER = 100
START_S = 60
PEOPLE = """
SELECT id, unit_id FROM cadres WHERE id % :rounds = :round AND status = 'active'
ORDER BY public_id LIMIT :many
"""


@dataclass(frozen=True)
class Earner:
    """Somebody who is awarded something, and every board that has to say so, with the member."""

    cadre: int
    unit: int
    places: tuple[tuple[str, int], ...]


def run(party: Party) -> None:
    """Each round awards people something and projects it; the floor writes to the same boards."""
    projected()
    ours, floor, carried = [], [], 0
    for number in range(ROUNDS):
        earners = _earners(number)
        _award(earners, f"one:{number}")
        started = time.perf_counter()
        projected()
        ours.append(len(earners) / (time.perf_counter() - started))
        floor.append(_pipelines(earners))
        carried += len(earners)
    figure("project", median(ours), median(floor), "awards/s", carried)
    one, two = (_by_processes(party, count) for count in (1, 2))
    figure("project.two", two, one, "awards/s", carried)


def _earners(number: int) -> list[Earner]:
    """People spread over the tree, others each round."""
    with transaction():
        keys = list(periods_on(party_day(clock.now())).keys())
        asked = {"rounds": ROUNDS, "round": number, "many": MANY}
        rows = session().execute(text(PEOPLE), asked).all()
    above = lines_of({row.unit_id for row in rows})
    found = []
    for row in rows:
        line = above[row.unit_id]
        places = [
            (cadre_board(each, scope.id), row.id)
            for key in keys
            for each in periods_of(key)
            for scope in line
        ]
        places += [
            (board(key, scope.id, unit.level), unit.id)
            for key in keys
            for board in (unit_board, fair_board)
            for depth, unit in enumerate(line)
            for scope in line[:depth]
            if unit.level in LEVELS_IN.get(scope.level, ())
        ]
        found.append(Earner(row.id, row.unit_id, tuple(places)))
    return found


def _award(earners: Sequence[Earner], name: str) -> None:
    """A point to everybody, in one transaction: nothing is carried before all of it is there."""
    with transaction():
        for each in earners:
            source = f"bench:project:{name}:{each.cadre}"
            award(each.cadre, each.unit, 1, source, "A", "Ukur", clock.now())


def _pipelines(earners: Sequence[Earner]) -> float:
    """A ZADD for each board, a hundred awards a trip."""
    key_of = {key: store.key("floor", key) for each in earners for key, _ in each.places}
    started = time.perf_counter()
    with store.client() as client:
        for first in range(0, len(earners), TOGETHER):
            with client.pipeline(transaction=False) as pipe:
                for each in earners[first : first + TOGETHER]:
                    for key, member in each.places:
                        pipe.zadd(key_of[key], {str(member): each.cadre})
                pipe.execute()
        seconds = time.perf_counter() - started
        with client.pipeline(transaction=False) as pipe:
            for key in key_of.values():
                pipe.unlink(key)
            pipe.execute()
    return len(earners) / seconds


def _by_processes(party: Party, count: int) -> float:
    """The same by so many projectors that already wait."""
    rates = []
    with ExitStack() as stack:
        for _ in range(count):
            stack.enter_context(process(["flask", "boards", "project"], party.env))
        _until(lambda: _idle() == count)
        for number in range(ROUNDS):
            earners = _earners(number)
            _award(earners, f"{count}:{number}")
            started = time.perf_counter()
            wake()
            _until(lambda: not work_waits())
            rates.append(len(earners) / (time.perf_counter() - started))
    return median(rates)


def _idle() -> int:
    """Projectors that wait for work."""
    with store.client() as client:
        return sum(each["cmd"] == "blpop" for each in client.client_list())


def _until(true: Callable[[], bool]) -> None:
    """Look until something is so. Raises TimeoutError."""
    until = time.perf_counter() + START_S
    while not true():
        if time.perf_counter() > until:
            raise TimeoutError("projectors did not come to an end")
        time.sleep(0.005)
