"""Which month of the calendar an address asks for, of which levels of units, and its days."""

import re
from calendar import Calendar, monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from app import clock
from app.activities.calendar import Span
from app.cadres.roles import Actor, roots
from app.units.lines import lines
from app.units.models import LEVELS
from app.units.naming import LEVEL_WORDS
from app.words import said

MONTH = re.compile(r"(20[2-9]\d)-(0[1-9]|1[0-2])")
ALL = "semua"
NAMES = (
    said("Januari"),
    said("Februari"),
    said("Maret"),
    said("April"),
    said("Mei"),
    said("Juni"),
    said("Juli"),
    said("Agustus"),
    said("September"),
    said("Oktober"),
    said("November"),
    said("Desember"),
)


@dataclass(frozen=True)
class Asked:
    """A month (`2026-11`), perhaps one day of it, and one level or all.

    `weeks` are its weeks from Monday on, None where a day belongs to another month; `levels` are
    the choices, as (level, words).
    """

    month: str
    name: str
    year: int
    span: Span
    day: date | None
    today: date
    before: str
    after: str | None
    level: str
    levels: Sequence[tuple[str, str]]
    weeks: Sequence[Sequence[date | None]]


def month_asked(args: Mapping[str, str], actor: Actor) -> Asked:
    """What an address asks for; this month and every level where it does not say, or nonsense."""
    today = clock.now().astimezone(ZoneInfo(actor.zone)).date()
    found = MONTH.fullmatch(args.get("bulan", ""))
    first = date(int(found[1]), int(found[2]), 1) if found else today.replace(day=1)
    last = first.replace(day=monthrange(first.year, first.month)[1])
    choices = levels_of(actor)
    level = args.get("tingkat", ALL)
    level = level if level in choices else ALL
    return Asked(
        month=_key(first),
        name=NAMES[first.month - 1],
        year=first.year,
        span=Span(first, last, None if level == ALL else (level,)),
        day=_day(args.get("hari", ""), first, last),
        today=today,
        before=_key(first - timedelta(days=1)),
        after=_key(last + timedelta(days=1)) if last < today else None,
        level=level,
        levels=[(ALL, said("Semua")), *((one, LEVEL_WORDS[one]) for one in choices)],
        weeks=_weeks(first),
    )


def levels_of(actor: Actor) -> list[str]:
    """The levels of units whose activities this actor may meet, from DPP down."""
    below = roots(actor, "see_activities")
    own = (actor.unit_path, *(grant.path for grant in actor.grants if grant.kind == "leader"))
    found = lines((*own, *below))
    met = {one.level for path in own for one in found[path]}
    for path in below:
        met.update(LEVELS[LEVELS.index(found[path][-1].level) :])
    return [level for level in LEVELS if level in met]


def _weeks(first: date) -> list[list[date | None]]:
    weeks = Calendar().monthdatescalendar(first.year, first.month)
    return [[day if day.month == first.month else None for day in week] for week in weeks]


def _day(typed: str, first: date, last: date) -> date | None:
    digits = typed.isascii() and typed.isdigit() and len(typed) <= 2
    return first.replace(day=int(typed)) if digits and 1 <= int(typed) <= last.day else None


def _key(day: date) -> str:
    return f"{day:%Y-%m}"
