"""The weeks of a unit as they stood in the end: rank by Indeks Adil, points, who was active."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import text

from app.db import session
from app.seasons.calendar import week_days
from app.units.lines import Scope

SHOWN = 26
# Names of boards are those of `boards.py`, without the prefix of the store.
CLOSED = text(
    """
    SELECT p.period, coalesce(t.points, 0) AS points, f.points AS index, f.rank,
        (SELECT count(*) FROM final_standings s WHERE s.board_id = fair.id) AS total,
        (SELECT count(*) FROM final_standings s WHERE s.board_id = people.id) AS active
    FROM closed_periods p
    LEFT JOIN unit_totals t ON t.period = p.period AND t.unit_id = :unit
    LEFT JOIN final_boards fair ON fair.name = 'f:' || p.period || :fair
    LEFT JOIN final_standings f ON f.board_id = fair.id AND f.member = :unit
    LEFT JOIN final_boards people ON people.name = 'b:' || p.period || ':' || :unit
    WHERE p.period LIKE 'w%'
    ORDER BY p.ended_on DESC LIMIT :shown
    """
)


@dataclass(frozen=True)
class Week:
    """A closed week; without a rank the unit was on no board. `index` in thousandths."""

    period: str
    points: int
    index: int | None
    rank: int | None
    total: int
    active: int

    @property
    def monday(self) -> date:
        """Its first day."""
        return week_days(self.period)[0]

    @property
    def sunday(self) -> date:
        """Its last day."""
        return week_days(self.period)[1]


def of_unit(unit: Scope, above: Scope | None) -> Sequence[Week]:
    """Closed weeks of a unit among its sisters under `above`, the newest first. One query."""
    fair = f":{above.id}:{unit.level}" if above else ":none"
    asked = {"unit": unit.id, "fair": fair, "shown": SHOWN}
    rows = session().execute(CLOSED, asked)
    return [Week(**row._mapping) for row in rows]
