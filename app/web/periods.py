"""Which periods a page offers, in words: what goes on now, and what an address names of the past.

What goes on changes seldom and is asked for on every page, so it is kept for a few seconds in the
process. A campaign is offered where one of its challenges reaches.
"""

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import select

from app import clock
from app.campaigns.models import Campaign, Challenge
from app.campaigns.targeting import open_at
from app.db import session
from app.leaderboards.orders import order_period
from app.seasons.calendar import ALL, campaign_key, season_key, season_on, week_days, week_key
from app.seasons.models import Season
from app.units.models import Unit
from app.units.tree import within
from app.web.format import said_date
from app.words import counted, said

KEPT_S = 20.0
WEEK_SLUG = re.compile(r"minggu-(\d{4}-\d{2})", re.ASCII)
ROW_SLUG = re.compile(r"(musim|kampanye)-(\d{1,9})", re.ASCII)


@dataclass(frozen=True)
class Period:
    """A period as a page names it: in its URL, on its chip, after a number.

    `paths` are the units its challenges reach, where that matters.
    """

    slug: str
    key: str
    chip: str
    words: str
    paths: tuple[str, ...] = ()

    def at(self, path: str) -> bool:
        """Whether it is offered at a unit."""
        near = (within(path, each) or within(each, path) for each in self.paths)
        return not self.paths or any(near)


@dataclass(frozen=True)
class Present:
    """The periods of today, the default first, and what is left of the season."""

    periods: tuple[Period, ...]
    season: str

    def at(self, path: str) -> tuple[Period, ...]:
        """Those that are offered at a unit."""
        return tuple(each for each in self.periods if each.at(path))

    def chosen(self, slug: str | None) -> Period:
        """The period of a URL, also one that is over; the default for one that never was."""
        now = next((each for each in self.periods if each.slug == slug), None)
        return now or past(slug or "") or self.periods[0]

    @property
    def race(self) -> str:
        """Key of the period, and its order, in which a cadre's first screen ranks her."""
        key = self.periods[0].key
        return order_period(key, "best") if self.season else key


_kept: tuple[float, date, Present] | None = None


def present() -> Present:
    """The periods on offer today."""
    global _kept
    now = clock.now()
    today = clock.party_day(now)
    if _kept is None or _kept[1] != today or time.monotonic() - _kept[0] > KEPT_S:
        _kept = (time.monotonic(), today, _read(now, today))
    return _kept[2]


def forget() -> None:
    """Ask the database again next time."""
    global _kept
    _kept = None


def past(slug: str) -> Period | None:
    """The period that an address names by its week or number, if there was such a one."""
    if found := WEEK_SLUG.fullmatch(slug):
        return _week(f"w{found[1]}")
    if found := ROW_SLUG.fullmatch(slug):
        kind, number = found[1], int(found[2])
        row = session().get(Season if kind == "musim" else Campaign, number)
        return of_row(row) if row else None
    return None


def of_row(row: Season | Campaign) -> Period:
    """The period of a season or a campaign under its own name."""
    if isinstance(row, Season):
        return Period(f"musim-{row.id}", season_key(row.id), row.name, row.name)
    return Period(
        f"kampanye-{row.id}",
        campaign_key(row.id),
        row.title,
        said("kampanye %(title)s", title=row.title),
    )


def last_week(today: date) -> Period:
    """The week before that of a day."""
    key = week_key(today - timedelta(weeks=1))
    return replace(_named_week(key), chip=said("Minggu lalu"))


def _week(key: str) -> Period | None:
    try:
        found = _named_week(key)
    except ValueError:  # there is no such week
        return None
    return found if week_days(key)[1] < clock.party_day(clock.now()) + timedelta(weeks=1) else None


def _named_week(key: str) -> Period:
    day = said_date(week_days(key)[1])
    chip = said("Minggu sampai %(day)s", day=day)
    return Period(
        f"minggu-{key.removeprefix('w')}", key, chip, said("minggu sampai %(day)s", day=day)
    )


def _read(now: datetime, today: date) -> Present:
    week = Period("minggu", week_key(today), said("Minggu ini"), said("minggu ini"))
    ever = Period("semua", ALL, said("Semua"), said("sepanjang masa"))
    others = (week, ever, *_campaigns(now))
    season = season_on(today)
    if season is None:
        return Present(others, "")
    running = Period("musim", season_key(season.id), said("Musim ini"), said("musim ini"))
    left = (season.ends_on - today).days
    words = counted("%(num)s hari lagi", left) if left else said("hari terakhir")
    return Present(
        (running, *others), said("%(season)s · %(left)s", season=season.name, left=words)
    )


def _campaigns(now: datetime) -> Sequence[Period]:
    """Campaigns with a challenge that is open, the one that ends first in front."""
    asked = (
        select(Campaign, Unit.path)
        .join(Challenge, Challenge.campaign_id == Campaign.id)
        .join(Unit, Unit.id == Challenge.unit_id)
        .where(open_at(now))
        .order_by(Challenge.closes_at, Campaign.id)
    )
    found: dict[int, Period] = {}
    for campaign, path in session().execute(asked):
        known = found.get(campaign.id) or of_row(campaign)
        found[campaign.id] = replace(known, paths=(*known.paths, path))
    return [*found.values()]
