"""The stream of a leader's screen: heard over real HTTP, by a client that reads bytes."""

import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from http.client import HTTPConnection
from pathlib import Path

import psycopg
import pytest
import requests
from flask import Flask
from werkzeug.serving import make_server

from app import clock
from app.cadres.models import Role
from app.cadres.sessions import begin, end_all
from app.cli.embedded_cluster import free_ports
from app.cli.processes import Process, stop_all, wait_until_answers
from app.db import db, session, transaction
from app.leaderboards import news
from app.leaderboards.projection import project_once
from app.ledger.entries import award
from app.web import streams
from app.web.streams import hub
from config import Settings
from simulator.running import QuietHandler
from tests.cast import Cast, Person
from tests.environment import environment

ROOT = Path(__file__).resolve().parents[2]
HOME = "31.74.06.1002"
PATIENCE_S = 20.0
MANY = 40  # more than a process has connections to the database


class Screen:
    """A leader's screen: what it reads, line by line."""

    def __init__(self, port: int, token: str, code: str, last_id: str = "") -> None:
        self.connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
        more = {"Last-Event-ID": last_id} if last_id else {}
        told = {"Cookie": f"sesi={token}"} | more
        self.connection.request("GET", f"/tim/{code}/arus", headers=told)
        self.answer = self.connection.getresponse()
        self.status = self.answer.status

    def next(self) -> dict[str, str]:
        """The next block: its fields by name, a comment under none."""
        found: dict[str, str] = {}
        while line := self.answer.readline().decode():
            if line.strip():
                name, _, value = line.strip().partition(": ")
                found[name.strip(":")] = value
            elif found:
                return found
        raise EOFError

    def ended(self) -> bool:
        """Whether the server closes the stream, whatever it says before."""
        while self.answer.readline():
            pass
        return True

    def close(self) -> None:
        self.answer.close()
        self.connection.close()


def token_of(app: Flask, who: Person) -> str:
    with app.app_context():
        with transaction():
            token = begin(who.id, "Layar uji", "127.0.0.1", strong=True)
        db.session.remove()
    return token


def moves(app: Flask, who: Person, source: str) -> None:
    """Points for that person, carried to the boards."""
    with app.app_context():
        with transaction():
            award(who.id, who.unit_id, 10, source, "A", "Tantangan: Sumur", clock.now())
        while project_once():
            pass
        db.session.remove()


@pytest.fixture
def port(app: Flask) -> Iterator[int]:
    """This very process, served with threads."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=QuietHandler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.port
    hub.end()
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Heartbeats that need not be waited for."""
    monkeypatch.setattr(streams, "HEARTBEAT_S", 0.2)


def test_a_leader_hears_that_his_unit_moved_and_nothing_of_others(
    app: Flask, cast: Cast, port: int, quick: None
) -> None:
    with (
        closing(Screen(port, token_of(app, cast.ani), HOME)) as ani,
        closing(Screen(port, token_of(app, cast.yos), "31")) as yos,
    ):
        assert ani.status == yos.status == 200
        assert ani.answer.headers["Content-Type"] == "text/event-stream; charset=utf-8"
        assert ani.answer.headers["Cache-Control"] == "no-store"
        assert "retry" in ani.next() and "retry" in yos.next()
        moves(app, cast.mega, "submission:1")  # of another DPC, in the same DPD
        while "event" not in (heard := yos.next()):
            pass
        assert heard["event"] == "moved"
        assert set(ani.next()) == {""}, "only a heartbeat"
        moves(app, cast.siti, "submission:2")
        while "event" not in (heard := ani.next()):
            assert set(heard) == {""}
        assert heard["event"] == "moved" and news.ID.fullmatch(heard["id"])


def test_who_comes_back_hears_at_once_what_was_missed(
    app: Flask, cast: Cast, port: int, quick: None
) -> None:
    token = token_of(app, cast.ani)
    moves(app, cast.siti, "submission:1")
    with closing(Screen(port, token, HOME)) as screen:
        known = screen.next()["id"]
    with closing(Screen(port, token, HOME, last_id=known)) as screen:
        screen.next()
        assert set(screen.next()) == {""}, "nothing was missed"
    moves(app, cast.mega, "submission:2")
    with closing(Screen(port, token, HOME, last_id=known)) as screen:
        screen.next()
        assert set(screen.next()) == {""}, "nothing of hers"
    moves(app, cast.siti, "submission:3")
    with closing(Screen(port, token, HOME, last_id=known)) as screen:
        newest = screen.next()["id"]
        assert screen.next() == {"event": "moved", "id": newest, "data": newest}


@pytest.mark.parametrize("last_id", ["1-1", "bukan-id", "9" * 40])
def test_who_cannot_tell_what_he_missed_is_told_to_ask(
    app: Flask, cast: Cast, port: int, last_id: str
) -> None:
    moves(app, cast.mega, "submission:1")
    with closing(Screen(port, token_of(app, cast.ani), HOME, last_id)) as screen:
        screen.next()
        assert screen.next()["event"] == "moved"


def test_a_stream_ends_with_the_session(app: Flask, cast: Cast, port: int, quick: None) -> None:
    with closing(Screen(port, token_of(app, cast.ani), HOME)) as screen:
        screen.next()
        with app.app_context():
            with transaction():
                end_all(cast.ani.id)
            db.session.remove()
        assert screen.ended()


def test_a_stream_ends_with_the_role(app: Flask, cast: Cast, port: int, quick: None) -> None:
    with closing(Screen(port, token_of(app, cast.ani), HOME)) as screen:
        screen.next()
        with app.app_context():
            with transaction():
                session().query(Role).filter_by(cadre_id=cast.ani.id).delete()
            db.session.remove()
        assert screen.ended()


def test_only_whoever_leads_the_unit_is_let_in(app: Flask, cast: Cast, port: int) -> None:
    for who, code in ((cast.siti, HOME), (cast.ani, "31.74.06.1001"), (cast.ani, "31")):
        with closing(Screen(port, token_of(app, who), code)) as screen:
            assert screen.status == 404
    with closing(Screen(port, "tidak-ada", HOME)) as screen:
        assert screen.status == 303


def test_one_cadre_cannot_take_all_there_is(app: Flask, cast: Cast, port: int) -> None:
    token = token_of(app, cast.ani)
    screens = [Screen(port, token, HOME) for _ in range(streams.MOST + 1)]
    assert [one.status for one in screens] == [200] * streams.MOST + [429]
    for one in screens:
        one.close()


@pytest.fixture
def gunicorn(app: Flask, settings: Settings, tmp_path: Path) -> Iterator[int]:
    """One gevent worker, as it is run for real."""
    (port,) = free_ports(1)
    served = replace(settings, public_url=f"http://127.0.0.1:{port}")
    command = f"gunicorn -k gevent --no-control-socket -b 127.0.0.1:{port} wsgi:application"
    process = Process(
        name="gunicorn",
        command=[sys.executable, "-m", *command.split()],
        env=environment(served, tmp_path),
        log=tmp_path / "gunicorn.log",
        cwd=ROOT,
    )
    process.start()
    try:
        wait_until_answers(process, port, "/healthz")
        yield port
    finally:
        stop_all([process])


def test_many_screens_on_one_gevent_worker_hold_no_connection_to_the_database(
    app: Flask, cast: Cast, gunicorn: int, superuser: psycopg.Connection
) -> None:
    """Of many leaders, since one may have a few only; then a page is asked for all the same."""
    leaders = [cast.ani, cast.joko, cast.ratna, cast.yos]
    with app.app_context():
        with transaction():
            others = [who for who in cast.people.values() if who not in leaders]
            for who in others[: MANY // streams.MOST - len(leaders)]:
                told = {"kind": "leader", "unit_id": cast.ani.unit_id}
                today = clock.party_day(clock.now())
                session().add(Role(cadre_id=who.id, starts_on=today, **told))
                leaders.append(who)
        db.session.remove()
    codes = {"ani": HOME, "joko": "31.74.06", "ratna": "31.74", "yos": "31"}
    screens = [
        Screen(gunicorn, token, codes.get(who.key, HOME))
        for who in leaders
        for token in [token_of(app, who)]
        for _ in range(streams.MOST)
    ]
    assert [one.status for one in screens] == [200] * MANY
    for one in screens:
        one.next()
    busy = superuser.execute(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        " AND state <> 'idle' AND pid <> pg_backend_pid()"
    ).fetchone()
    assert busy == (0,)
    cookies = {"sesi": token_of(app, cast.siti)}
    page = requests.get(f"http://127.0.0.1:{gunicorn}/beranda", cookies=cookies, timeout=PATIENCE_S)
    assert page.status_code == 200
    moves(app, cast.siti, "submission:1")
    assert [one.next()["event"] for one in screens] == ["moved"] * MANY
    for one in screens:
        one.close()
