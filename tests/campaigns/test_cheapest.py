"""The cheapest challenge that covers a distance, against trying everything."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.campaigns.cheapest import cheapest

NOON = datetime(2026, 11, 28, 5, tzinfo=UTC)


@dataclass(frozen=True)
class Challenge:
    """As little of one as the rule looks at."""

    points: int
    left: int
    closes_at: datetime


def one(points: int, left: int = 5, hours: int = 24) -> Challenge:
    """A challenge that closes in so many hours."""
    return Challenge(points, left, NOON + timedelta(hours=hours))


challenges = st.lists(
    st.builds(one, st.integers(1, 100), st.integers(0, 20), st.integers(1, 9)), max_size=6
)


def test_the_fewest_points_that_cover_the_distance_win() -> None:
    found = cheapest(18, 200, [one(50), one(20), one(10)])
    assert found is not None
    assert (found.challenge.points, found.times, found.points) == (20, 1, 20)


def test_of_equal_challenges_the_one_that_ends_sooner_wins() -> None:
    late, soon = one(20, hours=9), one(20, hours=3)
    found = cheapest(20, 200, [late, soon])
    assert found is not None and found.challenge is soon


def test_nothing_is_told_once_the_day_is_full_or_the_way_too_long() -> None:
    assert cheapest(20, 19, [one(20)]) is None
    assert cheapest(20, 200, [one(5, left=3)]) is None
    assert cheapest(20, 200, []) is None


@given(st.integers(1, 250), st.integers(0, 200), challenges)
def test_no_other_way_within_the_day_costs_less(
    distance: int, left: int, offered: list[Challenge]
) -> None:
    ways = [
        (times * each.points, times, each.closes_at)
        for each in offered
        for times in range(1, each.left + 1)
        if min(times * each.points, left) >= distance
    ]
    found = cheapest(distance, left, offered)
    if found is None:
        assert not ways
    else:
        assert (found.points, found.times, found.challenge.closes_at) == min(ways)
