"""Real PostgreSQL and Valkey for the tests, started by ourselves and ended with the run.

One PostgreSQL serves the whole run: the process that the person started (the controller, under
xdist) owns it and tells the workers where it is. It holds one migrated template, and every process
clones a database of its own from it. Every process also has a Valkey of its own, so that a test may
take it away (`own_valkey().kill()`, `.start()`) without disturbing the others.

The conftest binds `hand_over` and `end_all` to pytest's hooks and asks for `addresses` once a
process; between tests `wipe` empties the tables. `empty_database` is one without tables, for tests
of migrations. Nothing starts before it is asked for.
"""

import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Collection, Generator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, replace
from functools import cache
from pathlib import Path
from typing import Any, LiteralString

import psycopg
import pytest
from psycopg import sql

from app.cli.children import unprivileged_account
from app.cli.embedded_cluster import EmbeddedCluster
from app.cli.embedded_postgres import DATABASE, OWNER
from app.cli.embedded_valkey import EmbeddedValkey, valkey_programs
from app.cli.servers import Addresses, EmbeddedServers, for_tests

TEMPLATE = "template_gelanggang"
FOLDER_PREFIX = "gelanggang-tests-"
VALKEY_PASSWORD = "for-tests-only"
YOUNG_S = 60.0  # a folder this young may not have its lock yet
LARGE = 256 * 1024  # bytes
COUNT_FROM_1 = """
    SELECT setval(s.oid::regclass, 1, false) FROM pg_class s
    JOIN pg_depend d ON d.objid = s.oid AND d.classid = 'pg_class'::regclass
    CROSS JOIN unnest(CAST(%s AS text[])::regclass[]) AS emptied
    LEFT JOIN pg_inherits i ON i.inhrelid = emptied  -- a part's numbers are those of the whole
    WHERE s.relkind = 'S' AND d.refobjid = coalesce(i.inhparent, emptied)
"""
ALWAYS_KEPT = frozenset({"alembic_version"})

_running: list[EmbeddedServers | EmbeddedValkey] = []
_folders: list[Path] = []
_locks: list[int] = []
_shared: Addresses | None = None
_own: Addresses | None = None


@pytest.hookimpl(optionalhook=True)
def hand_over(node: Any) -> None:
    """Tell a worker the addresses; the first worker makes the controller start the servers."""
    node.workerinput["servers"] = asdict(shared())


def end_all() -> None:
    """End what this process started, the newest first, and remove its folders."""
    while _running:
        _running.pop().stop()
    while _folders:
        shutil.rmtree(_folders.pop(), ignore_errors=True)
    while _locks:
        os.close(_locks.pop())


def folders() -> list[Path]:
    """Where the servers of this process keep their data and logs."""
    return [*_folders]


def shared() -> Addresses:
    """The servers of the whole run, started at the first call in the process that owns them."""
    global _shared
    if _shared is None:
        servers = for_tests(new_folder())
        _shared = servers.start()
        _running.append(servers)
    return _shared


def addresses(config: pytest.Config, migrate: Callable[[Addresses], None]) -> Addresses:
    """This process's own database, cloned from the migrated template, and its own Valkey.

    `migrate` is called once a run, in one process, with the addresses of the empty template; it
    must leave no connection open.
    """
    global _own, _shared
    if _own is None:
        worker = getattr(config, "workerinput", {})
        if "servers" in worker:
            _shared = Addresses(**worker["servers"])
        base = shared()
        with _one_at_a_time(base):
            if not _exists(base, TEMPLATE):
                _make_template(base, migrate)
        name = f"gelanggang_{worker.get('workerid', 'main')}"
        _own = replace(clone(base, name), redis_url=new_valkey().url)
    return _own


def own_valkey() -> EmbeddedValkey:
    """The Valkey behind `addresses`, for tests that take it away and bring it back."""
    return next(each for each in _running if isinstance(each, EmbeddedValkey))


def new_valkey(more: Mapping[str, str] | None = None) -> EmbeddedValkey:
    """A Valkey, already running; it ends with this process at the latest."""
    folder = new_folder()
    valkey = EmbeddedValkey(
        folder=folder / "valkey",
        sockets=folder / "run",
        log=folder / "valkey.log",
        password=VALKEY_PASSWORD,
        programs=valkey_programs(),
        account=unprivileged_account(),
        quick=True,
        more=more or {},
    )
    valkey.start()
    _running.append(valkey)
    return valkey


@contextmanager
def new_cluster() -> Generator[EmbeddedCluster]:
    """Six Valkeys that form a cluster; they end with the block."""
    folder = new_folder()
    cluster = EmbeddedCluster(
        folder=folder / "cluster",
        sockets=folder / "run",
        logs=folder,
        password=VALKEY_PASSWORD,
        programs=valkey_programs(),
        account=unprivileged_account(),
        quick=True,
    )
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.stop()


def clone(where: Addresses, name: str, template: str = TEMPLATE) -> Addresses:
    """A fresh database of that name like the template; an old one of that name goes."""
    with _superuser(where) as connection:
        target = sql.Identifier(name)
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(target))
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {}").format(
                target, sql.Identifier(template), sql.Identifier(OWNER)
            )
        )
    return on_database(where, name)


@contextmanager
def empty_database(where: Addresses) -> Generator[Addresses]:
    """A database without any table, beside the one of this process; it goes with the block."""
    name = f"kosong_{os.getpid()}"
    try:
        yield clone(where, name, "template1")
    finally:
        with _superuser(where) as connection:
            connection.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            )


def on_database(where: Addresses, name: str) -> Addresses:
    """The same addresses, on another database."""

    def moved(url: str) -> str:
        server, _, query = url.partition("?")
        return f"{server.rpartition('/')[0]}/{name}?{query}"

    return replace(
        where,
        database_url=moved(where.database_url),
        owner_url=moved(where.owner_url),
        superuser_url=moved(where.superuser_url),
    )


def wipe(where: Addresses | psycopg.Connection, keep: Collection[str] = ()) -> None:
    """Empty every table that has rows, but those in `keep`, and count from 1 again.

    As superuser and with triggers asleep, since the ledger refuses to be emptied by anybody else.
    Give it the addresses, or an open connection of the superuser to the database. `keep` must hold
    whatever its tables point at as well.
    """
    if isinstance(where, Addresses):
        with psycopg.connect(where.superuser_url, autocommit=True) as connection:
            wipe(connection, keep)
        return
    with where.transaction():
        sizes = tables_with_pages(where, ALWAYS_KEPT | set(keep))
        if not sizes:
            return
        # Some test may have left a transaction open.
        where.execute("SET LOCAL lock_timeout = '5s'; SET LOCAL session_replication_role = replica")
        # New files for every table and index take ten times longer than a few rows to delete.
        large = [name for name, size in sizes.items() if size > LARGE]
        if large:
            where.execute(sql.SQL("TRUNCATE {} CASCADE").format(_names(large, ", ")))
        full = _having_rows(where, sizes.keys() - set(large))
        if full:
            where.execute(sql.SQL("DELETE FROM {}").format(_names(full, "; DELETE FROM ")))
        where.execute(COUNT_FROM_1, (list(sizes),))


def tables_with_rows(connection: psycopg.Connection) -> list[str]:
    """Tables that hold something."""
    return _having_rows(connection, tables_with_pages(connection))


def tables_with_pages(
    connection: psycopg.Connection, kept: Collection[str] = ALWAYS_KEPT
) -> dict[str, int]:
    """Tables that hold something, or did at some time, and their bytes, without `kept`."""
    asked = """
        SELECT relname, pg_relation_size(oid) FROM pg_class
        WHERE relkind = 'r' AND pg_relation_size(oid) > 0
        AND relnamespace = 'public'::regnamespace ORDER BY relname
    """
    return {name: size for name, size in connection.execute(asked) if name not in kept}


def _having_rows(connection: psycopg.Connection, names: Collection[str]) -> list[str]:
    """One question for all of them: whoever asks a hundred tables one by one waits for each."""
    asked = _who_has_rows(tuple(sorted(names)))
    return [row[0] for row in connection.execute(asked)] if names else []


@cache  # the same tables in nearly every test, and then the server keeps its plan as well
def _who_has_rows(names: tuple[str, ...]) -> str:
    one = sql.SQL("SELECT {} WHERE EXISTS (SELECT FROM {})")
    each = [one.format(sql.Literal(name), sql.Identifier(name)) for name in names]
    return sql.SQL(" UNION ALL ").join(each).as_string()


def _names(tables: Collection[str], between: LiteralString) -> sql.Composed:
    return sql.SQL(between).join(map(sql.Identifier, tables))


def _make_template(base: Addresses, migrate: Callable[[Addresses], None]) -> None:
    """Made under another name and renamed when whole, so that half a template is never cloned."""
    making = f"{TEMPLATE}_making"
    migrate(clone(base, making, "template1"))
    with _superuser(base) as connection:
        words = sql.SQL("ALTER DATABASE {} RENAME TO {}")
        connection.execute(words.format(sql.Identifier(making), sql.Identifier(TEMPLATE)))


def _exists(base: Addresses, name: str) -> bool:
    with _superuser(base) as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,))
        return found.fetchone() is not None


@contextmanager
def _superuser(where: Addresses) -> Generator[psycopg.Connection]:
    """On the database `postgres`, which is nobody's, so that any other can be made or dropped."""
    server = on_database(where, "postgres")
    with psycopg.connect(server.superuser_url, autocommit=True) as connection:
        yield connection


@contextmanager
def _one_at_a_time(base: Addresses) -> Generator[None]:
    """A lock in the database itself: it goes with the process that held it, however that ends."""
    server = on_database(base, DATABASE)
    with psycopg.connect(server.superuser_url, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(7)")
        yield


def new_folder() -> Path:
    """A folder the servers' account can enter; leftovers of runs that were killed are swept."""
    base = Path(tempfile.gettempdir())
    for left in base.glob(f"{FOLDER_PREFIX}*"):
        with suppress(FileNotFoundError):  # another run has just ended
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
