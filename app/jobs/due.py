"""Everything that is due, run here and now: for tests, and for the demo party's past weeks."""

from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from sqlalchemy import text

from app import clock
from app.db import session, transaction
from app.jobs.queue import queue
from app.jobs.schedule import queue_due

TAKE = text(
    """
    DELETE FROM procrastinate_jobs WHERE id = (
        SELECT id FROM procrastinate_jobs
        WHERE status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= :now)
        ORDER BY priority DESC, id LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING task_name, args
    """
)
NEXT = text(
    """
    SELECT min(next_try_at) FROM submissions
    WHERE state IN ('pending', 'verified') AND next_try_at <= :until
    """
)


class WithContext(Protocol):
    """The application, of which only its context is needed."""

    def app_context(self) -> AbstractContextManager[object]: ...


def run_due_jobs(app: WithContext, moment: datetime | None = None) -> int:
    """Run what is queued, and what comes due until `moment`, one after the other; returns how many.

    Time passes as it would: each look at a post happens at its own moment, so that a second look
    ten minutes after the first follows if `moment` is late enough. What a job raises is raised.
    """
    until = moment or clock.now()
    at = min(clock.now(), until)
    done = 0
    with app.app_context():
        queue.perform_import_paths()
        while True:
            with clock.at(at):
                queue_due(at)
                done += _run_queued(at)
            following = session().scalar(NEXT, {"until": until})
            session().rollback()
            if following is None:
                return done
            at = max(at, following)


def _run_queued(now: datetime) -> int:
    done = 0
    while True:
        with transaction():
            job = session().execute(TAKE, {"now": now}).one_or_none()
        if job is None:
            return done
        queue.tasks[job.task_name](**job.args)
        done += 1
