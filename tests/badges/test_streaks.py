"""Streaks as sentences about calendars. 23 November 2026 is a Monday."""

from datetime import date, timedelta

import pytest

from app.badges.streaks import Streak, measured, standing


def november(*days: int) -> list[date]:
    return [date(2026, 11, day) for day in days]


@pytest.mark.parametrize(
    ("days", "length", "longest"),
    [
        ((23,), 1, 1),
        ((23, 24, 25), 3, 3),
        ((23, 23, 24), 2, 2),  # twice on one day is one day
        ((25, 23, 24), 3, 3),  # whatever the order
        ((23, 25), 2, 2),  # one day missed in the week: its breath
        ((23, 26), 1, 1),  # two days missed in a row in one week
        ((23, 25, 27), 1, 2),  # two days missed one by one in one week
        ((20, 23), 1, 1),  # Saturday and Sunday belong to one week
        ((21, 24), 2, 2),  # Sunday and Monday to two
        ((16, 18, 19, 20, 21, 22, 24), 7, 7),  # every week has its own
        ((2, 3, 4, 5, 23, 24), 2, 4),
    ],
)
def test_a_streak_counts_days_and_every_week_has_one_breath(
    days: tuple[int, ...], length: int, longest: int
) -> None:
    streak = measured(november(*days))
    assert streak is not None
    assert (streak.days, streak.longest) == (length, longest)


@pytest.mark.parametrize(
    ("today", "length"),
    [
        (24, 3),  # today is not over
        (25, 3),  # today is not over, and yesterday was the breath
        (26, 0),
        (30, 0),
    ],
)
def test_a_streak_stands_until_a_second_day_of_the_week_is_missed(today: int, length: int) -> None:
    streak = measured(november(21, 22, 23))
    assert standing(streak, date(2026, 11, today)) == length


def test_without_a_day_there_is_no_streak() -> None:
    assert measured([]) is None
    assert standing(None, date(2026, 11, 23)) == 0


def test_what_is_kept_is_enough_to_go_on_from() -> None:
    """Measured again with one more day, it is what standing says of the day before."""
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(300) if n % 6 not in (3,)]
    for end in range(1, len(days)):
        before, after = measured(days[:end]), measured(days[: end + 1])
        assert isinstance(before, Streak) and isinstance(after, Streak)
        assert after.days == standing(before, days[end]) + 1
