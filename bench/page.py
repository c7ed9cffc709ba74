"""`page`: a signed-in board page against an empty Flask page on the same server."""

from collections.abc import Sequence
from contextlib import ExitStack

from bench.figures import cpu_seconds, figure, median
from bench.load import load
from bench.party import Party, children, free_port, process, sessions_in_one_dpc

ROUNDS = 3
SECONDS = 4
CLIENTS = 8
SESSIONS = 200
SERVER = "gunicorn -k gevent -w 1 --no-control-socket --graceful-timeout 1"


def run(party: Party) -> None:
    """Rounds of both in turn; CPU counts web, database and store."""
    tokens, dpc = sessions_in_one_dpc(SESSIONS)
    ours, floor = free_port(), free_port()
    with ExitStack() as stack:
        web = f"{SERVER} -b 127.0.0.1:{ours} wsgi:application".split()
        bare = f"{SERVER} -b 127.0.0.1:{floor} bench.floor_page:application".split()
        roots = [
            stack.enter_context(process(web, party.env, ours)),
            *children("postgres", "valkey"),
        ]
        roots_bare = [stack.enter_context(process(bare, party.env, floor))]
        path, cookies = f"/peringkat/{dpc}?periode=musim", [f"sesi={each}" for each in tokens]
        load(ours, path, cookies, CLIENTS, 1)
        load(floor, "/", [""], CLIENTS, 1)
        mine, theirs, count = [], [], 0
        for _ in range(ROUNDS):
            mine.append(_round(ours, path, cookies, roots))
            theirs.append(_round(floor, "/", [""], roots_bare))
            count += mine[-1][2]
    figure("page", median(r[0] for r in mine), median(r[0] for r in theirs), "requests/s", count)
    cpu = median(r[1] for r in mine), median(r[1] for r in theirs)
    figure("page.cpu", *cpu, "ms CPU/request", count)


def _round(
    port: int, path: str, cookies: Sequence[str], roots: list[int]
) -> tuple[float, float, int]:
    before = cpu_seconds(roots)
    count, seconds = load(port, path, cookies, CLIENTS, SECONDS)
    spent = cpu_seconds(roots) - before
    return count / seconds, spent * 1000 / count, count
