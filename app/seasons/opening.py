"""Opening a season: whole weeks, never two at a time."""

from datetime import date, timedelta

from sqlalchemy import select

from app.db import session
from app.errors import Refusal
from app.seasons.models import Season
from app.words import said

WEEKS = 12
WEEKS_MOST = 26
NAME_MAX = 60


def open_season(name: str, starts_on: date, weeks: int = WEEKS) -> Season:
    """A season of whole weeks from a Monday on.

    Raises Refusal for another day, for a length out of bounds, for a name that is taken or too
    long, and for days that belong to a season already.
    """
    ends_on = starts_on + timedelta(weeks=weeks, days=-1)
    _check(name.strip(), starts_on, ends_on, weeks)
    season = Season(name=name.strip(), starts_on=starts_on, ends_on=ends_on)
    session().add(season)
    session().flush()
    return season


def _check(name: str, starts_on: date, ends_on: date, weeks: int) -> None:
    if not 0 < len(name) <= NAME_MAX:
        raise Refusal("name", said("Nama musim harus 1 sampai %(n)s huruf.", n=NAME_MAX), "name")
    if starts_on.isoweekday() != 1:
        raise Refusal("monday", "Musim harus mulai pada hari Senin.", "starts_on")
    if not 1 <= weeks <= WEEKS_MOST:
        raise Refusal(
            "weeks",
            said("Musim harus 1 sampai %(most)s minggu.", most=WEEKS_MOST),
            "weeks",
        )
    for other in session().scalars(select(Season).order_by(Season.starts_on)):
        if other.name == name:
            raise Refusal("taken", said("Sudah ada musim bernama %(name)s.", name=name), "name")
        if other.starts_on <= ends_on and starts_on <= other.ends_on:
            words = said("Hari-hari itu sudah milik %(name)s.", name=other.name)
            raise Refusal("overlap", words, "starts_on")
