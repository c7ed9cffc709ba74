"""The queue of jobs, in PostgreSQL: a job exists if, and only if, its transaction commits.

No queueing locks (a job that fails would stay `doing` for ever) and no locks (a job that waits for
later would stall those behind it): every task may run twice and at the same time as itself.
"""

from datetime import datetime, timedelta

from procrastinate import App, PsycopgConnector, SyncPsycopgConnector
from procrastinate.manager import JobManager
from procrastinate.tasks import configure_task
from sqlalchemy import text

from app.db import session

WORKER_ALIVE = timedelta(seconds=45)  # a worker says every ten seconds that it lives

queue = App(connector=PsycopgConnector(), import_paths=["app.jobs.tasks", "app.jobs.schedule"])

# Whoever waits for a verdict goes first; thousands are called at once when a challenge opens.
PRIORITY = {"push": -1}

# Never opened: it only writes on the connection it is handed, which is that of the session.
_writer = JobManager(SyncPsycopgConnector())


def defer(task: str, **arguments: int) -> None:
    """Queue a task by its name, within the current transaction."""
    connection = session().connection().connection.dbapi_connection
    priority = PRIORITY.get(task, 0)
    job = configure_task(name=task, job_manager=_writer, connection=connection, priority=priority)
    job.defer(**arguments)


def queue_check(submission_id: int) -> None:
    """Have a submission looked at as soon as the current transaction is durable."""
    defer("check", submission_id=submission_id)


def worker_seen(now: datetime) -> bool:
    """Whether a worker has said lately that it lives; asked by /readyz."""
    beat = session().scalar(text("SELECT max(last_heartbeat) FROM procrastinate_workers"))
    return beat is not None and now - beat < WORKER_ALIVE
