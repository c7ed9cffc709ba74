"""Boards on a primary whom a real Sentinel replaces by its replica."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import redis
from flask import Flask

from app.cli.children import end, spawn, unprivileged_account
from app.cli.embedded_cluster import free_ports
from app.cli.embedded_valkey import EmbeddedValkey, valkey_programs
from app.leaderboards import doubts
from app.leaderboards.audit import audit
from app.leaderboards.rebuild import rebuild
from app.store import store
from tests import servers
from tests.cast import Cast
from tests.conftest import Browser
from tests.faults.busy import (
    BOARD,
    FROM_SQL,
    PAGE_S,
    entries,
    give,
    in_full_swing,
    projected,
    right,
    wait_until,
)
from tests.leaderboards.party import settle

pytestmark = pytest.mark.faults
SERVICE, OWN_PASSWORD = "papan", "of-the-sentinel-alone"
AWARDS = 60


@dataclass
class Pair:
    """A primary and its replica, of whom a Sentinel names one."""

    primary: EmbeddedValkey
    replica: EmbeddedValkey


def configuration(folder: Path, port: int, watched: int) -> Path:
    """What the Sentinel reads, and writes again whenever it learns something."""
    lines = (
        "bind 127.0.0.1",
        f"port {port}",
        f"dir {folder}",
        f"requirepass {OWN_PASSWORD}",
        f"sentinel monitor {SERVICE} 127.0.0.1 {watched} 1",
        f"sentinel auth-pass {SERVICE} {servers.VALKEY_PASSWORD}",
        f"sentinel down-after-milliseconds {SERVICE} 1000",
        f"sentinel failover-timeout {SERVICE} 5000",
    )
    path = folder / "sentinel.conf"
    path.write_text("".join(f"{line}\n" for line in lines))
    if account := unprivileged_account():
        for each in (folder, path):
            os.chown(each, account.uid, account.gid)
    return path


@pytest.fixture
def pair(ctx: Flask, cast: Cast) -> Iterator[Pair]:
    """The store is whoever the Sentinel names; afterwards again the one server of other tests."""
    usual = ctx.config["SETTINGS"].redis_url
    first, second, port = free_ports(3)
    tcp = {"bind": "127.0.0.1", "masterauth": servers.VALKEY_PASSWORD}
    tcp |= {"repl-diskless-sync-delay": "0"}
    primary = servers.new_valkey(tcp | {"port": str(first)})
    follows = {"port": str(second), "replicaof": f"127.0.0.1 {first}"}
    replica = servers.new_valkey(tcp | follows)
    folder = servers.new_folder()
    sentinel = spawn(
        [valkey_programs() / "valkey-server", configuration(folder, port, first), "--sentinel"],
        env={"PATH": "/usr/bin:/bin"},
        account=unprivileged_account(),
        log=folder / "sentinel.log",
    )
    url = f"redis+sentinel://:{servers.VALKEY_PASSWORD}@127.0.0.1:{port}/{SERVICE}/0"
    store.configure(f"{url}?sentinel_password={OWN_PASSWORD}")
    try:
        wait_until("the Sentinel does not know both", lambda: replicas_known(port) == 1)
        yield Pair(primary, replica)
    finally:
        end(sentinel)
        primary.kill()
        replica.kill()
        doubts.cadres.clear()
        doubts.units.clear()
        store.configure(usual)


def replicas_known(port: int) -> int:
    """How many replicas the Sentinel would choose from."""
    try:
        with redis.Redis("127.0.0.1", port, password=OWN_PASSWORD) as client:
            return len(client.sentinel_slaves(SERVICE))
    except redis.ConnectionError:
        return 0


def role(one: EmbeddedValkey) -> str:
    """Whether it takes writes."""
    with redis.Redis.from_url(one.url, decode_responses=True) as client:
        return client.info("replication")["role"]


def test_boards_follow_the_primary_that_the_sentinel_names(
    pair: Pair, ctx: Flask, cast: Cast, as_: Callable[..., Browser]
) -> None:
    siti = as_(cast.siti)
    for number in range(AWARDS):
        give(cast, number)
    settle()
    assert FROM_SQL not in siti.get(BOARD).text
    rebuild()
    assert audit().differences == ()
    with in_full_swing(ctx, cast, siti) as seen:
        wait_until("nobody reads boards", lambda: seen.pages["live"] > 3)
        pair.primary.kill()
        took_s = wait_until("nobody takes over", lambda: role(pair.replica) == "master")
        shown = seen.pages["live"]
        live_s = wait_until("boards stay in SQL", lambda: seen.pages["live"] > shown + 2)
    assert seen.wrong == []
    assert seen.slowest_s < PAGE_S
    right_s = wait_until("boards differ from the ledger", lambda: projected() and right())
    assert entries() == max(AWARDS, seen.awards)  # the swing begins with the same awards again
    print(
        f"taken over after {took_s:.1f} s, boards live {live_s:.1f} s later, right {right_s:.1f} s "
        f"after the last of {seen.awards} awards; pages {dict(seen.pages)}, slowest "
        f"{seen.slowest_s:.2f} s"
    )
