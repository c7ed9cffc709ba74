"""Points are written once, under the day's cap, into totals of every period."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from app.db import session, transaction
from app.ledger.entries import award, reverse
from app.ledger.models import DailyPoints, Entry, Total
from app.ledger.scoring import FIRST, points_for
from tests.cast import FIRST_SEASON, Cast

AT = datetime(2026, 11, 20, 5, tzinfo=UTC)
SEASON_OPENS = FIRST_SEASON
RACERS = 40


def earn(cast: Cast, source: str, points: int = 10, at: datetime = AT) -> Entry:
    """Siti earns points in her ranting."""
    return award(cast.siti.id, cast.siti.unit_id, points, source, "A", "Unggahan sah", at)


def totals(cadre_id: int) -> dict[str, int]:
    """Points by period, whatever the unit."""
    found = select(Total.period, func.sum(Total.points)).where(Total.cadre_id == cadre_id)
    return {period: int(points) for period, points in session().execute(found.group_by("period"))}


def race(app: Flask, act: Callable[[int], None], racers: int = RACERS) -> list[Exception]:
    """Let everybody act at once, each in a transaction of the own; what went wrong."""
    start, faults = threading.Barrier(racers), []

    def run(number: int) -> None:
        with app.app_context():
            start.wait()
            try:
                with transaction():
                    act(number)
            except Exception as error:
                faults.append(error)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(racers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return faults


@pytest.mark.parametrize(
    ("kind", "base", "earned", "expected"),
    [
        ("share", 10, 0, 10),
        ("share", 10, FIRST["daily_cap"] - 3, 3),
        ("share", 10, FIRST["daily_cap"], 0),
        ("share", 10, FIRST["daily_cap"] + 50, 0),
        ("correction", -30, FIRST["daily_cap"], -30),
    ],
)
def test_a_share_fills_the_day_and_no_more(kind, base, earned, expected) -> None:
    assert points_for(kind, base, earned) == expected


def test_an_award_is_written_with_its_reasons_and_counts_for_every_period(
    ctx: Flask, cast: Cast
) -> None:
    with transaction():
        entry = earn(cast, "submission:1", 15)
    assert (entry.points, entry.kind, entry.grade) == (15, "share", "A")
    assert (entry.week, entry.season, entry.rule_version) == ("w2026-47", "s1", FIRST.version)
    assert totals(cast.siti.id) == {"all": 15, "s1": 15, "w2026-47": 15}
    assert session().scalar(select(func.bool_and(Total.dirty)))


def test_between_seasons_only_the_week_and_all_time_count(ctx: Flask, cast: Cast) -> None:
    with transaction():
        earn(cast, "submission:1", at=datetime(2026, 8, 1, 5, tzinfo=UTC))
    assert totals(cast.siti.id) == {"all": 10, "w2026-31": 10}


def test_the_party_day_begins_at_midnight_in_jakarta(ctx: Flask, cast: Cast) -> None:
    before, after = (
        datetime(2026, 11, 22, 16, 59, tzinfo=UTC),
        datetime(2026, 11, 22, 17, tzinfo=UTC),
    )
    with transaction():
        sunday, monday = earn(cast, "a:1", at=before), earn(cast, "a:2", at=after)
    assert (sunday.week, monday.week) == ("w2026-47", "w2026-48")


def test_the_same_source_is_awarded_once(ctx: Flask, cast: Cast) -> None:
    with transaction():
        first = earn(cast, "submission:1", 10).id
    with transaction():
        assert earn(cast, "submission:1", 70).id == first
    assert totals(cast.siti.id)["all"] == 10
    assert session().scalar(select(DailyPoints.points)) == 10


def test_an_award_over_the_cap_is_told_in_its_reason(ctx: Flask, cast: Cast) -> None:
    with transaction():
        for number in range(FIRST["daily_cap"] // 100):
            earn(cast, f"submission:{number}", 100)
        over = earn(cast, "submission:99", 100)
        next_day = earn(cast, "submission:100", 100, AT + timedelta(days=1))
    assert (over.points, next_day.points) == (0, 100)
    assert over.reason == "Unggahan sah (batas harian: 0 dari 100 poin)"


def test_an_award_that_is_rolled_back_leaves_nothing(ctx: Flask, cast: Cast) -> None:
    with pytest.raises(RuntimeError, match="broken"), transaction():
        earn(cast, "submission:1")
        raise RuntimeError("broken")
    assert session().scalar(select(func.count()).select_from(Entry)) == 0
    assert totals(cast.siti.id) == {}


def test_forty_racers_for_one_source_make_one_entry(ctx: Flask, cast: Cast) -> None:
    assert race(ctx, lambda _: earn(cast, "submission:1") and None) == []
    assert session().scalar(select(func.count()).select_from(Entry)) == 1
    assert totals(cast.siti.id)["all"] == 10


def test_the_cap_holds_when_forty_awards_race(ctx: Flask, cast: Cast) -> None:
    assert race(ctx, lambda number: earn(cast, f"submission:{number}", 30) and None) == []
    assert totals(cast.siti.id)["all"] == FIRST["daily_cap"]
    assert session().scalar(select(func.count()).select_from(Entry)) == RACERS
    assert session().scalar(select(DailyPoints.points)) == FIRST["daily_cap"]


def test_awards_and_reversals_across_days_never_lock_in_a_circle(ctx: Flask, cast: Cast) -> None:
    with transaction():
        for number in range(0, RACERS, 2):
            earn(cast, f"submission:{number}", 5)

    def act(number: int) -> None:
        if number % 2:
            earn(cast, f"submission:{number}", 5, AT + timedelta(days=number % 5))
        else:
            reverse(f"submission:{number}", "unggahan hilang", AT)

    assert race(ctx, act) == []
    assert totals(cast.siti.id)["all"] == 5 * RACERS // 2


def test_the_reason_is_cut_rather_than_refused(ctx: Flask, cast: Cast) -> None:
    with transaction():
        entry = award(cast.siti.id, cast.siti.unit_id, 5, "a:1", "A", "x" * 500, AT)
    assert len(entry.reason) == 200


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE entries SET points = 1000",
        "DELETE FROM entries",
        "TRUNCATE entries CASCADE",
        "UPDATE entries SET reason = 'lain' WHERE false",
    ],
)
def test_the_database_itself_refuses_to_change_the_ledger(
    ctx: Flask, cast: Cast, change: str
) -> None:
    with transaction():
        earn(cast, "submission:1")
    with pytest.raises(Exception, match=r"permission denied|append-only"), transaction() as current:
        current.execute(text(change))
    assert session().scalar(select(Entry.points)) == 10
