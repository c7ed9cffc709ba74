"""A platform that keeps failing is left alone for a while, so that nobody waits for it in vain.

After `FAILURES` in a row an origin's questions are answered with `down` at once for `OPEN_S`; then
one is let through, and its fate decides. Per process: each finds out for itself.
"""

import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass

from app.errors import Fault
from app.providers import base

FAILURES = 5
OPEN_S = 30.0
REMEMBERED = 1000  # anybody may give us addresses at which nobody is


@dataclass
class State:
    """How an origin has failed since it last answered."""

    failures: int = 0
    closed_until: float = 0.0


_states: dict[str, State] = {}
_lock = threading.Lock()


@contextmanager
def guarded(origin: str, label: str) -> Generator[None]:
    """Ask this origin inside. Raises `down` at once while it is left alone."""
    with _lock:
        state = _states.get(origin, State())
        if time.monotonic() < state.closed_until:
            raise base.down(label)
        if state.failures >= FAILURES:
            state.closed_until = time.monotonic() + OPEN_S  # for all but the one who tries now
    try:
        yield
    except Fault as fault:
        if fault.kind == "down":
            _failed(origin)
        raise
    with _lock:
        _states.pop(origin, None)


def reset() -> None:
    """Forget what happened (tests, where platforms change their mind by a switch)."""
    with _lock:
        _states.clear()


def _failed(origin: str) -> None:
    with _lock:
        state = _states.setdefault(origin, State())
        state.failures += 1
        if state.failures >= FAILURES:
            state.closed_until = time.monotonic() + OPEN_S
        if len(_states) > REMEMBERED:
            _states.pop(next(iter(_states)))
