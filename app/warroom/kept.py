"""Figures in the store: counted by a worker for whatever is watched, read by all who watch.

A screen that watches says so every few seconds. A worker's tick folds the pulse and counts anew
what is watched, that which is oldest first, for as long as a tick may take: what it does not get to
is older, and the screen says how old. Distinct people take long to count, so that another job does
it, and no tick waits for them. Without a store a page counts for itself.
"""

import time
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple

from pydantic import TypeAdapter, ValidationError

from app import clock
from app.store import Unavailable, store
from app.store.packed import Command, answers
from app.units.lines import Scope, lines_of
from app.warroom import figures, pulse
from app.warroom.shapes import Figures, People

KEPT_S = 300
WATCHED_S = 30  # a screen that says nothing for so long is gone
FRESH = timedelta(seconds=8)  # a page asks for no newer ones
TICK_S = 4.0  # of every five
TICKING_MS = 60_000  # nobody else ticks meanwhile
FOLD_EVERY = timedelta(seconds=55)  # while nobody watches
SHAPE = TypeAdapter(Figures)
PEOPLE = TypeAdapter(People)


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
    people = found.people if found else None
    if people is None or people.rests_until <= now:
        people = figures.people(scope, campaign, now) or people
        if people:
            store.quietly(partial(_put_people, watched=watched, found=people))
    counted = figures.count(scope, campaign, now, people)
    store.quietly(partial(_put, watched=watched, found=counted))
    return counted


def tick(now: datetime) -> int:
    """Fold the pulse and count what is watched; returns how many. Raises Unavailable."""
    return _alone("ticking", lambda: _tick(now))


def tick_people(now: datetime) -> int:
    """Count the people of what is watched, where it is time again; returns of how many units and
    campaigns. They are shown from the next tick on. Raises Unavailable."""
    return _alone("counting", lambda: _tick_people(now))


def _alone(what: str, work: Callable[[], int]) -> int:
    """Do it, unless somebody else is just doing it."""
    busy = store.key("room", what)
    with store.client() as client:
        if not client.set(busy, "1", nx=True, px=TICKING_MS):
            return 0
    try:
        return work()
    finally:
        store.quietly(lambda client: client.delete(busy))


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
        people = _people(one)
        found = figures.count(above[one.unit][-1], one.campaign or None, clock.now(), people)
        with store.client() as client:
            _put(client, one, found)
        count += 1
    return count


def _tick_people(now: datetime) -> int:
    watched = _oldest_first(now)
    above = lines_of({one.unit for one in watched})
    count = 0
    for one in watched:
        known = _people(one)
        if known and known.rests_until > now:
            continue
        found = figures.people(above[one.unit][-1], one.campaign or None, now, patient=True)
        if found:
            with store.client() as client:
                _put_people(client, one, found)
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


def _people(watched: Watched) -> People | None:
    with store.client() as client:
        told = client.hget(_key(watched), "people")
    try:
        return PEOPLE.validate_json(str(told)) if told else None
    except ValidationError:
        return None


def _put(client: object, watched: Watched, found: Figures) -> None:
    _keep(client, watched, at=identity(found), body=SHAPE.dump_json(found).decode())


def _put_people(client: object, watched: Watched, found: People) -> None:
    _keep(client, watched, people=PEOPLE.dump_json(found).decode())


def _keep(client: object, watched: Watched, **fields: str) -> None:
    pairs = [part for field in fields.items() for part in field]
    answers(
        client,  # ty: ignore[invalid-argument-type]
        [("HSET", _key(watched), *pairs), ("EXPIRE", _key(watched), KEPT_S)],
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
