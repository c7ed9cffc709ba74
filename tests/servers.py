"""Real PostgreSQL and Valkey for the tests, started by ourselves and ended with the run.

One PostgreSQL serves the whole run: the process that the person started (the controller, under
xdist) owns it and tells the workers where it is. It holds one migrated template, and every process
clones a database of its own from it. Every process also has a Valkey of its own, so that a test may
take it away (`own_valkey().kill()`, `.start()`) without disturbing the others.

The conftest calls `configure`, `unconfigure` and `tell`; fixtures and tests call `for_worker`
(this process's home), `wipe` (empty its tables), `forget_keys` (empty its Valkey) and
`empty_database` (one without tables, for migrations). Nothing starts before it is asked for.
"""

import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Collection, Generator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import psycopg
import pytest
import redis
from alembic import command
from alembic.config import Config
from flask import Flask
from psycopg import sql

from app.cli.children import unprivileged_account
from app.cli.embedded_postgres import DATABASE, OWNER
from app.cli.embedded_valkey import EmbeddedValkey, valkey_programs
from app.cli.servers import Addresses, EmbeddedServers, for_tests
from config import Settings

ROOT = Path(__file__).resolve().parent.parent
TEMPLATE = "template_gelanggang"
FOLDER_PREFIX = "gelanggang-tests-"
YOUNG_S = 60.0  # a folder this young may not have its lock yet
ALWAYS_KEPT = frozenset({"alembic_version"})


@dataclass(frozen=True)
class Home:
    """What one process has for itself: a database (three roles) and a Valkey."""

    database_url: str
    owner_url: str
    superuser_url: str
    redis_url: str
    prefix: str = "uji:"


_running: list[EmbeddedServers | EmbeddedValkey] = []
_folders: list[Path] = []
_locks: list[int] = []
_shared: Addresses | None = None
_home: Home | None = None


def configure(config: pytest.Config) -> None:
    """Take over the addresses that the controller told this worker, if this is a worker."""
    global _shared
    told = getattr(config, "workerinput", {}).get("servers")
    if told:
        _shared = Addresses(**told)


def unconfigure(config: pytest.Config) -> None:
    """End what this process started, the newest first, and remove its folders."""
    while _running:
        _running.pop().stop()
    while _folders:
        shutil.rmtree(_folders.pop(), ignore_errors=True)
    while _locks:
        os.close(_locks.pop())


def tell(node: Any) -> None:
    """Give a worker the addresses; the first worker makes the controller start the servers."""
    node.workerinput["servers"] = asdict(shared())


def shared() -> Addresses:
    """The servers of the whole run, started at the first call in the process that owns them."""
    global _shared
    if _shared is None:
        servers = for_tests(_new_folder())
        _shared = servers.start()
        _running.append(servers)
    return _shared


def for_worker(config: pytest.Config) -> Home:
    """This process's own database, cloned from the migrated template, and its own Valkey."""
    global _home
    if _home is None:
        base = shared()
        with _one_at_a_time(base):
            if not _exists(base, TEMPLATE):
                _make_template(base)
        worker = getattr(config, "workerinput", {}).get("workerid", "main")
        _home = replace(clone(f"gelanggang_{worker}"), redis_url=new_valkey().url)
    return _home


def own_valkey() -> EmbeddedValkey:
    """The Valkey behind this process's home, for tests that take it away and bring it back."""
    return next(each for each in _running if isinstance(each, EmbeddedValkey))


def new_valkey() -> EmbeddedValkey:
    """Another Valkey, already running; it ends with this process at the latest."""
    folder = _new_folder()
    valkey = EmbeddedValkey(
        folder=folder / "valkey",
        sockets=folder / "run",
        log=folder / "valkey.log",
        password="for-tests-only",
        programs=valkey_programs(),
        account=unprivileged_account(),
        quick=True,
    )
    valkey.start()
    _running.append(valkey)
    return valkey


def clone(name: str, template: str = TEMPLATE) -> Home:
    """A fresh database of that name like the template; an old one of that name goes."""
    base = shared()
    with _superuser(base) as connection:
        target = sql.Identifier(name)
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(target))
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {}").format(
                target, sql.Identifier(template), sql.Identifier(OWNER)
            )
        )
    return _on(base, name)


@contextmanager
def empty_database(config: pytest.Config) -> Generator[tuple[str, str]]:
    """A database without any table; gives the addresses of the app's role and the owner's."""
    worker = getattr(config, "workerinput", {}).get("workerid", "main")
    home = clone(f"kosong_{worker}", "template1")
    try:
        yield home.database_url, home.owner_url
    finally:
        with _superuser(shared()) as connection:
            target = sql.Identifier(f"kosong_{worker}")
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(target))


def wipe(config: pytest.Config, keep: Collection[str] = ()) -> None:
    """Empty every table of this process's database that has rows, but those in `keep`.

    Numbers count from 1 again. As superuser and with triggers asleep, since the ledger refuses to
    be emptied by anybody else. `keep` must hold whatever its tables point at as well.
    """
    with psycopg.connect(for_worker(config).superuser_url) as connection:
        full = _tables_with_rows(connection, ALWAYS_KEPT | set(keep))
        if not full:
            return
        connection.execute("SET LOCAL lock_timeout = '5s'")  # a test that left a transaction open
        connection.execute("SET LOCAL session_replication_role = replica")
        names = sql.SQL(", ").join(sql.Identifier(name) for name in full)
        connection.execute(sql.SQL("TRUNCATE {} RESTART IDENTITY CASCADE").format(names))


def forget_keys(client: redis.Redis) -> None:
    """Empty this process's Valkey."""
    client.flushall()


def _tables_with_rows(connection: psycopg.Connection, kept: Collection[str]) -> list[str]:
    query = "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition "
    query += "AND relnamespace = 'public'::regnamespace ORDER BY relname"
    names = [row[0] for row in connection.execute(query) if row[0] not in kept]
    if not names:
        return []
    asked = sql.SQL(" UNION ALL ").join(
        sql.SQL("SELECT {} WHERE EXISTS (SELECT FROM {})").format(
            sql.Literal(name), sql.Identifier(name)
        )
        for name in names
    )
    return [row[0] for row in connection.execute(asked)]


def _make_template(base: Addresses) -> None:
    """Made under another name and renamed when whole, so that half a template is never cloned."""
    making = f"{TEMPLATE}_making"
    _migrate(clone(making, "template1"))
    with _superuser(base) as connection:
        words = sql.SQL("ALTER DATABASE {} RENAME TO {}")
        connection.execute(words.format(sql.Identifier(making), sql.Identifier(TEMPLATE)))


def _migrate(home: Home) -> None:
    """Up to the newest migration; they need the settings alone, not the whole application."""
    app = Flask("migrations")
    app.config["SETTINGS"] = Settings(
        secret_key="-",
        token_keys={},
        database_url=home.database_url,
        database_owner_url=home.owner_url,
        redis_url="",
    )
    alembic = Config()
    alembic.set_main_option("script_location", str(ROOT / "migrations"))
    with app.app_context():
        command.upgrade(alembic, "head")


def _on(base: Addresses, name: str) -> Home:
    def moved(url: str) -> str:
        server, _, query = url.partition("?")
        return f"{server.rpartition('/')[0]}/{name}?{query}"

    return Home(
        database_url=_for_sqlalchemy(moved(base.database_url)),
        owner_url=_for_sqlalchemy(moved(base.owner_url)),
        superuser_url=moved(base.superuser_url),
        redis_url=base.redis_url,
    )


def _for_sqlalchemy(url: str) -> str:
    return url.replace("postgresql://", "postgresql+psycopg://", 1)


def _exists(base: Addresses, name: str) -> bool:
    with _superuser(base) as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,))
        return found.fetchone() is not None


@contextmanager
def _superuser(base: Addresses) -> Generator[psycopg.Connection]:
    with psycopg.connect(base.superuser_url, autocommit=True) as connection:
        yield connection


@contextmanager
def _one_at_a_time(base: Addresses) -> Generator[None]:
    """A lock in the database itself: it goes with the process that held it, however that ends."""
    with psycopg.connect(_on(base, DATABASE).superuser_url, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(7)")
        yield


def _new_folder() -> Path:
    """A folder the servers' account can enter; leftovers of runs that were killed are swept."""
    base = Path(tempfile.gettempdir())
    for left in base.glob(f"{FOLDER_PREFIX}*"):
        found = left.lstat()
        if found.st_uid == os.geteuid() and time.time() - found.st_mtime > YOUNG_S:
            _sweep(left)
    folder = Path(tempfile.mkdtemp(prefix=FOLDER_PREFIX, dir=base))
    folder.chmod(0o711)
    held = os.open(folder / "held", os.O_WRONLY | os.O_CREAT, 0o600)
    fcntl.flock(held, fcntl.LOCK_EX)  # for as long as this process lives
    _locks.append(held)
    _folders.append(folder)
    return folder


def _sweep(folder: Path) -> None:
    try:
        with (folder / "held").open() as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
    except OSError:
        return  # somebody's run is using it, or it has just gone
