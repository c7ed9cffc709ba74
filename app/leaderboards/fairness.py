"""Indeks Adil: how units of any size are compared. Pure.

A plain sum finds the largest unit, a plain mean the smallest lucky one. The index is the mean of a
unit's cadres, all on its roll and not only the active ones, drawn towards the nation's mean as if
twenty cadres of the nation belonged to every unit; and nobody counts for more than three active
people, so that one person alone cannot carry a unit.

    index = (capped sum + WEIGHT × national mean) / (roll + WEIGHT)

It is a shrinkage estimator of the mean (empirical Bayes with a fixed prior weight: Efron and
Morris 1977, "Stein's Paradox in Statistics"). Numbers are dated and shown where the index is.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import floor
from statistics import median

SCALE = 1000  # boards hold whole numbers: thousandths of a point


@dataclass(frozen=True)
class Rule:
    """The constants of the index from a party day on."""

    since: date
    weight: int  # cadres of the nation that are counted into every unit
    cap_medians: int  # nobody counts for more than so many times an active cadre
    smallest: int  # a roll below this is too small to be judged


RULES = (Rule(date(2026, 1, 1), weight=20, cap_medians=3, smallest=5),)


@dataclass(frozen=True)
class Nation:
    """Capped points and the roll of the whole nation: their quotient is the national mean."""

    capped: int
    roll: int

    @property
    def mean(self) -> Fraction:
        """Capped points for each cadre of the nation's roll."""
        return Fraction(self.capped, self.roll) if self.roll else Fraction(0)


def rule_on(day: date) -> Rule:
    """The constants that hold on a party day."""
    return max((one for one in RULES if one.since <= day), key=lambda one: one.since)


def cap_of(points: Iterable[int], rule: Rule) -> int | None:
    """The most that counts of one cadre: so many medians of those who are active at all.

    None while nobody is.
    """
    active = sorted(each for each in points if each > 0)
    return floor(rule.cap_medians * median(active)) if active else None


def index(capped: int, roll: int, nation: Nation, rule: Rule) -> int | None:
    """The index of a unit in thousandths, rounded down; None for a roll too small to be judged.

    `roll` is the larger of the roll at the season's start and of today's, so that nobody climbs by
    striking the quiet ones off. The database has a twin of this, `fair_index`.
    """
    if roll < rule.smallest:
        return None
    return floor(SCALE * (capped + rule.weight * nation.mean) / (roll + rule.weight))
