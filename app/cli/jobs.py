"""`flask jobs work`: the worker that checks posts."""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import AppGroup
from procrastinate import PsycopgConnector
from procrastinate.exceptions import ConnectorException
from sqlalchemy import make_url

from app.db import ROAD
from app.jobs.queue import queue

GRACE_S = 20.0  # how long a job may go on after SIGTERM
PAUSE_S = 1.0

log = logging.getLogger(__name__)

group = AppGroup("jobs", help="Background work.")


@group.command("work")
@click.option("--concurrency", default=8, show_default=True, help="Jobs at the same time.")
def work(concurrency: int) -> None:
    """Check posts as they are handed in and run the schedule, until SIGTERM or Ctrl-C."""
    app = current_app._get_current_object()  # ty: ignore[missing-attribute]
    url = make_url(app.config["SQLALCHEMY_DATABASE_URI"])
    conninfo = url.set(drivername="postgresql").render_as_string(hide_password=False)
    connector = PsycopgConnector(conninfo=conninfo, min_size=2, max_size=4, kwargs=ROAD)
    with queue.replace_connector(connector):
        asyncio.run(_keep_working(app, concurrency))


async def _keep_working(app: Flask, concurrency: int) -> None:
    """Until told to stop; a database that went away is asked for again every second."""
    while True:
        try:
            return await _work(app, concurrency)
        except ConnectorException as error:
            log.warning("jobs wait: %s", str(error.__cause__).partition("\n")[0])
            await asyncio.sleep(PAUSE_S)


async def _work(app: Flask, concurrency: int) -> None:
    # Jobs run in the loop's own threads, of which there would be fewer on a small machine.
    threads = ThreadPoolExecutor(concurrency, thread_name_prefix="job")
    asyncio.get_running_loop().set_default_executor(threads)
    async with queue.open_async():
        await queue.run_worker_async(
            concurrency=concurrency,
            fetch_job_polling_interval=2.0,
            shutdown_graceful_timeout=GRACE_S,
            delete_jobs="successful",
            task_middleware=[_within(app)],
        )


def _within(app: Flask) -> Callable[..., Any]:
    """Each job runs in an application context of its own, and so in a session of its own."""

    def run(task: Callable[[], Any], _context: object, _worker: object) -> Any:
        with app.app_context():
            return task()

    return run
