"""How many points an award is worth: one small table of rules, pure.

Rules are versioned and never retroactive: every entry carries the version it was scored under, so
changing a number here means raising `RULE_VERSION`, and old entries keep their old explanation.
"""

RULE_VERSION = 1
DAILY_CAP = 200  # points from shares that one cadre can earn on one party day
CAPPED = frozenset({"share"})


def points_for(kind: str, base: int, earned_today: int) -> int:
    """Points that an award of `base` brings after `earned_today` from capped kinds.

    The part above the day's cap is lost, not postponed: consistency counts, not a heroic evening.
    """
    if kind not in CAPPED:
        return base
    return max(0, min(base, DAILY_CAP - earned_today))
