"""An independent account of who earned what where, to hold every board against."""

from collections import defaultdict
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import date, datetime

from sqlalchemy import insert, select

from app.cadres.models import Cadre
from app.clock import party_day
from app.db import session
from app.leaderboards.boards import KINDS, LEVELS_IN, cadre_board, fair_board, unit_board
from app.leaderboards.fairness import RULES, Nation, index
from app.leaderboards.models import Measure, UnitTotal
from app.leaderboards.projection import project_once
from app.leaderboards.standings import Page
from app.ledger.models import Total
from app.ledger.scoring import DAILY_CAP
from app.store import store
from app.units.models import Unit
from app.units.tree import ancestors, within
from tests.cast import JOINED

SEASON_START, SEASON_END = date(2026, 9, 7), date(2026, 12, 27)  # as `cast.plant` opens it


@dataclass(frozen=True)
class Earned:
    """One award as a person would write it into a notebook."""

    cadre: int
    unit: str
    points: int
    day: date

    def periods(self) -> tuple[str, ...]:
        """The periods it counts for, worked out apart from the application."""
        year, week, _ = self.day.isocalendar()
        season = ("s1",) if SEASON_START <= self.day <= SEASON_END else ()
        return ("all", f"w{year}-{week:02d}", *season)


@dataclass
class Notebook:
    """Awards by source, reversals, and who hides."""

    awards: dict[str, Earned] = field(default_factory=dict)
    reversed: set[str] = field(default_factory=set)
    hidden: set[int] = field(default_factory=set)
    today: dict[tuple[int, date], int] = field(default_factory=lambda: defaultdict(int))

    def award(self, source: str, cadre: int, unit: str, points: int, at: datetime) -> int:
        """Write an award down, under the day's cap; the points it brought."""
        day = party_day(at)
        given = min(points, DAILY_CAP - self.today[cadre, day])
        self.today[cadre, day] += given
        self.awards[source] = Earned(cadre, unit, given, day)
        return given

    def points(self, visible_only: bool = False) -> Iterator[tuple[str, int, str, int]]:
        """Period, cadre, path and points of everything that counts."""
        for source, earned in self.awards.items():
            if source in self.reversed or (visible_only and earned.cadre in self.hidden):
                continue
            for period in earned.periods():
                yield period, earned.cadre, earned.unit, earned.points

    def boards(self) -> dict[str, dict[int, int]]:
        """Every board as it must be: its key, and points by member."""
        units = {unit.path: unit for unit in session().scalars(select(Unit))}
        found: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
        for period, cadre, path, points in self.points(visible_only=True):
            for scope in ancestors(path):
                found[cadre_board(period, units[scope].id)][cadre] += points
        for period, _, path, points in self.points():
            for scope in ancestors(path):
                for below in ancestors(path):
                    level = units[below].level
                    if within(below, scope) and level in LEVELS_IN.get(units[scope].level, ()):
                        key = unit_board(period, units[scope].id, level)
                        found[key][units[below].id] += points
        self._fair_boards(units, found)
        return {
            key: positive
            for key, members in found.items()
            if (positive := {who: points for who, points in members.items() if points > 0})
        }

    def _fair_boards(self, units: dict[str, Unit], found: dict[str, dict[int, int]]) -> None:
        """The order by index, from the latest measures and rolls; sums are our own."""
        measures = {one.period: one for one in session().scalars(select(Measure))}
        rolls = {(o.period, o.unit_id): o.roll for o in session().scalars(select(UnitTotal))}
        each: dict[tuple[str, int, str], int] = defaultdict(int)
        for period, cadre, path, points in self.points():
            each[period, cadre, path] += points
        plain: dict[tuple[str, str], int] = defaultdict(int)
        capped: dict[tuple[str, str], int] = defaultdict(int)
        for (period, _, path), points in each.items():
            measure = measures.get(period)
            most = points if measure is None or measure.cap is None else measure.cap
            for above in ancestors(path):
                plain[period, above] += points
                capped[period, above] += min(points, most)
        for (period, path), points in capped.items():
            unit, measure = units[path], measures.get(period)
            nation = Nation(measure.capped, measure.roll) if measure else Nation(0, 0)
            score = index(points, rolls.get((period, unit.id), 0), nation, RULES[-1]) or 0
            for scope in ancestors(path):
                if unit.level in LEVELS_IN.get(units[scope].level, ()) and scope != path:
                    key = fair_board(period, units[scope].id, unit.level)
                    found[key][unit.id] = score if plain[period, path] > 0 else 0


def stored() -> dict[str, dict[int, int]]:
    """Every board as the store has it."""
    with store.client() as client:
        keys = [key for kind in KINDS for key in client.scan_iter(store.key(kind, "*"))]
        return {
            key: {
                int(who): int(points) for who, points in client.zrange(key, 0, -1, withscores=True)
            }
            for key in keys
        }


@dataclass(frozen=True)
class Viewer:
    """Whoever looks at a board."""

    id: int
    display: str
    unit_id: int
    unit_path: str


@contextmanager
def store_gone(url: str) -> Generator[None]:
    """Nobody answers where the store should be; `url` is where it really is."""
    store.configure("unix:///nowhere/valkey.sock", store.prefix)
    try:
        yield
    finally:
        store.configure(url, store.prefix)


def shown(page: Page) -> dict[str, object]:
    """What a reader sees of a board, wherever it was read."""
    told = asdict(page)
    for name in ("as_of", "source", "version"):
        del told[name]
    return told


def settle() -> None:
    """Project until nothing is left to do."""
    for _ in range(50):
        if not project_once():
            return
    raise AssertionError("the projector never comes to rest")


def crowd(points: list[int], code: str = "31.74.06.1002") -> list[int]:
    """New cadres of a ranting with these points of all time; their ids."""
    unit = session().scalars(select(Unit.id).where(Unit.code == code)).one()
    rows = [
        {
            "public_id": f"{code[-4:]}-{number}",
            "name": f"Kader {number}",
            "unit_id": unit,
            "display": "full",
            "status": "active",
            "activated_at": JOINED,
            "attested_at": JOINED,
        }
        for number in range(len(points))
    ]
    ids = list(session().scalars(insert(Cadre).returning(Cadre.id), rows))
    session().execute(
        insert(Total),
        [
            {"period": "all", "cadre_id": who, "unit_id": unit, "points": has, "dirty": True}
            for who, has in zip(ids, points, strict=True)
        ],
    )
    return ids
