"""Which periods a page offers, in words: this week, this season, all time.

The season changes every twelve weeks and is asked for on every page, so it is kept for a few
seconds in the process.
"""

import time
from dataclasses import dataclass
from datetime import date

from app import clock
from app.seasons.calendar import ALL, season_key, season_on, week_key

KEPT_S = 20.0


@dataclass(frozen=True)
class Period:
    """A period as a page names it: in its URL, on its chip, after a number."""

    slug: str
    key: str
    chip: str
    words: str


@dataclass(frozen=True)
class Present:
    """The periods of today, the default first, and what is left of the season."""

    periods: tuple[Period, ...]
    season: str

    def chosen(self, slug: str | None) -> Period:
        """The period of a URL; the default for one that is not offered."""
        return next((each for each in self.periods if each.slug == slug), self.periods[0])


_kept: tuple[float, date, Present] | None = None


def present() -> Present:
    """The periods on offer today."""
    global _kept
    today = clock.party_day(clock.now())
    if _kept is None or _kept[1] != today or time.monotonic() - _kept[0] > KEPT_S:
        _kept = (time.monotonic(), today, _read(today))
    return _kept[2]


def forget() -> None:
    """Ask the database again next time."""
    global _kept
    _kept = None


def _read(today: date) -> Present:
    week = Period("minggu", week_key(today), "Minggu ini", "minggu ini")
    ever = Period("semua", ALL, "Semua", "sepanjang masa")
    season = season_on(today)
    if season is None:
        return Present((week, ever), "")
    now = Period("musim", season_key(season.id), "Musim ini", "musim ini")
    left = (season.ends_on - today).days
    words = f"{left} hari lagi" if left else "hari terakhir"
    return Present((now, week, ever), f"{season.name} · {words}")
