"""What boards add up may come from a replica; when it fails the primary answers, at once.

The replica here is a second database in which a ranting bears another name, so that a page shows
which of the two was asked.
"""

from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module

import psycopg
import pytest
from flask import Flask
from sqlalchemy import select, text, update

from app import create_app
from app.cadres.sessions import begin
from app.cli.servers import Addresses
from app.db import READING, db, let_go, read_late, replica, session, transaction
from app.leaderboards.standings import unit_page
from app.store import store
from app.units.models import Unit
from config import Settings, sqlalchemy_url
from tests import cast as people
from tests import servers
from tests.cast import Cast
from tests.conftest import Browser
from tests.leaderboards.party import settle, store_gone
from tests.leaderboards.test_standings import scope_of
from tests.ledger.test_award import earn

HERE, THERE = "Lebak Bulus", "Lebak dari salinan"
UNIT = select(Unit.name).where(Unit.code == "31.74.06.1002")


@pytest.fixture
def second(addresses: Addresses) -> Iterator[Addresses]:
    """An empty database beside this worker's own."""
    name = f"{addresses.database_url.partition('?')[0].rpartition('/')[2]}_replica"
    yield servers.clone(addresses, name)


def reader(settings: Settings, url: str) -> Flask:
    """The same application, with that replica."""
    app = create_app(replace(settings, database_replica_url=sqlalchemy_url(url)))
    app.config.update(TESTING=True)
    return app


def close(app: Flask) -> None:
    with app.app_context():
        db.session.remove()
        let_go()
    replica.reset()


@pytest.fixture
def followed(app: Flask, cast: Cast, settings: Settings, second: Addresses) -> Iterator[Flask]:
    """Points for Siti on the primary's boards, and a replica that calls her ranting otherwise."""
    with app.app_context(), transaction():
        earn(cast, "submission:1", 10)
    with app.app_context():
        settle()
    there = reader(settings, second.database_url)
    alone = create_app(replace(settings, database_url=sqlalchemy_url(second.database_url)))
    with alone.app_context(), transaction() as current:
        people.plant()
        people.enter()
        current.execute(update(Unit).where(Unit.name == HERE).values(name=THERE))
    close(alone)
    store.configure(settings.redis_url)
    yield there
    close(there)


def names(app: Flask) -> list[str]:
    """What stands on the board of rantings in Cilandak."""
    with app.app_context():
        page = unit_page("all", scope_of("31.74.06"), "RANTING", fair=False)
        db.session.remove()
    return [row.name for row in page.rows]


def test_what_boards_of_units_say_comes_from_the_replica(followed: Flask) -> None:
    assert names(followed) == [THERE]


def test_so_do_sums_while_the_store_is_gone(followed: Flask, settings: Settings) -> None:
    with store_gone(settings.redis_url):
        assert names(followed) == []  # nobody earned anything there


def test_who_is_signed_in_and_where_she_may_look_is_asked_of_the_primary(
    followed: Flask, cast: Cast
) -> None:
    with followed.app_context():
        with transaction():
            token = begin(cast.siti.id, "Peramban uji", "127.0.0.1")
        db.session.remove()
    browser = Browser(followed)
    browser.client.set_cookie("sesi", token)
    page = browser.get("/peringkat/31.74.06?periode=semua&jenis=unit&urut=jumlah")
    assert THERE in page.text
    assert THERE not in browser.get("/peringkat/31.74.06.1002?periode=semua").text


def test_whoever_wrote_reads_the_primary_from_then_on(followed: Flask) -> None:
    with followed.app_context():
        assert read_late(UNIT)[0][0] == THERE
        with transaction():
            assert read_late(UNIT)[0][0] == HERE
        assert read_late(UNIT)[0][0] == HERE
        db.session.remove()
        assert read_late(UNIT)[0][0] == THERE


def test_a_replica_that_is_nowhere_is_tried_once_in_a_while(
    app: Flask, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    there = reader(settings, "postgresql://nobody@/nothing?host=/nowhere")
    with there.app_context():
        for _ in range(5):
            assert read_late(UNIT)[0][0] == HERE
    told = [one for one in caplog.records if "replica" in one.message]
    assert len(told) == 1
    close(there)


def test_a_replica_that_dies_between_two_pages_costs_no_page(
    followed: Flask, second: Addresses, superuser: psycopg.Connection
) -> None:
    assert names(followed) == [THERE]
    name = second.database_url.partition("?")[0].rpartition("/")[2]
    superuser.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    assert names(followed) == [HERE]
    servers.clone(second, name)
    assert names(followed) == [HERE]  # still left alone
    replica.reset()
    assert names(followed) == []  # back, and knows nobody


def test_a_replica_that_has_fallen_behind_is_not_believed(
    followed: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_module("app.db"), "UP_TO_DATE", text("SELECT false"))
    assert names(followed) == [HERE]


def test_without_a_replica_there_is_one_database(app: Flask) -> None:
    with app.app_context():
        assert set(db.engines) == {None, READING}
        assert read_late(text("SELECT 1"))[0][0] == 1
        assert session().in_transaction()
