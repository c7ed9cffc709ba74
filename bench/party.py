"""Servers and a party of their own for one run of benches."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from flask import Flask
from flask_migrate import upgrade

from app import clock, create_app
from app.cadres.sessions import begin
from app.cli import seed_scale, statistics
from app.cli.progress import progress
from app.cli.servers import Addresses, EmbeddedServers
from app.db import db, let_go, transaction
from app.leaderboards.projection import project_once
from app.units.wilayah import import_regions
from config import Settings

ROOT = Path(__file__).resolve().parent.parent
PER_CADRE = 10
ROUNDS = 3
HUGE = 500_000  # cadres: a round takes minutes


@dataclass
class Party:
    """What every bench works on."""

    app: Flask
    env: dict[str, str]
    addresses: Addresses
    cadres: int
    first_import_s: float
    second_import_s: float

    @property
    def rounds(self) -> int:
        """How often to measure what goes through the whole party."""
        return 1 if self.cadres >= HUGE else ROUNDS


@contextmanager
def party(cadres: int) -> Iterator[Party]:
    """Servers, tree and people; everything is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="gelanggang-bench-", dir="/tmp") as folder:
        Path(folder).chmod(0o711)
        with EmbeddedServers(Path(folder) / "data") as servers:
            env = _env(servers.addresses)
            app = create_app(Settings.from_env(env))
            with app.app_context():
                upgrade()
                first, second = _timed_import(), _timed_import()
                statistics.refresh()
                if cadres:
                    with progress() as tell:
                        seed_scale.seed(cadres, PER_CADRE * cadres, tell)
                    _tidy(servers.addresses)
                yield Party(app, env, servers.addresses, cadres, first, second)
                db.session.remove()
                let_go()


def sessions_in_one_dpc(many: int) -> tuple[list[str], str]:
    """Sessions of cadres of the largest DPC, and its code.

    Many people, since the limit of requests a minute is counted by cadre.
    """
    largest = """
        SELECT subpath(u.path, 0, 3)::text AS path FROM cadres c JOIN units u ON u.id = c.unit_id
        GROUP BY 1 ORDER BY count(*) DESC LIMIT 1
    """
    people = """
        SELECT c.id FROM cadres c JOIN units u ON u.id = c.unit_id
        WHERE u.path <@ %(path)s::ltree ORDER BY c.id LIMIT %(many)s
    """
    with transaction() as current:
        connection = current.connection()
        path = connection.exec_driver_sql(largest).scalar_one()
        found = connection.exec_driver_sql(people, {"path": path, "many": many}).scalars().all()
        return [begin(cadre, "bench", "127.0.0.1") for cadre in found], path.partition(".")[2]


@contextmanager
def process(words: list[str], env: dict[str, str], port: int | None = None) -> Iterator[int]:
    """A process of ours, ready (when it serves a port) and ended afterwards; gives its id."""
    command = [sys.executable, "-m", *words]
    child = subprocess.Popen(command, env=env, cwd=ROOT, stderr=subprocess.DEVNULL)
    try:
        if port is not None:
            _wait(port, child)
        yield child.pid
    finally:
        child.terminate()
        child.wait(timeout=20)


def children(*names: str) -> list[int]:
    """Database and store of this run: those of our own children that bear such a name."""
    mine = os.getpid()
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            name, _, rest = path.read_text().rpartition(")")
        except OSError:
            continue
        if int(rest.split()[1]) == mine and any(one in name for one in names):
            found.append(int(path.parent.name))
    return found


def projected() -> None:
    """Carry what waits, so that nothing that earlier benches left is measured with ours."""
    while project_once():
        pass


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def _wait(port: int, child: subprocess.Popen) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until and child.poll() is None:
        with socket.socket() as trial:
            if trial.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError(f"nothing answers on port {port}")


def _timed_import() -> float:
    started = time.perf_counter()
    with transaction():
        import_regions(clock.now())
    return time.perf_counter() - started


def _tidy(addresses: Addresses) -> None:
    """What the server would do by itself after so many new rows, and would be counted as ours."""
    with psycopg.connect(addresses.owner_url, autocommit=True) as owner:
        owner.execute("VACUUM (ANALYZE)")


def _env(addresses: Addresses) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "FLASK_APP": "wsgi",
        "SECRET_KEY": "kunci-ukur-yang-cukup-panjang-untuk-menandatangani",
        "TOKEN_KEYS": "k1:" + "A" * 43 + "=",
        "DATABASE_URL": addresses.database_url,
        "DATABASE_OWNER_URL": addresses.owner_url,
        "REDIS_URL": addresses.redis_url,
        "TRUSTED_PROXIES": "1",
    }
