"""PostgreSQL and Valkey for development and tests: ours from start to end, never an orphan.

    with EmbeddedServers(Path(".data")) as servers:
        servers.addresses.database_url

Data stays in the folder between runs. As root the servers run as an existing account without
rights; where that account cannot reach the folder (a checkout below /root), programs and data live
under /var/tmp instead, and `notes` says so. Start from the main thread (see `children`).
"""

import secrets
import shutil
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from app.cli.children import (
    Account,
    FolderLock,
    ServersError,
    can_enter,
    private_folder,
    spare_folder,
    unprivileged_account,
)
from app.cli.embedded_cluster import EmbeddedCluster
from app.cli.embedded_postgres import (
    APP,
    OWNER,
    SUPERUSER,
    EmbeddedPostgres,
    postgres_programs,
)
from app.cli.embedded_valkey import EmbeddedValkey, valkey_programs
from app.cli.kept_secrets import FILE_NAME, kept_secrets

__all__ = ["Addresses", "EmbeddedServers", "ServersError", "for_tests"]

SOCKET_PATH_MAX = 107  # bytes, the kernel's limit
LONGEST_SOCKET = ".s.PGSQL.5432.lock"


@dataclass(frozen=True)
class Addresses:
    """Where the servers listen, passwords included; `superuser_url` is for tests and repairs."""

    database_url: str
    owner_url: str
    superuser_url: str
    redis_url: str


class EmbeddedServers:
    """Both servers over one data folder; `with_postgres`, `with_valkey`: only one of them.

    With `clustered`, a cluster of Valkeys instead of one.
    """

    def __init__(
        self,
        data_dir: Path,
        *,
        quick: bool = False,
        with_postgres: bool = True,
        with_valkey: bool = True,
        clustered: bool = False,
    ) -> None:
        self.data_dir = data_dir.absolute()
        self.quick = quick
        self.with_postgres = with_postgres
        self.with_valkey = with_valkey
        self.clustered = clustered
        self.notes: list[str] = []
        self.place = self.data_dir
        self.account = unprivileged_account()
        self.postgres: EmbeddedPostgres | None = None
        self.valkey: EmbeddedValkey | None = None
        self.cluster: EmbeddedCluster | None = None
        self._lock: FolderLock | None = None
        self._sockets: Path | None = None

    @property
    def addresses(self) -> Addresses:
        """Where they listen, once started; empty for a server that is not ours."""
        postgres, valkey = self.postgres, self.valkey or self.cluster
        return Addresses(
            database_url=postgres.url(APP) if postgres else "",
            owner_url=postgres.url(OWNER) if postgres else "",
            superuser_url=postgres.url(SUPERUSER, "postgres") if postgres else "",
            redis_url=valkey.url if valkey else "",
        )

    def start(self) -> Addresses:
        """Start both and wait until they answer; ServersError, in words, when that cannot be."""
        try:
            self._start()
        except BaseException:
            self.stop()
            raise
        return self.addresses

    def stop(self) -> None:
        """End both in order; harmless when not started."""
        for server in (self.valkey, self.cluster, self.postgres):
            if server is not None:
                server.stop()
        if self._lock is not None:
            self._lock.release()
            self._lock = None
        if self._sockets is not None:
            shutil.rmtree(self._sockets, ignore_errors=True)
            if self._sockets.parent.parent == Path(tempfile.gettempdir()):
                with suppress(OSError):  # a spare folder made for the sockets alone
                    self._sockets.parent.rmdir()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def restart_postgres(self) -> None:
        """Start PostgreSQL again after it ended unasked."""
        if self.postgres and self._lock:
            self.postgres.start((self._lock.fd,))

    @property
    def valkeys(self) -> list[EmbeddedValkey]:
        """Every Valkey of ours: one, or the nodes of the cluster."""
        if self.cluster:
            return self.cluster.nodes
        return [self.valkey] if self.valkey else []

    def restart_valkey(self, one: EmbeddedValkey) -> None:
        """Start it again after it ended unasked; the same address."""
        if self._lock:
            one.start((self._lock.fd,))

    def claim(self) -> Path:
        """Settle where the data live and hold that folder, so that no other copy works in it."""
        self.place = self._settle()
        self._lock = FolderLock(self.place)
        self._lock.take()
        return self.place

    def _start(self) -> None:
        if self._lock is None:
            self.claim()
        assert self._lock is not None
        passwords = self._passwords()
        self._sockets = self._socket_folder()
        held = (self._lock.fd,)
        if self.with_valkey and self.clustered:
            self.cluster = self._make_cluster(passwords["valkey"])
            self.cluster.start(held)
        elif self.with_valkey:
            self.valkey = self._make_valkey(passwords["valkey"])
            self.valkey.start(held)
        if self.with_postgres:
            self.postgres = self._make_postgres(passwords)
            self.postgres.start(held)

    def _make_postgres(self, passwords: dict[str, str]) -> EmbeddedPostgres:
        return EmbeddedPostgres(
            folder=self.place / "postgres",
            sockets=self._sockets or self.place,
            log=self.data_dir / "logs" / "postgres.log",
            passwords=passwords,
            programs=self._reachable(postgres_programs()),
            account=self.account,
            quick=self.quick,
        )

    def _make_valkey(self, password: str) -> EmbeddedValkey:
        return EmbeddedValkey(
            folder=self.place / "valkey",
            sockets=self._sockets or self.place,
            log=self.data_dir / "logs" / "valkey.log",
            password=password,
            programs=self._reachable(valkey_programs()),
            account=self.account,
            quick=self.quick,
        )

    def _make_cluster(self, password: str) -> EmbeddedCluster:
        return EmbeddedCluster(
            folder=self.place / "cluster",
            sockets=self._sockets or self.place,
            logs=self.data_dir / "logs",
            password=password,
            programs=self._reachable(valkey_programs()),
            account=self.account,
            quick=self.quick,
        )

    def _settle(self) -> Path:
        """The folder that holds data and programs of the servers: ours, or a spare one."""
        try:
            if not self.data_dir.exists():
                self.data_dir.mkdir(parents=True)
                self.data_dir.chmod(0o711)
            (self.data_dir / "logs").mkdir(exist_ok=True)
        except PermissionError:
            raise ServersError(
                f"{self.data_dir} cannot be written: set DATA_DIR to a folder of your own."
            ) from None
        if can_enter(self.account, self.data_dir):
            return self.data_dir
        place = _spare_place(self.data_dir, self.account)
        self.notes.append(
            f"The servers run without root's rights and cannot enter {self.data_dir}, "
            f"so their data are kept in {place}."
        )
        return place

    def _passwords(self) -> dict[str, str]:
        known = (self.data_dir / FILE_NAME).exists()
        if not known and (self.place / "postgres").exists():
            raise ServersError(
                f"{self.data_dir / FILE_NAME} is gone, and with it the passwords of the database: "
                "put it back, or start afresh with `bin/dev --reset`."
            )
        makers = dict.fromkeys((SUPERUSER, OWNER, APP, "valkey"), _password)
        return kept_secrets(self.data_dir, makers)

    def _socket_folder(self) -> Path:
        sockets = self.place / "run"
        if len(bytes(sockets / LONGEST_SOCKET)) > SOCKET_PATH_MAX:
            sockets = spare_folder(Path(tempfile.gettempdir()), self.place) / "run"
        if len(bytes(sockets / LONGEST_SOCKET)) > SOCKET_PATH_MAX:
            raise ServersError(f"{sockets} is too long a path for a socket: set TMPDIR to /tmp.")
        return private_folder(sockets, self.account)

    def _reachable(self, programs: Path) -> Path:
        """The programs, or a copy of them where the account can run it."""
        if can_enter(self.account, programs):
            return programs
        package = programs.parent
        kept = self.place / "programs" / package.name
        copy = kept / str(int(programs.stat().st_mtime))  # a newer wheel gets a newer copy
        if not copy.exists():
            shutil.rmtree(kept, ignore_errors=True)
            _copy_programs(programs, kept / "new")
            (kept / "new").rename(copy)
        return copy / package.name / programs.name


def _copy_programs(programs: Path, into: Path) -> None:
    """With the libraries that the wheel keeps beside its package, where the programs seek them."""
    package = programs.parent
    for folder in (into.parent.parent, into.parent, into, into / package.name):
        folder.mkdir(exist_ok=True)
        folder.chmod(0o711)
    unused = shutil.ignore_patterns("include")
    shutil.copytree(programs, into / package.name / programs.name, ignore=unused)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, into / libraries.name)


def _spare_place(data_dir: Path, account: Account | None) -> Path:
    """Where the servers' data live when their account cannot enter `data_dir`."""
    for base in (Path("/var/tmp"), Path(tempfile.gettempdir())):  # noqa: S108 - the owner is checked
        if base.is_dir() and can_enter(account, base):
            return spare_folder(base, data_dir)
    raise ServersError("No folder is left for the servers' data: set DATA_DIR to one below /srv.")


def for_tests(folder: Path) -> EmbeddedServers:
    """Servers that forget: nothing is flushed to disk, little memory, quickly made and ended."""
    return EmbeddedServers(folder, quick=True)


def _password() -> str:
    return secrets.token_urlsafe(24)
