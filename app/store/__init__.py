"""The Valkey/Redis connection and the key prefix; nothing else.

Truth is PostgreSQL, so nothing here may hang a request: short time-outs, no retries, and a
breaker that answers `Unavailable` at once for a moment after a failure.

Owns: the client, its breaker, how keys begin. Only `clients` knows whether it is one server, a
cluster or a pair behind Sentinels; callers send what all of them understand: commands on one key,
pipelines without a transaction, two keys in one command only when braces put them into one slot.
Does not know: what the keys hold, HTTP, the database.
Begin reading at `Store.client`.
"""

import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager

import redis

from app.store.clients import GONE, client_at, primaries

OPEN_S = 2.0

Unavailable = redis.RedisError


class Store:
    """One client and a breaker: after a failure calls fail at once for `OPEN_S`."""

    def __init__(self) -> None:
        self.prefix = "gel:"
        self._url = ""
        self._client: redis.Redis | None = None
        self._making = threading.Lock()
        self._closed_until = 0.0

    def configure(self, url: str, prefix: str = "gel:") -> None:
        """Point the store at `url`; connections are made lazily."""
        self.prefix = prefix
        self._url = url
        self._client = None
        self._closed_until = 0.0

    def key(self, *parts: object) -> str:
        """A key of ours: the prefix and the parts, joined by colons."""
        return self.prefix + ":".join(str(part) for part in parts)

    @contextmanager
    def client(self) -> Generator[redis.Redis]:
        """The client behind the breaker. Raises `Unavailable` at once while that is open."""
        self._refuse_while_resting()
        try:
            yield self._client or self._make()
        except GONE as error:
            self._rest()
            if isinstance(error, redis.RedisError):
                raise
            raise redis.ConnectionError(str(error)) from error

    @property
    def spread(self) -> bool:
        """Whether keys lie on several servers, of which one alone may lose its share."""
        return "+cluster://" in self._url

    def histories(self) -> str:
        """Names of the histories of writes that our keys are in, one for each primary.

        A server begins a new one when it starts and when it takes over from another, which are
        the two moments when writes may be lost. Unlike the id of a server's run, it is told right
        even by a former primary that by now only follows.
        """
        with self.client() as client:
            return ",".join(sorted(each["master_replid"] for each in primaries(client)))

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

    def _make(self) -> redis.Redis:
        """By one caller; a cluster is asked for its nodes, and who waited need not fail as long."""
        with self._making:
            if self._client is None:
                self._refuse_while_resting()
                try:
                    self._client = client_at(self._url)
                except GONE:
                    self._rest()
                    raise
            return self._client

    def _rest(self) -> None:
        self._closed_until = time.monotonic() + OPEN_S

    def _refuse_while_resting(self) -> None:
        if not self._url or time.monotonic() < self._closed_until:
            raise redis.ConnectionError("the store is resting after a failure")


store = Store()
