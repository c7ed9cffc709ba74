"""What a cadre has to show: her streak today and her badges. Read only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from app.badges.models import BadgeAward, StreakRow
from app.badges.rules import BADGES, BY_KEY, Badge
from app.badges.streaks import Streak, standing
from app.db import session

# Columns for a page that asks for much else in the same statement; `of_columns` reads them.
COLUMNS = """
    (SELECT jsonb_build_array(days, last_day, breath, longest)
     FROM streaks WHERE cadre_id = %(cadre)s) AS streak,
    (SELECT badge FROM badge_awards WHERE cadre_id = %(cadre)s
     ORDER BY at DESC, badge LIMIT 1) AS latest_badge
"""


@dataclass(frozen=True)
class Glance:
    """One line of it: days of the streak that runs, and the badge given last."""

    streak: int
    latest: Badge | None


@dataclass(frozen=True)
class Shelf:
    """All of it: badges given, the newest first, with their moments, and those still to earn."""

    streak: int
    longest: int
    given: Sequence[tuple[Badge, datetime]]
    ahead: Sequence[Badge]


def of_columns(row: Any, today: date) -> Glance:
    """Of a row with `COLUMNS`."""
    told = row.streak
    streak = Streak(told[0], date.fromisoformat(told[1]), told[2], told[3]) if told else None
    return Glance(standing(streak, today), BY_KEY.get(row.latest_badge))


def shelf(cadre_id: int, today: date, leads: bool) -> Shelf:
    """Everything a cadre has, and what she can still earn."""
    held = _held(cadre_id)
    row = session().get(StreakRow, cadre_id)
    streak = Streak(row.days, row.last_day, row.breath, row.longest) if row else None
    return Shelf(
        streak=standing(streak, today),
        longest=streak.longest if streak else 0,
        given=[(BY_KEY[key], at) for key, at in held.items() if key in BY_KEY],
        ahead=[one for one in BADGES if one.key not in held and (leads or not one.leaders)],
    )


def given_for(source: str) -> Sequence[Badge]:
    """The badges that a hand-in completed."""
    asked = select(BadgeAward.badge).where(BadgeAward.source == source)
    found = set(session().scalars(asked))
    return [one for one in BADGES if one.key in found]


def _held(cadre_id: int) -> Mapping[str, datetime]:
    asked = select(BadgeAward).where(BadgeAward.cadre_id == cadre_id)
    rows = session().scalars(asked.order_by(BadgeAward.at.desc(), BadgeAward.badge))
    return {row.badge: row.at for row in rows}
