"""Cheats of four kinds in a simulated party, against the real rules (`fraud.py`)."""

import os

import pytest

from tests.moderation.fraud import simulate, told

CADRES = int(os.environ.get("FRAUD_CADRES", "300"))
SEEDS = int(os.environ.get("FRAUD_SEEDS", "1"))


@pytest.mark.parametrize("seed", range(SEEDS))
def test_nine_of_ten_bad_points_go_and_one_of_a_hundred_honest_ones_at_most(seed: int) -> None:
    figures = simulate(CADRES, seed)
    print(told(figures))
    assert figures.stopped >= 0.9
    assert figures.touched <= 0.01
    assert {kind for kind, _ in figures.bad} == {"colluder", "deleter", "puppet", "recycler"}
