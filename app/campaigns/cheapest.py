"""Which challenge covers a distance in points at the least cost. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


class Answerable(Protocol):
    """A challenge as one cadre meets it: `left` is how often she can still answer it today."""

    @property
    def points(self) -> int: ...
    @property
    def closes_at(self) -> datetime: ...
    @property
    def left(self) -> int: ...


@dataclass(frozen=True)
class Step:
    """To answer one challenge so many times."""

    challenge: Answerable
    times: int

    @property
    def points(self) -> int:
        """What that brings."""
        return self.times * self.challenge.points


def cheapest(distance: int, left: int, challenges: Iterable[Answerable]) -> Step | None:
    """The fewest points that cover the distance, by one challenge and within today; None if none.

    `left` are the points that the day's cap still allows. Of equal points the fewer hand-ins win,
    then the challenge that ends sooner.
    """
    if not 0 < distance <= left:
        return None
    steps = (Step(one, -(-distance // one.points)) for one in challenges)
    within_today = (step for step in steps if step.times <= step.challenge.left)
    return min(
        within_today,
        key=lambda step: (step.points, step.times, step.challenge.closes_at),
        default=None,
    )
