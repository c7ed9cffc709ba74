"""The Valkey/Redis connection and the key prefix; nothing else.

Truth is PostgreSQL, so nothing here may hang a request: short time-outs, no retries, and a
breaker that answers `Unavailable` at once for a moment after a failure.
"""

import time
from collections.abc import Callable, Generator
from contextlib import contextmanager

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

CONNECT_S = 0.2
READ_S = 0.5
OPEN_S = 2.0

Unavailable = redis.RedisError


class Store:
    """One connection pool and a breaker: after a failure calls fail at once for `OPEN_S`."""

    def __init__(self) -> None:
        self.prefix = "gel:"
        self._client: redis.Redis | None = None
        self._closed_until = 0.0

    def configure(self, url: str, prefix: str = "gel:") -> None:
        """Point the store at `url`; connections are made lazily."""
        self.prefix = prefix
        self._closed_until = 0.0
        self._client = redis.Redis.from_url(
            url,
            socket_connect_timeout=CONNECT_S,
            socket_timeout=READ_S,
            retry=Retry(NoBackoff(), 0),
            decode_responses=True,
        )

    def key(self, *parts: object) -> str:
        """A key of ours: the prefix and the parts, joined by colons."""
        return self.prefix + ":".join(str(part) for part in parts)

    @contextmanager
    def client(self) -> Generator[redis.Redis]:
        """The client behind the breaker. Raises `Unavailable` at once while that is open."""
        if self._client is None or time.monotonic() < self._closed_until:
            raise redis.ConnectionError("the store is resting after a failure")
        try:
            yield self._client
        except (redis.ConnectionError, redis.TimeoutError, OSError) as error:
            self._closed_until = time.monotonic() + OPEN_S
            if isinstance(error, redis.RedisError):
                raise
            raise redis.ConnectionError(str(error)) from error

    def reset(self) -> None:
        """Close the breaker (tests, and long-running loops that wait for the store to return)."""
        self._closed_until = 0.0

    def quietly(self, act: Callable[[redis.Redis], object]) -> None:
        """Do something useful but dispensable, such as a hint; a store that is gone is no error."""
        try:
            with self.client() as client:
                act(client)
        except redis.RedisError:
            return


store = Store()
