"""One stream of hints to a screen (server-sent events): something moved, ask anew.

A process listens to the store once for all of its streams, and hands each what concerns its unit. A
stream holds no connection to the database and no context of a request; each heartbeat it looks
whether whoever listens still may, with a connection of that moment. Without it, screens ask by
themselves, only later.

Under gevent a stream costs a greenlet, with plain threads one of the server's own.
"""

import logging
import queue
import random
import threading
import time
from collections.abc import Callable, Iterator

from flask import Flask, Response
from sqlalchemy.exc import DBAPIError

from app.cadres.roles import may
from app.cadres.sessions import actor_for
from app.errors import TooOften
from app.leaderboards import news
from app.store import Unavailable
from app.web.pace import again
from app.words import said

HEARTBEAT_S = 20.0
MOST = 4  # streams of one cadre in a process
RETRY_S = (3.0, 9.0)  # when the stream broke; spread, since all of a server break together
HEADERS = {
    "Content-Type": "text/event-stream; charset=utf-8",
    "Cache-Control": "no-store",
    "X-Accel-Buffering": "no",  # a proxy in front hands each line on at once
}
END = ""

log = logging.getLogger(__name__)


class Ear:
    """One stream's end of it: what concerns its unit waits here."""

    def __init__(self, unit_id: int, cadre_id: int) -> None:
        self.unit_id, self.cadre_id = unit_id, cadre_id
        self._heard: queue.Queue[str] = queue.Queue()

    def hear(self, id: str) -> None:
        """A line concerns its unit, or `END`."""
        self._heard.put(id)

    def next(self, seconds: float) -> str | None:
        """The newest line that waits; None when none came within that time."""
        try:
            id = self._heard.get(timeout=seconds)
            while id != END and not self._heard.empty():
                id = self._heard.get_nowait()
        except queue.Empty:
            return None
        return id


class Hub:
    """Listens to the store while somebody listens to it."""

    def __init__(self) -> None:
        self._ears: set[Ear] = set()
        self._at_work = threading.Lock()
        self._listening = False

    def listen(self, unit_id: int, cadre_id: int) -> Ear:
        """A new ear. Raises TooOften beyond `MOST` of one cadre, Unavailable without a store."""
        ear = Ear(unit_id, cadre_id)
        with self._at_work:
            if sum(each.cadre_id == cadre_id for each in self._ears) >= MOST:
                raise TooOften(said("Terlalu banyak layar terbuka."), int(HEARTBEAT_S))
            if not self._listening:
                after = news.newest()
                threading.Thread(target=self._run, args=(after,), daemon=True).start()
                self._listening = True
            self._ears.add(ear)
        return ear

    def leave(self, ear: Ear) -> None:
        """That stream is over."""
        with self._at_work:
            self._ears.discard(ear)

    def end(self) -> None:
        """Every stream of this process ends now."""
        with self._at_work:
            for ear in self._ears:
                ear.hear(END)

    def _run(self, after: str) -> None:
        while self._wanted():
            try:
                for line in news.wait(after):
                    after = line.id
                    self._tell(line)
            except Unavailable:
                time.sleep(1)
            except Exception:
                log.exception("a line of news could not be read")
                time.sleep(1)

    def _wanted(self) -> bool:
        with self._at_work:
            self._listening = bool(self._ears)
            return self._listening

    def _tell(self, line: news.Line) -> None:
        with self._at_work:
            for ear in self._ears:
                if ear.unit_id in line.units:
                    ear.hear(line.id)


def still(app: Flask, token: str, act: str, path: str) -> bool:
    """Whether whoever opened a stream with this session may still do `act` there."""
    with app.app_context():
        try:
            actor = actor_for(token, visit=False)
        except DBAPIError:
            return False  # its screen comes back by itself, and finds out
        return actor is not None and may(actor, act, path)


hub = Hub()


def stream(
    unit_id: int,
    cadre_id: int,
    last_id: str | None,
    gap_s: float,
    welcome: Callable[[], bool],
) -> Response:
    """Hints for a unit, from the line after `last_id` on, for as long as `welcome` says so.

    Between two of them lie `gap_s`, and more under load, however much moves. Raises TooOften and
    Unavailable.
    """
    ear = hub.listen(unit_id, cadre_id)
    try:
        newest = news.newest()
        behind = last_id is not None and news.missed(unit_id, last_id)
    except BaseException:
        hub.leave(ear)
        raise
    return Response(_lines(ear, newest, behind, gap_s, welcome), headers=HEADERS)


def _lines(
    ear: Ear, newest: str, behind: bool, gap_s: float, welcome: Callable[[], bool]
) -> Iterator[str]:
    try:
        retry_ms = int(1000 * random.uniform(*RETRY_S))  # noqa: S311
        yield f"retry: {retry_ms}\nid: {newest}\n\n"
        if behind:
            yield _hint(newest)
        looked = time.monotonic()
        while True:
            id = ear.next(HEARTBEAT_S)
            if id == END:
                return
            if time.monotonic() - looked >= HEARTBEAT_S:
                if not welcome():
                    return
                looked = time.monotonic()
            yield _hint(id) if id else ": hadir\n\n"
            if id:
                time.sleep(again(gap_s))
    finally:
        hub.leave(ear)


def _hint(id: str) -> str:
    return f"event: moved\nid: {id}\ndata: {id}\n\n"
