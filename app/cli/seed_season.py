"""The season a seeded party plays in."""

from datetime import date, timedelta

from app.ledger import partitions
from app.seasons.calendar import season_on, week_start
from app.seasons.models import Season
from app.seasons.opening import open_season

BEHIND = 5  # weeks of it that are over already


def season_around(day: date) -> Season:
    """The season that contains `day`, opened when there is none: whole weeks, five behind us.

    With it the ledger gets room, from the month in which it began.
    """
    found = season_on(day)
    if found is None:
        starts = week_start(day) - timedelta(weeks=BEHIND)
        found = open_season(f"Musim {starts:%Y-%m}", starts)
        partitions.make_ahead(starts)
    return found
