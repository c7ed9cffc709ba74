"""After any history, with any interruption: live board = rebuilt board = the notebook."""

import os
import threading
from collections import defaultdict
from collections.abc import Collection, Generator
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select, text

from app.cadres.models import Cadre
from app.cadres.transfer import transfer
from app.cli.servers import Addresses
from app.db import db, session, transaction
from app.errors import Refusal
from app.leaderboards import closing, doubts, measuring, orders, projection
from app.leaderboards.audit import audit
from app.leaderboards.models import FinalBoard, FinalStanding
from app.leaderboards.rebuild import rebuild
from app.leaderboards.standings import cadre_page, unit_page
from app.ledger.entries import award, reverse
from app.store import Unavailable, store
from app.units.models import Unit
from tests import cast as people
from tests import servers
from tests.leaderboards.party import Notebook, Viewer, settle, shown, store_gone, stored

DEEP = os.environ.get("HYPOTHESIS_PROFILE") == "deep"
HISTORIES = settings(
    max_examples=950 if DEEP else 25,
    stateful_step_count=60 if DEEP else 12,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
START = datetime(2026, 11, 20, 3, tzinfo=UTC)
SEASON_OPENS = people.FIRST_SEASON
# Before the season, in the weeks of it that are over, now, next week.
DAYS = st.sampled_from([-120, -30, -16, -8, 0, 0, 0, 3])
NEWCOMERS = {"siti": date(2026, 11, 1), "rudi": date(2026, 10, 26)}
SOMEBODY = st.sampled_from(["siti", "rudi", "ani", "budi", "mega", "yohana", "dewi"])
SOME_UNIT = st.sampled_from(["31.74.06.1001", "31.74.06.1002", "31.74.06", "32.73.02.1004", "dpp"])
POINTS = st.sampled_from([0, 5, 5, 10, 10, 25, 90])


class Crash(Exception):
    """The projector dies here."""


@contextmanager
def dying(share: float) -> Generator[None]:
    """A projector that dies after handing a share of its writes to the store."""
    honest = projection.put

    def put(writes: projection.Writes, units: Collection[int]) -> None:
        honest(dict(list(writes.items())[: round(len(writes) * share)]), units)
        raise Crash

    projection.put = put
    try:
        yield
    except Crash:
        pass
    finally:
        projection.put = honest


@contextmanager
def wiped_behind_its_back() -> Generator[None]:
    """A store that loses everything right after it took the writes."""
    honest = projection.put

    def put(writes: projection.Writes, units: Collection[int]) -> str | None:
        mark = honest(writes, units)
        wipe_store()
        return mark

    projection.put = put
    try:
        yield
    finally:
        projection.put = honest


def written_down() -> dict[str, dict[int, int]]:
    """Every closed board by its key, and that its ranks and places are those of its points."""
    found: dict[str, dict[int, int]] = defaultdict(dict)
    asked = select(FinalBoard.name.label("board"), FinalStanding.__table__).join(
        FinalStanding, FinalStanding.board_id == FinalBoard.id
    )
    rows = session().execute(asked.order_by(FinalStanding.place)).all()
    shown = [row for row in rows if row.place is not None]
    for row in shown:
        found[store.prefix + row.board][row.member] = row.points
    for row in rows:
        board = found.get(store.prefix + row.board, {})
        assert row.rank == 1 + sum(points > row.points for points in board.values())
    for board in found.values():
        in_order = sorted(board.items(), key=lambda one: (one[1], str(one[0])), reverse=True)
        assert in_order == [*board.items()]
    return found


def wipe_store() -> None:
    """Everything in the store is gone."""
    with store.client() as client:
        client.flushdb()


class Party(RuleBasedStateMachine):
    """A party that earns, loses, moves and hides while its projectors and its store die."""

    app: Flask
    where: Addresses
    steps = 0

    def __init__(self) -> None:
        super().__init__()
        db.session.remove()
        servers.wipe(self.where, keep=("units", "seasons"))
        wipe_store()
        doubts.cadres.clear()
        doubts.units.clear()
        with transaction():
            self.cast = people.enter()
            for key, day in NEWCOMERS.items():
                newcomer = session().get_one(Cadre, self.cast.people[key].id)
                newcomer.activated_at = datetime(day.year, day.month, day.day, 5, tzinfo=UTC)
        self.unit_of = {key: person.unit_code for key, person in self.cast.people.items()}
        self.unit_ids = dict(session().execute(select(Unit.code, Unit.id)).all())
        self.book = Notebook()
        self.book.joined = {self.cast.people[key].id: day for key, day in NEWCOMERS.items()}
        self.finals: dict[str, dict[int, int]] = {}

    def _award(self, who: str, points: int, days: int, campaign: str | None = None) -> None:
        cadre, code = self.cast.people[who].id, self.unit_of[who]
        source = f"submission:{len(self.book.awards) + 1}"
        at = START + timedelta(days=days)
        with transaction():
            unit = self.unit_ids[code]
            entry = award(cadre, unit, points, source, "A", "uji", at, campaign=campaign)
            given = entry.points
        path = people.path_of(code)
        assert given == self.book.award(source, cadre, path, points, at, campaign)

    @rule(who=SOMEBODY, points=POINTS, days=DAYS, campaign=st.sampled_from([None, "c1"]))
    def earns(self, who: str, points: int, days: int, campaign: str | None) -> None:
        self._award(who, points, days, campaign)

    @precondition(lambda self: self.book.awards)
    @rule(data=st.data())
    def is_awarded_the_same_again(self, data: st.DataObject) -> None:
        source = data.draw(st.sampled_from(sorted(self.book.awards)))
        earned = self.book.awards[source]
        with transaction():
            again = award(earned.cadre, self.unit_ids["dpp"], 99, source, "A", "lagi", START)
            assert again.points == earned.points

    @precondition(lambda self: self.book.awards)
    @rule(data=st.data())
    def loses_a_post(self, data: st.DataObject) -> None:
        source = data.draw(st.sampled_from(sorted(self.book.awards)))
        with transaction():
            reverse(source, "unggahan hilang", START + timedelta(days=9))
        self.book.reversed.add(source)

    @rule(who=SOMEBODY, code=SOME_UNIT)
    def moves(self, who: str, code: str) -> None:
        try:
            with transaction():
                transfer(self.cast.people[who].id, self.unit_ids[code])
        except Refusal:
            return
        self.unit_of[who] = code

    @rule(who=SOMEBODY, hides=st.booleans())
    def shows_or_hides_the_name(self, who: str, hides: bool) -> None:
        cadre = self.cast.people[who].id
        with transaction() as current:
            current.get_one(Cadre, cadre).display = "hidden" if hides else "initials"
            projection.mark(cadre)
        (self.book.hidden.add if hides else self.book.hidden.discard)(cadre)

    @rule()
    def a_round_of_projection(self) -> None:
        projection.project_once()

    @rule()
    def only_cadres_are_projected(self) -> None:
        with suppress(Unavailable):  # boards that the store has lost are built before anything else
            projection.project_cadres(batch=1)

    @rule(share=st.sampled_from([0.0, 0.5, 1.0]), forgets=st.booleans(), units=st.booleans())
    def a_projector_dies(self, share: float, forgets: bool, units: bool) -> None:
        with dying(share):
            projection.project_units() if units else projection.project_cadres()
        if forgets:
            doubts.cadres.clear()
            doubts.units.clear()

    @rule()
    def the_store_is_wiped(self) -> None:
        wipe_store()

    @rule()
    def the_store_is_wiped_between_write_and_commit(self) -> None:
        with wiped_behind_its_back(), suppress(Unavailable):
            projection.project_cadres()

    @rule(days=st.sampled_from([0, 3]))
    def a_measure_is_taken(self, days: int) -> None:
        with transaction():
            measuring.measure(START + timedelta(days=days))

    @precondition(lambda self: self.book.awards)
    @rule(data=st.data(), leaves=st.booleans())
    def a_period_is_closed(self, data: st.DataObject, leaves: bool) -> None:
        """From now on nothing changes its boards, though points for it may come and go."""
        begun = {each for earned in self.book.awards.values() for each in earned.periods()}
        period = data.draw(st.sampled_from(sorted(begun - {"all"})))
        closing.close(period, START.date(), START)
        if period not in self.book.closed:
            before = self.book.boards()
            self.book.closed.add(period)
            after = self.book.boards()
            self.finals |= {key: before[key] for key in before.keys() - after.keys()}
        if leaves:
            closing.take_from_store(START)

    @rule()
    def boards_are_rebuilt(self) -> None:
        rebuild()

    @rule(first=SOMEBODY, second=SOMEBODY, points=POINTS)
    def two_projectors_run_while_people_earn(self, first: str, second: str, points: int) -> None:
        def project() -> None:
            with self.app.app_context():
                for _ in range(3):
                    with suppress(Unavailable):
                        projection.project_cadres(batch=2)
                        projection.project_units()

        threads = [threading.Thread(target=project) for _ in range(2)]
        for thread in threads:
            thread.start()
        for who in (first, second, first):
            self._award(who, points, 0)
        for thread in threads:
            thread.join()

    @rule()
    def comes_to_rest(self) -> None:
        settle()
        closing.take_from_store(START)
        assert stored() == self.book.boards()

    @invariant()
    def is_counted(self) -> None:
        Party.steps += 1

    def teardown(self) -> None:
        self._agree()

    def _agree(self) -> None:
        settle()
        closing.take_from_store(START)
        assert written_down() == self.finals
        assert stored() == self.book.boards()
        assert audit().differences == ()
        self._units_are_their_children()
        self._pages_answer_the_same_from_both()
        rebuild()
        assert stored() == self.book.boards(), "a rebuild takes the measure anew"

    def _units_are_their_children(self) -> None:
        wrong = text(
            """
            SELECT p.unit_id FROM unit_totals p
            WHERE p.period NOT IN (SELECT period FROM closed_periods) AND (p.points IS DISTINCT FROM
                (SELECT coalesce(sum(t.points), 0) FROM totals t
                 WHERE t.unit_id = p.unit_id AND t.period = p.period)
                + (SELECT coalesce(sum(c.points), 0) FROM unit_totals c
                   JOIN units u ON u.id = c.unit_id
                   WHERE u.parent_id = p.unit_id AND c.period = p.period)
               OR p.points IS DISTINCT FROM
                (SELECT coalesce(sum(e.points), 0) FROM entries e JOIN units u ON u.id = e.unit_id
                 JOIN units s ON s.id = p.unit_id
                 WHERE u.path <@ s.path AND p.period IN ('all', e.week, e.season, e.campaign)))
            """
        )
        assert session().scalars(wrong).all() == []

    def _pages_answer_the_same_from_both(self) -> None:
        nation = session().scalars(select(Unit).where(Unit.code == "dpp")).one()
        siti = session().get_one(Cadre, self.cast.siti.id)
        path = people.path_of(self.unit_of["siti"])
        me = Viewer(siti.id, siti.display, siti.unit_id, path)
        pages = [cadre_page("all", nation, me), unit_page("all", nation, "DPD")]
        assert all(page.source == "live" for page in pages)
        with store_gone(self.where.redis_url):
            again = [cadre_page("all", nation, me), unit_page("all", nation, "DPD")]
        for page, other in zip(pages, again, strict=True):
            assert other.source == "ledger"
            assert shown(page) == shown(other)
            points = [row.points for row in page.rows]
            assert [row.rank for row in page.rows] == [
                1 + sum(other > mine for other in points) for mine in points
            ]


def test_boards_are_the_ledger_after_any_history(
    ctx: Flask, addresses: Addresses, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Awards, reversals, transfers, hiding, closings, deaths of projectors and store, in any
    order. Two weeks are enough to be the best of, as nobody here lives through nine."""
    monkeypatch.setattr(orders, "BEST_WEEKS", 2)
    Party.app, Party.where = ctx, addresses
    run_state_machine_as_test(Party, settings=HISTORIES)
    if DEEP:
        assert Party.steps >= 50_000
        print(f"{Party.steps:,} steps")
