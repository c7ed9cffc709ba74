"""The processes of one Gelanggang, kept alive: a crashed one is started again, ever more slowly."""

import http.client
import signal
import socket
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import Popen

from app.cli.children import Account, ServersError, end, spawn, sweep, tail

DELAY_MIN_S = 1.0
DELAY_MAX_S = 30.0
STEADY_S = 60.0  # one that ran this long is started again without delay of old
START_S = 120.0  # a machine may be busy


@dataclass
class Process:
    """One of them: how to start it, and what has become of it."""

    name: str
    command: Sequence[str]
    env: Mapping[str, str]
    log: Path
    cwd: Path
    account: Account | None = None
    at_our_death: signal.Signals = signal.SIGKILL
    child: Popen[bytes] | None = field(default=None, init=False)

    def start(self) -> None:
        """Start it; its output goes to its log."""
        self.child = spawn(
            self.command,
            env=self.env,
            account=self.account,
            at_our_death=self.at_our_death,
            log=self.log,
            cwd=self.cwd,
        )

    def ended(self) -> bool:
        """Whether it ran and does no more."""
        return self.child is not None and self.child.poll() is not None

    def stop(self) -> None:
        """Ask it to end, wait, insist; and whatever it started with it."""
        end(self.child, (signal.SIGTERM, 6.0))
        sweep(self.child)


def stop_all(processes: Sequence[Process]) -> None:
    """All at once, since none needs another to end well."""
    for process in processes:
        if process.child is not None and not process.ended():
            process.child.terminate()
    for process in processes:
        process.stop()


class Keeper:
    """Starts again what has ended, after a delay that doubles as long as it keeps ending."""

    def __init__(
        self, name: str, ended: Callable[[], bool], start: Callable[[], object], log: Path
    ) -> None:
        self._name = name
        self._ended = ended
        self._start = start
        self._log = log
        self._delay_s = 0.0
        self._since = time.monotonic()
        self._due: float | None = None

    def look(self) -> str | None:
        """Do what is due now; a sentence when there is something to say."""
        now = time.monotonic()
        if self._due is None:
            return self._note_end(now) if self._ended() else None
        if now < self._due:
            return None
        self._due, self._since = None, now
        try:
            self._start()
        except ServersError as error:
            return f"{self._name} does not come back: {error}"
        return f"{self._name} runs again."

    def _note_end(self, now: float) -> str:
        steady = now - self._since > STEADY_S
        self._delay_s = (
            DELAY_MIN_S if steady else min(max(DELAY_MIN_S, 2 * self._delay_s), DELAY_MAX_S)
        )
        self._due = now + self._delay_s
        words = tail(self._log, 3)
        return (
            f"{self._name} has ended unasked; it starts again in {self._delay_s:.0f} s. "
            f"Its last words ({self._log}):\n{words}"
        )


def check_port(port: int, variable: str) -> None:
    """ServersError when something else already listens there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError:
            raise ServersError(f"Port {port} is root's: set {variable} to 1024 or more.") from None
        except OSError:
            raise ServersError(
                f"Port {port} is taken: end the program that listens there, or choose another "
                f"with {variable}, for instance {variable}={port + 10} bin/dev."
            ) from None


def wait_until_answers(process: Process, port: int, path: str) -> None:
    """Wait for 200 from that path. ServersError when the process ends, or is too slow."""
    deadline = time.monotonic() + START_S
    while not _answers(port, path):
        if process.ended() or time.monotonic() > deadline:
            raise ServersError(
                f"{process.name} did not come up. Its last words ({process.log}):\n"
                f"{tail(process.log)}"
            )
        time.sleep(0.1)


def _answers(port: int, path: str) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
