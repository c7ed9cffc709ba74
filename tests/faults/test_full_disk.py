"""A disk that is full: under PostgreSQL, and under the store.

The disk is a small one in memory, which takes root to mount. Logs go to standard output and nothing
is uploaded yet, so no other disk of ours can fill up.
"""

import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
import redis
from flask import Flask

from app.cli.children import unprivileged_account
from app.cli.embedded_valkey import EmbeddedValkey, valkey_programs
from app.cli.servers import EmbeddedServers
from app.leaderboards import doubts
from app.store import store
from config import Settings
from tests import servers
from tests.cast import Cast
from tests.conftest import Browser, migrate, signed_in
from tests.faults.busy import check_books, in_full_swing, moved_to, right_again, wait_until

pytestmark = pytest.mark.faults
PIECE = b"\0" * (64 * 1024)


@contextmanager
def small_disk(megabytes: int) -> Iterator[Path]:
    """A disk of that size; it goes even when this process is killed."""
    folder = servers.new_folder() / "disk"
    folder.mkdir()
    options = f"size={megabytes}m,mode=0711"
    mount = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True).returncode != 0:
        pytest.skip("a small disk in memory needs root, and the right to mount")
    watch = 'read -r _; umount --lazy "$0"'
    keeper = subprocess.Popen(["sh", "-c", watch, folder], stdin=subprocess.PIPE)
    try:
        yield folder
    finally:
        keeper.communicate()


@contextmanager
def full(disk: Path) -> Iterator[None]:
    """Nothing more fits meanwhile."""
    ballast = disk / "ballast"
    with suppress(OSError), ballast.open("wb", buffering=0) as file:
        while file.write(PIECE):
            pass
    try:
        yield
    finally:
        ballast.unlink()


def test_awards_are_refused_while_the_databases_disk_is_full_and_go_on_by_themselves(
    app: Flask, settings: Settings
) -> None:
    with small_disk(160) as disk, EmbeddedServers(disk / "data", with_valkey=False) as one:
        migrate(one.addresses)
        with moved_to(one.addresses.database_url, settings) as (other, cast):
            reader = signed_in(other, cast.siti)
            with in_full_swing(other, cast, reader, insisting=True) as seen:
                wait_until("nobody is awarded", lambda: seen.awards > 30)
                with full(disk):
                    before = seen.again
                    wait_until("the disk does not fill up", lambda: seen.again > before + 3)
                if one.postgres and one.postgres.ended():  # as whoever keeps it alive would
                    one.restart_postgres()
                had = seen.awards
                wait_until("awards do not go on", lambda: seen.awards > had + 30)
            check_books(seen, "database's disk full", right_again())


@pytest.fixture
def on_small_disk(ctx: Flask) -> Iterator[tuple[EmbeddedValkey, Path]]:
    """The store, which writes down what it takes, on a small disk."""
    usual = ctx.config["SETTINGS"].redis_url
    with small_disk(8) as disk:
        valkey = EmbeddedValkey(
            folder=disk / "valkey",
            sockets=disk / "run",
            log=disk.with_name("valkey.log"),
            password=servers.VALKEY_PASSWORD,
            programs=valkey_programs(),
            account=unprivileged_account(),
        )
        store.configure(valkey.start())
        try:
            yield valkey, disk
        finally:
            valkey.kill()
    doubts.cadres.clear()
    doubts.units.clear()
    store.configure(usual)


def test_boards_stand_still_while_the_stores_disk_is_full_and_go_on_by_themselves(
    on_small_disk: tuple[EmbeddedValkey, Path],
    ctx: Flask,
    cast: Cast,
    as_: Callable[..., Browser],
) -> None:
    valkey, disk = on_small_disk

    def refuses() -> bool:
        with redis.Redis.from_url(valkey.url) as client:
            try:
                return not client.set("uji", "x")
            except redis.ResponseError:
                return True

    with in_full_swing(ctx, cast, as_(cast.siti)) as seen:
        wait_until("nobody reads boards", lambda: seen.pages["live"] > 3)
        with full(disk):
            wait_until("the disk does not fill up", refuses)
            had, shown = seen.awards, sum(seen.pages.values())
            wait_until("awards wait for the store", lambda: seen.awards > had + 20)
            wait_until("nobody reads boards", lambda: sum(seen.pages.values()) > shown + 5)
        wait_until("it does not recover", lambda: not refuses())
    check_books(seen, "store's disk full", right_again())
