"""What local challenges bring a cadre in a week stays under the cap of DPP's rules, in any race."""

from datetime import UTC, datetime, timedelta

from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as some
from sqlalchemy import select

from app.db import session, transaction
from app.ledger.entries import award, reverse
from app.ledger.models import Entry, LocalPoints
from app.ledger.scoring import within_week
from tests.cast import FIRST_SEASON, Cast
from tests.ledger.test_award import RACERS, race, totals

SEASON_OPENS = FIRST_SEASON
MONDAY = datetime(2026, 11, 16, 5, tzinfo=UTC)
CAP = 45


def earn(cast: Cast, number: int, points: int = 15, cap: int | None = CAP, days: int = 0) -> Entry:
    """Siti earns by a local challenge, or without a cap by one of DPP."""
    at = MONDAY + timedelta(days=days)
    source = f"submission:{number}"
    return award(cast.siti.id, cast.siti.unit_id, points, source, "A", "Sah", at, weekly_cap=cap)


@given(some.lists(some.tuples(some.integers(1, 100), some.integers(1, 100)), max_size=30))
@settings(deadline=None)
def test_a_week_never_holds_more_than_the_largest_cap_that_was_asked(
    awards: list[tuple[int, int]],
) -> None:
    earned = 0
    for points, cap in awards:
        given_now = within_week(points, earned, cap)
        assert 0 <= given_now <= points and (not given_now or earned + given_now <= cap)
        earned += given_now
    assert earned <= max((cap for _, cap in awards), default=0)


def test_a_week_is_filled_told_in_words_and_begins_anew(ctx: Flask, cast: Cast) -> None:
    with transaction():
        made = [earn(cast, number, 20, days=number) for number in range(4)]
        national = earn(cast, 10, 30, cap=None)
        next_week = earn(cast, 11, 20, days=7)
    assert [one.points for one in made] == [20, 20, 5, 0]
    assert (national.points, next_week.points) == (30, 20)
    assert made[2].reason == "Sah (batas mingguan tantangan lokal: 5 dari 20 poin)"
    assert session().scalars(select(LocalPoints.points).order_by(LocalPoints.week)).all() == [
        45,
        20,
    ]


def test_the_cap_holds_when_forty_awards_race_over_all_days_of_a_week(
    ctx: Flask, cast: Cast
) -> None:
    def act(number: int) -> None:
        earn(cast, number // 2, 15, days=number % 14 // 2)  # everybody comes twice

    assert race(ctx, act) == []
    assert totals(cast.siti.id)["w2026-47"] == CAP
    assert session().scalar(select(LocalPoints.points)) == CAP
    assert len(session().scalars(select(Entry.id)).all()) == RACERS // 2


def test_what_is_taken_back_makes_no_room_again(ctx: Flask, cast: Cast) -> None:
    with transaction():
        earn(cast, 1, CAP)
        reverse("submission:1", "Uji", MONDAY)
        again = earn(cast, 2, 10)
    assert again.points == 0
