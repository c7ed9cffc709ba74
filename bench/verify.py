"""`verify`: submissions checked from end to end by one worker, against bare calls to the platform.

Both sides ask the same stand-in of X, which takes 200 ms to answer, with as many questions at a
time. The stand-in and the worker are processes of their own.

`drain`: ten thousand hand-ins wait, and amid them the platform refuses everybody for a while.
"""

import math
import random
import tempfile
import threading
import time
from collections.abc import Generator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import requests
from sqlalchemy import text

from app import clock
from app.db import transaction
from app.jobs.queue import queue_check
from app.providers.base import Token
from bench import hand_ins
from bench.figures import cpu_seconds, figure, median
from bench.party import Party, children, free_port, process
from simulator.application import create_simulator
from simulator.stage import Stage

LATENCY_S = 0.2
AT_ONCE = 8  # the worker's own default
EACH = 200
ROUNDS = 3
PATIENCE_S = 600
WORK = ["flask", "jobs", "work", "--concurrency", str(AT_ONCE)]
SCOPES = ["tweet.read", "users.read", "offline.access"]
QUEUE, STORM_AT, STORM_S = 10_000, 2_000, 15
COUNT = "SELECT count(*) FROM submissions WHERE id = ANY(:ids) AND state = 'verified'"


@dataclass(frozen=True)
class Waiting:
    """One submission to be checked, and what a bare call for its post needs."""

    id: int
    post_id: str
    access: str


@dataclass(frozen=True)
class StandIn:
    """The stand-in of X, and what the worker must know to find it."""

    stage: Stage
    url: str
    control: str
    env: dict[str, str]
    pid: int


def run(party: Party) -> None:
    """Rounds of both in turn; CPU counts worker and database."""
    with ExitStack() as stack:
        x = stack.enter_context(stand_in(party.env))
        rounds = [_handed_in(x, EACH, number) for number in range(ROUNDS + 1)]
        x.stage.board.set("x", slow_s=LATENCY_S)
        roots = [stack.enter_context(process(WORK, x.env)), *children("postgres")]
        checked(rounds.pop())  # the worker has to start
        ours, cpu, floor = [], [], []
        for part in rounds:
            before = cpu_seconds(roots)
            ours.append(checked(part))
            cpu.append((cpu_seconds(roots) - before) * 1000 / len(part))
            floor.append(_asked(x, part))
    figure("verify", median(ours), median(floor), "checks/s", EACH * ROUNDS)
    figure("verify.cpu", median(cpu), 1000 / median(floor), "ms CPU/check", EACH * ROUNDS)


def drain(party: Party) -> None:
    """Every hand-in counted once; no question between a refusal and the second that it named."""
    with ExitStack() as stack:
        x = stack.enter_context(stand_in(party.env))
        part = _handed_in(x, QUEUE, 0)
        x.stage.board.set("x", slow_s=LATENCY_S)
        stack.enter_context(process(WORK, x.env))
        started = time.perf_counter()
        _queue(part)
        _wait_for(part, STORM_AT)
        until = math.ceil(time.time()) + STORM_S
        x.stage.board.set("x", rate_limited_until=until)
        _wait_for(part, STORM_AT + AT_ONCE * 20)
        asked = _latest_calls(x)
        _wait_for(part, len(part))
        took = time.perf_counter() - started
    refused = [at for status, at in asked if status == 429]
    early = sum(1 for _, at in asked if refused[0] + 1 < at < until)
    first = min(at for status, at in asked if status == 200 and at > refused[-1])
    figure("drain", len(part) / (took - STORM_S), AT_ONCE / LATENCY_S, "checks/s", len(part))
    figure("drain.twice", _counted_twice(), 0, "entries", len(part))
    figure("drain.refused", len(refused), AT_ONCE, "calls", len(refused))
    figure("drain.early", early, 0, "calls", len(refused))
    figure("drain.resumed", first - until, 0, "s after the second named", len(refused))


@contextmanager
def stand_in(env: dict[str, str]) -> Generator[StandIn]:
    """The platforms in a process of their own, operated through the store they share with us."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory(prefix="gelanggang-bench-", dir="/tmp") as folder:
        around = {"PORT_SIMULATOR": str(port), "SIMULATOR_DATA": folder}
        stage: Stage = create_simulator(Path(folder), env={}).extensions["simulator"]
        client = next(one for one in stage.grants.clients() if one.platform == "x")
        known = {
            "X_CLIENT_ID": client.client_id,
            "X_CLIENT_SECRET": client.secret,
            "X_AUTHORIZE_URL": f"{url}/x/i/oauth2/authorize",
            "X_API_URL": f"{url}/x/api",
            "X_DAILY_LIMIT": "100000",
        }
        with process(["simulator"], env | around, port) as pid:
            yield StandIn(stage, f"{url}/x/api", f"{url}/kendali/keadaan", env | known, pid)
        stage.store.close()


def checked(part: Sequence[Waiting]) -> float:
    """Queue a check of each, wait until every one has counted; checks a second."""
    _queue(part)
    started = time.perf_counter()
    _wait_for(part, len(part))
    return len(part) / (time.perf_counter() - started)


def _queue(part: Sequence[Waiting]) -> None:
    with transaction():
        for one in part:
            queue_check(one.id)


def _wait_for(part: Sequence[Waiting], many: int) -> None:
    """Wait until so many of them have counted."""
    ids = [one.id for one in part]
    started = time.perf_counter()
    while time.perf_counter() < started + PATIENCE_S:
        with transaction() as current:
            verified = current.scalar(text(COUNT), {"ids": ids})
        if verified >= many:
            return
        time.sleep(0.02 if many < 1000 else 1.0)
    raise TimeoutError(f"only {verified} of {len(ids)} were verified")


def _counted_twice() -> int:
    """Submissions that brought points more than once."""
    twice = """
        SELECT count(*) FROM (SELECT 1 FROM entries
        WHERE source LIKE 'submission:%' GROUP BY source HAVING count(*) > 1) t
    """
    with transaction() as current:
        return current.scalar(text(twice)) or 0


def _latest_calls(x: StandIn) -> list[tuple[int, float]]:
    """(status, unix second) of the latest thousand calls, oldest first."""
    told = requests.get(x.control, timeout=10)
    return [(status, at) for *_, status, at in told.json()["calls"]]


def _asked(x: StandIn, part: Sequence[Waiting]) -> float:
    """The same posts read by bare calls, as many at a time; calls a second."""
    waiting = iter(part)
    taking = threading.Lock()

    def ask() -> None:
        with requests.Session() as http:
            while True:
                with taking:
                    one = next(waiting, None)
                if one is None:
                    return
                headers = {"Authorization": f"Bearer {one.access}"}
                http.get(f"{x.url}/2/tweets/{one.post_id}", headers=headers).raise_for_status()

    started = time.perf_counter()
    threads = [threading.Thread(target=ask) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(part) / (time.perf_counter() - started)


def _handed_in(x: StandIn, many: int, number: int) -> list[Waiting]:
    """That many people with a grant and a post, handed in for a challenge of their own."""
    now = clock.now()
    with transaction():
        everybody = hand_ins.people(many * (number + 1))[-many:]
        challenge = hand_ins.challenge(everybody[0].id, everybody[1].id, now)
        handles = [f"kader{who.id}" for who in everybody]
        dice = random.Random(number)
        at = now - timedelta(minutes=5)
        texts = [("x", handle, hand_ins.own_words(dice), at) for handle in handles]
        known, posts = x.stage.posts.write_many([(one, None) for one in handles], texts)
        client = next(one for one in x.stage.grants.clients() if one.platform == "x")
        grants = x.stage.grants.mint(client, [known[one] for one in handles], SCOPES)
        found = []
        for who, post, grant in zip(everybody, posts, grants, strict=True):
            token = _token(grant, now)
            account = hand_ins.account(who.id, post.account_id, token, now)
            id = hand_ins.waiting(who, challenge, account, post.id, now)
            found.append(Waiting(id, post.id, token.access))
    return found


def _token(grant: dict, now: datetime) -> Token:
    ends = now + timedelta(seconds=grant["expires_in"])
    return Token(grant["access_token"], grant["refresh_token"], ends, tuple(SCOPES))
