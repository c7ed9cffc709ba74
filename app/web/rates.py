"""Where the limiter counts: in the store, through its own client and breaker.

The limiter's own storages would each open connections of their own, wait for a store that is gone
once more, and, for a cluster, refuse to start without it. When counting fails here, the limiter
counts in its own memory until `check` says otherwise.

So that a page need not wait for a count, what is allowed often is carried to the store in lots of
a thirtieth of what is allowed. Every process may so let through less than one lot too many.
"""

import time
from dataclasses import dataclass

from limits.storage import Storage

from app.store import Unavailable, store

SCHEME = "store"
LOTS = 30
MOST = 20_000  # counts kept; then all begin anew, for the store knows all but a lot of each


@dataclass
class _Count:
    """What the store knew when this process last carried a lot there, and what waits since."""

    ends: float
    known: int = 0
    waiting: int = 0


_counts: dict[str, _Count] = {}


def forget() -> None:
    """Begin anew, as the store does when it is emptied."""
    _counts.clear()


class StoredRates(Storage):
    """A number under a key that ends with its window; made by the limiter, for its `SCHEME`."""

    STORAGE_SCHEME = [SCHEME]

    @property
    def base_exceptions(self) -> type[Exception]:
        """What is raised when it cannot count."""
        return Unavailable

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count, and begin a window of `expiry` seconds if none runs."""
        count = _count(key, expiry)
        count.waiting += amount
        if count.waiting >= allowed(key) // LOTS:
            lot, count.waiting = count.waiting, 0
            count.known, left = _carry(key, expiry, lot)
            count.ends = time.monotonic() + left
        return count.known + count.waiting

    def get(self, key: str) -> int:
        """What was counted in the window that runs."""
        with store.client() as client:
            return int(client.get(_name(key)) or 0)

    def get_expiry(self, key: str) -> float:
        """When the window that runs ends, in seconds since 1970."""
        with store.client() as client:
            return time.time() + max(client.ttl(_name(key)), 0)

    def check(self) -> bool:
        """Whether the store counts again."""
        try:
            with store.client() as client:
                return bool(client.ping())
        except Unavailable:
            return False

    def clear(self, key: str) -> None:
        """Forget one count."""
        with store.client() as client:
            client.delete(_name(key))

    def reset(self) -> None:
        """Windows end by themselves; nobody ends all of them."""
        raise NotImplementedError


def allowed(key: str) -> int:
    """How often, as the limiter's key says: `…/300/1/minute`."""
    return int(key.rsplit("/", 3)[1])


def _count(key: str, expiry: int) -> _Count:
    now = time.monotonic()
    found = _counts.get(key)
    if found is None or found.ends <= now:
        if len(_counts) >= MOST:
            _counts.clear()
        found = _counts[key] = _Count(now + expiry)
    return found


def _carry(key: str, expiry: int, lot: int) -> tuple[int, int]:
    """What the store counts now, and the seconds until it begins anew."""
    name = _name(key)
    with store.client() as client, client.pipeline(transaction=False) as pipe:
        pipe.incrby(name, lot)
        pipe.expire(name, expiry, nx=True)
        pipe.ttl(name)
        total, _, left = pipe.execute()
    return total, left


def _name(key: str) -> str:
    return store.key("rate", key)
