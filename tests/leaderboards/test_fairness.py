"""The index in simulated parties: it finds the better units, whatever their size."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import exp
from statistics import mean, median

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from app.db import session
from app.leaderboards.fairness import RULES, Nation, cap_of, index, rule_on

RULE = RULES[0]
WORLDS, UNITS = 150, 120
TINY = 6


@dataclass(frozen=True)
class Ranting:
    """A simulated unit: how good it truly is, and what its cadres earned in a week."""

    worth: float
    points: tuple[int, ...]

    @property
    def roll(self) -> int:
        return len(self.points)

    @property
    def active(self) -> list[int]:
        """Who earned anything, by place in `points`."""
        return [who for who, each in enumerate(self.points) if each]


def world(number: int) -> list[Ranting]:
    """A party: sizes from 6 to 400, most of them small; some cadres active, few of them a lot."""
    dice = random.Random(number)
    return [
        _ranting(dice, min(400, max(6, round(dice.lognormvariate(3, 0.9))))) for _ in range(UNITS)
    ]


def _ranting(dice: random.Random, size: int) -> Ranting:
    worth = dice.gauss(0, 1)
    share = 1 / (1 + exp(0.9 - 0.6 * worth))
    level = 3.2 + 0.25 * worth
    earned = (
        round(dice.lognormvariate(level, 0.9)) if dice.random() < share else 0 for _ in range(size)
    )
    return Ranting(worth, tuple(earned))


def judged(units: Sequence[Ranting], rolls: Sequence[int] | None = None) -> list[float]:
    """The index of every unit."""
    rolls = rolls or [one.roll for one in units]
    cap = cap_of((each for one in units for each in one.points), RULE)
    assert cap is not None
    sums = [sum(min(each, cap) for each in one.points) for one in units]
    nation = Nation(sum(sums), sum(rolls))
    return [index(one, roll, nation, RULE) or 0 for one, roll in zip(sums, rolls, strict=True)]


def summed(units: Sequence[Ranting]) -> list[float]:
    return [sum(one.points) for one in units]


def averaged(units: Sequence[Ranting]) -> list[float]:
    return [mean(one.points) for one in units]


def places(scores: Sequence[float]) -> list[int]:
    """The shared rank of each."""
    ordered = sorted(scores, reverse=True)
    first = {score: place for place, score in reversed(list(enumerate(ordered, 1)))}
    return [first[score] for score in scores]


def correlation(units: Sequence[Ranting], scores: Sequence[float]) -> float:
    """Of ranks by score and by true worth (Spearman)."""
    a, b = places(scores), places([one.worth for one in units])
    over, under = mean(a), mean(b)
    top = sum((x - over) * (y - under) for x, y in zip(a, b, strict=True))
    return top / (sum((x - over) ** 2 for x in a) * sum((y - under) ** 2 for y in b)) ** 0.5


@pytest.fixture(scope="module")
def worlds() -> list[list[Ranting]]:
    return [world(number) for number in range(WORLDS)]


def found(worlds: list[list[Ranting]], by: Callable[[Sequence[Ranting]], list[float]]) -> float:
    return median(correlation(units, by(units)) for units in worlds)


def test_the_better_units_are_found_whatever_their_size(worlds: list[list[Ranting]]) -> None:
    ours = found(worlds, judged)
    assert ours >= 0.65
    assert ours > found(worlds, averaged) > found(worlds, summed)


def test_tiny_units_do_not_crowd_the_top_by_luck(worlds: list[list[Ranting]]) -> None:
    def tiny_at_the_top(by: Callable[[Sequence[Ranting]], list[float]]) -> float:
        best = [
            units[at].roll <= TINY
            for units in worlds
            for at in sorted(range(UNITS), key=by(units).__getitem__, reverse=True)[:10]
        ]
        return mean(best)

    assert tiny_at_the_top(judged) <= 0.05
    assert tiny_at_the_top(averaged) > 0.1, "otherwise this world is too kind to tell"


def test_one_person_alone_does_not_lift_a_unit(worlds: list[list[Ranting]]) -> None:
    """Somebody among the most active twentieth of the party does ten times more."""
    steps, plain = [], []
    for number, units in enumerate(worlds):
        active = [(at, who) for at, one in enumerate(units) for who in one.active]
        active.sort(key=lambda one: units[one[0]].points[one[1]])
        at, who = random.Random(number).choice(active[-len(active) // 20 :])
        points = [each * (10 if n == who else 1) for n, each in enumerate(units[at].points)]
        changed = [*units[:at], replace(units[at], points=tuple(points)), *units[at + 1 :]]
        steps.append(places(judged(units))[at] - places(judged(changed))[at])
        plain.append(places(summed(units))[at] - places(summed(changed))[at])
    assert median(steps) == 0
    assert median(plain) > 1


def test_striking_the_quiet_off_the_roll_wins_nothing(worlds: list[list[Ranting]]) -> None:
    steps = []
    for units in worlds:
        at = sorted(range(UNITS), key=lambda one: units[one].roll)[UNITS // 2]
        before = [one.roll for one in units]
        purged = replace(units[at], points=tuple(each for each in units[at].points if each))
        now = [*units[:at], purged, *units[at + 1 :]]
        rolls = [max(then, one.roll) for then, one in zip(before, now, strict=True)]
        steps.append(places(judged(units))[at] - places(judged(now, rolls))[at])
    assert median(steps) == 0


def test_a_roll_too_small_is_not_judged() -> None:
    nation = Nation(capped=1000, roll=100)
    assert index(90, RULE.smallest - 1, nation, RULE) is None
    assert index(90, RULE.smallest, nation, RULE) == 11_600  # (90 + 20 × 10) / (5 + 20)


def test_nobody_active_makes_nobody_better() -> None:
    assert cap_of([0, 0], RULE) is None
    assert index(0, 50, Nation(0, 100), RULE) == index(0, 5, Nation(0, 100), RULE) == 0
    assert index(0, 50, Nation(0, 0), RULE) == 0


def test_the_cap_follows_those_who_are_active() -> None:
    assert cap_of([0, 0, 0, 10, 20, 400], RULE) == 60
    assert cap_of([5, 10], RULE) == 22


def test_the_constants_are_those_of_the_day() -> None:
    assert rule_on(date(2026, 11, 25)) is RULE


@given(
    capped=st.integers(0, 2**40),
    roll=st.integers(0, 2**24),
    nation=st.builds(Nation, st.integers(0, 2**50), st.integers(0, 2**26)),
)
@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_database_reckons_alike(ctx: Flask, capped: int, roll: int, nation: Nation) -> None:
    asked = text("SELECT fair_index(:capped, :roll, :all, :everybody, :weight, :smallest)")
    values = {"capped": capped, "roll": roll, "all": nation.capped, "everybody": nation.roll}
    constants = {"weight": RULE.weight, "smallest": RULE.smallest}
    assert session().scalar(asked, values | constants) == index(capped, roll, nation, RULE)
