"""How the machine is at one moment: what its operator's page tells, and Prometheus.

One statement and two trips to the store. What counts as well is `Machine.well`, which is pure; a
database that is gone has no page to be told on, so `/readyz` asks by itself.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from app.db import read
from app.jobs.queue import WORKER_ALIVE
from app.leaderboards.projection import LATELY_S, idle_for
from app.store import Unavailable, store

SLOW_S = 1.0  # to count all of this; pages give up after two and a half
QUEUE_PATIENCE = timedelta(minutes=5)  # whoever handed in waits a minute as a rule
# Three samples missed, a night missed.
AUDITED_WITHIN = {"sample": timedelta(minutes=15), "full": timedelta(hours=26)}

DUE = "j.status = 'todo' AND (j.scheduled_at IS NULL OR j.scheduled_at <= %(now)s)"
SEEN = f"""
    SELECT (SELECT count(*) FROM totals WHERE dirty) AS dirty,
        (SELECT count(*) FROM submissions WHERE state = 'pending') AS pending,
        (SELECT max(last_heartbeat) FROM procrastinate_workers) AS beat,
        (SELECT count(*) FROM procrastinate_jobs j WHERE {DUE}) AS queued,
        (SELECT coalesce(j.scheduled_at, (
            SELECT min(e.at) FROM procrastinate_events e WHERE e.job_id = j.id))
         FROM procrastinate_jobs j WHERE {DUE} ORDER BY j.id LIMIT 1) AS oldest,
        (SELECT jsonb_object_agg(task_name, many) FROM (
            SELECT j.task_name, count(DISTINCT j.id) AS many
            FROM procrastinate_jobs j JOIN procrastinate_events e ON e.job_id = j.id
            WHERE j.status = 'failed' AND e.type = 'failed'
                AND e.at > CAST(%(now)s AS timestamptz) - interval '1 day'
            GROUP BY j.task_name) f) AS failed,
        (SELECT count(*) FROM provider_pauses WHERE until > %(now)s) AS silent,
        sample.at AS sample_at, sample.differences AS sample_differences,
        whole.at AS full_at, whole.differences AS full_differences
    FROM (SELECT) here
    LEFT JOIN LATERAL (SELECT at, differences FROM audits WHERE kind = 'sample'
                       ORDER BY at DESC, id DESC LIMIT 1) sample ON true
    LEFT JOIN LATERAL (SELECT at, differences FROM audits WHERE kind = 'full'
                       ORDER BY at DESC, id DESC LIMIT 1) whole ON true
"""  # noqa: S608 - put together from constants
SIZE = "SELECT pg_database_size(current_database()) AS bytes"


@dataclass(frozen=True)
class Audited:
    """The newest audit of a kind: when, and how many numbers differed."""

    at: datetime
    differences: int


@dataclass(frozen=True)
class Machine:
    """What was seen `at` a moment.

    `database_s` and `store_s` are how long each took to answer (None: it does not); `beat` is when
    a worker last said that it lives, `carried_at` when a projector last had nothing left to do;
    `dirty` totals are on no board yet, `pending` hand-ins wait for a machine; `queued` jobs are
    due, the `oldest` since then; `failed` are those of the last day by task; so many platforms are
    `silent`; `audits` are the newest of each kind, if there was one.
    """

    at: datetime
    database_s: float
    store_s: float | None
    beat: datetime | None
    carried_at: datetime | None
    dirty: int
    pending: int
    queued: int
    oldest: datetime | None
    failed: Mapping[str, int]
    silent: int
    audits: Mapping[str, Audited]

    @property
    def well(self) -> Mapping[str, bool]:
        """By part, whether nobody has to look at it."""
        return {
            "database": self.database_s < SLOW_S,
            "store": self.store_s is not None,
            "worker": self._within(self.beat, WORKER_ALIVE),
            "boards": self._within(self.carried_at, timedelta(seconds=LATELY_S)),
            "audits": self._audited(),
            "queue": self.oldest is None or self._within(self.oldest, QUEUE_PATIENCE),
            "jobs": not self.failed,
            "platforms": not self.silent,
        }

    @property
    def troubled(self) -> int:
        """How many parts somebody should look at."""
        return sum(not well for well in self.well.values())

    @property
    def lag_s(self) -> float:
        """How long boards have been behind: nothing while nothing waits for them."""
        if not self.dirty:
            return 0.0
        return (self.at - self.carried_at).total_seconds() if self.carried_at else float("inf")

    def _within(self, moment: datetime | None, most: timedelta) -> bool:
        return moment is not None and self.at - moment < most

    def _audited(self) -> bool:
        """Samples are taken from the first minutes on, the whole only once a night has passed."""
        late = [
            kind
            for kind, one in self.audits.items()
            if one.differences or not self._within(one.at, AUDITED_WITHIN[kind])
        ]
        return "sample" in self.audits and not late


def seen(at: datetime) -> Machine:
    """How it is now. Raises the database's error where that is gone."""
    store_s, carried_at = _store(at)
    began = time.perf_counter()
    found: Any = read(SEEN, {"now": at})[0]
    return Machine(
        at=at,
        database_s=time.perf_counter() - began,
        store_s=store_s,
        beat=found.beat,
        carried_at=carried_at,
        dirty=found.dirty,
        pending=found.pending,
        queued=found.queued,
        oldest=found.oldest,
        failed=found.failed or {},
        silent=found.silent,
        audits={
            kind: Audited(when, differences)
            for kind, when, differences in (
                ("sample", found.sample_at, found.sample_differences),
                ("full", found.full_at, found.full_differences),
            )
            if when
        },
    )


def database_bytes() -> int:
    """How much room the database takes."""
    return read(SIZE, {})[0].bytes


def _store(at: datetime) -> tuple[float | None, datetime | None]:
    """How long it took to answer, and when a projector last had nothing left to do."""
    began = time.perf_counter()
    try:
        with store.client() as client:
            client.ping()
        took = time.perf_counter() - began
        idle = idle_for(at.timestamp())
    except Unavailable:
        return None, None
    ever = idle < at.timestamp()
    return took, at - timedelta(seconds=idle) if ever else None
