"""A server that answers whatever a test wants, for platforms worse than any switch makes them."""

import json
import socket
import threading
from collections.abc import Callable

Answer = Callable[[socket.socket], None]
OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n"


class Odd:
    """A server of one thread that answers every connection by `answer`; `heard` is the latest
    question."""

    def __init__(self) -> None:
        self.answer: Answer = whole(b"")
        self.heard = b""
        self._ear = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._ear.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                line, _ = self._ear.accept()
            except OSError:
                return
            with line:
                try:
                    self.heard = line.recv(65536)
                    self.answer(line)
                except OSError:
                    pass

    def close(self) -> None:
        if self._ear.fileno() >= 0:
            # A plain close would leave accept() waiting.
            self._ear.shutdown(socket.SHUT_RDWR)
            self._ear.close()


def whole(body: bytes, head: bytes = OK) -> Answer:
    """The answer in one piece."""
    sized = head + f"Content-Length: {len(body)}\r\n\r\n".encode() + body
    return lambda line: line.sendall(sized)


def told(body: object, status: str = "200 OK") -> Answer:
    """A body as JSON (bytes as they are), with a status."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return whole(raw, OK.replace(b"200 OK", status.encode()))
