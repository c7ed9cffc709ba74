"""Activities as they are read: by month, one's own, those that wait for a decision."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import LiteralString

from app.activities import sight
from app.activities.models import Activity
from app.cadres.roles import Actor, roots
from app.db import read, session
from app.errors import NotFound

PAGE = 20
OF = "FROM activities JOIN units ON units.id = activities.unit_id"
ROW = f"""
    SELECT activities.id, activities.public_id, activities.title, activities.day,
        activities.began_at, activities.zone, activities.state, activities.reason,
        activities.calendar, activities.people, activities.reported_at,
        units.name, units.level
    {OF}
"""
ONE = f"SELECT activities.id {OF} WHERE activities.public_id = %(public_id)s AND {sight.SEEN}"
IN_MONTH = f"""
    activities.state = 'shown' AND {sight.SHOWN}
    AND activities.day BETWEEN %(first)s AND %(last)s
    AND (%(levels)s::text[] IS NULL OR units.level = ANY(%(levels)s))
"""
MONTH = f"""
    {ROW} WHERE {IN_MONTH} AND (%(day)s::date IS NULL OR activities.day = %(day)s)
    AND activities.id <> ALL(%(besides)s::bigint[])
    ORDER BY activities.began_at DESC, activities.id DESC LIMIT %(limit)s OFFSET %(offset)s
"""
DAYS = f"""
    SELECT days.day, days.number, first.photo FROM (
        SELECT activities.day, count(*) AS number {OF} WHERE {IN_MONTH} GROUP BY activities.day
    ) days LEFT JOIN LATERAL (
        SELECT i.public_id || '/' || f.digest || '.webp' AS photo {OF}
        JOIN activity_images i ON i.activity_id = activities.id
        JOIN activity_files f ON f.image_id = i.id AND f.size = 'preview' AND f.format = 'webp'
        WHERE {IN_MONTH} AND activities.day = days.day
        ORDER BY activities.calendar = 'chosen' DESC, activities.id, i.id LIMIT 1
    ) first ON true
"""  # noqa: S608 - made of constants
CHOSEN = f"""
    {ROW} WHERE activities.calendar = 'chosen' AND activities.day BETWEEN %(first)s AND %(last)s
    ORDER BY activities.day, activities.id LIMIT 4
"""
MINE = f"""
    {ROW} WHERE activities.cadre_id = %(me)s
    ORDER BY activities.id DESC LIMIT %(limit)s OFFSET %(offset)s
"""
WAITING = f"""
    {ROW} WHERE activities.state = 'waiting'
    AND units.path <@ ANY(CAST(%(roots)s AS ltree[])) AND activities.cadre_id <> %(me)s
    ORDER BY activities.id LIMIT %(limit)s OFFSET %(offset)s
"""
PROPOSED = f"""
    {ROW} WHERE activities.calendar = 'proposed'
    AND units.path <@ ANY(CAST(%(roots)s AS ltree[]))
    ORDER BY activities.id LIMIT %(limit)s OFFSET %(offset)s
"""


@dataclass(frozen=True)
class Row:
    """An activity in a list; `name` and `level` are its unit's."""

    id: int
    public_id: str
    title: str
    day: date
    began_at: datetime
    zone: str
    state: str
    reason: str
    calendar: str
    people: int | None
    reported_at: datetime
    name: str
    level: str


@dataclass(frozen=True)
class Day:
    """How many activities lie on a day, and the path of a photo of one of them, if there is any."""

    number: int
    photo: str | None


@dataclass(frozen=True)
class Page:
    """Rows, and whether there are more."""

    rows: Sequence[Row]
    further: bool


@dataclass(frozen=True)
class Span:
    """The days of a month, and the levels of units asked for (None: every level)."""

    first: date
    last: date
    levels: Collection[str] | None = None


def month(
    actor: Actor, span: Span, day: date | None, page: int, besides: Collection[int] = ()
) -> Page:
    """What was shown of a month, or of one of its days, the latest first, without those that
    stand above already."""
    asked = {"day": day, "besides": list(besides)}
    return _page(MONTH, sight.of(actor) | _within(span) | asked, page)


def days(actor: Actor, span: Span) -> dict[date, Day]:
    """The days of a month on which anything was shown."""
    found = read(DAYS, sight.of(actor) | _within(span))
    return {one.day: Day(one.number, one.photo) for one in found}


def chosen(span: Span) -> Sequence[Row]:
    """The pictures of a month, which the whole party sees."""
    return [Row(*one) for one in read(CHOSEN, {"first": span.first, "last": span.last})]


def mine(cadre_id: int, page: int) -> Page:
    """Her own, whatever became of them, the latest reported first."""
    return _page(MINE, {"me": cadre_id}, page)


def waiting(actor: Actor, page: int) -> Page:
    """Those of others that wait for this leader's decision, the first reported first."""
    return _page(WAITING, {"me": actor.id, "roots": list(roots(actor, "show_activity"))}, page)


def proposed(actor: Actor, page: int) -> Page:
    """Those that leaders proposed as pictures of the calendar."""
    return _page(PROPOSED, {"roots": list(roots(actor, "choose_picture"))}, page)


def one(actor: Actor, public_id: str, lock: bool = False) -> Activity:
    """An activity within sight. Raises NotFound for any other."""
    found = read(ONE, sight.of(actor) | {"public_id": public_id})
    activity = (
        session().get(Activity, found[0].id, with_for_update=lock or None, populate_existing=True)
        if found
        else None
    )
    if activity is None:
        raise NotFound
    return activity


def _within(span: Span) -> dict[str, object]:
    levels = None if span.levels is None else list(span.levels)
    return {"first": span.first, "last": span.last, "levels": levels}


def _page(query: LiteralString, values: dict[str, object], page: int) -> Page:
    found = read(query, values | {"limit": PAGE + 1, "offset": (page - 1) * PAGE})
    return Page([Row(*one) for one in found[:PAGE]], len(found) > PAGE)
