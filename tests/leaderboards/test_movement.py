"""By how many places somebody moved since last night."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from flask import Flask

from app.cadres.models import Cadre
from app.cli.servers import Addresses
from app.db import transaction
from app.leaderboards import fairness
from app.leaderboards.measuring import measure
from app.leaderboards.movement import note_ranks
from app.leaderboards.projection import mark
from app.leaderboards.standings import Page, cadre_page, my_ranks, unit_page
from app.ledger.entries import award
from app.store import store
from tests import cast as people
from tests.leaderboards.party import settle, store_gone
from tests.leaderboards.test_closing import unit, viewer

AT = datetime(2026, 12, 1, 3, tzinfo=UTC)
SEASON_OPENS = people.FIRST_SEASON
PERIODS = ("all", "s1", "s1.best", "s1.days", "w2026-49")


def earn(who: people.Person, source: str, points: int) -> None:
    with transaction():
        award(who.id, who.unit_id, points, source, "A", "uji", AT)


def hide(who: people.Person) -> None:
    with transaction() as current:
        current.get_one(Cadre, who.id).display = "hidden"
        mark(who.id)


@pytest.fixture
def night(ctx: Flask, cast: people.Cast) -> people.Cast:
    """Last night: Mega before Rudi before Siti, and everybody's rank was noted."""
    for who, points in ((cast.mega, 50), (cast.rudi, 30), (cast.siti, 10)):
        earn(who, f"night:{who.id}", points)
    settle()
    note_ranks()
    return cast


def everywhere(person: people.Person) -> dict[tuple[str, str], Page]:
    """Her page on every board above her, in every period."""
    codes = [scope.scope.code for scope in my_ranks(viewer(person), "all")]
    return {
        (period, code): cadre_page(period, unit(code), viewer(person))
        for period in PERIODS
        for code in codes
    }


def test_who_overtakes_somebody_rises_and_who_is_overtaken_falls(night: people.Cast) -> None:
    earn(night.siti, "today", 25)
    settle()
    nation = unit("dpp")
    assert [cadre_page("all", nation, viewer(who)).moved for who in (night.siti, night.rudi)] == [
        1,
        -1,
    ]
    assert cadre_page("all", nation, viewer(night.mega)).moved == 0


def test_movement_is_the_rank_of_last_night_less_that_of_now_on_every_board(
    night: people.Cast,
) -> None:
    persons = (night.siti, night.rudi, night.mega)
    before = {who.id: everywhere(who) for who in persons}
    earn(night.siti, "today:1", 90)
    earn(night.rudi, "today:2", 15)
    settle()
    for who in persons:
        for board, page in everywhere(who).items():
            then = before[who.id][board].mine
            assert page.mine and then
            assert page.moved == then.rank - page.mine.rank, board


def test_all_my_places_tell_how_they_moved(night: people.Cast) -> None:
    earn(night.siti, "today", 90)
    settle()
    places = my_ranks(viewer(night.siti), "all")
    assert [place.moved for place in places] == [
        page.moved for (period, _), page in everywhere(night.siti).items() if period == "all"
    ]


def test_nothing_is_said_of_who_was_on_no_board_last_night(night: people.Cast) -> None:
    earn(night.budi, "today", 5)
    settle()
    page = cadre_page("all", unit("dpp"), viewer(night.budi))
    assert page.mine
    assert page.moved is None


def test_who_hides_learns_how_she_moved_and_moves_nobody(night: people.Cast) -> None:
    hide(night.rudi)
    settle()
    note_ranks()
    assert cadre_page("all", unit("dpp"), viewer(night.siti)).moved == 0
    earn(night.rudi, "today", 60)
    settle()
    assert cadre_page("all", unit("dpp"), viewer(night.rudi)).moved == 1
    assert cadre_page("all", unit("dpp"), viewer(night.mega)).moved == 0


@pytest.mark.parametrize("fair", [True, False])
def test_a_unit_moves_by_index_and_by_sum(
    night: people.Cast, fair: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    all_are_judged = replace(fairness.RULES[-1], smallest=1)
    monkeypatch.setattr(fairness, "RULES", (all_are_judged,))
    earn(night.yohana, "night", 5)
    with transaction():
        measure(AT)
    settle()
    note_ranks()
    nation, east = unit("dpp"), unit("91.71")
    then = unit_page("all", nation, "DPC", east, fair=fair).mine
    earn(night.yohana, "today", 90)
    settle()
    page = unit_page("all", nation, "DPC", east, fair=fair)
    assert then and page.mine and page.moved
    assert page.moved == then.rank - page.mine.rank > 0


def test_without_the_store_nothing_is_said_of_movement(
    night: people.Cast, addresses: Addresses
) -> None:
    with store_gone(addresses.redis_url):
        page = cadre_page("all", unit("dpp"), viewer(night.siti))
    assert page.mine and page.source == "ledger"
    assert page.moved is None


def test_notes_run_out_and_are_written_anew_as_a_whole(night: people.Cast) -> None:
    with store.client() as client:
        keys = list(client.scan_iter(store.key("n", "*")))
        assert keys
        assert all(0 < client.ttl(key) <= 30 * 3600 for key in keys)
        client.hset(store.key("n", "b", "all", night.siti.unit_id), "999999", "1 1")
    note_ranks()
    with store.client() as client:
        assert not client.hget(store.key("n", "b", "all", night.siti.unit_id), "999999")
