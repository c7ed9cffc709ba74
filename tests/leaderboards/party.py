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
from app.leaderboards import orders
from app.leaderboards.boards import KINDS, LEVELS_IN, cadre_board, fair_board, unit_board
from app.leaderboards.fairness import RULES, Nation, index
from app.leaderboards.models import Measure, UnitTotal
from app.leaderboards.projection import project_once
from app.leaderboards.standings import Page
from app.ledger.models import Total
from app.ledger.scoring import FIRST
from app.store import store
from app.units.models import Unit
from app.units.tree import ancestors, within
from tests.cast import FIRST_SEASON, JOINED, SEASON

SEASON_START, SEASON_END = FIRST_SEASON, FIRST_SEASON + SEASON


@dataclass(frozen=True)
class Earned:
    """One award as a person would write it into a notebook."""

    cadre: int
    unit: str
    points: int
    day: date
    campaign: str | None = None

    def periods(self) -> tuple[str, ...]:
        """The periods it counts for, worked out apart from the application."""
        year, week, _ = self.day.isocalendar()
        season = ("s1",) if SEASON_START <= self.day <= SEASON_END else ()
        campaign = (self.campaign,) if self.campaign else ()
        return ("all", f"w{year}-{week:02d}", *season, *campaign)


@dataclass
class Notebook:
    """Awards by source, reversals, who hides, who joined when, and which periods are closed."""

    awards: dict[str, Earned] = field(default_factory=dict)
    reversed: set[str] = field(default_factory=set)
    hidden: set[int] = field(default_factory=set)
    joined: dict[int, date] = field(default_factory=dict)
    closed: set[str] = field(default_factory=set)
    today: dict[tuple[int, date], int] = field(default_factory=lambda: defaultdict(int))

    def award(
        self,
        source: str,
        cadre: int,
        unit: str,
        points: int,
        at: datetime,
        campaign: str | None = None,
    ) -> int:
        """Write an award down, under the day's cap; the points it brought."""
        day = party_day(at)
        given = min(points, FIRST["daily_cap"] - self.today[cadre, day])
        self.today[cadre, day] += given
        self.awards[source] = Earned(cadre, unit, given, day, campaign)
        return given

    def points(self, visible_only: bool = False) -> Iterator[tuple[str, int, str, int]]:
        """Period, cadre, path and points of everything that counts."""
        for source, earned in self.awards.items():
            if source in self.reversed or (visible_only and earned.cadre in self.hidden):
                continue
            for period in earned.periods():
                yield period, earned.cadre, earned.unit, earned.points

    def in_other_orders(self, units: dict[str, Unit]) -> Iterator[tuple[str, int, str, int]]:
        """The same of the other orders of the season, for people who show themselves."""
        days: dict[int, dict[tuple[date, str], int]] = defaultdict(lambda: defaultdict(int))
        for source, earned in self.awards.items():
            counts = source not in self.reversed and earned.cadre not in self.hidden
            if counts and "s1" in earned.periods():
                days[earned.cadre][earned.day, earned.unit] += earned.points
        for cadre, of_days in days.items():
            weeks: dict[tuple[int, int], int] = defaultdict(int)
            for (day, _), points in of_days.items():
                weeks[day.isocalendar()[:2]] += points
            best = sorted(weeks, key=lambda week: (-weeks[week], week))[: orders.BEST_WEEKS]
            for (day, path), points in of_days.items():
                if day.isocalendar()[:2] in best:
                    yield "s1.best", cadre, path, points
                since = self.joined.get(cadre)
                if since and (day - since).days < orders.NEW_DAYS:
                    yield "s1.new", cadre, path, points
            for day in {day for day, _ in of_days}:
                where = [path for on, path in of_days if on == day and of_days[on, path] > 0]
                if where:
                    most = min(where, key=lambda path: (-of_days[day, path], units[path].id))
                    yield "s1.days", cadre, most, 1

    def boards(self) -> dict[str, dict[int, int]]:
        """Every board that lives: its key, and points by member."""
        return {
            key: members
            for key, members in self.all_boards().items()
            if key.split(":")[2].split(".")[0] not in self.closed
        }

    def all_boards(self) -> dict[str, dict[int, int]]:
        """Every board as it must be, were none closed."""
        units = {unit.path: unit for unit in session().scalars(select(Unit))}
        found: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
        shown = [*self.points(visible_only=True), *self.in_other_orders(units)]
        for period, cadre, path, points in shown:
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
