"""The demo party's election calendar: made up, and every line says so."""

from datetime import date, datetime, timedelta

from app import clock
from app.campaigns import calendar_file
from app.campaigns.calendar_file import Line
from app.db import transaction

ELECTION = "Pilkada contoh (demo)"
SOURCE = "Contoh demo, bukan jadwal KPU; pola hari: UU 7/2017 pasal 276 dan 278"
# Unit, and on which day from now its people vote: three quiet days lie before it.
VOTES = (("71.71", 2), ("91", 40), ("32", 90))
CAMPAIGN = timedelta(days=60)


def hold_elections(now: datetime) -> None:
    """One city is quiet now, one province campaigns, one works internally."""
    today = clock.party_day(now)
    lines = [line for unit, days in VOTES for line in _phases(unit, today + timedelta(days=days))]
    with transaction():
        calendar_file.replace(ELECTION, lines, now)


def _phases(unit: str, vote: date) -> list[Line]:
    quiet = vote - timedelta(days=3)
    begins = quiet - CAMPAIGN
    spans = (
        ("internal", begins - timedelta(days=45), begins - timedelta(days=1)),
        ("campaign", begins, quiet - timedelta(days=1)),
        ("quiet", quiet, vote),
    )
    return [Line(unit, name, first, last, SOURCE, first) for name, first, last in spans]
