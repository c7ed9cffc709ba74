"""Whom a leader thanks next. Pure.

Not the best of all every week: whoever was thanked longest ago comes first, and never the one who
was thanked last. Among those who wait equally long, who did most this week; then by a throw of
dice that the day decides, so that the same page shows the same person until somebody was thanked.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Deserving:
    """Somebody who did something this week: how much, and when she was thanked last."""

    id: int
    public_id: str
    name: str
    done: int
    leader_of: str | None
    thanked_at: datetime | None


def next_to_thank(people: Iterable[Deserving], day: date) -> Deserving | None:
    """The fair pick; None when nobody did anything, or only the one who was thanked last."""
    everybody = list(people)
    thanked = [one.thanked_at for one in everybody if one.thanked_at]
    last = max(thanked, default=None)
    waiting = [one for one in everybody if one.thanked_at is None or one.thanked_at != last]
    return min(waiting, key=lambda one: (_waited(one), -one.done, _dice(one, day)), default=None)


def _waited(one: Deserving) -> date:
    return one.thanked_at.date() if one.thanked_at else date.min


def _dice(one: Deserving, day: date) -> bytes:
    return hashlib.sha256(f"{day.isocalendar()[:2]} {one.id}".encode()).digest()
