"""A party in full swing while its store is in trouble: awards, a projector, a reader of boards."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count

from flask import Flask
from sqlalchemy import text

from app.db import db, session, transaction
from app.jobs import projector
from app.leaderboards import projection
from app.leaderboards.audit import audit
from app.ledger.entries import award
from app.store import Unavailable, store
from tests.cast import Cast, Person
from tests.conftest import Browser
from tests.leaderboards.party import settle

AT = datetime(2026, 11, 20, 5, tzinfo=UTC)
BOARD = "/peringkat/dpp"
FROM_SQL = "dihitung langsung dari buku poin"
RIGHT_S = 60.0  # within which boards are the ledger again
PAGE_S = 3.0  # "a second or so", on a machine that may be busy


@dataclass
class Seen:
    """What was acknowledged, and how pages answered meanwhile."""

    awards: int = 0
    pages: Counter[str] = field(default_factory=Counter)
    slowest_s: float = 0.0
    wrong: list[str] = field(default_factory=list)


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


def entries() -> int:
    """How many awards the ledger holds."""
    return int(session().scalar(text("SELECT count(*) FROM entries")) or 0)


@contextmanager
def in_full_swing(app: Flask, cast: Cast, reader: Browser) -> Generator[Seen]:
    """Awards, a projector's loop and a reader of the nation's board, until the block ends."""
    stop, seen = threading.Event(), Seen()

    def earn() -> None:
        for number in count():
            if stop.wait(0.01):
                return
            give(cast, number)
            seen.awards += 1
            projection.wake()

    def read() -> None:
        while not stop.wait(0.15):
            began = time.monotonic()
            answer = reader.client.get(BOARD)
            seen.slowest_s = max(seen.slowest_s, time.monotonic() - began)
            assert answer.status_code == 200
            seen.pages["sql" if FROM_SQL in answer.text else "live"] += 1

    def part(act: Callable[[], None]) -> threading.Thread:
        def run() -> None:
            try:
                with app.app_context():
                    act()
                    db.session.remove()
            except Exception as error:
                seen.wrong.append(repr(error))

        return threading.Thread(target=run)

    threads = [part(earn), part(read), part(lambda: projector.run(stop))]
    for thread in threads:
        thread.start()
    try:
        yield seen
    finally:
        stop.set()
        for thread in threads:
            thread.join()
        store.reset()
