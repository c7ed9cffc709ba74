"""A party in full swing while its servers are in trouble: awards, a projector, a reader of boards.

Small by default; FAULTS=deep gives ten thousand awards a fault and keeps on killing for minutes.
"""

import os
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import count

from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from app import clock, create_app
from app.db import db, let_go, session, transaction
from app.jobs import projector
from app.leaderboards import projection
from app.leaderboards.audit import audit
from app.ledger.entries import award
from app.store import Unavailable, store
from app.units import lines
from config import Settings, sqlalchemy_url
from tests import cast as people
from tests.cast import Cast, Person
from tests.conftest import Browser
from tests.leaderboards.party import settle

AT = clock.now() - timedelta(minutes=5)  # of all awards: within the season, whenever that is
BOARD = "/peringkat/dpp"
FROM_SQL = "dihitung langsung dari buku poin"
DEEP = os.environ.get("FAULTS") == "deep"
AWARDS_A_FAULT = 10_000 if DEEP else 150
BETWEEN_S = 0.0 if DEEP else 0.01
READ_EVERY_S = 0.22  # below the 300 requests a minute that anybody may make
RIGHT_S = 60.0  # within which boards are the ledger again
PAGE_S = 3.0  # "a second or so", on a machine that may be busy


@dataclass
class Seen:
    """What was acknowledged, and how pages answered meanwhile: live, from SQL, or not at all."""

    awards: int = 0
    again: int = 0  # awards of which nobody knew whether they were entered, asked for once more
    pages: Counter[str] = field(default_factory=Counter)
    page_s: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def slowest_s(self) -> float:
        """The longest that anybody waited for a page."""
        return max(self.page_s, default=0.0)


def wait_until(words: str, so: Callable[[], bool], seconds: float = RIGHT_S) -> float:
    """Look until something is so; how long it took."""
    began, pause = time.monotonic(), threading.Event()
    while not so():
        assert time.monotonic() - began < seconds, words
        pause.wait(0.05)
    return time.monotonic() - began


def give(cast: Cast, number: int) -> None:
    """One award to anybody but Yohana; their days differ, so that no day is ever full."""
    others = [person for person in cast.people.values() if person != cast.yohana]
    give_to(others[number % len(others)], number)


def give_to(person: Person, number: int) -> None:
    """One award to that person."""
    at = AT - timedelta(days=number % 40)
    with transaction():
        award(
            person.id,
            person.unit_id,
            1 + number % 3,
            f"badai:{person.key}:{number}",
            "A",
            "uji",
            at,
        )


def right() -> bool:
    """Whether all boards are the ledger, for all one can see."""
    try:
        return not audit().differences
    except Unavailable:
        return False


def projected() -> bool:
    """Whether the projector came to rest; between two states of the store it cannot."""
    store.reset()
    try:
        settle()
    except Unavailable:
        return False
    return True


def right_again() -> float:
    """Seconds until all boards are the ledger again; a minute at the most."""
    return wait_until("boards differ from the ledger", lambda: projected() and right())


def entries() -> int:
    """How many awards the ledger holds."""
    return int(session().scalar(text("SELECT count(*) FROM entries")) or 0)


def check_books(seen: Seen, what: str, right_s: float) -> None:
    """Nothing acknowledged is lost, nothing is there twice, nobody waited long for a page."""
    sources = session().scalar(text("SELECT count(DISTINCT source) FROM entries"))
    lost, twice = seen.awards - int(sources or 0), entries() - int(sources or 0)
    by_wait = sorted(seen.page_s)
    p95_s = by_wait[len(by_wait) * 95 // 100] if by_wait else 0.0
    print(
        f"{what}: acknowledged {seen.awards} ({seen.again} asked for again), lost {lost}, twice "
        f"{twice}; pages {dict(seen.pages)}, p95 {p95_s:.2f} s, slowest {seen.slowest_s:.2f} s; "
        f"boards right {right_s:.1f} s after the last award"
    )
    assert not seen.wrong, "\n".join(seen.wrong)
    assert (lost, twice) == (0, 0)
    assert seen.slowest_s < PAGE_S


@contextmanager
def in_full_swing(
    app: Flask,
    cast: Cast,
    reader: Browser,
    *,
    projecting: bool = True,
    insisting: bool = False,
) -> Generator[Seen]:
    """Awards, a projector's loop and a reader of the nation's board, until the block ends.

    Without `projecting` somebody else has to project. With `insisting` the database may go: an
    award is asked for again until it is acknowledged, and a page may say that nothing can be shown.
    """
    stop, seen = threading.Event(), Seen()

    def insist(number: int) -> None:
        while True:
            try:
                return give(cast, number)
            except OperationalError:
                if not insisting:
                    raise
                db.session.remove()
                seen.again += 1
                stop.wait(0.05)

    def earn() -> None:
        for number in count():
            if stop.wait(BETWEEN_S):
                return
            insist(number)
            seen.awards += 1
            projection.wake()

    def read() -> None:
        while not stop.wait(READ_EVERY_S):
            began = time.monotonic()
            answer = reader.client.get(BOARD)
            seen.page_s.append(time.monotonic() - began)
            if insisting and answer.status_code == 503:
                seen.pages["none"] += 1
                continue
            assert answer.status_code == 200, answer.status
            seen.pages["sql" if FROM_SQL in answer.text else "live"] += 1

    def within(act: Callable[[], None]) -> None:
        with app.app_context():
            act()
            db.session.remove()

    def part(act: Callable[[], None]) -> threading.Thread:
        def run() -> None:
            try:
                act()
            except Exception as error:
                seen.wrong.append("".join(traceback.format_exception(error)))

        return threading.Thread(target=run)

    threads = [part(read), part(lambda: within(earn))]
    if projecting:
        threads.append(part(lambda: within(lambda: projector.run(stop))))
    for thread in threads:
        thread.start()
    try:
        yield seen
    finally:
        stop.set()
        for thread in threads:
            thread.join()
        store.reset()


@contextmanager
def moved_to(database_url: str, settings: Settings) -> Generator[tuple[Flask, Cast]]:
    """The application on another database, just migrated, and everybody there."""
    other = create_app(replace(settings, database_url=sqlalchemy_url(database_url)))
    lines.forget()
    with other.app_context():
        with transaction():
            people.plant()
        with transaction():
            everybody = people.enter()
        yield other, everybody
        db.session.remove()
        let_go()
