"""Figures in the store: counted by a worker for whatever is watched, read by all who watch.

A screen that watches says so every few seconds. A worker's tick folds the pulse and counts anew
what is watched, that which is oldest first, for as long as a tick may take: what it does not get to
is older, and the screen says how old. Without a store a page counts for itself.
"""

import time
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import NamedTuple

from pydantic import TypeAdapter, ValidationError

from app import clock
from app.store import Unavailable, store
from app.store.packed import Command, answers
from app.units.lines import Scope, lines_of
from app.warroom import figures, pulse
from app.warroom.shapes import Figures

KEPT_S = 300
WATCHED_S = 30  # a screen that says nothing for so long is gone
FRESH = timedelta(seconds=8)  # a page asks for no newer ones
TICK_S = 4.0  # of every five
TICKING_MS = 60_000  # nobody else ticks meanwhile
FOLD_EVERY = timedelta(seconds=55)  # while nobody watches
SHAPE = TypeAdapter(Figures)


class Watched(NamedTuple):
    """What somebody looks at: a unit, and a campaign or everything (0)."""

    unit: int
    campaign: int

    @property
    def name(self) -> str:
        """As a member of the store's list."""
        return f"{self.unit}:{self.campaign}"


def watch(watched: Collection[Watched], now: float) -> dict[Watched, str]:
    """Say what is watched; and of when its figures are, for those that have been counted.

    Raises Unavailable.
    """
    commands: list[Command] = [("ZADD", _list(), int(now) + WATCHED_S, o.name) for o in watched]
    commands += [("HGET", _key(one), "at") for one in watched]
    with store.client() as client:
        told = answers(client, commands)[len(watched) :]
    return {one: _text(at) for one, at in zip(watched, told, strict=True) if at}


def read(watched: Watched) -> Figures | None:
    """The figures that were counted last; None when they are of another release. Raises
    Unavailable."""
    with store.client() as client:
        body = client.hget(_key(watched), "body")
    try:
        return SHAPE.validate_json(str(body)) if body else None
    except ValidationError:
        return None


def current(scope: Scope, campaign: int | None, now: datetime) -> Figures:
    """Figures for a page: those that are kept, or counted now."""
    watched = Watched(scope.id, campaign or 0)
    try:
        found = read(watched)
    except Unavailable:
        found = None
    if found and now - found.as_of <= FRESH:
        return found
    counted = figures.count(scope, campaign, now, found.people if found else None)
    store.quietly(lambda client: _put(client, watched, counted))
    return counted


def tick(now: datetime) -> int:
    """Fold the pulse and count what is watched; returns how many. Raises Unavailable."""
    ticking = store.key("room", "ticking")
    with store.client() as client:
        if not client.set(ticking, "1", nx=True, px=TICKING_MS):
            return 0
    try:
        return _tick(now)
    finally:
        store.quietly(lambda client: client.delete(ticking))


def _tick(now: datetime) -> int:
    until = time.monotonic() + TICK_S
    watched = _oldest_first(now)
    folded = pulse.folded_at()
    if watched or folded is None or now - folded > FOLD_EVERY:
        pulse.fold(now)
    count = 0
    above = lines_of({one.unit for one in watched})
    for one in watched:
        if count and time.monotonic() > until:
            break
        before = read(one)
        people = before.people if before else None
        moment = clock.now()
        found = figures.count(above[one.unit][-1], one.campaign or None, moment, people, True)
        with store.client() as client:
            _put(client, one, found)
        count += 1
    return count


def somebody_watches(now: float) -> bool:
    """Whether any war room is watched. Raises Unavailable."""
    with store.client() as client:
        return bool(client.zcount(_list(), int(now), "+inf"))


def _oldest_first(now: datetime) -> list[Watched]:
    seconds = now.timestamp()
    with store.client() as client:
        client.zremrangebyscore(_list(), "-inf", f"({int(seconds)}")
        names = client.zrange(_list(), 0, -1)
        found = [Watched(*map(int, str(name).split(":"))) for name in names]
        told = answers(client, [("HGET", _key(one), "at") for one in found])
    ages = dict(zip(found, (_text(at or "") for at in told), strict=True))
    return sorted(found, key=lambda one: (ages[one], one))


def _put(client: object, watched: Watched, found: Figures) -> None:
    fields = ("at", identity(found), "body", SHAPE.dump_json(found).decode())
    answers(
        client,  # ty: ignore[invalid-argument-type]
        [("HSET", _key(watched), *fields), ("EXPIRE", _key(watched), KEPT_S)],
    )


def identity(found: Figures) -> str:
    """Names figures by their moment, and later ones by a greater name."""
    return f"{int(found.as_of.timestamp() * 1000):015d}"


def _text(value: object) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


def _key(watched: Watched) -> str:
    return store.key("room", watched.name)


def _list() -> str:
    return store.key("room", "watched")
