"""The store is killed, emptied, full, or silent, while awards go on and boards are read."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
import redis
from flask import Flask

from app.cli.embedded_cluster import free_ports
from app.cli.embedded_valkey import EmbeddedValkey
from app.leaderboards import doubts
from app.store import store
from tests import servers
from tests.cast import Cast
from tests.conftest import Browser
from tests.faults.busy import (
    AWARDS_A_FAULT,
    DEEP,
    Seen,
    check_books,
    in_full_swing,
    right_again,
    wait_until,
)
from tests.faults.relay import Relay, relay

pytestmark = pytest.mark.faults
TIMES = 5 if DEEP else 2


@dataclass
class Swing:
    """A party in full swing, and who reads its boards."""

    app: Flask
    cast: Cast
    reader: Browser

    @contextmanager
    def through(self, what: str) -> Iterator[Seen]:
        """Trouble in the block, live boards before and after it, right books in the end."""
        with in_full_swing(self.app, self.cast, self.reader) as seen:
            wait_for_pages(seen, "live")
            yield seen
            wait_for_pages(seen, "live")
            wait_until("awards stand still", lambda: seen.awards >= AWARDS_A_FAULT, 600)
        check_books(seen, what, right_again())


@pytest.fixture
def swing(ctx: Flask, cast: Cast, as_: Callable[..., Browser]) -> Iterator[Swing]:
    """Everybody there; whatever was doubted is forgotten with the test."""
    usual = ctx.config["SETTINGS"].redis_url
    yield Swing(ctx, cast, as_(cast.siti))
    doubts.cadres.clear()
    doubts.units.clear()
    store.configure(usual)


def wait_for_pages(seen: Seen, source: str) -> None:
    """Until boards were read from there a few times more."""
    shown = seen.pages[source]
    wait_until(f"boards are not read {source}", lambda: seen.pages[source] > shown + 2)


def operator(valkey: EmbeddedValkey) -> redis.Redis:
    """A client that no breaker holds back."""
    return redis.Redis.from_url(valkey.url, decode_responses=True)


def test_the_store_is_killed_again_and_again_amid_awards(swing: Swing) -> None:
    valkey = servers.own_valkey()
    with swing.through(f"store killed {TIMES} times") as seen:
        for turn in range(1, TIMES + 1):
            mark = AWARDS_A_FAULT * turn // (TIMES + 1)
            wait_until("awards stand still", lambda mark=mark: seen.awards >= mark, 600)
            valkey.kill()
            try:
                wait_for_pages(seen, "sql")
            finally:
                valkey.start()
            wait_for_pages(seen, "live")


def test_the_store_forgets_everything_amid_awards(swing: Swing) -> None:
    with swing.through("store emptied") as seen, operator(servers.own_valkey()) as client:
        for _ in range(TIMES):
            client.flushall()
            wait_for_pages(seen, "live")


def test_the_store_is_full_and_takes_no_more_writes(swing: Swing) -> None:
    with swing.through("store at its cap") as seen, operator(servers.own_valkey()) as client:
        client.config_set("maxmemory-policy", "noeviction")
        try:
            client.config_set("maxmemory", "1")
            before, shown = seen.awards, sum(seen.pages.values())
            wait_until("awards wait for the store", lambda: seen.awards > before + 20)
            wait_until("nobody reads", lambda: sum(seen.pages.values()) > shown + 5)
        finally:
            client.config_set("maxmemory", "0")


@pytest.fixture
def road() -> Iterator[Relay]:
    """The store behind a road that can be broken."""
    port = free_ports(1)[0]
    valkey = servers.new_valkey({"bind": "127.0.0.1", "port": str(port)})
    with relay(("127.0.0.1", port)) as one:
        store.configure(f"redis://:{servers.VALKEY_PASSWORD}@127.0.0.1:{one.port}/0")
        yield one
    valkey.kill()


@pytest.mark.parametrize("drop", [True, False] if DEEP else [True])
def test_the_road_to_the_store_is_a_black_hole(swing: Swing, road: Relay, drop: bool) -> None:
    with swing.through("store cut off") as seen:
        road.hole()
        wait_for_pages(seen, "sql")
        before = seen.awards
        wait_until("awards wait for the store", lambda: seen.awards > before + 20)
        road.heal(drop)
