"""Everything one simulator consists of, in one object that all its doors share."""

import threading
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from flask import current_app

from simulator.clock import Clock
from simulator.grants import Grants
from simulator.people import People
from simulator.platform import Hosts, Platforms
from simulator.posts import Posts
from simulator.store import Store
from simulator.switches import Board

WINDOW_S = 15 * 60


class Meter:
    """Counts calls per key, in the ways in which platforms count them."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._counts: dict[str, tuple[object, int]] = {}
        self._latest: dict[str, deque[float]] = {}
        self._lock = threading.Lock()

    def count(self, key: str, window_s: int = WINDOW_S, cost: int = 1) -> tuple[int, int]:
        """Count one call in windows: (spent in this one, unix second at which the next begins)."""
        window = int(self._clock.seconds()) // window_s
        return self.count_in(window, key, cost), (window + 1) * window_s

    def count_in(self, period: object, key: str, cost: int = 1) -> int:
        """Count one call in a period that has a name, such as a date: what was spent in it."""
        with self._lock:
            before, spent = self._counts.get(key, (period, 0))
            spent = spent + cost if before == period else cost
            self._counts[key] = (period, spent)
        return spent

    def count_since(self, key: str, seconds: float) -> int:
        """Count one call in a window that slides: how many there were in the last `seconds`."""
        now = self._clock.seconds()
        with self._lock:
            latest = self._latest.setdefault(key, deque())
            latest.append(now)
            while latest[0] <= now - seconds:
                latest.popleft()
            return len(latest)

    def forget(self) -> None:
        """Begin everything anew."""
        with self._lock:
            self._counts.clear()
            self._latest.clear()


class Call(NamedTuple):
    """One API call that was answered; `at` is in unix seconds."""

    platform: str
    method: str
    path: str
    status: int
    at: float


@dataclass
class Stage:
    """The parts of one simulator."""

    platforms: Platforms
    hosts: tuple[Hosts, ...]
    store: Store
    clock: Clock
    people: People
    posts: Posts
    grants: Grants
    board: Board
    meter: Meter
    base_url: str | None
    # Where the programs of this demo are at home, to be told when somebody removes them.
    program_url: str = ""
    # The latest API calls: tests ask what was really asked.
    calls: deque[Call] = field(default_factory=lambda: deque(maxlen=1000))

    def reset(self) -> None:
        """As on the first day: only the cast, nothing written, nothing granted, all healthy."""
        self.store.empty()
        self.clock.reset()
        self.meter.forget()
        self.calls.clear()
        self.people.preload()


def build_stage(
    data_dir: Path,
    clock: Clock,
    base_url: str | None,
    platforms: Platforms,
    hosts: tuple[Hosts, ...],
) -> Stage:
    """Open the data folder and put the parts together."""
    data_dir.mkdir(parents=True, exist_ok=True)
    store = Store(data_dir / "platforms.sqlite3")
    owned = {one.key: () for one in hosts} | {one.key: one.switches for one in platforms.values()}
    return Stage(
        platforms=platforms,
        hosts=hosts,
        store=store,
        clock=clock,
        people=People(store, clock, platforms),
        posts=Posts(store, clock, platforms),
        grants=Grants(store, clock, platforms),
        board=Board(store, clock, owned),
        meter=Meter(clock),
        base_url=base_url,
    )


def stage() -> Stage:
    """The simulator that serves the present request."""
    return current_app.extensions["simulator"]
