"""No secret of a platform may stand in a log or on a page, or lie open in the database.

The stand-ins put a mark into every code and every token that they hand out, and the secrets of
registered clients end alike. The whole run listens for both: every line of every log at DEBUG, what
tests and their processes print, every page that a test opens, and after each test every row of the
database. Whoever lets one out fails the test in which it happened, by the name of the logger, the
file or the table.

The conftest binds `listen`, `report` and `look_into_files` to pytest's hooks.
"""

import logging
import os
from base64 import b64encode
from collections.abc import Generator, Iterable
from functools import cache
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from simulator.canary import MARK
from tests import servers

MARKS = (MARK, "-untuk-demo")
LET_OUT = "A secret of a platform was let out:"
# Whose lines may hold secrets, and why.
FREE_TO_SING = {
    "tweepy": "a client of X that judges our stand-in; it writes down the whole question",
    "requests_oauthlib": "with which those clients sign in; so does it",
}


def _in_base64(mark: bytes) -> Iterable[str]:
    """What is left of a mark in base64, by where in a group of three bytes it begins."""
    for before in range(3):
        coded = b64encode(bytes(before) + mark).decode()
        yield coded[-(-before * 8 // 6) : (before + len(mark)) * 8 // 6]


FORMS = tuple(
    form for mark in MARKS for form in (mark, mark.encode().hex(), *_in_base64(mark.encode()))
)


def sings(words: str) -> bool:
    """Whether a secret of the stand-ins stands in there, openly or thinly veiled."""
    return any(form in words for form in FORMS)


class Listener(logging.Handler):
    """Hears every line of every log; `heard` names the loggers that let a secret out, and when."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Remember who said it, not what was said."""
        try:
            words = self.format(record)
        except Exception:
            self.handleError(record)
            return
        if sings(words) and record.name.partition(".")[0] not in FREE_TO_SING:
            test = os.environ.get("PYTEST_CURRENT_TEST", "outside of any test")
            self.heard.append(f"logger {record.name} ({record.levelname}) during {test}")


_listener = Listener()


def listen() -> None:
    """Hear all logs from now on."""
    root = logging.getLogger()
    root.setLevel(logging.DEBUG)
    root.addHandler(_listener)


@pytest.hookimpl(wrapper=True)
def report(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Fail a test that let a secret out in a log, in print, or in a log file of its processes."""
    told = yield
    leaks = _listener.heard[:]
    _listener.heard.clear()
    if told.when == "teardown":
        printed = [one for one in told.sections if not one[0].startswith("Captured log")]
        leaks += [title for title, words in printed if sings(words)]
        folder = getattr(item, "funcargs", {}).get("tmp_path")
        leaks += _in_files(folder) if folder else []
    if leaks:
        told.outcome = "failed"
        told.longrepr = "\n".join([told.longreprtext, LET_OUT, *leaks]).strip()
    return told


def look_into_files(session: pytest.Session) -> None:
    """Fail a run whose servers wrote a secret down."""
    leaks = [leak for folder in servers.folders() for leak in _in_files(folder)]
    if leaks:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
        print("\n".join([LET_OUT, *leaks]))


def look_into_tables(connection: psycopg.Connection) -> None:
    """Fail when some row of some table holds a secret that can be read."""
    leaks = tables_with_secrets(connection)
    assert not leaks, f"A secret of a platform lies open in {', '.join(leaks)}"


def tables_with_secrets(connection: psycopg.Connection) -> list[str]:
    """The tables in which one lies open: as text, or as bytes that spell it."""
    names = tuple(servers.tables_with_pages(connection))
    asked = {"forms": [f"%{form}%" for form in FORMS]}
    return [row[0] for row in connection.execute(_who_sings(names), asked)] if names else []


@cache  # the same tables in nearly every test, and then the server keeps its plan as well
def _who_sings(names: tuple[str, ...]) -> str:
    open_in = sql.SQL(
        "SELECT {} WHERE EXISTS (SELECT FROM {} row WHERE row::text LIKE ANY (%(forms)s))"
    )
    each = [open_in.format(sql.Literal(name), sql.Identifier(name)) for name in names]
    return sql.SQL(" UNION ALL ").join(each).as_string()


def _in_files(folder: Path) -> list[str]:
    return [
        f"file {path.name}"
        for path in folder.rglob("*.log")
        if sings(path.read_text(errors="replace"))
    ]
