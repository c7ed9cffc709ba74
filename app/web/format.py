"""How numbers, moments and names are written for people: pure functions, Indonesian.

Moments are stored in UTC and shown in the zone of the reader's unit. Templates use these as
filters: `{{ row.points | points }}`, `{{ at | clock(current.zone) }}`.
"""

from collections.abc import Iterable
from datetime import date, datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from flask import Flask

from app.cadres.names import color, initials
from app.clock import JAKARTA, now
from app.providers.links import LABELS
from app.providers.open_web import outside

MONTHS = ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des")
DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
ZONES = {7: "WIB", 8: "WITA", 9: "WIT"}  # hours ahead of UTC; Indonesia knows no summer time


def points(value: int) -> str:
    """1749 → "1.749"; a loss has a true minus sign."""
    return f"{value:,}".replace(",", ".").replace("-", "−")


def score(value: int, by: str) -> str:
    """What a board ranks by: points or days; an index comes in thousandths: 11600 → "11,60"."""
    if by != "indeks":
        return points(value)
    whole, part = divmod(value, 1000)
    return f"{points(whole)},{part // 10:02d}"


def signed(value: int) -> str:
    """25 → "+25", -25 → "−25", 0 → "0": a movement of points."""
    return f"+{points(value)}" if value > 0 else points(value)


def decimal(value: float) -> str:
    """41.25 → "41,2": one place, as means per cadre are shown."""
    whole, _, part = f"{value:,.1f}".partition(".")
    return f"{whole.replace(',', '.')},{part}".replace("-", "−")


def amount(value: float) -> str:
    """0.035 → "0,035", 1234.5 → "1.234,5": an amount with up to three places, none of them idle."""
    whole, _, part = f"{value:,.3f}".partition(".")
    places = part.rstrip("0")
    return whole.replace(",", ".") + (f",{places}" if places else "")


def rank(value: int | None) -> str:
    """14 → "14", 1204 → "1.204"; whoever has no place yet gets a dash."""
    return "–" if value is None else points(value)


def zone_name(moment: datetime, zone: str | ZoneInfo = JAKARTA) -> str:
    """WIB, WITA or WIT; outside Indonesia the distance from UTC ("UTC+03")."""
    offset = moment.astimezone(_zone(zone)).utcoffset()
    hours = int(offset.total_seconds() // 3600) if offset else 0
    return ZONES.get(hours, f"UTC{hours:+03d}")


def clock(moment: datetime, zone: str | ZoneInfo = JAKARTA) -> str:
    """ "19.42 WIB" in the zone given."""
    return f"{moment.astimezone(_zone(zone)):%H.%M} {zone_name(moment, zone)}"


def date_id(moment: datetime | date, zone: str | ZoneInfo = JAKARTA) -> str:
    """ "22 Nov 2026"; a moment is first brought to the zone, a date stands as it is."""
    day = _day(moment, zone)
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def day_id(moment: datetime | date, zone: str | ZoneInfo = JAKARTA) -> str:
    """ "Minggu, 22 Nov 2026"."""
    return f"{DAYS[_day(moment, zone).weekday()]}, {date_id(moment, zone)}"


def moment_id(moment: datetime, zone: str | ZoneInfo = JAKARTA) -> str:
    """ "22 Nov 2026, 19.42 WIB"."""
    return f"{date_id(moment, zone)}, {clock(moment, zone)}"


def ago(moment: datetime, zone: str | ZoneInfo = JAKARTA, at: datetime | None = None) -> str:
    """ "baru saja", "5 menit lalu", "2 jam lalu", "kemarin", "3 hari lalu", then the date.

    "kemarin" is the calendar day before in the zone given, not 24 hours.
    """
    present = at or now()
    seconds = int((present - moment).total_seconds())
    days = (_day(present, zone) - _day(moment, zone)).days
    if seconds < 60:
        return "baru saja"
    if seconds < 3600:
        return f"{seconds // 60} menit lalu"
    if days == 0 or seconds < 6 * 3600:
        return f"{seconds // 3600} jam lalu"
    if days == 1:
        return "kemarin"
    return f"{days} hari lalu" if days < 7 else date_id(moment, zone)


def left(moment: datetime, at: datetime | None = None) -> str:
    """How long until a moment: "3 hari lagi", "5 jam lagi", "12 menit lagi", or "sudah lewat"."""
    seconds = int((moment - (at or now())).total_seconds())
    if seconds <= 0:
        return "sudah lewat"
    if seconds < 3600:
        return f"{max(1, seconds // 60)} menit lagi"
    if seconds < 48 * 3600:
        return f"{seconds // 3600} jam lagi"
    return f"{seconds // 86400} hari lagi"


def label(key: str) -> str:
    """ "tiktok" → "TikTok": a platform as people call it."""
    return LABELS[key]


def labels(keys: Iterable[str], last: str = "dan") -> str:
    """["x", "threads", "tiktok"] → "X, Threads dan TikTok"."""
    *others, end = (LABELS[key] for key in keys)
    return f"{', '.join(others)} {last} {end}" if others else end


def host(url: str) -> str:
    """ "https://www.partai.example/berita" → "partai.example": where an address leads."""
    return (urlsplit(url).hostname or "").removeprefix("www.")


def register(app: Flask) -> None:
    """Make filters of the functions above, and of what the circle beside a name needs."""
    for one in (
        points,
        score,
        signed,
        decimal,
        amount,
        rank,
        zone_name,
        clock,
        date_id,
        day_id,
        moment_id,
        ago,
        left,
        label,
        labels,
        host,
        outside,
        initials,
        color,
    ):
        app.add_template_filter(one)


def _zone(zone: str | ZoneInfo) -> ZoneInfo:
    return ZoneInfo(zone) if isinstance(zone, str) else zone


def _day(moment: datetime | date, zone: str | ZoneInfo) -> date:
    return moment.astimezone(_zone(zone)).date() if isinstance(moment, datetime) else moment
