"""A screen that watches a war room, over real HTTP: what it reads, event by event."""

import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection

from flask import Flask
from werkzeug.serving import make_server

from app import clock
from app.cadres.sessions import begin
from app.db import db, transaction
from app.warroom import kept
from app.web.walls import gallery
from simulator.running import QuietHandler
from tests.cast import Person

PATIENCE_S = 20.0


@contextmanager
def served(app: Flask) -> Iterator[int]:
    """This very process, served with threads; gives its port."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=QuietHandler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.port
    gallery.end()
    server.shutdown()
    thread.join()
    server.server_close()


def token_of(app: Flask, who: Person) -> str:
    """A session of that person, strong enough for every role."""
    with app.app_context():
        with transaction():
            token = begin(who.id, "Layar uji", "127.0.0.1", strong=True)
        db.session.remove()
    return token


def tick(app: Flask) -> int:
    """What a worker does every five seconds."""
    with app.app_context():
        found = kept.tick(clock.now())
        db.session.remove()
    return found


class Screen:
    """What one screen is sent, with its bytes on the wire where it takes gzip."""

    def __init__(
        self, port: int, token: str, path: str, last_id: str = "", packed: bool = False
    ) -> None:
        self.connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
        headers = {"Cookie": f"sesi={token}"} | ({"Last-Event-ID": last_id} if last_id else {})
        headers |= {"Accept-Encoding": "gzip"} if packed else {}
        self.connection.request("GET", path, headers=headers)
        self.answer = self.connection.getresponse()
        self.status = self.answer.status
        self._unpacker = zlib.decompressobj(16 + zlib.MAX_WBITS) if packed else None
        self.bytes = 0
        self._text = ""

    def next(self) -> dict[str, str]:
        """The next event that is not a sign of life: its fields, `data` in one piece."""
        while True:
            block = self._block()
            fields: dict[str, str] = {}
            for line in block.splitlines():
                name, _, value = line.partition(": ")
                fields[name] = f"{fields[name]}\n{value}" if name in fields else value
            if "event" in fields:
                return fields

    def close(self) -> None:
        self.answer.close()
        self.connection.close()

    def _block(self) -> str:
        while "\n\n" not in self._text:
            read = self.answer.read1(65536)
            if not read:
                raise EOFError
            self.bytes += len(read)
            self._text += (self._unpacker.decompress(read) if self._unpacker else read).decode()
        block, _, self._text = self._text.partition("\n\n")
        return block
