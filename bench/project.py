"""`project`: awards carried to all boards by one projector, a large backlog waiting."""

import time

from sqlalchemy import text

from app import clock
from app.clock import party_day
from app.db import transaction
from app.leaderboards.orders import periods_of
from app.leaderboards.projection import project_once
from app.seasons.calendar import periods_on
from app.store import store
from bench.figures import figure, median
from bench.party import Party

MANY = 4_000
ROUNDS = 3
SCOPES = 5
TOGETHER = 100

MARK = """
UPDATE totals SET dirty = true WHERE period = ANY(:periods) AND cadre_id IN (
    SELECT id FROM cadres WHERE id % :rounds = :round ORDER BY public_id LIMIT :many)
"""
COUNT = "SELECT count(DISTINCT cadre_id) FROM totals WHERE dirty"


def run(party: Party) -> None:
    """Each round marks people as an award would (week, season, all-time) and projects them."""
    with transaction():
        keys = periods_on(party_day(clock.now())).keys()
    ours, floor, carried = [], [], 0
    for number in range(ROUNDS):
        with transaction() as current:
            asked = {"periods": keys, "rounds": ROUNDS, "round": number, "many": MANY}
            current.execute(text(MARK), asked)
            people = current.scalar(text(COUNT))
        started = time.perf_counter()
        while project_once():
            pass
        ours.append(people / (time.perf_counter() - started))
        floor.append(_pipelines(people, sum(len(periods_of(key)) for key in keys)))
        carried += people
    figure("project", median(ours), median(floor), "awards/s", carried)


def _pipelines(people: int, periods: int) -> float:
    """ZADDs for as many boards, a hundred awards a trip."""
    boards = [store.key("floor", n) for n in range(periods * SCOPES)]
    started = time.perf_counter()
    with store.client() as client:
        for first in range(0, people, TOGETHER):
            with client.pipeline(transaction=False) as pipe:
                for member in range(first, min(first + TOGETHER, people)):
                    for key in boards:
                        pipe.zadd(key, {str(member): member})
                pipe.execute()
        seconds = time.perf_counter() - started
        client.delete(*boards)
    return people / seconds
