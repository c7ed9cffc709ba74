"""Streams of walls: what changed on a war room's screen, made once for all who watch the same.

Unlike a stream of hints (`streams.py`) each event carries the parts of the page that changed, as
HTML: five hundred screens that asked anew at once would keep each other waiting. Its id names the
figures that are shown, so that a screen which was away is told what changed since, and one that was
away too long gets all of them. An event comes with every count, changed or not: a screen that hears
none for half a minute knows that it is old.
"""

import queue
import random
import threading
import time
import zlib
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from flask import Flask, Response

from app.db import db
from app.store import Unavailable
from app.warroom import kept
from app.warroom.kept import Watched
from app.warroom.shapes import Figures
from app.web import streams
from app.web.languages import COOKIE

LOOK_S = 0.25  # how often a process looks whether something was counted
MOST = 12  # screens of one cadre in a process
MOMENTS = 12  # of which a wall still knows what they showed
GZIP = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"  # a head; the stream itself never ends
AWAY = "0"

Parts = Mapping[str, str]


class Screen(NamedTuple):
    """What a wall shows: of which figures, which scene, for whom, and in which language."""

    watched: Watched
    code: str
    scene: str
    masked: bool
    language: str


Draw = Callable[[Screen, Figures], Parts]


@dataclass(eq=False)
class Eye:
    """One stream's end of it: it wakes when its wall shows something else, or is to end."""

    screen: Screen
    cadre_id: int
    _woken: queue.Queue[bool] = field(default_factory=queue.Queue)

    def wake(self, over: bool = False) -> None:
        """There is something to see, or it is over."""
        self._woken.put(over)

    def wait(self, seconds: float) -> bool | None:
        """Whether it is over; None when nothing happened within that time."""
        try:
            over = self._woken.get(timeout=seconds)
            while not over and not self._woken.empty():
                over = self._woken.get_nowait()
        except queue.Empty:
            return None
        return over


class Wall:
    """What one kind of screen shows and showed a moment ago."""

    def __init__(self) -> None:
        self._shown: OrderedDict[str, Parts] = OrderedDict()
        self._told: dict[str, tuple[bytes, bytes]] = {}

    @property
    def newest(self) -> str:
        """The moment it shows now."""
        return next(reversed(self._shown), AWAY)

    def show(self, moment: str, parts: Parts) -> None:
        """From now on it shows this."""
        self._shown[moment] = parts
        self._told.clear()
        while len(self._shown) > MOMENTS:
            self._shown.popitem(last=False)

    def since(self, moment: str, packed: bool) -> bytes:
        """The event for a screen that shows that moment; the same bytes for all that do."""
        if moment not in self._told:
            before = self._shown.get(moment, {})
            now = self._shown[self.newest]
            changed = "".join(
                html for name, html in now.items() if before.get(name) != html or name == "as_of"
            )
            told = _event("tick", self.newest, changed)
            self._told[moment] = told, pack(told)
        return self._told[moment][packed]


class Gallery:
    """All walls of this process; while somebody watches, a thread looks for new figures."""

    def __init__(self) -> None:
        self._eyes: dict[Eye, None] = {}  # the oldest first
        self._walls: dict[Screen, Wall] = {}
        self._at_work = threading.Lock()
        self._looking = False

    def watch(self, app: Flask, draw: Draw, eye: Eye) -> None:
        """One more. Beyond `MOST` of one cadre her oldest ends: whoever walks from page to page
        leaves streams behind, of which it is not known yet that nobody reads them. Raises
        Unavailable."""
        kept.watch([eye.screen.watched], time.time())
        with self._at_work:
            hers = [one for one in self._eyes if one.cadre_id == eye.cadre_id]
            if len(hers) >= MOST:
                hers[0].wake(over=True)
                del self._eyes[hers[0]]
            self._eyes[eye] = None
            if not self._looking:
                self._looking = True
                threading.Thread(target=self._run, args=(app, draw), daemon=True).start()

    def leave(self, eye: Eye) -> None:
        """That stream is over."""
        with self._at_work:
            self._eyes.pop(eye, None)

    def wall(self, screen: Screen) -> Wall | None:
        """What that kind of screen shows; None until figures were seen."""
        return self._walls.get(screen)

    def end(self) -> None:
        """Every stream of this process ends now."""
        with self._at_work:
            for eye in self._eyes:
                eye.wake(over=True)

    def _run(self, app: Flask, draw: Draw) -> None:
        while screens := self._wanted():
            try:
                self._look(app, draw, screens)
            except Unavailable:
                pass  # what is shown grows old, and says so
            except Exception:
                streams.log.exception("a wall could not be drawn")
            time.sleep(LOOK_S)

    def _wanted(self) -> set[Screen]:
        with self._at_work:
            screens = {eye.screen for eye in self._eyes}
            self._looking = bool(screens)
            for gone in self._walls.keys() - screens:
                del self._walls[gone]
            return screens

    def _look(self, app: Flask, draw: Draw, screens: set[Screen]) -> None:
        moments = kept.watch({screen.watched for screen in screens}, time.time())
        read: dict[Watched, Figures | None] = {}
        for screen in screens:
            wall = self._walls.setdefault(screen, Wall())
            watched = screen.watched
            if moments.get(watched, wall.newest) == wall.newest:
                continue
            if watched not in read:
                read[watched] = kept.read(watched)
            if found := read[watched]:
                wall.show(kept.identity(found), _drawn(app, draw, screen, found))
                self._tell(screen)

    def _tell(self, screen: Screen) -> None:
        with self._at_work:
            for eye in self._eyes:
                if eye.screen == screen:
                    eye.wake()


gallery = Gallery()


def stream(
    app: Flask, draw: Draw, eye: Eye, shows: str, packed: bool, welcome: Callable[[], bool]
) -> Response:
    """The events of a screen that `shows` a moment already, for as long as `welcome` says so.

    `packed` for browsers that take gzip. Raises Unavailable.
    """
    gallery.watch(app, draw, eye)
    headers = streams.HEADERS | ({"Content-Encoding": "gzip"} if packed else {})
    return Response(_events(eye, shows, packed, welcome), headers=headers)


def pack(told: bytes) -> bytes:
    """A piece of a gzip stream that needs nothing of what went before it.

    So it is made once and goes to every screen, each of which unpacks one stream of its own.
    """
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(told) + packer.flush(zlib.Z_FULL_FLUSH)


def _events(eye: Eye, shows: str, packed: bool, welcome: Callable[[], bool]) -> Iterator[bytes]:
    def sent(told: bytes) -> bytes:
        return pack(told) if packed else told

    try:
        retry_ms = int(1000 * random.uniform(*streams.RETRY_S))  # noqa: S311
        yield (GZIP if packed else b"") + sent(f"retry: {retry_ms}\n\n".encode())
        due = _due()
        while True:
            wall = gallery.wall(eye.screen)
            if wall and wall.newest not in (AWAY, shows):
                newest = wall.newest
                yield wall.since(shows, packed)
                shows = newest
            over = eye.wait(max(0.0, due - time.monotonic()))
            if over:
                return
            if over is None:
                if not welcome():
                    return
                due = _due()
                yield sent(b": hadir\n\n")
    finally:
        gallery.leave(eye)


def _due() -> float:
    """When to look again whether somebody may still watch: spread, and never before a tick is sent,
    since five hundred who are asked about at once keep that tick waiting."""
    return time.monotonic() + streams.HEARTBEAT_S * random.uniform(0.5, 1)  # noqa: S311


def _drawn(app: Flask, draw: Draw, screen: Screen, found: Figures) -> Parts:
    """The parts as a page in that language would show them."""
    cookie = {"Cookie": f"{COOKIE}={screen.language}"}
    with app.test_request_context(f"/ruang-kendali/{screen.code}", headers=cookie):
        try:
            return draw(screen, found)
        finally:
            db.session.remove()


def _event(name: str, id: str, body: str) -> bytes:
    lines = "\n".join(f"data: {line}" for line in body.splitlines() if line.strip())
    return f"event: {name}\nid: {id}\n{lines}\n\n".encode()
