"""Five steps of colour for a map, each for as many units as any other. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

STEPS = 5


@dataclass(frozen=True)
class Step:
    """One step of the legend: the least and the greatest value in it, and of how many units."""

    step: int
    least: int
    most: int
    units: int


def edges(values: Collection[int]) -> tuple[int, ...]:
    """Where a step ends and the next begins; equal values are never in two steps."""
    ranked = sorted(values)
    found = (ranked[len(ranked) * n // STEPS] for n in range(1, STEPS) if ranked)
    return tuple(sorted({one for one in found if one > ranked[0]}))


def steps(values: Mapping[str, int]) -> dict[str, int]:
    """The step of each, from 0; of fewer than five different values there are fewer steps."""
    bounds = edges(values.values())
    return {key: sum(value >= bound for bound in bounds) for key, value in values.items()}


def legend(values: Mapping[str, int]) -> tuple[Step, ...]:
    """What the colours mean, in numbers that occur."""
    of = steps(values)
    found = []
    for step in sorted(set(of.values())):
        members = [value for key, value in values.items() if of[key] == step]
        found.append(Step(step, min(members), max(members), len(members)))
    return tuple(found)
