"""The line of the "zona naik": the upper third, below the podium, ten places at most."""

import pytest

from app.leaderboards.rising import rising


@pytest.mark.parametrize(
    ("total", "places"), [(0, None), (11, None), (12, 4), (20, 6), (30, 10), (300, 10)]
)
def test_the_line_lies_below_the_upper_third(total: int, places: int | None) -> None:
    assert rising(total) == places
