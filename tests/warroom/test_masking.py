"""Cells of one to four, and colours of a map. Pure."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.warroom.masking import appeals_seen, hidden
from app.warroom.shapes import FEW, Appeals, Child
from app.warroom.steps import STEPS, legend, steps

VALUES = st.dictionaries(st.text(min_size=1, max_size=3), st.integers(0, 1000), max_size=60)


@pytest.mark.parametrize(("n", "told"), [(0, 0), (1, FEW), (4, FEW), (5, 5), (None, None)])
def test_one_to_four_are_not_told_to_who_looks_from_above(n: int, told: int) -> None:
    assert hidden(n) == told


def test_a_rate_of_few_is_not_told_either_and_none_without_cadres() -> None:
    def child(active: int | None, roll: int) -> Child:
        return Child(1, "31", "DPD", "DKI Jakarta", roll, active, 0)

    assert child(12, 80).rate == 150
    assert child(FEW, 80).rate == FEW
    assert child(0, 80).rate == 0
    assert child(0, 0).rate is None and child(None, 80).rate is None


def test_an_appeal_of_a_few_has_no_age_either() -> None:
    assert appeals_seen(Appeals(2, 7200.0)) == Appeals(FEW, None)
    assert appeals_seen(Appeals(7, 7200.0)) == Appeals(7, 7200.0)
    assert appeals_seen(Appeals(0, None)) == Appeals(0, None)


@given(VALUES)
def test_a_greater_value_never_has_a_paler_step_and_equals_have_the_same(
    values: dict[str, int],
) -> None:
    of = steps(values)
    assert set(of) == set(values)
    for one in values:
        for other in values:
            if values[one] <= values[other]:
                assert 0 <= of[one] <= of[other] < STEPS


@given(VALUES)
def test_the_legend_tells_numbers_that_occur_and_misses_no_unit(values: dict[str, int]) -> None:
    told = legend(values)
    assert sum(one.units for one in told) == len(values)
    ends = [end for one in told for end in (one.least, one.most)]
    assert ends == sorted(ends) and set(ends) <= set(values.values())


def test_thirty_eight_different_values_make_five_steps_of_about_eight() -> None:
    told = legend({str(n): n * n for n in range(38)})
    assert [one.units for one in told] == [7, 8, 7, 8, 8]
