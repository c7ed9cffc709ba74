"""What signed-in people open and what their pages poll, against floors on the same kind of server.

`page`: a board. `home`: the first screen. `fragment`: a board asked whether anything has changed,
when nothing has.
"""

import html
import re
from collections.abc import Callable, Sequence
from contextlib import ExitStack

from bench.figures import cpu_seconds, figure, median
from bench.load import Ask, fetched, given, load
from bench.party import Party, children, free_port, process, sessions_in_one_dpc

ROUNDS = 3
SECONDS = 4
CLIENTS = 8
SESSIONS = 200
SERVER = "gunicorn -k gevent -w 1 --no-control-socket --graceful-timeout 1"
LIVE_PART = re.compile(r'id="board" hx-get="([^"]+)"')

Asks = Callable[[int, list[str], str], list[Ask]]


def run(party: Party) -> None:
    """The board of the largest DPC, for many of its cadres."""
    _measure("page", party, _boards, "/")


def home(party: Party) -> None:
    """The first screens of many cadres."""
    _measure("home", party, lambda _port, cookies, _dpc: [Ask("/beranda", c) for c in cookies], "/")


def fragment(party: Party) -> None:
    """The live part of each one's board, named by the version she sees."""
    _measure("fragment", party, _polls, "/json", status=204)


def _boards(_port: int, cookies: list[str], dpc: str) -> list[Ask]:
    return [Ask(f"/peringkat/{dpc}?periode=musim", cookie) for cookie in cookies]


def _polls(port: int, cookies: list[str], dpc: str) -> list[Ask]:
    found = []
    for ask in _boards(port, cookies, dpc):
        part = LIVE_PART.search(fetched(port, ask))
        if part is None:
            raise RuntimeError(f"{ask.path} has no live part")
        found.append(Ask(html.unescape(part[1]), ask.cookie))
    return found


def _measure(name: str, party: Party, asks: Asks, floor_path: str, status: int = 200) -> None:
    """Rounds of both in turn; CPU counts web, database and store."""
    tokens, dpc = sessions_in_one_dpc(SESSIONS)
    ours, floor = free_port(), free_port()
    with ExitStack() as stack:
        web = f"{SERVER} -b 127.0.0.1:{ours} wsgi:application".split()
        bare = f"{SERVER} -b 127.0.0.1:{floor} bench.floor_page:application".split()
        pids = [stack.enter_context(process(web, party.env, ours))]
        roots = [*pids, *children("postgres", "valkey")]
        roots_bare = [stack.enter_context(process(bare, party.env, floor))]
        wanted, least = asks(ours, _cookies(ours, tokens), dpc), [Ask(floor_path)]
        load(ours, wanted, CLIENTS, 1, status)
        load(floor, least, CLIENTS, 1)
        mine, theirs, count = [], [], 0
        for _ in range(ROUNDS):
            mine.append(_round(ours, wanted, roots, status))
            theirs.append(_round(floor, least, roots_bare))
            count += mine[-1][2]
    figure(name, median(r[0] for r in mine), median(r[0] for r in theirs), "requests/s", count)
    cpu = median(r[1] for r in mine), median(r[1] for r in theirs)
    figure(f"{name}.cpu", *cpu, "ms CPU/request", count)


def _cookies(port: int, tokens: list[str]) -> list[str]:
    """What each browser sends once it has seen a page: its session, and the secret of its forms."""
    sessions = [f"sesi={each}" for each in tokens]
    return ["; ".join((one, *given(port, Ask("/saya", one)))) for one in sessions]


def _round(
    port: int, asks: Sequence[Ask], roots: list[int], status: int = 200
) -> tuple[float, float, int]:
    before = cpu_seconds(roots)
    count, seconds = load(port, asks, CLIENTS, SECONDS, status)
    spent = cpu_seconds(roots) - before
    return count / seconds, spent * 1000 / count, count
