"""What comes more than once, and what comes in another order than it was begun."""

import hashlib
import random
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import datetime

import pytest
from flask import Flask
from psycopg.errors import LockNotAvailable
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from app import clock
from app.db import db, session, transaction
from app.jobs.due import run_due_jobs
from app.jobs.queue import queue
from app.jobs.schedule import queue_due
from app.leaderboards import projection
from app.leaderboards.audit import audit
from app.leaderboards.boards import cadre_board
from app.ledger.entries import award
from app.store import store
from tests.cast import Cast
from tests.faults.busy import AT, DEEP
from tests.leaderboards.party import settle, stored
from tests.shares import Shares, soon, story

pytestmark = pytest.mark.faults
TIMES = 3
EACH = 8 if DEEP else 2
COMMITS = 200 if DEEP else 12
TAKE_ALL = text("DELETE FROM procrastinate_jobs RETURNING task_name, args")
BOOKS = text(
    """
    SELECT s.id, s.state, e.kind, e.points FROM submissions s
    LEFT JOIN entries e ON e.source = 'submission:' || s.id ORDER BY s.id, e.id
    """
)


class Post:
    """Delivers every job that is queued three times, in any order, by several hands at once."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.dice = random.Random(7)
        self.moment = clock.now()

    def deliver(self, moment: datetime | None = None) -> None:
        """All that is due at that moment, and all that runs by the clock."""
        self.moment = moment or clock.now()
        queue.perform_import_paths()
        with self.app.app_context():
            queue_due(self.moment)
            with transaction() as current:
                jobs = current.execute(TAKE_ALL).all()
            db.session.remove()
        ones = [(job.task_name, job.args) for job in jobs]
        ones += [(each.task.name, {"timestamp": 0}) for each in _by_the_clock()]
        self.run(ones * TIMES)

    def run(self, ones: list[tuple[str, dict]]) -> None:
        """Shuffled, four at a time; what one raises is raised.

        But who waited in vain for a lock (of an audit, which takes its time) comes once more.
        """
        self.dice.shuffle(ones)
        late = ones
        while late:
            with ThreadPoolExecutor(4) as pool:
                done = list(pool.map(self._done, late))
            late = [one for one, was in zip(late, done, strict=True) if not was]

    def _done(self, job: tuple[str, dict]) -> bool:
        name, arguments = job
        with self.app.app_context(), clock.at(self.moment):
            try:
                queue.tasks[name](**arguments)
            except OperationalError as error:
                if not isinstance(error.orig, LockNotAvailable):
                    raise
                return False
            finally:
                db.session.remove()
        return True


def _by_the_clock() -> list:
    return list(queue.periodic_registry.periodic_tasks.values())


def world(app: Flask) -> str:
    """A fingerprint of hand-ins, entries and all boards."""
    with app.app_context():
        settle()
        rows = [tuple(row) for row in session().execute(BOOKS)]
        assert audit().differences == ()
        db.session.remove()
    boards = sorted((key, sorted(rows.items())) for key, rows in stored().items())
    return hashlib.sha256(repr((rows, boards)).encode()).hexdigest()


def test_every_job_that_is_delivered_three_times_shuffled_counts_once(shares: Shares) -> None:
    everybody = [shares.cast.siti, shares.cast.rudi, shares.cast.budi]
    challenge = shares.challenge(daily_limit=20)
    posts = []
    for number, person in enumerate(everybody):
        shares.link(person)
        for turn in range(EACH):
            posts.append(shares.post(person, story(number * EACH + turn)))
            shares.submit(person, challenge, posts[-1].url)
    mail = Post(shares.app)
    mail.deliver()
    assert [shares.entries(one) for one in everybody] == [[("share", 10)] * EACH] * 3
    shares.platforms.delete(posts[0])
    for minutes in (61, 72):  # gone at the first look, taken back at the second
        mail.deliver(soon(minutes=minutes))
    assert shares.entries(everybody[0])[EACH:] == [("reversal", -10)]
    once = world(shares.app)
    ids = [{"submission_id": one} for one in range(1, len(posts) + 1)]
    late = [(name, one) for name in ("check", "recheck") for one in ids] * TIMES
    mail.run(late)
    run_due_jobs(shares.app)
    assert world(shares.app) == once


def test_slow_awards_that_commit_in_another_order_are_all_carried(ctx: Flask, cast: Cast) -> None:
    others = [one for one in cast.people.values() if one != cast.yohana]
    begun = [threading.Event() for _ in range(COMMITS)]
    may_end = [threading.Event() for _ in range(COMMITS)]
    expected: dict[int, int] = {}

    def slowly(number: int) -> None:
        who = others[number % len(others)]
        with ctx.app_context(), transaction():
            award(who.id, who.unit_id, 1, f"lambat:{number}", "A", "uji", AT)
            begun[number].set()
            may_end[number].wait()

    with ExitStack() as stack:
        for several in range(0, COMMITS, len(others)):  # one open award a cadre
            numbers = list(range(several, min(several + len(others), COMMITS)))
            threads = [threading.Thread(target=slowly, args=(each,)) for each in numbers]
            stack.callback(lambda: [event.set() for event in may_end])
            for thread, number in zip(threads, numbers, strict=True):
                thread.start()
                begun[number].wait()
            projection.project_once()  # looks while all of them are open
            for number in reversed(numbers):  # whoever began last commits first
                may_end[number].set()
                threads[number - several].join()
                who = others[number % len(others)]
                expected[who.id] = expected.get(who.id, 0) + 1
                projection.project_once()
                assert _nation() == expected
    settle()
    assert audit().differences == ()


def _nation() -> dict[int, int]:
    with store.client() as client:
        found = client.zrange(cadre_board("all", 1), 0, -1, withscores=True)
    return {int(member): int(points) for member, points in found}
