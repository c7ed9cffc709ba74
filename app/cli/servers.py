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
    """Both servers over one data folder."""

    def __init__(self, data_dir: Path, *, quick: bool = False) -> None:
        self.data_dir = data_dir.absolute()
        self.quick = quick
        self.notes: list[str] = []
        self.postgres: EmbeddedPostgres | None = None
        self.valkey: EmbeddedValkey | None = None
        self._lock: FolderLock | None = None
        self._sockets: Path | None = None

    @property
    def addresses(self) -> Addresses:
        """Where they listen, once started."""
        if self.postgres is None or self.valkey is None:
            raise RuntimeError("not started")
        return Addresses(
            database_url=self.postgres.url(APP),
            owner_url=self.postgres.url(OWNER),
            superuser_url=self.postgres.url(SUPERUSER, "postgres"),
            redis_url=self.valkey.url,
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
        for server in (self.valkey, self.postgres):
            if server is not None:
                server.stop()
        if self._lock is not None:
            self._lock.release()
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

    def _start(self) -> None:
        account = unprivileged_account()
        place = self._place(account)
        self._lock = FolderLock(place)
        self._lock.take()
        passwords = self._passwords(place)
        self._sockets = self._socket_folder(place)
        logs = self.data_dir / "logs"
        self.postgres = EmbeddedPostgres(
            folder=place / "postgres",
            sockets=self._sockets,
            log=logs / "postgres.log",
            passwords=passwords,
            programs=_reachable(postgres_programs(), place, account),
            account=account,
            quick=self.quick,
        )
        self.valkey = EmbeddedValkey(
            folder=place / "valkey",
            sockets=self._sockets,
            log=logs / "valkey.log",
            password=passwords["valkey"],
            programs=_reachable(valkey_programs(), place, account),
            account=account,
            quick=self.quick,
        )
        held = (self._lock.fd,)
        self.valkey.start(held)
        self.postgres.start(held)

    def _place(self, account: Account | None) -> Path:
        """The folder that holds data and programs of the servers: ours, or the spare one."""
        try:
            if not self.data_dir.exists():
                self.data_dir.mkdir(parents=True)
                self.data_dir.chmod(0o711)
            (self.data_dir / "logs").mkdir(exist_ok=True)
        except PermissionError:
            raise ServersError(
                f"{self.data_dir} cannot be written: set DATA_DIR to a folder of your own."
            ) from None
        if can_enter(account, self.data_dir):
            return self.data_dir
        place = spare_place(self.data_dir)
        self.notes.append(
            f"The servers run without root's rights and cannot enter {self.data_dir}, "
            f"so their data are kept in {place}."
        )
        return place

    def _passwords(self, place: Path) -> dict[str, str]:
        known = (self.data_dir / FILE_NAME).exists()
        if not known and (place / "postgres").exists():
            raise ServersError(
                f"{self.data_dir / FILE_NAME} is gone, and with it the passwords of the database: "
                "put it back, or start afresh with `bin/dev --reset`."
            )
        makers = dict.fromkeys((SUPERUSER, OWNER, APP, "valkey"), _password)
        return kept_secrets(self.data_dir, makers)

    def _socket_folder(self, place: Path) -> Path:
        sockets = place / "run"
        if len(bytes(sockets / LONGEST_SOCKET)) > SOCKET_PATH_MAX:
            sockets = spare_folder(Path(tempfile.gettempdir()), place) / "run"
        if len(bytes(sockets / LONGEST_SOCKET)) > SOCKET_PATH_MAX:
            raise ServersError(f"{sockets} is too long a path for a socket: set TMPDIR to /tmp.")
        return private_folder(sockets, unprivileged_account())


def spare_place(data_dir: Path) -> Path:
    """Where the servers' data live when their account cannot enter `data_dir`."""
    account = unprivileged_account()
    for base in (Path("/var/tmp"), Path(tempfile.gettempdir())):  # noqa: S108 - checked by spare_folder
        if base.is_dir() and can_enter(account, base):
            return spare_folder(base, data_dir)
    raise ServersError("No folder is left for the servers' data: set DATA_DIR to one below /srv.")


def for_tests(folder: Path) -> EmbeddedServers:
    """Servers that forget: nothing is flushed to disk, little memory, quickly made and ended."""
    return EmbeddedServers(folder, quick=True)


def _password() -> str:
    return secrets.token_urlsafe(24)


def _reachable(programs: Path, place: Path, account: Account | None) -> Path:
    """The programs, or a copy of them where the account can run it."""
    if can_enter(account, programs):
        return programs
    copy = place / "programs" / programs.name
    if not copy.exists():
        beside = copy.with_name(copy.name + ".new")
        shutil.rmtree(beside, ignore_errors=True)
        copy.parent.mkdir(mode=0o711, exist_ok=True)
        shutil.copytree(programs, beside, symlinks=True, ignore=shutil.ignore_patterns("include"))
        beside.rename(copy)
    return copy
