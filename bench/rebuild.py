"""`rebuild`: all boards of a week from the totals, against a script that knows no better.

The floor copies the same members out of PostgreSQL, board by board and by rising points, turns the
lines into ZADDs by hand and sends the bytes: no sums of units kept, no index, nothing swapped,
nobody kept out meanwhile.
"""

import time
from collections.abc import Iterable, Iterator
from itertools import groupby, islice

import psycopg
import redis

from app import clock
from app.leaderboards.alone import ranked_levels
from app.leaderboards.rebuild import rebuild
from app.seasons.calendar import periods_on
from bench.figures import figure, median
from bench.party import Party, projected

ROUNDS = 3
MEMBERS = 1_000  # members a command
COMMANDS = 200  # commands sent before their answers are read
LINES = """
CREATE TEMP TABLE lines AS
SELECT u.id AS unit_id, s.id AS scope_id, u.level, s.level AS scope_level
FROM units u CROSS JOIN generate_series(1, nlevel(u.path)) depth
JOIN units s ON s.path = subpath(u.path, 0, depth)
"""
COPY = """
COPY (
    SELECT 'floor:b:' || scope_id, cadre_id, sum(points) FROM totals JOIN lines USING (unit_id)
    WHERE period = %(period)s GROUP BY 1, 2 HAVING sum(points) > 0
    UNION ALL
    SELECT 'floor:u:' || up.scope_id || up.level, unit.scope_id, sum(t.points)
    FROM totals t JOIN lines unit USING (unit_id) JOIN lines up ON up.unit_id = unit.scope_id
    JOIN unnest(%(scopes)s::text[], %(levels)s::text[]) AS ranked (scope, level)
        ON ranked.scope = up.scope_level AND ranked.level = up.level
    WHERE t.period = %(period)s GROUP BY 1, 2 HAVING sum(t.points) > 0
    ORDER BY 1, 3
) TO STDOUT
"""


def run(party: Party) -> None:
    """Rounds of both in turn. Raises RuntimeError when ours does not load as much."""
    projected()
    period = periods_on(clock.party_day(clock.now())).week
    ours, floor, members = [], [], 0
    for _ in range(ROUNDS):
        started = time.perf_counter()
        done = rebuild(period)
        ours.append(time.perf_counter() - started)
        seconds, members = _by_hand(party, period)
        floor.append(seconds)
        if done is None or done.members < members:  # it has boards by index as well
            raise RuntimeError(f"{done} against {members} members by hand")
    figure("rebuild", median(ours), median(floor), "s", members)


def _by_hand(party: Party, period: str) -> tuple[float, int]:
    """Seconds, and members loaded."""
    started = time.perf_counter()
    members = 0
    with (
        redis.Redis.from_url(party.addresses.redis_url) as client,
        psycopg.connect(party.addresses.owner_url, cursor_factory=psycopg.ClientCursor) as owner,
    ):
        owner.execute(LINES)
        owner.execute("CREATE INDEX ON lines (unit_id)")
        owner.execute("ANALYZE lines")
        wire = client.connection_pool.get_connection()
        asked = {"period": period} | ranked_levels()
        with owner.cursor() as cursor, cursor.copy(COPY, asked) as copy:
            commands = _commands(_rows(copy))
            while some := list(islice(commands, COMMANDS)):
                wire.send_packed_command(some)
                members += sum(wire.read_response() for _ in some)
        seconds = time.perf_counter() - started
        client.connection_pool.release(wire)
        for key in client.scan_iter("floor:*", count=MEMBERS):
            client.unlink(key)
    return seconds, members


def _rows(copy: psycopg.Copy) -> Iterator[list[bytes]]:
    for block in copy:
        yield from (line.split(b"\t") for line in bytes(block).splitlines())


def _commands(rows: Iterable[list[bytes]]) -> Iterator[bytes]:
    """ZADDs as they go over the wire."""
    for key, of_board in groupby(rows, key=lambda row: row[0]):
        while some := list(islice(of_board, MEMBERS)):
            words = [b"ZADD", key]
            for _, member, points in some:
                words += (points, member)
            body = b"".join([b"$%d\r\n%b\r\n" % (len(word), word) for word in words])
            yield b"*%d\r\n%b" % (len(words), body)
