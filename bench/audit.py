"""`audit`: board = totals = ledger, against only summing the ledger and reading every board."""

import time
from itertools import islice

import psycopg
import redis

from app.leaderboards.audit import audit
from app.leaderboards.boards import KINDS
from app.ledger.models import PERIODS
from app.store import store
from bench.figures import figure, median
from bench.party import Party, projected

TOGETHER = 500
LEDGER = f"""
SELECT count(*) FROM (
    SELECT FROM entries, {PERIODS}
    WHERE period IS NOT NULL GROUP BY period, cadre_id, unit_id HAVING sum(points) > 0) sums
"""


def run(party: Party) -> None:
    """Rounds of both in turn. Raises RuntimeError when the audit finds a difference."""
    projected()
    ours, floor, numbers = [], [], 0
    for _ in range(party.rounds):
        started = time.perf_counter()
        found = audit()
        ours.append(time.perf_counter() - started)
        if found.differences:
            raise RuntimeError(str(found.differences[0]))
        numbers = found.numbers
        floor.append(_read(party))
    figure("audit", median(ours), median(floor), "s", numbers)


def _read(party: Party) -> float:
    started = time.perf_counter()
    with psycopg.connect(party.addresses.owner_url) as connection:
        connection.execute(LEDGER)
    with redis.Redis.from_url(party.addresses.redis_url) as client:
        keys = (key for kind in KINDS for key in client.scan_iter(store.key(kind, "*")))
        while some := list(islice(keys, TOGETHER)):
            with client.pipeline(transaction=False) as pipe:
                for key in some:
                    pipe.zrange(key, 0, -1, withscores=True)
                pipe.execute()
    return time.perf_counter() - started
