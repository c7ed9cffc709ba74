"""Finding units by name: what is typed, what lies within reach, and what it costs."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from sqlalchemy import event

from app.db import db, transaction
from app.units.directory import needed
from app.units.search import search
from tests.cast import Cast

EVERYWHERE = ("dpp",)


def names(typed: str, roots: tuple[str, ...] = EVERYWHERE) -> list[str]:
    return [unit.title for unit in search(typed, roots).units]


@pytest.fixture
def queries(ctx: Flask) -> Iterator[list[str]]:
    """Every statement sent while the test runs."""
    sent: list[str] = []

    def note(_connection, _cursor, statement: str, *_: object) -> None:
        sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield sent
    event.remove(db.engine, "before_cursor_execute", note)


@pytest.mark.parametrize(
    "typed", ["lebak bulus", "  LEBAK   Bulus ", "lebak", "lebak blus", "lbak bulus", "bulus"]
)
def test_a_unit_is_found_by_prefix_by_word_and_despite_small_mistakes(
    ctx: Flask, typed: str
) -> None:
    assert names(typed)[0] == "Ranting Lebak Bulus"


def test_the_level_may_be_said_first(ctx: Flask) -> None:
    assert names("menteng") == ["PAC Menteng", "Ranting Menteng"]
    assert names("ranting menteng") == ["Ranting Menteng"]
    assert names("PAC menteng") == ["PAC Menteng"]


def test_codes_are_found_with_what_lies_below_them(ctx: Flask) -> None:
    assert names("31.74.06")[0] == "PAC Cilandak"
    assert "Ranting Lebak Bulus" in names("31.74.06")


def test_a_result_names_all_that_stands_above_it(ctx: Flask) -> None:
    found = search("lebak bulus", EVERYWHERE).units[0]
    assert found.above == ("PAC Cilandak", "DPC Jakarta Selatan", "DPD DKI Jakarta")


def test_nothing_outside_the_reach_is_found(ctx: Flask) -> None:
    assert names("dago", ("dpp.31",)) == []
    assert names("lebak bulus", ("dpp.31.74.06",)) == ["Ranting Lebak Bulus"]
    assert names("menteng", ("dpp.31.74", "dpp.32")) == []
    assert names("menteng", ()) == []


@pytest.mark.parametrize("typed", ["", "   ", "%", "_", "\\", "100%", "'; DROP TABLE units; --"])
def test_signs_without_meaning_find_nothing(ctx: Flask, typed: str) -> None:
    assert names(typed) == []


def test_closed_units_are_not_found(ctx: Flask) -> None:
    with transaction():
        unit = needed("31.74.06.1003")
        unit.active_until = unit.active_from
    assert "Ranting Pondok Labu" not in names("pondok labu")


def test_no_more_than_the_limit_is_shown_and_more_is_said(ctx: Flask) -> None:
    found = search("31", EVERYWHERE, limit=3)
    assert (len(found.units), found.more) == (3, True)


def test_a_search_costs_two_queries(queries: list[str]) -> None:
    assert search("menteng", EVERYWHERE).units
    assert len(queries) == 2


def test_a_leader_finds_units_of_her_own_and_an_officer_all(as_: Callable, cast: Cast) -> None:
    joko = as_(cast.joko).get("/unit/cari?q=lebak+bulus")
    assert "Ranting Lebak Bulus" in joko.text
    assert joko.soup.find("a", href="/tim/31.74.06.1002")
    assert "Tidak ada unit" in as_(cast.joko).get("/unit/cari?q=melawai").text
    tika = as_(cast.tika).get("/unit/cari?q=melawai")
    assert "Ranting Melawai" in tika.text
    assert tika.soup.find("a", href="/peringkat/31.74.07.1001")
    assert not tika.soup.find("a", href="/tim/31.74.07.1001")


def test_typing_brings_only_the_results(as_: Callable, cast: Cast) -> None:
    part = as_(cast.tika).get("/unit/cari?q=dago", headers={"HX-Request": "true"})
    assert part.soup.html is None
    assert part.soup.find(id="unit-results")


def test_a_cadre_without_a_role_has_no_such_room(as_: Callable, cast: Cast) -> None:
    as_(cast.siti).get("/unit/cari?q=dago", status=404)
