"""Without a name, no row tells by its unit who is meant. Pure."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from app.exports.redacted import LEAST, units_named
from app.units.tree import within

TOP = "dpp.31.74"
PATHS = [TOP, f"{TOP}.06"] + [f"{TOP}.{pac}.{n}" for pac in ("06", "07", "08") for n in (1, 2, 3)]


def rows(**counts: int) -> list[str]:
    """`_06_1=5`: five rows of the ranting dpp.31.74.06.1."""
    return [TOP + unit.replace("_", ".") for unit, n in counts.items() for _ in range(n)]


def test_five_of_a_ranting_are_said_to_be_there() -> None:
    assert Counter(units_named(rows(_06_1=5, _07_1=6), TOP)) == {f"{TOP}.06.1": 5, f"{TOP}.07.1": 6}


def test_fewer_stand_with_the_unit_above_and_so_on_up() -> None:
    named = Counter(units_named(rows(_06_1=9, _06_2=2, _06_3=3, _07_1=4, _08_1=1), TOP))
    assert named == {f"{TOP}.06.1": 9, f"{TOP}.06": 5, TOP: 5}


def test_a_few_that_are_left_draw_the_smallest_others_up_with_them() -> None:
    named = Counter(units_named(rows(_06_1=9, _07_1=6, _08_1=2), TOP))
    assert named == {f"{TOP}.06.1": 9, TOP: 8}


@given(st.lists(st.sampled_from(PATHS), min_size=LEAST, max_size=60))
def test_no_unit_is_named_fewer_than_five_times(paths: list[str]) -> None:
    named = units_named(paths, TOP)
    assert min(Counter(named).values()) >= LEAST
    assert all(within(path, said) for path, said in zip(paths, named, strict=True))
