"""How numbers, moments and names are written for people, in the language of a page.

Moments are stored in UTC and shown in the zone of the reader's unit. Templates use these as
filters: `{{ row.points | points }}`, `{{ at | clock(current.zone) }}`.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import cache
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from app.cadres.names import color, initials
from app.clock import JAKARTA, now
from app.providers.links import LABELS
from app.providers.open_web import outside
from app.words import Said, counted, recalled, said
from app.words.catalogues import OWN, SIGNS, tell

MONTHS = (
    said("Jan"),
    said("Feb"),
    said("Mar"),
    said("Apr"),
    said("Mei"),
    said("Jun"),
    said("Jul"),
    said("Agu"),
    said("Sep"),
    said("Okt"),
    said("Nov"),
    said("Des"),
)
DAYS = (
    said("Senin"),
    said("Selasa"),
    said("Rabu"),
    said("Kamis"),
    said("Jumat"),
    said("Sabtu"),
    said("Minggu"),
)
ZONES = {7: "WIB", 8: "WITA", 9: "WIT"}  # hours ahead of UTC; Indonesia knows no summer time


class Writing:
    """How a language writes numbers and moments; its words stand in the catalogue."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.thousands, self.comma, self.colon = SIGNS[language]
        self.months = [tell(name, language) for name in MONTHS]
        self.days = [tell(name, language) for name in DAYS]

    def points(self, value: int) -> str:
        """1749 → "1.749"; a loss has a true minus sign."""
        return f"{value:,}".replace(",", self.thousands).replace("-", "−")

    def score(self, value: int, by: str) -> str:
        """What a board ranks by: points or days; an index comes in thousandths: 11600 → "11,60"."""
        if by != "indeks":
            return self.points(value)
        whole, part = divmod(value, 1000)
        return f"{self.points(whole)}{self.comma}{part // 10:02d}"

    def signed(self, value: int) -> str:
        """25 → "+25", -25 → "−25", 0 → "0": a movement of points."""
        return f"+{self.points(value)}" if value > 0 else self.points(value)

    def decimal(self, value: float) -> str:
        """41.25 → "41,2": one place, as means per cadre are shown."""
        return self._broken(f"{value:,.1f}").replace("-", "−")

    def amount(self, value: float) -> str:
        """0.035 → "0,035", 1234.5 → "1.234,5": up to three places, none of them idle."""
        return self._broken(f"{value:,.3f}".rstrip("0").rstrip("."))

    def rank(self, value: int | None) -> str:
        """14 → "14", 1204 → "1.204"; whoever has no place yet gets a dash."""
        return "–" if value is None else self.points(value)

    def clock(self, moment: datetime, zone: str | ZoneInfo = JAKARTA) -> str:
        """ "19.42 WIB" in the zone given."""
        there = moment.astimezone(_zone(zone))
        return f"{there:%H}{self.colon}{there:%M} {zone_name(moment, zone)}"

    def date_id(self, moment: datetime | date, zone: str | ZoneInfo = JAKARTA) -> str:
        """ "22 Nov 2026"; a moment is first brought to the zone, a date stands as it is."""
        day = _day(moment, zone)
        return f"{day.day} {self.months[day.month - 1]} {day.year}"

    def day_id(self, moment: datetime | date, zone: str | ZoneInfo = JAKARTA) -> str:
        """ "Minggu, 22 Nov 2026"."""
        return f"{self.days[_day(moment, zone).weekday()]}, {self.date_id(moment, zone)}"

    def moment_id(self, moment: datetime, zone: str | ZoneInfo = JAKARTA) -> str:
        """ "22 Nov 2026, 19.42 WIB"."""
        return f"{self.date_id(moment, zone)}, {self.clock(moment, zone)}"

    def ago(
        self, moment: datetime, zone: str | ZoneInfo = JAKARTA, at: datetime | None = None
    ) -> str:
        """ "baru saja", "5 menit lalu", "2 jam lalu", "kemarin", "3 hari lalu", then the date.

        "kemarin" is the calendar day before in the zone given, not 24 hours.
        """
        present = at or now()
        seconds = int((present - moment).total_seconds())
        days = (_day(present, zone) - _day(moment, zone)).days
        if seconds < 60:
            words = said("baru saja")
        elif seconds < 3600:
            words = counted("%(num)s menit lalu", seconds // 60)
        elif days == 0 or seconds < 6 * 3600:
            words = counted("%(num)s jam lalu", seconds // 3600)
        elif days == 1:
            words = said("kemarin")
        elif days < 7:
            words = counted("%(num)s hari lalu", days)
        else:
            return self.date_id(moment, zone)
        return tell(words, self.language)

    def left(self, moment: datetime, at: datetime | None = None) -> str:
        """Until a moment: "3 hari lagi", "5 jam lagi", "12 menit lagi", or "sudah lewat"."""
        seconds = int((moment - (at or now())).total_seconds())
        if seconds <= 0:
            words = said("sudah lewat")
        elif seconds < 3600:
            words = counted("%(num)s menit lagi", max(1, seconds // 60))
        elif seconds < 48 * 3600:
            words = counted("%(num)s jam lagi", seconds // 3600)
        else:
            words = counted("%(num)s hari lagi", seconds // 86400)
        return tell(words, self.language)

    def told(self, words: str) -> str:
        """A sentence in this language; what somebody typed stays what it is, also a name "Mei"."""
        return tell(words, self.language) if isinstance(words, Said) else words

    def label(self, key: str) -> str:
        """ "tiktok" → "TikTok": a platform as people call it."""
        return self.told(LABELS[key])

    def labels(self, keys: Iterable[str], last: str = said("dan")) -> str:
        """["x", "threads", "tiktok"] → "X, Threads dan TikTok"."""
        *others, end = (self.label(key) for key in keys)
        return f"{', '.join(others)} {tell(last, self.language)} {end}" if others else end

    def filters(self) -> dict[str, Callable]:
        """Everything above under its name, and what writes names alike in every language."""
        own = {name: getattr(self, name) for name in OF_LANGUAGE}
        return own | {one.__name__: one for one in ALIKE}

    def _broken(self, written: str) -> str:
        whole, _, part = written.partition(".")
        return whole.replace(",", self.thousands) + (f"{self.comma}{part}" if part else "")


@cache
def writing(language: str) -> Writing:
    """How a language writes, made once."""
    return Writing(language)


def zone_name(moment: datetime, zone: str | ZoneInfo = JAKARTA) -> str:
    """WIB, WITA or WIT; outside Indonesia the distance from UTC ("UTC+03")."""
    offset = moment.astimezone(_zone(zone)).utcoffset()
    hours = int(offset.total_seconds() // 3600) if offset else 0
    return ZONES.get(hours, f"UTC{hours:+03d}")


def said_date(day: date) -> Said:
    """A date inside of a sentence that is not yet in any language."""
    return said(
        "%(day)s %(month)s %(year)s", day=day.day, month=MONTHS[day.month - 1], year=f"{day.year}"
    )


def host(url: str) -> str:
    """ "https://www.partai.example/berita" → "partai.example": where an address leads."""
    return (urlsplit(url).hostname or "").removeprefix("www.")


def _zone(zone: str | ZoneInfo) -> ZoneInfo:
    return ZoneInfo(zone) if isinstance(zone, str) else zone


def _day(moment: datetime | date, zone: str | ZoneInfo) -> date:
    return moment.astimezone(_zone(zone)).date() if isinstance(moment, datetime) else moment


OF_LANGUAGE = (
    "points",
    "score",
    "signed",
    "decimal",
    "amount",
    "rank",
    "clock",
    "date_id",
    "day_id",
    "moment_id",
    "ago",
    "left",
    "label",
    "labels",
    "told",
)
ALIKE = (zone_name, host, outside, initials, color, recalled)
INDONESIAN = writing(OWN)
