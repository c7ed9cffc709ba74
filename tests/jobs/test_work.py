"""The worker as a process of its own: it checks, it stops when told, it may be killed."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app import clock
from app.db import db
from app.jobs.due import run_due_jobs
from app.jobs.queue import worker_seen
from config import Settings
from tests.environment import environment
from tests.shares import Shares, soon

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 30


@pytest.fixture
def work(settings: Settings, tmp_path: Path) -> Iterator[Callable[[], subprocess.Popen]]:
    """Starts a worker; whatever still runs in the end is killed."""
    env = environment(settings, tmp_path)
    command = [sys.executable, "-m", "flask", "jobs", "work"]
    started: list[subprocess.Popen] = []

    def start() -> subprocess.Popen:
        with (tmp_path / f"worker{len(started)}.log").open("w") as log:
            started.append(subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=log))
        return started[-1]

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
        process.wait()


def eventually(found: Callable[[], bool]) -> bool:
    """Whether it comes true before patience ends."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        if found():
            return True
        time.sleep(0.05)
    return False


def test_a_worker_checks_what_is_handed_in_and_stops_when_told(
    shares: Shares, work: Callable[[], subprocess.Popen]
) -> None:
    siti = shares.cast.siti
    shares.link(siti)
    challenge = shares.challenge()
    first = shares.submit(siti, challenge, shares.post(siti).url)
    worker = work()
    assert eventually(lambda: shares.row(first).state == "verified")
    with shares.app.app_context():
        assert worker_seen(clock.now())
        assert not worker_seen(soon(minutes=5))
        db.session.remove()
    second = shares.submit(siti, challenge, shares.post(siti, "Cerita lain dari pasar pagi").url)
    assert eventually(lambda: shares.row(second).state == "verified")
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(PATIENCE_S) == 0
    assert shares.entries(siti) == [("share", 10), ("share", 10)]


def test_a_killed_worker_loses_nothing(
    shares: Shares, work: Callable[[], subprocess.Popen]
) -> None:
    siti = shares.cast.siti
    shares.link(siti)
    one = shares.submit(siti, shares.challenge(), shares.post(siti).url)
    shares.platforms.switch("x", slow_s=20)
    worker = work()
    assert eventually(lambda: bool(shares.platforms.calls("x")) or doing(shares))
    worker.kill()
    worker.wait()
    shares.platforms.healthy("x")
    assert shares.row(one).state == "pending"
    run_due_jobs(shares.app, soon(minutes=3))
    assert shares.row(one).state == "verified"
    assert shares.entries(siti) == [("share", 10)]


def doing(shares: Shares) -> bool:
    """Whether a job has been taken."""
    with shares.app.app_context():
        taken = db.session.execute(
            db.text("SELECT count(*) FROM procrastinate_jobs WHERE status = 'doing'")
        ).scalar_one()
        db.session.remove()
    return taken > 0
