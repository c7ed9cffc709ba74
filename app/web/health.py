"""Whether the machine lives and can work: for supervisors, balancers, Prometheus and operators.

`/healthz`, `/readyz` and `/metrics` are for machines, `/operator/kesehatan` for people.
"""

import time

from flask import Blueprint, Flask, Response, abort, g, jsonify, render_template, request
from prometheus_client import CONTENT_TYPE_LATEST, Counter, Gauge, Histogram, generate_latest
from sqlalchemy import text

from app import clock
from app.db import session
from app.jobs.health import AUDITED_WITHIN, database_bytes, seen
from app.jobs.queue import worker_seen
from app.leaderboards.projection import projecting
from app.store import Unavailable, store
from app.web import pace
from app.web.guards import acting, public

bp = Blueprint("health", __name__)

REQUESTS = Counter("gelanggang_requests_total", "Requests by endpoint and status", ["door", "code"])
SECONDS = Histogram("gelanggang_request_seconds", "Time to answer", ["door"])
DIRTY = Gauge("gelanggang_dirty_totals", "Totals that boards have not seen yet")
PENDING = Gauge("gelanggang_pending_submissions", "Submissions waiting for a check")

LAG = Gauge("gelanggang_board_lag_seconds", "Since a projector last had nothing left to do")
DIFFERENT = Gauge("gelanggang_audit_differences", "Found by the newest audit", ["kind"])


@bp.get("/healthz")
@public
def alive() -> Response:
    """The process answers; says nothing of what it leans on."""
    return jsonify(ok=True)


@bp.get("/readyz")
@public
def ready() -> tuple[Response, int]:
    """The database answers (needed), the store (boards fall back to SQL without it), a worker
    lives (hand-ins wait without it), a projector lives (boards stand still without it)."""
    found = {
        "database": _database(),
        "store": _store(),
        "worker": _worker(),
        "projector": _projector(),
    }
    return jsonify(found), 200 if found["database"] else 503


@bp.get("/metrics")
@public
def metrics() -> Response:
    """Counters for Prometheus, on this machine only; never through a proxy."""
    if request.remote_addr not in ("127.0.0.1", "::1") or request.headers.get("X-Forwarded-For"):
        abort(404)
    found = seen(clock.now())
    DIRTY.set(found.dirty)
    LAG.set(found.lag_s)
    for kind in AUDITED_WITHIN:
        newest = found.audits.get(kind)
        DIFFERENT.labels(kind).set(newest.differences if newest else 0)
    PENDING.set(found.pending)
    return Response(generate_latest(), content_type=CONTENT_TYPE_LATEST)


@bp.get("/operator/kesehatan")
@acting("see_health")
def show() -> str:
    """Each part of the machine in words: well, or to be looked at."""
    return render_template("health/show.html", machine=seen(clock.now()), bytes=database_bytes())


def count_requests(app: Flask) -> None:
    """Measure every answer by its endpoint, never by its path (paths hold names)."""

    @app.before_request
    def start() -> None:
        g.started = time.perf_counter()

    @app.after_request
    def finish(response: Response) -> Response:
        door = request.endpoint or "nowhere"
        ended = time.perf_counter()
        took = ended - g.get("started", ended)
        REQUESTS.labels(door, response.status_code).inc()
        SECONDS.labels(door).observe(took)
        pace.busyness.add(took, ended)
        return response


def _database() -> bool:
    try:
        return session().scalar(text("SELECT 1")) == 1
    except Exception:
        return False


def _worker() -> bool:
    try:
        return worker_seen(clock.now())
    except Exception:
        return False


def _projector() -> bool:
    try:
        return projecting(clock.now().timestamp())
    except Unavailable:
        return False


def _store() -> bool:
    try:
        with store.client() as client:
            return bool(client.ping())
    except Unavailable:
        return False
