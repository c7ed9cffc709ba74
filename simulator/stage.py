"""Everything one simulator consists of, in one object that all its doors share."""

import threading
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path

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
    """Counts calls per key in windows: of a quarter of an hour, unless the caller says another."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._counts: dict[str, tuple[int, int]] = {}
        self._lock = threading.Lock()

    def count(self, key: str, window_s: int = WINDOW_S, cost: int = 1) -> tuple[int, int]:
        """Count one call: (spent in this window, unix second at which the next one begins)."""
        window = int(self._clock.seconds()) // window_s
        with self._lock:
            before, spent = self._counts.get(key, (window, 0))
            spent = spent + cost if before == window else cost
            self._counts[key] = (window, spent)
        return spent, (window + 1) * window_s

    def forget(self) -> None:
        """Begin every window anew."""
        with self._lock:
            self._counts.clear()


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
    # (platform, method, path, status) of the latest API calls: tests ask what was really asked.
    calls: deque[tuple[str, str, str, int]] = field(default_factory=lambda: deque(maxlen=1000))

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
