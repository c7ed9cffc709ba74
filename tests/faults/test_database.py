"""PostgreSQL is killed, cut off, or silent, while points are awarded and posts are handed in."""

import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from app import create_app
from app.cli.embedded_postgres import EmbeddedPostgres
from app.cli.servers import EmbeddedServers
from app.db import db, let_go
from config import Settings
from tests import servers
from tests.cast import Cast
from tests.conftest import Browser, migrate, signed_in
from tests.faults.busy import (
    AWARDS_A_FAULT,
    DEEP,
    PAGE_S,
    check_books,
    entries,
    give_to,
    in_full_swing,
    moved_to,
    right_again,
    wait_until,
)
from tests.faults.relay import Relay, by_way_of
from tests.shares import Shares

pytestmark = pytest.mark.faults
TIMES = 5 if DEEP else 1
CROWD = 30


@pytest.fixture
def durable() -> Iterator[EmbeddedServers]:
    """A PostgreSQL that keeps what it acknowledged, as in production and unlike that of tests."""
    with EmbeddedServers(servers.new_folder(), with_valkey=False) as one:
        migrate(one.addresses)
        yield one


@pytest.fixture
def party(app: Flask, durable: EmbeddedServers, settings: Settings) -> Iterator[tuple[Flask, Cast]]:
    """The application on that database, with everybody there."""
    with moved_to(durable.addresses.database_url, settings) as both:
        yield both


@pytest.fixture
def behind(app: Flask, road: Relay, settings: Settings) -> Iterator[Flask]:
    """The application at the far end of that road, on the same database as `app`."""
    other = create_app(by_way_of(road, settings))
    yield other
    road.heal()
    with other.app_context():
        db.session.remove()
        let_go()


def kill_whole_tree(postgres: EmbeddedPostgres) -> None:
    """SIGKILL for the postmaster and for every process of it."""
    pid = postgres.pid
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)  # it would begin another for each that goes
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        with suppress(ProcessLookupError):
            os.kill(int(child), signal.SIGKILL)
    postgres.kill()


def test_the_database_is_killed_amid_awards_and_keeps_what_it_acknowledged(
    party: tuple[Flask, Cast], durable: EmbeddedServers
) -> None:
    app, cast = party
    assert durable.postgres is not None
    back_s = []
    with in_full_swing(app, cast, signed_in(app, cast.siti), insisting=True) as seen:
        for turn in range(1, TIMES + 1):
            mark = AWARDS_A_FAULT * turn // (TIMES + 1)
            wait_until("awards stand still", lambda mark=mark: seen.awards >= mark, 600)
            kill_whole_tree(durable.postgres)
            began, before = time.monotonic(), seen.pages["none"]
            wait_until("nobody misses it", lambda n=before: seen.again and seen.pages["none"] > n)
            durable.restart_postgres()
            had = seen.awards
            wait_until("awards do not go on", lambda had=had: seen.awards > had + 1)
            back_s.append(time.monotonic() - began)
        wait_until("awards stand still", lambda: seen.awards >= AWARDS_A_FAULT, 600)
    check_books(seen, f"database killed {TIMES} times", right_again())
    print(f"awards went on {max(back_s):.1f} s after the kill")


def test_an_award_is_entered_once_though_its_acknowledgement_was_lost(
    behind: Flask, road: Relay, cast: Cast
) -> None:
    with behind.app_context():
        for number in range(3):
            road.cut_at_commit()
            with pytest.raises(OperationalError):
                give_to(cast.siti, number)
            db.session.remove()
            assert entries() == number + 1
            give_to(cast.siti, number)
            assert entries() == number + 1
    with behind.app_context():
        assert right_again() < 60


def test_a_post_is_handed_in_once_though_the_answer_was_lost(
    behind: Flask, road: Relay, shares: Shares
) -> None:
    siti = shares.cast.siti
    shares.link(siti)
    challenge = shares.challenge()
    url = shares.post(siti).url
    browser = signed_in(behind, siti)
    page = f"/tantangan/{challenge}"
    form = {"csrf_token": browser.get(page).token(), "tautan": url}
    road.cut_at_commit()
    assert browser.client.post(f"{page}/kiriman", data=form).status_code == 503
    again = browser.client.post(f"{page}/kiriman", data=form)
    assert again.status_code == 422
    assert "sudah" in again.text
    with behind.app_context():
        assert _waiting() == (1, 1)


def test_a_silent_database_keeps_nobody_waiting_and_pages_come_back_by_themselves(
    behind: Flask, road: Relay, cast: Cast
) -> None:
    def ask(browser: Browser) -> tuple[int, float]:
        began = time.monotonic()
        status = browser.client.get("/peringkat/dpp").status_code
        return status, time.monotonic() - began

    crowd = [signed_in(behind, cast.siti) for _ in range(CROWD)]
    assert ask(crowd[0])[0] == 200
    road.hole()
    with ThreadPoolExecutor(CROWD) as pool:
        first = list(pool.map(ask, crowd))
        later = list(pool.map(ask, crowd))
    road.heal()
    waited = [seconds for _, seconds in first + later]
    print(f"{CROWD} readers waited {max(waited):.2f} s for a database that said nothing")
    assert {status for status, _ in first + later} == {503}
    assert max(waited) < PAGE_S
    wait_until("pages do not come back", lambda: ask(crowd[0])[0] == 200)


def _waiting() -> tuple[int, int]:
    """Hand-ins and checks of them that are queued."""
    asked = "SELECT (SELECT count(*) FROM submissions), (SELECT count(*) FROM procrastinate_jobs)"
    return tuple(db.session.execute(db.text(asked)).one())
