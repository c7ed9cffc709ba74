"""The ledger lies by month and season; what old months gave is kept when they are put aside."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime

import psycopg
import pytest
from click.testing import Result
from flask import Flask
from psycopg import sql
from sqlalchemy import event, func, select, text

from app import clock
from app.db import db, session, transaction
from app.jobs.schedule import make_room
from app.leaderboards.audit import audit
from app.leaderboards.rebuild import rebuild
from app.leaderboards.sampling import sample
from app.leaderboards.standings import cadre_page
from app.ledger import partitions
from app.ledger.entries import award, reverse
from app.ledger.models import Entry
from app.ledger.statement import balance, statement
from app.seasons.models import Season
from tests.cast import FIRST_SEASON, Cast
from tests.leaderboards.party import settle
from tests.leaderboards.test_closing import viewer
from tests.leaderboards.test_standings import scope_of
from tests.ledger.test_award import AT, earn, totals

JULY = datetime(2026, 7, 15, 5, tzinfo=UTC)  # before any season
NOW = datetime(2026, 11, 25, 5, tzinfo=UTC)
SEASON_OPENS = FIRST_SEASON


@pytest.fixture(autouse=True)
def parts(ctx: Flask, superuser: psycopg.Connection) -> Iterator[None]:
    """Parts that a test makes go with it."""
    before = names()
    with clock.at(NOW):
        yield
    db.session.remove()
    for name in names() - before:
        superuser.execute(sql.SQL("DROP TABLE {}").format(sql.Identifier(name)))


def names() -> set[str]:
    found = {part.name for part in partitions.listed()}
    session().rollback()
    return found


def where(column: str = "source", table: str = "entries") -> dict[str, str]:
    """In which part each row lies, as only the owner is told."""
    asked = f"SELECT {column}, CAST(tableoid AS regclass)::text FROM {table}"
    return {str(row[0]): row[1] for row in session().execute(text(asked))}


def make(day: date) -> list[str]:
    with transaction():
        return list(partitions.make_ahead(day))


def run(app: Flask, *words: str, answer: str = "") -> Result:
    return app.test_cli_runner().invoke(args=["ledger", *words], input=answer)


@contextmanager
def asked() -> Iterator[list[tuple[str, object]]]:
    """Statements sent meanwhile."""
    sent: list[tuple[str, object]] = []

    def note(_c: object, _u: object, words: str, values: object, *_: object) -> None:
        sent.append((words, values))

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def test_an_entry_lies_in_the_month_of_its_day_or_in_the_rest(ctx: Flask, cast: Cast) -> None:
    with transaction():
        earn(cast, "submission:1")
        earn(cast, "submission:2", at=JULY)
    assert where() == {"submission:1": "entries_2026_11", "submission:2": "entries_rest"}
    assert totals(cast.siti.id)["all"] == 20


def test_a_source_is_entered_once_over_all_months(ctx: Flask, cast: Cast) -> None:
    with transaction():
        first = earn(cast, "submission:1", at=JULY).id
    with transaction():
        assert earn(cast, "submission:1", at=AT).id == first
    assert totals(cast.siti.id) == {"all": 10, "w2026-29": 10}


def test_not_even_the_owner_enters_a_source_again(
    ctx: Flask, cast: Cast, superuser: psycopg.Connection
) -> None:
    with transaction():
        earn(cast, "submission:1", at=JULY)
    again = superuser.execute(
        """
        INSERT INTO entries (cadre_id, unit_id, day, week, points, kind, source, rule_version,
                             grade, reason, at)
        SELECT cadre_id, unit_id, day + 120, week, 999, kind, source, rule_version,
               grade, reason, at FROM entries
        """
    )
    assert again.rowcount == 0
    assert session().scalar(select(func.count()).select_from(Entry)) == 1


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE entry_keys SET kind = 'x'",
        "DELETE FROM entry_keys",
        "TRUNCATE entry_keys",
        "UPDATE entries_2026_11 SET points = 1000",
        "DELETE FROM entries_rest",
        "TRUNCATE entries_2026_11 CASCADE",
        "UPDATE carried SET points = 1000",
        "INSERT INTO carried SELECT week, cadre_id, unit_id, 1000 FROM entries",
    ],
)
def test_the_app_changes_no_keys_no_months_and_nothing_that_was_carried(
    ctx: Flask, cast: Cast, change: str
) -> None:
    with transaction():
        earn(cast, "submission:1")
    with pytest.raises(Exception, match="permission denied"), transaction() as current:
        current.execute(text(change))


@pytest.mark.parametrize("table", ["entry_keys", "entries_2026_11"])
@pytest.mark.parametrize("change", ["UPDATE {} SET kind = 'x'", "DELETE FROM {}", "TRUNCATE {}"])
def test_the_owner_of_everything_is_refused_too(
    ctx: Flask, cast: Cast, superuser: psycopg.Connection, change: str, table: str
) -> None:
    with transaction():
        earn(cast, "submission:1")
    words = sql.SQL(change).format(sql.Identifier(table))
    with pytest.raises(psycopg.Error, match=r"append-only|at the same time"):
        superuser.execute(words)


def test_what_lies_in_the_rest_moves_when_there_is_room(ctx: Flask, cast: Cast) -> None:
    with transaction():
        earn(cast, "submission:1", at=JULY)
        reverse("submission:1", "Unggahan dihapus", AT)
        earn(cast, "submission:2", at=JULY)
    before = totals(cast.siti.id)
    assert set(make(NOW.date())) >= {"entries_2026_07", "totals_s1"}
    assert make(NOW.date()) == []
    assert where() == {"submission:1": "entries_2026_07", "submission:2": "entries_2026_07"}
    assert totals(cast.siti.id) == before
    with transaction():
        reverse("submission:2", "Unggahan dihapus", AT)
    assert totals(cast.siti.id)["all"] == 0


def test_totals_of_a_season_move_together_and_reach_the_boards(ctx: Flask, cast: Cast) -> None:
    with transaction():
        earn(cast, "submission:1")
        earn(cast, "submission:2", at=JULY)
    make(NOW.date())
    found = where("period", "totals")
    assert found == {
        "all": "totals_all",
        "s1": "totals_s1",
        "w2026-47": "totals_s1",
        "w2026-29": "totals_rest",
    }
    settle()
    assert not audit().differences


def test_room_is_made_every_day_by_a_role_that_owns_nothing(ctx: Flask) -> None:
    with clock.at(datetime(2027, 9, 1, tzinfo=UTC)):
        make_room(0)
        make_room(0)
    assert {"entries_2027_09", "entries_2027_10", "entries_2027_11", "entries_2027_12"} <= names()


def test_a_month_that_is_put_aside_changes_no_number(ctx: Flask, cast: Cast) -> None:
    with transaction():
        earn(cast, "submission:1", 30, JULY)
        earn(cast, "submission:2", 12, JULY)
        reverse("submission:2", "Unggahan dihapus", JULY)
        award(cast.rudi.id, cast.rudi.unit_id, 5, "submission:3", "A", "Unggahan sah", JULY)
    with transaction():
        earn(cast, "submission:4", 7)
    make(NOW.date())
    settle()
    done = run(ctx, "detach", "2026-07", "--yes")
    assert (done.exit_code, "Detached. Keep entries_2026_07" in done.output) == (0, True)
    assert set(where()) == {"submission:4"}
    assert totals(cast.siti.id) == {"all": 37, "w2026-29": 30, "s1": 7, "w2026-47": 7}
    assert not audit().differences
    assert not sample(many=100).differences
    told = statement(cast.siti.id, "all")
    assert [(line.entry.points, line.balance) for line in told.lines] == [(7, 37)]
    assert (told.balance, told.carried) == (37, 30)
    assert balance(cast.rudi.id, "w2026-29") == 5 == statement(cast.rudi.id, "all").carried


def test_a_month_that_is_put_aside_stays_readable_and_closed(
    ctx: Flask, cast: Cast, superuser: psycopg.Connection
) -> None:
    with transaction():
        earn(cast, "submission:1", at=JULY)
    make(NOW.date())
    run(ctx, "detach", "2026-07", "--yes")
    assert superuser.execute("SELECT points FROM entries_2026_07").fetchall() == [(10,)]
    for change in ("DELETE FROM entries_2026_07", "TRUNCATE entries_2026_07"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="append-only"):
            superuser.execute(change)
    with transaction():
        assert reverse("submission:1", "Unggahan dihapus", AT) is None
    with pytest.raises(ValueError, match="not enough values"), transaction():
        earn(cast, "submission:1")
    assert totals(cast.siti.id)["all"] == 10


def test_what_comes_late_for_a_month_that_was_put_aside_counts(ctx: Flask, cast: Cast) -> None:
    with transaction():
        earn(cast, "submission:1", at=JULY)
    make(NOW.date())
    run(ctx, "detach", "2026-07", "--yes")
    with transaction():
        earn(cast, "submission:2", 3, JULY)
    assert make(NOW.date()) == []
    assert balance(cast.siti.id, "all") == 13
    settle()
    assert not audit().differences


def test_with_its_last_month_go_the_totals_of_a_closed_season(ctx: Flask, cast: Cast) -> None:
    with transaction() as current:
        spring = Season(name="Semi", starts_on=date(2026, 4, 6), ends_on=date(2026, 6, 28))
        current.add(spring)
        current.flush()
        season = f"s{spring.id}"
    make(date(2026, 4, 1))
    with transaction():
        earn(cast, "submission:1", 10, datetime(2026, 4, 8, tzinfo=UTC))
        earn(cast, "submission:2", 20, datetime(2026, 6, 8, tzinfo=UTC))
        earn(cast, "submission:3", 5)
    settle()
    for month in ("2026-04", "2026-05"):
        assert "Keep totals" not in run(ctx, "detach", month, "--yes").output
    assert f"Keep totals_{season}" in run(ctx, "detach", "2026-06", "--yes").output
    assert totals(cast.siti.id).keys() == {"all", "s1", "w2026-47"}
    assert balance(cast.siti.id, season) == 30
    board = cadre_page(season, scope_of("dpp"), viewer(cast.siti))
    assert (board.source, board.mine and board.mine.points) == ("final", 30)
    for _ in range(2):
        assert not audit().differences
        assert not sample(many=100).differences
        rebuild()


@pytest.mark.parametrize(
    ("month", "words"),
    [
        ("2026-10", "paling cepat dilepas sesudah 2027-01-03"),  # its season is open
        ("2026-11", "masih dihitung"),
        ("2020-01", "tidak punya bulan 2020-01"),
    ],
)
def test_only_months_that_are_over_are_put_aside(ctx: Flask, month: str, words: str) -> None:
    make(date(2026, 10, 1))
    done = run(ctx, "detach", month, "--yes")
    assert done.exit_code == 1
    assert words in done.output


def test_a_month_is_put_aside_only_after_a_yes(ctx: Flask, cast: Cast) -> None:
    make(JULY.date())
    asked_first = run(ctx, "detach", "2026-07", answer="n\n")
    assert asked_first.exit_code == 1
    assert "readable by their owner under their names" in asked_first.output
    assert "detached" not in run(ctx, "partitions").output


def test_parts_are_listed_with_what_they_hold(ctx: Flask, cast: Cast) -> None:
    make(JULY.date())
    run(ctx, "detach", "2026-07", "--yes")
    lines = run(ctx, "partitions").output.splitlines()
    found = {line.split()[0]: line for line in lines}
    assert found["entries_2026_07"].endswith("detached")
    assert {"entries_2026_11", "entries_rest", "totals_all", "totals_rest"} <= set(found)
    assert all(" rows " in line and " bytes" in line for line in lines)


def test_the_statement_of_a_week_looks_only_into_its_months(ctx: Flask, cast: Cast) -> None:
    with transaction():
        earn(cast, "submission:1")
    with asked() as sent:
        assert statement(cast.siti.id, "w2026-49").lines == ()  # begins on the last of November
    words, values = sent[0]
    connection = session().connection()
    plan = "\n".join(connection.exec_driver_sql(f"EXPLAIN {words}", values).scalars())
    read = {name for name in names() if name in plan}
    assert read == {"entries_2026_11", "entries_2026_12"}
