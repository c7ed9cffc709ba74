"""Two stores that cannot hear each other, and a person who makes a primary of each."""

import ctypes
import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import redis
from flask import Flask

from app.cli.embedded_cluster import free_ports
from app.cli.embedded_valkey import EmbeddedValkey
from app.leaderboards import doubts
from app.leaderboards.audit import audit
from app.leaderboards.boards import cadre_board
from app.store import store
from tests import servers
from tests.cast import Cast, Person
from tests.conftest import Browser
from tests.faults.busy import BOARD, FROM_SQL, give, give_to, projected, right_again, wait_until
from tests.faults.relay import relay
from tests.leaderboards.party import settle

pytestmark = pytest.mark.faults
AWARDS, NATION = 60, 1
CLONE_NEWNET = 0x40000000
HERE = Path("/proc/self/ns/net")


@dataclass
class Pair:
    """A primary, its replica, and the road between them."""

    primary: EmbeddedValkey
    replica: EmbeddedValkey
    part: Callable[[], object]
    heal: Callable[[], object]


@contextmanager
def by_relay() -> Iterator[Pair]:
    """Both on the loopback; the replica hears of the primary through a relay."""
    first, second = free_ports(2)
    tcp = {"bind": "127.0.0.1", "masterauth": servers.VALKEY_PASSWORD}
    tcp |= {"repl-diskless-sync-delay": "0", "repl-timeout": "60"}
    primary = servers.new_valkey(tcp | {"port": str(first)})
    with relay(("127.0.0.1", first)) as road:
        follows = {"port": str(second), "replicaof": f"127.0.0.1 {road.port}"}
        replica = servers.new_valkey(tcp | follows)
        yield Pair(primary, replica, road.hole, lambda: road.heal(drop=True))


@contextmanager
def by_namespaces() -> Iterator[Pair]:
    """Each on a network of its own, with a cable between them that can be pulled."""
    names = [f"gel-{os.getpid()}-{side}" for side in ("a", "b")]
    tcp = {"masterauth": servers.VALKEY_PASSWORD, "repl-diskless-sync-delay": "0"}
    with ExitStack() as stack:
        for name in names:
            if not _ip("netns", "add", name):
                pytest.skip("two networks on one machine need root and `ip netns`")
            stack.callback(_ip, "netns", "delete", name)
        ends = [("type", "veth", "peer", "name", "cable"), ()]
        _ip("link", "add", "cable", "netns", names[0], *ends[0], "netns", names[1])
        for number, name in enumerate(names, 1):
            _ip("-n", name, "address", "add", f"10.77.0.{number}/24", "dev", "cable")
            _ip("-n", name, "link", "set", "cable", "up")
        with _inside(names[0]):
            primary = servers.new_valkey(tcp | {"bind": "10.77.0.1", "port": "7000"})
        with _inside(names[1]):
            replica = servers.new_valkey(
                tcp | {"bind": "10.77.0.2", "port": "7000", "replicaof": "10.77.0.1 7000"}
            )
        yield Pair(
            primary,
            replica,
            lambda: _ip("-n", names[0], "link", "set", "cable", "down"),
            lambda: _ip("-n", names[0], "link", "set", "cable", "up"),
        )


def _ip(*words: str) -> bool:
    try:
        return subprocess.run(["ip", *words], capture_output=True).returncode == 0
    except OSError:
        return False


@contextmanager
def _inside(name: str) -> Iterator[None]:
    """Children that are started meanwhile live on that network."""
    libc = ctypes.CDLL(None, use_errno=True)
    with HERE.open() as home, Path(f"/run/netns/{name}").open() as there:
        if libc.setns(there.fileno(), CLONE_NEWNET) != 0:
            pytest.skip("this process may not enter another network")
        try:
            yield
        finally:
            libc.setns(home.fileno(), CLONE_NEWNET)


@pytest.fixture(params=[by_relay, by_namespaces], ids=["relay", "namespaces"])
def pair(request: pytest.FixtureRequest, ctx: Flask, cast: Cast) -> Iterator[Pair]:
    """Both in step; afterwards the store is again the one server of other tests."""
    usual = ctx.config["SETTINGS"].redis_url
    with request.param() as both:
        wait_until("the replica does not follow", lambda: linked(both.replica))
        store.configure(both.primary.url)
        yield both
        for one in (both.primary, both.replica):
            one.kill()
    doubts.cadres.clear()
    doubts.units.clear()
    store.configure(usual)


@contextmanager
def at(one: EmbeddedValkey) -> Iterator[redis.Redis]:
    """A client of one of them alone."""
    with redis.Redis.from_url(one.url, decode_responses=True) as client:
        yield client


def linked(replica: EmbeddedValkey) -> bool:
    """Whether it hears of its primary."""
    with at(replica) as client:
        return client.info("replication").get("master_link_status") == "up"


def on_board_of(one: EmbeddedValkey, who: Person) -> int:
    """Points of a cadre on the nation's board, as one of the two has it."""
    with at(one) as client:
        return int(client.zscore(cadre_board("all", NATION), str(who.id)) or 0)


def test_what_the_old_primary_took_is_on_the_boards_of_the_new_one_after_all(
    pair: Pair, cast: Cast, as_: Callable[..., Browser]
) -> None:
    siti = as_(cast.siti)
    for number in range(AWARDS):
        give(cast, number)
    settle()
    wait_until("the replica lags", lambda: on_board_of(pair.replica, cast.siti) > 0)
    pair.part()
    give_to(cast.yohana, AWARDS)
    settle()
    assert on_board_of(pair.primary, cast.yohana) > 0
    assert on_board_of(pair.replica, cast.yohana) == 0
    with at(pair.replica) as client:
        client.replicaof("NO", "ONE")
    store.configure(pair.replica.url)
    wait_until("nobody notices", projected)
    assert on_board_of(pair.replica, cast.yohana) > 0
    assert audit().differences == ()
    assert FROM_SQL not in siti.get(BOARD).text


def test_two_primaries_with_a_projector_each_end_in_one_right_store(
    pair: Pair, cast: Cast, as_: Callable[..., Browser]
) -> None:
    siti = as_(cast.siti)
    for number in range(AWARDS):
        give(cast, number)
    settle()
    pair.part()
    with at(pair.replica) as client:
        client.replicaof("NO", "ONE")
    for number, side in enumerate([pair.replica, pair.primary] * 2):
        store.configure(side.url)
        give_to([cast.yohana, cast.fajar, cast.oka, cast.gita][number], AWARDS + number)
        wait_until("a side stands still", projected)  # whoever looks there, carries what is new
    pair.heal()
    with at(pair.replica) as new, at(pair.primary) as old:
        port = new.config_get("port")["port"]
        host = new.config_get("bind")["bind"]
        old.replicaof(host, int(port))
    store.configure(pair.replica.url)
    print(f"boards right {right_again():.1f} s after they met again")
    assert audit().differences == ()
    assert FROM_SQL not in siti.get(BOARD).text
