"""Where the limiter counts: in the store, through its own client and breaker.

The limiter's own storages would each open connections of their own, wait for a store that is gone
once more, and, for a cluster, refuse to start without it. When counting fails here, the limiter
counts in its own memory until `check` says otherwise.
"""

import time

from limits.storage import Storage

from app.store import Unavailable, store

SCHEME = "store"


class StoredRates(Storage):
    """A number under a key that ends with its window; made by the limiter, for its `SCHEME`."""

    STORAGE_SCHEME = [SCHEME]

    @property
    def base_exceptions(self) -> type[Exception]:
        """What is raised when it cannot count."""
        return Unavailable

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count, and begin a window of `expiry` seconds if none runs."""
        name = _name(key)
        with store.client() as client, client.pipeline(transaction=False) as pipe:
            pipe.incrby(name, amount)
            pipe.expire(name, expiry, nx=True)
            return pipe.execute()[0]

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


def _name(key: str) -> str:
    return store.key("rate", key)
