"""Who would gain: small parties whose answer can be reckoned by hand."""

from datetime import date

import pytest

from app.campaigns.replay import Posts, gini, replay

DAY = date(2026, 11, 23)
NEXT = date(2026, 11, 24)


def test_nobody_posted_nobody_gains() -> None:
    found = replay([], 20, 2, 200)
    assert (found.cadres, found.units, found.points, found.parts) == (0, 0, 0, [])
    assert (found.top_tenth, found.gini) == (0.0, 0.0)


def test_limits_of_a_day_hold_and_parts_are_told_apart() -> None:
    posts = [
        Posts(1, DAY, 7, "DKI Jakarta", 5),  # two count: 40
        Posts(1, NEXT, 7, "DKI Jakarta", 1),  # 20
        Posts(2, DAY, 8, "DKI Jakarta", 1),  # 20
        Posts(3, DAY, 9, "Papua", 2),  # 40
    ]
    found = replay(posts, 20, 2, 200)
    assert (found.cadres, found.units, found.points) == (3, 3, 120)
    assert [(one.name, one.cadres, one.units, one.points) for one in found.parts] == [
        ("DKI Jakarta", 2, 2, 80),
        ("Papua", 1, 1, 40),
    ]
    assert found.top_tenth == pytest.approx(0.5)
    assert replay(posts, 90, 5, 200).points == 200 + 90 + 90 + 180


@pytest.mark.parametrize(
    ("amounts", "expected"), [([5], 0), ([5, 5, 5, 5], 0), ([0, 0, 0, 10], 0.75), ([1, 3], 0.25)]
)
def test_the_gini_of_small_parties(amounts: list[int], expected: float) -> None:
    assert gini(amounts) == pytest.approx(expected)


def test_a_few_who_have_it_all_are_told_from_many_alike() -> None:
    alike = [Posts(n, DAY, n, "A", 1) for n in range(40)]
    few = [Posts(n, date(2026, 11, 1 + day), n, "A", 3) for n in range(3) for day in range(28)]
    assert replay(alike, 10, 3, 200).evenness == "even"
    assert replay(alike + few, 10, 3, 200).evenness == "steep"
    assert replay(alike + few, 10, 3, 200).top_tenth > 0.8
