"""Periods: names of stretches of time in which points are added up."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from app.db import session
from app.seasons.models import Season

ALL = "all"
SETTLES = timedelta(days=7)  # how long after its end points in a period may still come and go


@dataclass(frozen=True)
class Periods:
    """The periods one moment belongs to; `season` is None between seasons."""

    day: date
    week: str
    season: str | None

    def keys(self) -> list[str]:
        """Names of every period, the widest last."""
        return [key for key in (self.week, self.season, ALL) if key]


def week_key(day: date) -> str:
    """`w2026-48`: the ISO week of a party day."""
    year, week, _ = day.isocalendar()
    return f"w{year}-{week:02d}"


def week_days(key: str) -> tuple[date, date]:
    """Monday and Sunday of the week of this name."""
    monday = date.fromisocalendar(int(key[1:5]), int(key[6:]), 1)
    return monday, monday + timedelta(days=6)


def week_start(day: date) -> date:
    """Monday of the ISO week."""
    return day - timedelta(days=day.weekday())


def season_key(season_id: int) -> str:
    """`s1`: the season as a period."""
    return f"s{season_id}"


def campaign_key(campaign_id: int) -> str:
    """`c7`: the campaign as a period."""
    return f"c{campaign_id}"


def campaign_id(key: str) -> int | None:
    """The campaign whose period this is; None for any other period."""
    return int(key[1:]) if key.startswith("c") else None


def season_on(day: date) -> Season | None:
    """The season that counts on a party day, if any."""
    return session().scalar(select(Season).where(Season.starts_on <= day, Season.ends_on >= day))


def periods_on(day: date) -> Periods:
    """The periods that a party day belongs to."""
    season = season_on(day)
    return Periods(day, week_key(day), season_key(season.id) if season else None)
