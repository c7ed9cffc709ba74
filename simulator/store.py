"""The simulator's sqlite file: WAL, a small pool of connections, one writer at a time."""

import queue
import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

SCHEMA = """
CREATE TABLE IF NOT EXISTS persons (
    id INTEGER PRIMARY KEY,
    handle TEXT NOT NULL UNIQUE COLLATE NOCASE,
    name TEXT NOT NULL,
    starring INTEGER NOT NULL DEFAULT 0,
    created_ms INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS accounts (
    person INTEGER NOT NULL REFERENCES persons (id),
    platform TEXT NOT NULL,
    account_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    private INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (person, platform),
    UNIQUE (platform, account_id)
);
CREATE TABLE IF NOT EXISTS posts (
    n INTEGER PRIMARY KEY,
    platform TEXT NOT NULL,
    id TEXT NOT NULL,
    code TEXT NOT NULL,
    root TEXT NOT NULL,
    person INTEGER NOT NULL REFERENCES persons (id),
    text TEXT NOT NULL,
    details TEXT NOT NULL DEFAULT '{}',
    created_ms INTEGER NOT NULL,
    hidden INTEGER NOT NULL DEFAULT 0,
    deleted INTEGER NOT NULL DEFAULT 0,
    replaced INTEGER NOT NULL DEFAULT 0,
    UNIQUE (platform, id),
    UNIQUE (platform, code)
);
CREATE INDEX IF NOT EXISTS posts_of_person ON posts (person, platform, created_ms);
CREATE INDEX IF NOT EXISTS posts_by_time ON posts (created_ms);
CREATE INDEX IF NOT EXISTS posts_versions ON posts (platform, root);
CREATE TABLE IF NOT EXISTS clients (
    platform TEXT NOT NULL,
    client_id TEXT NOT NULL,
    secret TEXT NOT NULL,
    redirects TEXT NOT NULL,
    PRIMARY KEY (platform, client_id)
);
CREATE TABLE IF NOT EXISTS codes (
    code TEXT PRIMARY KEY,
    platform TEXT NOT NULL,
    client_id TEXT NOT NULL,
    person INTEGER NOT NULL REFERENCES persons (id),
    redirect_uri TEXT NOT NULL,
    scopes TEXT NOT NULL,
    asked TEXT NOT NULL,
    expires REAL NOT NULL,
    family TEXT NOT NULL,
    used INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS tokens (
    token TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    platform TEXT NOT NULL,
    client_id TEXT NOT NULL,
    person INTEGER NOT NULL REFERENCES persons (id),
    scopes TEXT NOT NULL,
    asked TEXT NOT NULL,
    family TEXT NOT NULL,
    granted REAL NOT NULL,
    issued REAL NOT NULL,
    expires REAL NOT NULL,
    dead TEXT
);
CREATE INDEX IF NOT EXISTS tokens_of_family ON tokens (family);
CREATE INDEX IF NOT EXISTS tokens_of_person ON tokens (person, platform);
CREATE TABLE IF NOT EXISTS switches (
    platform TEXT PRIMARY KEY,
    settings TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS shelf (
    owner TEXT NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (owner, name)
);
"""


class Store:
    """Connections to one sqlite file, lent out by `read()` and `write()`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._idle: queue.LifoQueue[sqlite3.Connection] = queue.LifoQueue()
        with self._lent() as connection:
            connection.executescript(SCHEMA)

    @contextmanager
    def read(self) -> Generator[sqlite3.Connection]:
        """A connection for questions."""
        with self._lent() as connection:
            yield connection

    @contextmanager
    def write(self) -> Generator[sqlite3.Connection]:
        """A connection inside a transaction: everything in the block is kept, or nothing."""
        with self._lent() as connection:
            # IMMEDIATE: two writers queue here instead of failing when a read turns into a write.
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")

    def put(self, owner: str, name: str, value: str) -> None:
        """Lay something on the shelf, where a part keeps what has no table of its own."""
        with self.write() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO shelf VALUES (?, ?, ?)", (owner, name, value)
            )

    def got(self, owner: str, name: str) -> str | None:
        """What a part laid on the shelf under this name."""
        with self.read() as connection:
            row = connection.execute(
                "SELECT value FROM shelf WHERE owner = ? AND name = ?", (owner, name)
            ).fetchone()
        return row["value"] if row else None

    def empty(self) -> None:
        """Forget everything but the registered clients."""
        with self.write() as connection:
            for table in ("tokens", "codes", "posts", "accounts", "persons", "switches", "shelf"):
                connection.execute(f"DELETE FROM {table}")  # noqa: S608 — fixed names

    def close(self) -> None:
        """Close every idle connection."""
        while True:
            try:
                self._idle.get_nowait().close()
            except queue.Empty:
                return

    @contextmanager
    def _lent(self) -> Generator[sqlite3.Connection]:
        try:
            connection = self._idle.get_nowait()
        except queue.Empty:
            connection = self._opened()
        try:
            yield connection
        finally:
            self._idle.put(connection)

    def _opened(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self._path, timeout=15, isolation_level=None, check_same_thread=False
        )
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
        return connection
