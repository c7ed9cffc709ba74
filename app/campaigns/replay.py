"""Who would gain from a challenge, had it been on during the last four weeks. Pure.

Verified posts of those weeks on its platforms and in its region stand for the posts it would get:
what a few people can do with it shows before it is published, not after.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

EVEN, FAIRLY = 0.35, 0.55  # Gini: up to here points would be even, up to there fairly even


class Posts(NamedTuple):
    """How many posts of one cadre counted on one day, her unit, and the part of the region that
    holds it."""

    cadre_id: int
    day: date
    unit_id: int
    part: str
    number: int


@dataclass(frozen=True)
class Part:
    """What one part of the region would have got."""

    name: str
    cadres: int
    units: int
    points: int


@dataclass(frozen=True)
class Replay:
    """What all would have got: how many would earn, the share of the top tenth of them (0 to 1),
    and the Gini of their points (0: all alike, towards 1: one has it all)."""

    cadres: int
    units: int
    points: int
    top_tenth: float
    gini: float
    parts: Sequence[Part]

    @property
    def evenness(self) -> str:
        """even, fairly or steep."""
        return "even" if self.gini <= EVEN else "fairly" if self.gini <= FAIRLY else "steep"


def replay(
    posts: Iterable[Posts], points: int, daily_limit: int, cap: int, weekly_cap: int | None = None
) -> Replay:
    """The points that these posts would have brought: so many each, no more of them a day than the
    limit, and no more points a day than the cap, nor in a week than the cap of local ones."""
    earned: dict[int, int] = defaultdict(int)
    weeks: dict[tuple[int, date], int] = defaultdict(int)
    parts: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    units: dict[str, set[int]] = defaultdict(set)
    for one in posts:
        given = min(cap, points * min(one.number, daily_limit))
        if weekly_cap is not None:
            week = one.cadre_id, one.day - timedelta(days=one.day.weekday())
            given = min(given, weekly_cap - weeks[week])
            weeks[week] += given
        earned[one.cadre_id] += given
        parts[one.part][one.cadre_id] += given
        units[one.part].add(one.unit_id)
    rows = [
        Part(name, len(hers), len(units[name]), sum(hers.values())) for name, hers in parts.items()
    ]
    amounts = sorted(earned.values())
    return Replay(
        cadres=len(amounts),
        units=len(set().union(*units.values())),
        points=sum(amounts),
        top_tenth=_top_tenth(amounts),
        gini=gini(amounts),
        parts=sorted(rows, key=lambda one: (-one.points, one.name)),
    )


def gini(amounts: Sequence[int]) -> float:
    """How unevenly amounts are spread, 0 to 1; they come in ascending order."""
    total = sum(amounts)
    if not total:
        return 0.0
    number = len(amounts)
    weighted = sum(rank * amount for rank, amount in enumerate(amounts, 1))
    return 2 * weighted / (number * total) - (number + 1) / number


def _top_tenth(amounts: Sequence[int]) -> float:
    """The share of the best tenth, at least of one person."""
    total = sum(amounts)
    tenth = max(1, len(amounts) // 10)
    return sum(amounts[-tenth:]) / total if total else 0.0
