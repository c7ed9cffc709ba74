"""Fast risers: far more points within a week than others have, and than she ever had.

At another company an employee got 12,000 points from one file that he loaded 354 times, and only a
list of who rises fast showed it.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from statistics import median

from app.moderation.signals.seen import Deed, Finding, by_cadre, counts, level
from app.words import noted, said

NAME = "fast_risers"
WEEK = timedelta(days=7)
ABOVE_OTHERS = 6  # times the median of who is active: the eager reach 3 to 4
ABOVE_HERSELF = 3  # times her best week before
LEAST = 120  # points; below that a leap is three posts
STEPS = (10, 15)
EVIDENCE = noted("%(points)s poin dalam 7 hari, %(times)s kali nilai tengah kader aktif")


def find(deeds: Sequence[Deed], now: datetime) -> list[Finding]:
    """Who rose within the last week as nobody does."""
    counted = by_cadre(one for one in deeds if counts(one))
    week = {cadre: _points(own, now - WEEK, now) for cadre, own in counted.items()}
    active = [points for points in week.values() if points]
    if not active:
        return []
    usual = median(active)
    found = []
    for cadre, points in week.items():
        before = max(_points(counted[cadre], now - n * WEEK, now - (n - 1) * WEEK) for n in (2, 3))
        enough = points >= LEAST and points >= ABOVE_OTHERS * usual
        if enough and points >= ABOVE_HERSELF * before:
            times = points / usual
            words = said(EVIDENCE, points=points, times=round(times))
            posts = tuple(one.id for one in counted[cadre] if one.at > now - WEEK)
            found.append(Finding(NAME, level(times, STEPS), (cadre,), posts, (words,)))
    return found


def _points(own: Sequence[Deed], since: datetime, until: datetime) -> int:
    return sum(one.points for one in own if since < one.at <= until)
