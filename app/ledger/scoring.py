"""How many points an award is worth: one small table of rules, pure.

Rules are versioned and never retroactive (`app/rulebook`): every entry carries the version it was
scored under, so that old entries keep their old explanation.
"""

from math import isqrt

from app.rulebook.rules import LAID_DOWN, Rule

FIRST = LAID_DOWN["points"][-1]  # holds until people confirm another
CAPPED = frozenset({"share"})


def points_for(kind: str, base: int, earned_today: int, rule: Rule = FIRST) -> int:
    """Points that an award of `base` brings after `earned_today` from capped kinds.

    The part above the day's cap is lost, not postponed: consistency counts, not a heroic evening.
    """
    if kind not in CAPPED:
        return base
    return max(0, min(base, rule["daily_cap"] - earned_today))


def within_week(points: int, earned: int, cap: int) -> int:
    """What of `points` a week leaves room for, once local challenges brought `earned` in it.

    The part above is lost, as with a day's cap: else a unit could lift its own board by challenges
    of its own.
    """
    return max(0, min(points, cap - earned))


def points_for_arrivals(people: int, rule: Rule = FIRST) -> int:
    """Points for those who came through one cadre's links on one party day, all links together.

    The square root makes a few friends count at once and a crowd, which can be bought, hardly more.
    """
    return min(rule["arrival_cap"], isqrt(rule["arrival_factor"] ** 2 * people))
