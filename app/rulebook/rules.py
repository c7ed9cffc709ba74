"""The kinds of rules, the numbers each has with the range people may choose from, and what holds
until they choose. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from app.words import said


@dataclass(frozen=True)
class Number:
    """One number of a rule: its words, and the least and the most it may be."""

    words: str
    least: int
    most: int


@dataclass(frozen=True)
class Rule:
    """The numbers of one version, and the party day since which it holds."""

    version: int
    since: date
    numbers: Mapping[str, Any]

    def __getitem__(self, name: str) -> int:
        return int(self.numbers[name])


DAILY_CAP_MOST = 500
NUMBERS: Mapping[str, Mapping[str, Number]] = {
    "points": {
        "daily_cap": Number(
            said("Poin unggahan paling banyak per kader per hari"), 50, DAILY_CAP_MOST
        ),
        "arrival_factor": Number(said("Pengali akar jumlah orang yang datang"), 0, 5),
        "arrival_cap": Number(said("Poin kunjungan paling banyak per kader per hari"), 0, 50),
    },
}
_BEGAN = date(2026, 1, 1)
# Version 1 knew shares alone; 2 added the people whom a cadre brings to the party's pages.
LAID_DOWN: Mapping[str, tuple[Rule, ...]] = {
    "points": (
        Rule(1, _BEGAN, {"daily_cap": 200, "arrival_factor": 0, "arrival_cap": 0}),
        Rule(2, _BEGAN, {"daily_cap": 200, "arrival_factor": 1, "arrival_cap": 10}),
    ),
}


def next_monday(day: date) -> date:
    """The first day of the next week: a version that is confirmed on a Monday waits a week, too."""
    return day + timedelta(days=7 - day.weekday())
