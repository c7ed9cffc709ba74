"""How soon an open page may ask again: the more seldom, the busier this process is.

A page is told with every answer (`data-ask`, or `Ask-Again` on a 204), so that thousands of open
boards stretch with the load without anybody turning a knob. Busy is how many requests were in
progress on average: the time they took, per second of time (Little's law). It is counted here for
this process alone, since what slows one of several is its own queue.
"""

import hashlib
import random
import time
from collections.abc import Iterable
from datetime import datetime, timedelta
from math import exp

from flask import Response, make_response

from app import clock
from app.web.format import writing
from app.web.languages import spoken
from app.web.session import me

SPAN_S = 15.0  # what is older than this hardly counts
CALM = 2.0  # requests in progress that a process carries without anybody waiting
LONGEST = 10.0  # times the usual: beyond that a page would look forgotten
SPREAD = 0.2  # either way, so that phones that began together do not ask together
# By how long ago it was handed in; a machine answers within seconds, people within days.
PATIENCE = (
    (timedelta(seconds=3), 0.4),
    (timedelta(seconds=30), 0.9),
    (timedelta(minutes=5), 3.0),
    (timedelta(hours=1), 20.0),
)
LAST_PATIENCE_S = 60.0


class Busyness:
    """Requests in progress on average over about the last `SPAN_S` seconds.

    Two threads may lose each other's addition; a mean survives that, and needs no lock.
    """

    def __init__(self) -> None:
        self._spent = 0.0
        self._until = 0.0

    def add(self, seconds: float, at: float) -> None:
        """A request took so long and ended at that moment, in seconds of a steady clock."""
        self._spent = self._left(at) + seconds
        self._until = at

    def at(self, moment: float) -> float:
        """The mean at a moment."""
        return self._left(moment) / SPAN_S

    def _left(self, moment: float) -> float:
        return self._spent * exp(-max(0.0, moment - self._until) / SPAN_S)


def pause(usual_s: float, busy: float, dice: float) -> float:
    """Seconds until a page may ask again: the usual while calm, then in proportion to the load.

    `dice`, from 0 to 1, moves it by up to a fifth either way.
    """
    stretch = min(max(busy / CALM, 1.0), LONGEST)
    return round(usual_s * stretch * (1 + SPREAD * (2 * dice - 1)), 1)


busyness = Busyness()


def again(usual_s: float) -> float:
    """`pause` for this process now."""
    return pause(usual_s, busyness.at(time.perf_counter()), random.random())  # noqa: S311


def patience(handed_in: Iterable[datetime]) -> float:
    """Seconds to wait for a verdict on the youngest of these: the less, the sooner it may come.

    While machines look, a move is on the page within two seconds of the verdict: this, and what
    the boards take (`static/js/live.js`).
    """
    age = clock.now() - max(handed_in, default=clock.now() - timedelta(days=1))
    return next((wait_s for within, wait_s in PATIENCE if age < within), LAST_PATIENCE_S)


def version(shown: object) -> str:
    """Names what a live part shows, by its `repr`: another name, and there is something new."""
    return hashlib.sha256(repr(shown).encode()).hexdigest()[:12]


def unchanged(usual_s: float, as_of: datetime | None = None) -> Response:
    """Nothing new since the version the browser named: 204, and htmx leaves the page alone.

    It says how soon to ask again, and `as_of` what moment the page may now name.
    """
    response = make_response("", 204, {"Ask-Again": str(again(usual_s))})
    if as_of:
        response.headers["As-Of"] = writing(spoken()).clock(as_of, me().zone)
    del response.headers["Content-Type"]
    return response
