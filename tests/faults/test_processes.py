"""Projectors, web and worker as processes of their own, killed or cut off in the middle of it."""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import text

from app import clock
from app.cadres.sessions import begin
from app.cli.children import sweep
from app.cli.embedded_cluster import free_ports
from app.cli.processes import Process, stop_all, wait_until_answers
from app.db import db, session
from app.jobs.due import run_due_jobs
from app.jobs.queue import worker_seen
from app.jobs.schedule import queue_due
from app.leaderboards.projection import idle_for
from app.store import Unavailable
from config import Settings
from tests.cast import Cast
from tests.conftest import Browser
from tests.environment import environment
from tests.faults.busy import (
    AWARDS_A_FAULT,
    DEEP,
    check_books,
    in_full_swing,
    right_again,
    wait_until,
)
from tests.faults.relay import Relay, by_way_of
from tests.shares import Shares, soon, story

pytestmark = pytest.mark.faults
ROOT = Path(__file__).resolve().parents[2]
PROJECTORS = 2
KILL_FOR_S = 300.0 if DEEP else 4.0
EVERY_S = 2.0
# Who is killed, and whether the database has done the COMMIT by then.
MOMENTS = (("worker", False), ("master", True), ("worker", True), ("master", False))
MOMENTS = MOMENTS if DEEP else MOMENTS[:2]
HALVES = text(
    """
    SELECT (SELECT count(*) FROM submissions) AS hand_ins,
        (SELECT count(*) FROM procrastinate_jobs) AS checks,
        (SELECT coalesce(sum(used), 0) FROM daily_counts) AS places
    """
)
Start = Callable[..., Process]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts a process of ours; all of them end with the test."""
    started: list[Process] = []

    def one(command: str, settings: Settings) -> Process:
        process = Process(
            name=command,
            command=[sys.executable, "-m", *command.split()],
            env=environment(settings, tmp_path),
            log=tmp_path / f"{len(started)}.log",
            cwd=ROOT,
        )
        process.start()
        started.append(process)
        return process

    yield one
    stop_all(started)


def kill(process: Process) -> None:
    """SIGKILL, and nothing of it is left."""
    assert process.child is not None
    process.child.kill()
    process.child.wait()
    sweep(process.child)


def projecting() -> bool:
    """Whether a projector found nothing left to do within the last second or two."""
    try:
        return idle_for(time.time()) < 2
    except Unavailable:
        return False


def test_projectors_that_are_killed_every_two_seconds_leave_right_boards(
    ctx: Flask,
    cast: Cast,
    settings: Settings,
    start: Start,
    as_: Callable[..., Browser],
) -> None:
    crew = [start("flask boards project", settings) for _ in range(PROJECTORS)]
    kills = 0
    with in_full_swing(ctx, cast, as_(cast.siti), projecting=False) as seen:
        wait_until("nobody projects", projecting)
        end = time.monotonic() + KILL_FOR_S
        while time.monotonic() < end or seen.awards < AWARDS_A_FAULT:
            began = time.monotonic()
            victim = crew[kills % PROJECTORS]
            kill(victim)
            victim.start()
            kills += 1
            wait_until("time stands still", lambda at=began + EVERY_S: time.monotonic() > at)
        wait_until("nobody projects any more", projecting)
    check_books(seen, f"projectors killed {kills} times", right_again())


@dataclass
class Web:
    """gunicorn behind which the database can be cut off, and a cadre with a form before her."""

    process: Process
    url: str
    port: int
    browser: requests.Session
    challenge: str

    def hand_in(self, link: str) -> int:
        """Send the form; the status of the answer, or 0 when nobody answered."""
        form = {"csrf_token": self._token(), "tautan": link}
        try:
            answer = self.browser.post(
                f"{self.page}/kiriman", data=form, allow_redirects=False, timeout=30
            )
        except requests.RequestException:
            return 0
        known = answer.status_code == 422 and "sudah" in answer.text
        return 303 if known else answer.status_code

    @property
    def page(self) -> str:
        """Where the form is."""
        return f"{self.url}/tantangan/{self.challenge}"

    def _token(self) -> str:
        page = BeautifulSoup(self.browser.get(self.page, timeout=30).text, "html.parser")
        field = page.find("input", {"name": "csrf_token"})
        assert field is not None
        return str(field["value"])

    def workers(self) -> list[int]:
        """Processes that answer."""
        assert self.process.child is not None
        pid = self.process.child.pid
        found = Path(f"/proc/{pid}/task/{pid}/children").read_text()
        return [int(child) for child in found.split()]

    def up(self) -> None:
        """Wait until pages are answered."""
        wait_until_answers(self.process, self.port, "/healthz")


@pytest.fixture
def web(shares: Shares, settings: Settings, road: Relay, start: Start) -> Web:
    """One worker, so that it is known who answers."""
    (port,) = free_ports(1)
    how = "-k gevent -w 1 --graceful-timeout 2 --no-control-socket"
    command = f"gunicorn {how} -b 127.0.0.1:{port} wsgi:application"
    process = start(command, by_way_of(road, settings))
    browser = requests.Session()
    with shares.at_work():
        token = begin(shares.cast.siti.id, "Uji", "127.0.0.1")
    browser.cookies.set("sesi", token)
    shares.link(shares.cast.siti)
    challenge = shares.challenge(daily_limit=20)
    one = Web(process, f"http://127.0.0.1:{port}", port, browser, challenge)
    one.up()
    return one


def test_a_hand_in_whose_web_process_is_killed_is_there_as_a_whole_or_not_at_all(
    web: Web, shares: Shares, road: Relay
) -> None:
    def halves() -> tuple[int, int, int]:
        with shares.app.app_context():
            found = tuple(session().execute(HALVES).one())
            db.session.remove()
        return found

    wanted = 0
    for victim, done in MOMENTS:
        link = shares.post(shares.cast.siti, story(wanted)).url
        with ThreadPoolExecutor(1) as pool:
            road.hold_commit(done)
            answer = pool.submit(web.hand_in, link)
            wait_until("nothing is committed", road.commits.is_set)
            _kill(web, victim)
            assert answer.result() in (0, 503)
        road.heal(drop=True)
        wait_until("half a hand-in", lambda n=wanted + done: halves() == (n, n, n))
        web.up()
        wanted += 1
        assert web.hand_in(link) == 303
        assert halves() == (wanted, wanted, wanted)
    run_due_jobs(shares.app)
    assert shares.entries(shares.cast.siti) == [("share", 10)] * wanted


def _kill(web: Web, victim: str) -> None:
    """kill -9 of the worker, or of the master alone, whose worker has to see it by itself."""
    child = web.process.child
    assert child is not None
    if victim == "worker":
        for pid in web.workers():
            os.kill(pid, signal.SIGKILL)
        return
    child.kill()
    child.wait()
    web.process.start()
    wait_until("the old worker stays", lambda: not _any_left(child.pid))


def _any_left(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_worker_that_is_cut_off_from_the_database_goes_on_by_itself(
    shares: Shares, settings: Settings, road: Relay, start: Start
) -> None:
    siti = shares.cast.siti
    shares.link(siti)
    challenge = shares.challenge(daily_limit=20)
    worker = start("flask jobs work", by_way_of(road, settings))

    def hand_in(number: int) -> int:
        return shares.submit(siti, challenge, shares.post(siti, story(number)).url)

    def seen() -> bool:
        with shares.app.app_context():
            found = worker_seen(clock.now())
            db.session.remove()
        return found

    wait_until("no worker", seen)
    ones = [hand_in(0)]
    wait_until("nothing is checked", lambda: shares.row(ones[0]).state == "verified")
    for drop in (False, True):
        road.hold_commit(done=drop)
        ones += [hand_in(len(ones) + n) for n in range(3)]
        wait_until("no job is taken", road.commits.is_set)
        road.heal(drop)
        wait_until("jobs stand still", lambda: _none_waits(shares, worker))
    with shares.app.app_context():
        queue_due(soon(minutes=3))  # what was lost with its road, once its lease has run out
        db.session.remove()
    wait_until("some are not checked", lambda: {shares.row(o).state for o in ones} == {"verified"})
    assert shares.entries(siti) == [("share", 10)] * len(ones)
    assert not worker.ended()


def _none_waits(shares: Shares, worker: Process) -> bool:
    assert not worker.ended(), worker.log.read_text()[-2000:]
    with shares.app.app_context():
        waiting = "SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo'"
        found = session().scalar(text(waiting))
        db.session.remove()
    return not found
