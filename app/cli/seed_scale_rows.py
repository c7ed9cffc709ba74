"""The rows of a party for measuring, as lines of PostgreSQL's COPY.

Every batch of people has dice of its own, so that it comes out the same whether or not the work
was interrupted before it. What is drawn for an entry is drawn in bulk: there are millions of them.
"""

import random
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import accumulate

from app import clock
from app.cli.seed_names import name_at
from app.cli.seed_scale_record import Plan
from app.ledger.scoring import FIRST
from app.seasons.calendar import Periods

PER_RANTING = 12
SPREAD = 1.1  # sigma of both lognormals: a few rantings and a few people do most
WEEKS = 4
REASON = "Unggahan terverifikasi"
POINTS = (10, 15, 20, 25, 30, 40)
TIMES = [f"{hour:02}:{minute:02}:00+07" for hour in range(8, 22) for minute in range(60)]
NULL = r"\N"
CADRES = "id, public_id, name, unit_id, display, status, activated_at, attested_at"
MEMBERSHIPS = "id, cadre_id, unit_id, starts_on"
ENTRIES = (
    "id, cadre_id, unit_id, day, week, season, points, kind, source, rule_version, grade, reason,"
    " at"
)


def places(plan: Plan, rantings: Sequence[tuple[int, str]]) -> list[tuple[int, str]]:
    """Those rantings (id, code) that have cadres, in any order."""
    many = min(len(rantings), max(1, plan.cadres // PER_RANTING))
    return _dice(plan, "places").sample(rantings, many)


class Batch:
    """Some of the people with all that is theirs; cadre `n` has the id `n`, counted from 1.

    Its places are its own, so that batches written at the same time do not meet in any row.
    """

    def __init__(
        self, plan: Plan, places: Sequence[tuple[int, str]], days: Sequence[Periods], ids: range
    ) -> None:
        self.ids = ids
        before, until = (ids.start - 1, ids.stop - 1)
        self.entry_ids = range(
            1 + plan.entries * before // plan.cadres, 1 + plan.entries * until // plan.cadres
        )
        self._days = days
        self._joined = plan.began - timedelta(weeks=WEEKS + 1)  # before the first entry
        self._dice = _dice(plan, f"people from {ids.start}")
        own = places[len(places) * before // plan.cadres : -(-len(places) * until // plan.cadres)]
        sizes = [self._dice.lognormvariate(0, SPREAD) for _ in own]
        self._homes = self._dice.choices(own, sizes, k=len(ids))

    def people(self) -> Iterator[str]:
        """Lines of `cadres`."""
        end = f"full\tactive\t{self._joined}\t{self._joined}\n"
        for id, (unit, code) in zip(self.ids, self._homes, strict=True):
            yield f"{id}\ts{id:011x}\t{name_at(self._dice, code)}\t{unit}\t{end}"

    def memberships(self) -> Iterator[str]:
        """Lines of `memberships`, which have the ids of their cadres."""
        day = clock.party_day(self._joined)
        for id, (unit, _) in zip(self.ids, self._homes, strict=True):
            yield f"{id}\t{id}\t{unit}\t{day}\n"

    def entries(self) -> Iterator[str]:
        """Lines of `entries` in the order of days."""
        busy = list(accumulate(self._dice.lognormvariate(0, SPREAD) for _ in self.ids))
        many, days = len(self.entry_ids), len(self._days)
        for number, when in enumerate(self._days):
            ids = self.entry_ids[many * number // days : many * (number + 1) // days]
            yield from self._day(when, ids, busy)

    def _day(self, when: Periods, ids: range, busy: Sequence[float]) -> Iterator[str]:
        """One day, cadre by cadre; none earns more than the cap."""
        doers = sorted(self._dice.choices(range(len(self.ids)), cum_weights=busy, k=len(ids)))
        rolls = self._dice.choices(POINTS, k=len(ids))
        times = self._dice.choices(TIMES, k=len(ids))
        periods = f"{when.day}\t{when.week}\t{when.season or NULL}"
        end = f"{FIRST.version}\tA\t{REASON}\t{when.day}"
        before, left = -1, 0
        for id, doer, points, time in zip(ids, doers, rolls, times, strict=True):
            if doer != before:
                before, left = doer, FIRST["daily_cap"]
            points = min(points, left)
            left -= points
            who = f"{id}\t{self.ids[doer]}\t{self._homes[doer][0]}\t{periods}"
            yield f"{who}\t{points}\tshare\tscale:{id:08x}\t{end} {time}\n"


def _dice(plan: Plan, batch: str) -> random.Random:
    """The same dice for the same batch of the same party."""
    return random.Random(f"{plan.seed_number}:{batch}")  # noqa: S311 - the same every time
