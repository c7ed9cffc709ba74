"""A page from the store and a page from SQL are the same page, whatever the board."""

import os

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app import clock
from app.cadres.models import Cadre
from app.cli.servers import Addresses
from app.db import db, session, transaction
from app.leaderboards import fallback, live, measuring
from app.leaderboards.boards import cadre_board, fair_board, unit_board
from app.leaderboards.glimpse import AROUND, Asked, Glimpse, shared, window
from app.leaderboards.standings import cadre_page, my_ranks
from app.ledger.entries import award
from app.units.lines import Scope
from app.units.models import Unit
from tests import cast as people
from tests import servers
from tests.cast import JOINED
from tests.leaderboards.party import Viewer, crowd, settle, shown, store_gone
from tests.leaderboards.test_boards_are_the_ledger import wipe_store

DEEP = os.environ.get("HYPOTHESIS_PROFILE") == "deep"
CROWD = st.lists(st.sampled_from([0, 1, 1, 2, 3, 5, 8, 200]), min_size=1, max_size=40)


def scope_of(code: str) -> Scope:
    """A unit as the scope of a board."""
    unit = session().scalars(select(Unit).where(Unit.code == code)).one()
    return Scope(unit.id, unit.level, unit.path, unit.code, unit.name)


def seen(key: str, asked: Asked) -> Glimpse:
    """The glimpse that the store gives."""
    found = live.look([(key, asked)])
    assert found is not None
    return found.glimpses[0]


def test_any_glimpse_is_the_same_from_store_and_ledger(ctx: Flask, addresses: Addresses) -> None:
    @settings(
        max_examples=400 if DEEP else 15,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(points=CROWD, data=st.data())
    def same(points: list[int], data: st.DataObject) -> None:
        db.session.remove()
        servers.wipe(addresses, keep=("units", "seasons"))
        wipe_store()
        with transaction():
            ids = crowd(points)
            crowd(points[::2], "31.74.06.1001")
            measuring.measure(clock.now())
        settle()
        pac, ranting = scope_of("31.74.06"), scope_of("31.74.06.1002")
        for _ in range(4):
            asked = Asked(
                me=data.draw(st.sampled_from([None, *ids])),
                offset=data.draw(st.integers(0, len(ids) + 50)),
                top=data.draw(st.sampled_from([0, 3, 20])),
            )
            for scope in (pac, ranting):
                key = cadre_board("all", scope.id)
                assert seen(key, asked) == fallback.cadres("all", scope, asked)
            hiding = Asked(me=10**9, instead=data.draw(st.integers(1, 9)), top=asked.top)
            key = cadre_board("all", pac.id)
            assert seen(key, hiding) == fallback.cadres("all", pac, hiding)
            mine = Asked(me=ranting.id, top=asked.top)
            for board, fair in ((unit_board, False), (fair_board, True)):
                key = board("all", pac.id, "RANTING")
                assert seen(key, mine) == fallback.units("all", pac, "RANTING", mine, fair)

    same()


@given(
    st.lists(st.integers(1, 5), min_size=1, max_size=30),
    st.integers(0, 29),
    st.integers(1, 10),
)
def test_ranks_of_any_window_count_those_with_more_points(
    points: list[int], start: int, size: int
) -> None:
    points.sort(reverse=True)
    pairs = list(enumerate(points))[start : start + size]
    greater = sum(has > pairs[0][1] for has in points) if pairs else 0
    for place in shared(pairs, start, greater):
        assert place.rank == 1 + sum(has > place.points for has in points)


@given(st.integers(0, 50), st.booleans())
def test_the_window_around_me_has_three_on_each_side(place: int, on_board: bool) -> None:
    first, last = window(place, on_board)
    others = set(range(first, last + 1)) - ({place} if on_board else set())
    assert len(others) == AROUND + min(place, AROUND)


def test_a_hidden_cadre_has_the_place_she_would_have(
    ctx: Flask, cast: people.Cast, addresses: Addresses
) -> None:
    points = {"rudi": 30, "siti": 20, "ani": 20, "budi": 10}
    with transaction() as current:
        for number, (who, has) in enumerate(points.items()):
            person = cast.people[who]
            award(person.id, cast.siti.unit_id, has, f"s:{number}", "A", "uji", JOINED)
        current.get_one(Cadre, cast.siti.id).display = "hidden"
    settle()
    ranting = scope_of(cast.siti.unit_code)
    siti = Viewer(cast.siti.id, "hidden", ranting.id, ranting.path)
    page = cadre_page("all", ranting, siti)
    assert [row.name for row in page.rows] == [
        "Rudi Hartono",
        "Ani Wijayanti",
        "Budi Santoso",
    ]
    assert page.mine is not None
    assert (page.mine.rank, page.mine.points, page.mine.hidden) == (2, 20, True)
    assert [(row.rank, row.mine) for row in page.around] == [
        (1, False),
        (2, False),
        (2, True),
        (3, False),
    ]
    assert page.gap is not None
    assert (page.gap.points, page.gap.name) == (10, "Rudi Hartono")
    with store_gone(addresses.redis_url):
        assert shown(cadre_page("all", ranting, siti)) == shown(page)


def test_the_one_to_catch_is_not_named_while_she_hides(ctx: Flask, cast: people.Cast) -> None:
    with transaction():
        award(cast.rudi.id, cast.rudi.unit_id, 30, "s:1", "A", "uji", JOINED)
        award(cast.siti.id, cast.siti.unit_id, 10, "s:2", "A", "uji", JOINED)
    settle()
    with transaction() as current:
        current.get_one(Cadre, cast.rudi.id).display = "hidden"
    ranting = scope_of(cast.siti.unit_code)
    siti = Viewer(cast.siti.id, "full", ranting.id, ranting.path)
    page = cadre_page("all", ranting, siti)
    assert page.gap is not None
    assert "Rudi" not in repr(page)
    nearest = my_ranks(siti, "all")[0]
    assert nearest.gap is not None
    assert "Rudi" not in nearest.gap.name


def test_my_ranks_reach_from_my_unit_to_the_nation(
    ctx: Flask, cast: people.Cast, addresses: Addresses
) -> None:
    with transaction():
        award(cast.mega.id, cast.mega.unit_id, 50, "s:1", "A", "uji", JOINED)
        award(cast.siti.id, cast.siti.unit_id, 10, "s:2", "A", "uji", JOINED)
        award(cast.rudi.id, cast.rudi.unit_id, 15, "s:3", "A", "uji", JOINED)
    settle()
    ranting = scope_of(cast.siti.unit_code)
    siti = Viewer(cast.siti.id, "full", ranting.id, ranting.path)
    ranks = my_ranks(siti, "all")
    told = [(each.scope.level, each.rank, each.total) for each in ranks]
    assert told == [("RANTING", 2, 2), ("PAC", 2, 2), ("DPC", 2, 2), ("DPD", 3, 3), ("DPP", 3, 3)]
    assert ranks[0].gap is not None
    assert (ranks[0].gap.points, ranks[0].gap.name) == (5, "Rudi Hartono")
    with store_gone(addresses.redis_url):
        again = my_ranks(siti, "all")
    assert [(each.scope.level, each.rank, each.total) for each in again] == told
    assert {each.source for each in again} == {"ledger"}


def test_a_version_changes_with_points_and_with_names(ctx: Flask, cast: people.Cast) -> None:
    ranting = scope_of(cast.siti.unit_code)
    versions = set()
    for number in range(2):
        with transaction():
            award(cast.siti.id, cast.siti.unit_id, 10, f"s:{number}", "A", "uji", JOINED)
        settle()
        versions.add(cadre_page("all", ranting, None).version)
        versions.add(cadre_page("all", ranting, None).version)
    with transaction() as current:
        current.get_one(Cadre, cast.siti.id).display = "initials"
    versions.add(cadre_page("all", ranting, None).version)
    assert len(versions) == 3
