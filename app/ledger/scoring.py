"""How many points an award is worth: one small table of rules, pure.

Rules are versioned and never retroactive: every entry carries the version it was scored under, so
changing a number here means raising `RULE_VERSION`, and old entries keep their old explanation.
Version 1 knew shares alone; 2 added the people whom a cadre brings to the party's pages.
"""

from math import isqrt

RULE_VERSION = 2
DAILY_CAP = 200  # points from shares that one cadre can earn on one party day
CAPPED = frozenset({"share"})
ARRIVAL_FACTOR = 1  # points are this many times the square root of the people of a day
ARRIVAL_CAP = 10  # points from arrivals that one cadre can earn on one party day


def points_for(kind: str, base: int, earned_today: int) -> int:
    """Points that an award of `base` brings after `earned_today` from capped kinds.

    The part above the day's cap is lost, not postponed: consistency counts, not a heroic evening.
    """
    if kind not in CAPPED:
        return base
    return max(0, min(base, DAILY_CAP - earned_today))


def points_for_arrivals(people: int) -> int:
    """Points for those who came through one cadre's links on one party day, all links together.

    The square root makes a few friends count at once and a crowd, which can be bought, hardly more.
    """
    return min(ARRIVAL_CAP, isqrt(ARRIVAL_FACTOR**2 * people))
