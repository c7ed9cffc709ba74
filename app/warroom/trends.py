"""What is talked about on X in Indonesia, to be seen beside our own posts and for nothing else.

Nothing is made of it: no task, no points, no advice to write about it; X forbids posting to topics
to gain visibility. It is asked for only where an operator gave us the app's own token, while a war
room is watched, every quarter of an hour, and under the daily limit of what reading may cost.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import TypeAdapter

from app import clock
from app.accounts import allowance
from app.db import transaction
from app.errors import Fault, NotFound
from app.providers import get
from app.providers.x import TRENDS_READ, X
from app.store import Unavailable, store

EVERY = timedelta(minutes=15)
SHOWN = 10
KEPT_S = 3 * 3600


@dataclass(frozen=True)
class Topic:
    """A topic and in how many posts, where X says so."""

    name: str
    posts: int | None


@dataclass(frozen=True)
class Trends:
    """What X said, and when."""

    at: datetime
    topics: tuple[Topic, ...]


SHAPE = TypeAdapter(Trends)


def watching() -> bool:
    """Whether an operator lets us ask."""
    return _platform() is not None


def current() -> Trends | None:
    """What X said last; None where it never did, or nobody may ask, or the store is gone."""
    if not watching():
        return None
    try:
        with store.client() as client:
            kept = client.get(_key())
    except Unavailable:
        return None
    return SHAPE.validate_json(str(kept)) if kept else None


def refresh(now: datetime) -> bool:
    """Ask X if it is time; False when it is not, or X or the day's limit says no."""
    platform, last = _platform(), current()
    if platform is None or (last and now - last.at < EVERY):
        return False
    with transaction():
        if any(one.provider == X.key for one in allowance.pauses()):
            return False
        try:
            allowance.charge(platform, TRENDS_READ, allowance.LOOKING)
        except Fault:
            return False
    try:
        told = platform.trends(SHOWN)
    except Fault as fault:
        allowance.pause(platform, fault)
        return False
    found = Trends(clock.now(), tuple(Topic(one.name, one.posts) for one in told))
    store.quietly(lambda client: client.set(_key(), SHAPE.dump_json(found), ex=KEPT_S))
    return True


def _platform() -> X | None:
    try:
        found = get(X.key)
    except NotFound:
        return None
    return found if isinstance(found, X) and found.watches_trends else None


def _key() -> str:
    return store.key("room", "trends")
