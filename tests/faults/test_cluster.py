"""Boards on a real Valkey cluster: six nodes, slots that move, primaries that die or lose all."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
import redis
from flask import Flask

from app.cli.embedded_cluster import EmbeddedCluster
from app.cli.embedded_valkey import EmbeddedValkey
from app.leaderboards import doubts, news
from app.leaderboards.audit import audit
from app.leaderboards.boards import cadre_board, epoch_key
from app.leaderboards.glimpse import Asked
from app.leaderboards.live import look
from app.leaderboards.movement import note_ranks
from app.leaderboards.projection import put
from app.leaderboards.rebuild import lost, rebuild
from app.store import Unavailable, store
from tests import servers
from tests.cast import Cast, Person
from tests.conftest import Browser
from tests.faults.busy import (
    BOARD,
    FROM_SQL,
    PAGE_S,
    entries,
    give,
    give_to,
    in_full_swing,
    projected,
    right,
    wait_until,
)
from tests.leaderboards.party import settle, stored

pytestmark = pytest.mark.faults
AWARDS = 60
NATION = 1  # the first unit that is planted


@pytest.fixture(scope="module")
def six() -> Iterator[EmbeddedCluster]:
    """Three primaries and their replicas; every test leaves all six running."""
    with servers.new_cluster() as cluster:
        yield cluster


@pytest.fixture
def cluster(six: EmbeddedCluster, ctx: Flask, cast: Cast) -> Iterator[EmbeddedCluster]:
    """The store is the cluster, empty; afterwards it is again the one server of other tests."""
    usual = ctx.config["SETTINGS"].redis_url
    store.configure(six.url)
    with store.client() as client:
        client.flushdb()
    yield six
    doubts.cadres.clear()
    doubts.units.clear()
    store.configure(usual)


@contextmanager
def at(node: EmbeddedValkey) -> Iterator[redis.Redis]:
    """A client of one node alone."""
    with redis.Redis.from_url(node.url, decode_responses=True) as client:
        yield client


def replication(node: EmbeddedValkey) -> dict:
    """What a node says of whom it follows, or who follows it."""
    with at(node) as client:
        return client.info("replication")


def holder(cluster: EmbeddedCluster, key: str) -> EmbeddedValkey:
    """The primary of a key."""
    with store.client() as client:
        port = client.get_node_from_key(key).port
    return cluster.nodes[cluster.ports.index(port)]


def replica_of(cluster: EmbeddedCluster, primary: EmbeddedValkey) -> EmbeddedValkey:
    """Who follows a primary."""
    port = cluster.ports[cluster.nodes.index(primary)]
    return next(node for node in cluster.nodes if replication(node).get("master_port") == port)


def whole(cluster: EmbeddedCluster) -> bool:
    """Whether all six are up, serve every slot, and all replicas follow."""
    for node in cluster.nodes:
        with at(node) as client:
            if client.cluster("INFO")["cluster_state"] != "ok":
                return False
    links = [replication(node).get("master_link_status") for node in cluster.nodes]
    return links.count("up") == links.count(None) == len(cluster.nodes) / 2


def test_boards_on_a_cluster_are_the_ledger_and_are_spread_over_it(
    cluster: EmbeddedCluster, cast: Cast, as_: Callable[..., Browser]
) -> None:
    for number in range(AWARDS):
        give(cast, number)
    assert FROM_SQL in as_(cast.siti).get(BOARD).text
    settle()
    assert audit().differences == ()
    rebuild()  # takes the measure of every period
    found = audit()
    assert found.differences == ()
    assert found.boards == len(stored()) > 50
    assert len({id(holder(cluster, key)) for key in stored()}) == 3
    note_ranks()
    siti = as_(cast.siti)
    assert "sejak semalam" in siti.get(BOARD).text
    for _ in range(10):  # of so many the store is told
        assert FROM_SQL not in siti.get(BOARD).text
    before = stored()
    assert rebuild().boards == found.boards
    assert stored() == before
    with store.client() as client:
        assert list(client.scan_iter(store.key("new", "*"))) == []
        assert list(client.scan_iter(store.key("rate", "*")))  # floods are counted there too
    assert audit().differences == ()


def test_screens_hear_what_moves_on_a_cluster(cluster: EmbeddedCluster, cast: Cast) -> None:
    settle()
    before = news.newest()
    give(cast, 0)
    settle()
    heard = {unit for line in news.wait(before) for unit in line.units}
    assert NATION in heard
    assert news.missed(NATION, before)
    assert not news.missed(NATION, news.newest())


def test_slots_that_move_are_followed(cluster: EmbeddedCluster, cast: Cast) -> None:
    key = cadre_board("all", NATION)
    for number in range(AWARDS):
        give(cast, number)
    settle()
    before = stored()
    source = holder(cluster, key)
    others = [node for node in cluster.nodes if node is not source]
    target = next(node for node in others if replication(node)["role"] == "master")
    port = cluster.ports[cluster.nodes.index(target)]
    with at(source) as old, at(target) as new:
        slot = old.cluster("KEYSLOT", key)
        new.cluster("SETSLOT", slot, "IMPORTING", old.cluster("MYID"))
        old.cluster("SETSLOT", slot, "MIGRATING", new.cluster("MYID"))
        keys = old.cluster("GETKEYSINSLOT", slot, 100)
        old.migrate("127.0.0.1", port, keys, 0, 5000, auth=cluster.password)
        assert stored() == before  # by ASK
        with store.client() as client:
            client.nodes_manager.nodes_cache.pop(f"127.0.0.1:{port}")  # as if it had just joined
            assert client.zcard(key) == len(before[key])
            client.nodes_manager.initialize()
        rebuild()
        assert stored() == before
        for client in (new, old):
            client.cluster("SETSLOT", slot, "NODE", new.cluster("MYID"))
    give(cast, AWARDS)
    settle()  # by MOVED
    assert holder(cluster, key) is target
    assert audit().differences == ()


def test_a_primary_that_came_back_empty_is_noticed_though_it_did_not_hold_the_mark(
    cluster: EmbeddedCluster, cast: Cast, as_: Callable[..., Browser]
) -> None:
    for number in range(AWARDS):
        give(cast, number)
    settle()
    marked = holder(cluster, epoch_key())
    gone = next(key for key in stored() if holder(cluster, key) is not marked)
    victim = holder(cluster, gone)
    victim.kill()
    victim.start()
    wait_until("the cluster does not come back", lambda: whole(cluster))
    store.reset()
    wait_until("the cluster is not seen again", reachable)
    assert lost()
    assert look([(gone, Asked(me=None, offset=0, top=20))]) is None  # and so read from SQL
    wait_until("the projector does not come to rest", projected)
    assert not lost()
    assert audit().differences == ()
    assert FROM_SQL not in as_(cast.siti).get(BOARD).text


def reachable() -> bool:
    """Whether the store answers."""
    store.reset()
    try:
        store.histories()
    except Unavailable:
        return False
    return True


def test_a_primary_that_only_falls_silent_keeps_nobody_waiting(
    cluster: EmbeddedCluster, cast: Cast, as_: Callable[..., Browser]
) -> None:
    for number in range(AWARDS):
        give(cast, number)
    settle()
    siti = as_(cast.siti)
    siti.get(BOARD)
    writes = stored()
    victim = holder(cluster, cadre_board("s1.best", NATION))  # what the page shows
    assert victim.pid is not None
    os.kill(victim.pid, signal.SIGSTOP)
    try:
        began = time.monotonic()
        with pytest.raises(Unavailable):
            put(writes)
        put_s = time.monotonic() - began
        store.reset()
        began = time.monotonic()
        assert FROM_SQL in siti.get(BOARD).text
        page_s = time.monotonic() - began
        assert max(put_s, page_s) < PAGE_S
    finally:
        os.kill(victim.pid, signal.SIGCONT)
    wait_until("the cluster does not heal", lambda: whole(cluster))
    wait_until("boards differ from the ledger", lambda: projected() and right())
    print(f"{len(writes)} writes refused after {put_s:.2f} s, a page took {page_s:.2f} s")


def test_a_whole_cluster_that_falls_silent_keeps_a_crowd_no_longer_than_one(
    cluster: EmbeddedCluster, cast: Cast
) -> None:
    def ask(_: int) -> float:
        began = time.monotonic()
        with pytest.raises(Unavailable):
            look([(cadre_board("all", NATION), Asked(me=None, offset=0, top=20))])
        return time.monotonic() - began

    settle()
    pids = [node.pid for node in cluster.nodes if node.pid is not None]
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        with ThreadPoolExecutor(40) as crowd:
            waited = list(crowd.map(ask, range(40)))
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)
    assert max(waited) < PAGE_S
    wait_until("the cluster does not heal", lambda: whole(cluster))
    wait_until("the cluster is not seen again", reachable)
    print(f"forty callers waited {max(waited):.2f} s")


def cut_off(primary: EmbeddedValkey, replica: EmbeddedValkey) -> None:
    """The replica gets no more writes, though it thinks it may take over."""
    with at(replica) as client:
        client.config_set("masterauth", "not any more")
    with at(primary) as client:
        client.client_kill_filter(_type="replica")
    wait_until("it still follows", lambda: replication(replica)["master_link_status"] == "down")


def on_board(who: Person) -> bool:
    """Whether a cadre has points on the nation's board."""
    with store.client() as client:
        return client.zscore(cadre_board("all", NATION), str(who.id)) is not None


def test_a_replica_takes_over_without_the_last_writes_and_boards_are_the_ledger_again(
    cluster: EmbeddedCluster, ctx: Flask, cast: Cast, as_: Callable[..., Browser]
) -> None:
    siti = as_(cast.siti)
    primary = holder(cluster, cadre_board("all", NATION))
    replica = replica_of(cluster, primary)
    with in_full_swing(ctx, cast, siti) as seen:
        wait_until("nobody reads boards", lambda: seen.pages["live"] > 3)
        cut_off(primary, replica)
        give_to(cast.yohana, AWARDS)  # her only one: no later write mends her rows
        wait_until("she is on no board", lambda: on_board(cast.yohana))
        primary.kill()
        took_s = wait_until("nobody takes over", lambda: replication(replica)["role"] == "master")
        shown = seen.pages["live"]
        live_s = wait_until("boards stay in SQL", lambda: seen.pages["live"] > shown + 2)
    assert seen.wrong == []
    assert seen.slowest_s < PAGE_S
    right_s = wait_until("boards differ from the ledger", lambda: projected() and right())
    assert entries() == seen.awards + 1
    assert on_board(cast.yohana)
    with at(replica) as client:
        client.config_set("masterauth", cluster.password)
    primary.start()
    wait_until("the cluster does not heal", lambda: whole(cluster))
    print(
        f"taken over after {took_s:.1f} s, boards live {live_s:.1f} s later, right {right_s:.1f} s "
        f"after the last of {seen.awards} awards; pages {dict(seen.pages)}, slowest "
        f"{seen.slowest_s:.2f} s"
    )
