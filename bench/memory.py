"""`memory`: what the store holds for a cadre who earned in a period, on all boards together;
`memory.notes`: what it holds beside them of everybody's ranks of last night.

Another order of a season is a period of its own here: it has boards, and takes as much.

The floor is what one member takes on the national board of all time: no board can do with less.
"""

from collections.abc import Iterable
from itertools import islice

import redis
from sqlalchemy import text

from app.db import transaction
from app.leaderboards import alone
from app.leaderboards.boards import KINDS, cadre_board
from app.leaderboards.movement import note_ranks
from app.seasons.calendar import ALL
from app.store import store
from app.units.directory import needed
from bench.figures import figure
from bench.party import Party

TOGETHER = 500
ACTIVE = "SELECT count(*) FROM (SELECT FROM board_totals GROUP BY period, cadre_id) active"


def run(party: Party) -> None:
    """Every key is asked for its size."""
    note_ranks()
    with transaction() as current:
        alone.be_patient(current)  # for the count
        national = cadre_board(ALL, needed("dpp").id)
        active = current.scalar(text(ACTIVE)) or 0
    with redis.Redis.from_url(party.addresses.redis_url) as client:
        bare = _bytes(client, [national.encode()]) / client.zcard(national)
        for name, kinds in (("memory", KINDS), ("memory.notes", ("n",))):
            keys = (key for kind in kinds for key in client.scan_iter(store.key(kind, "*")))
            held = _bytes(client, keys)
            figure(name, held / active, bare, "bytes/cadre and period", active)


def _bytes(client: redis.Redis, keys: Iterable[bytes]) -> int:
    rest, held = iter(keys), 0
    while some := list(islice(rest, TOGETHER)):
        with client.pipeline(transaction=False) as pipe:
            for key in some:
                pipe.memory_usage(key)
            held += sum(pipe.execute())
    return held
