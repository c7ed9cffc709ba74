"""A port of the loopback in front of a server, on which the road to it can be broken in three ways.

Nothing passes any more, either way, though everybody seems connected (`hole`); whoever sends COMMIT
never hears what became of it (`cut_at_commit`); what is passed on waits on a given side of COMMIT
(`hold_commit`). `heal` ends all of it: what waited goes on its way, as after a cable was plugged in
again.
"""

import socket
import threading
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from config import Settings

PIECE = 64 * 1024
COMMIT = b"COMMIT"


class Relay:
    """Passes bytes between whoever connects to `port` and the server that listens at `target`."""

    def __init__(self, target: Path | tuple[str, int]) -> None:
        self._target = target
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self._open = threading.Event()
        self._open.set()
        self.commits = threading.Event()  # somebody sent COMMIT since it was last asked for
        self._at_commit = ""
        self._roads: list[tuple[socket.socket, socket.socket]] = []
        self._start(self._accept)

    def hole(self) -> None:
        """From now on nothing passes; connecting still seems to work."""
        self._open.clear()

    def heal(self, drop: bool = False) -> None:
        """Everything passes again; with `drop`, only for who connects anew."""
        self._at_commit = ""
        if drop:
            self._drop()
        self._open.set()

    def cut_at_commit(self) -> None:
        """The next COMMIT is done, and its sender disconnected instead of told."""
        self._await_commit("cut")

    def hold_commit(self, done: bool) -> None:
        """A hole from the next COMMIT on: the server has not got it yet, or has `done` it."""
        self._await_commit("after" if done else "before")

    def close(self) -> None:
        """End of all."""
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)  # whoever waits in `accept` ends
        self._listening.close()
        self.heal(drop=True)

    def _await_commit(self, what: str) -> None:
        self.commits.clear()
        self._at_commit = what

    def _drop(self) -> None:
        while self._roads:
            for end in self._roads.pop():
                _shut(end)

    def _accept(self) -> None:
        while True:
            try:
                caller, _ = self._listening.accept()
            except OSError:
                return
            self._start(lambda caller=caller: self._connect(caller))

    def _connect(self, caller: socket.socket) -> None:
        self._open.wait()
        family = socket.AF_UNIX if isinstance(self._target, Path) else socket.AF_INET
        server = socket.socket(family)
        try:
            server.connect(str(self._target) if isinstance(self._target, Path) else self._target)
        except OSError:
            _shut(caller)
            return
        self._roads.append((caller, server))
        committing = threading.Event()
        self._start(lambda: self._there(caller, server, committing))
        self._back(server, caller, committing)

    def _there(self, caller: socket.socket, server: socket.socket, committing) -> None:
        for piece in _pieces(caller):
            if self._at_commit and COMMIT in piece:
                if self._at_commit == "before":
                    self.hole()
                    self.commits.set()
                else:
                    committing.set()
            self._open.wait()
            if not _sent(server, piece):
                break
        _shut(server)

    def _back(self, server: socket.socket, caller: socket.socket, committing) -> None:
        for piece in _pieces(server):
            if committing.is_set():
                committing.clear()
                cut, self._at_commit = self._at_commit == "cut", ""
                if not cut:
                    self.hole()
                self.commits.set()
                if cut:
                    break
            self._open.wait()
            if not _sent(caller, piece):
                break
        _shut(caller)
        _shut(server)

    def _start(self, act) -> None:
        threading.Thread(target=act, daemon=True).start()


def _pieces(end: socket.socket) -> Generator[bytes]:
    with suppress(OSError):
        while piece := end.recv(PIECE):
            yield piece


def _sent(end: socket.socket, piece: bytes) -> bool:
    try:
        end.sendall(piece)
    except OSError:
        return False
    return True


def _shut(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()


@contextmanager
def relay(target: Path | tuple[str, int]) -> Generator[Relay]:
    """A relay for as long as the block lasts."""
    one = Relay(target)
    try:
        yield one
    finally:
        one.close()


def by_way_of(road: Relay, settings: Settings) -> Settings:
    """The same settings, with the database at the far end of that road."""
    server, _, name = settings.database_url.partition("?")[0].rpartition("/")
    url = f"{server}127.0.0.1:{road.port}/{name}?sslmode=disable"
    return replace(settings, database_url=url)
