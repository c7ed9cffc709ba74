"""Looking for a name on a board: within one's own reach, and nobody who does not show hers."""

import pytest
from flask import Flask

from app import clock
from app.cadres.models import Cadre
from app.cli.servers import Addresses
from app.db import db, transaction
from app.leaderboards.closing import close, take_from_store
from app.seasons.calendar import week_key
from tests.cast import Cast
from tests.conftest import Browser
from tests.counting import counted
from tests.leaderboards.party import crowd, settle, store_gone
from tests.page import Page
from tests.web.test_leaderboards import RANTING, Opens, played

__all__ = ["played"]
DPC, NATION = "/peringkat/31.74", "/peringkat/dpp"


def found(page: Page) -> list[str]:
    """What the rows that were found say."""
    return [row.get_text(" ", strip=True) for row in page.soup.select(".board__found li")]


def seek(reader: Browser, path: str, words: str) -> Page:
    """The form as somebody without scripts sends it."""
    form = reader.get(path).soup.select_one("form.seek")
    assert form is not None
    kept = {field["name"]: field["value"] for field in form.select("input[type=hidden]")}
    return reader.get(str(form["action"]), query_string={**kept, "cari": words})


@pytest.mark.parametrize("words", ["rudi", "HARTONO", "  udi   har "])
def test_a_part_of_a_name_finds_the_row_with_its_rank(played: Cast, as_: Opens, words: str) -> None:
    page = seek(as_(played.siti), DPC, words)
    assert found(page) == ["Peringkat 1 RH Rudi Hartono Lebak Bulus 30 poin"]
    assert page.soup.select_one("#cari")["value"] == " ".join(words.split())


def test_equal_points_share_the_rank_among_those_found_too(played: Cast, as_: Opens) -> None:
    assert found(seek(as_(played.siti), DPC, "budi"))[0].startswith("Peringkat 2 ")


@pytest.mark.parametrize("words", ["si", "s i t i", "12345", "%%%", "___"])
def test_less_than_three_letters_are_not_looked_for(played: Cast, as_: Opens, words: str) -> None:
    page = seek(as_(played.siti), DPC, words)
    assert "Tulis paling sedikit 3 huruf dari namanya." in page.text
    assert page.soup.select_one("#cari")["value"] == words


@pytest.mark.parametrize("words", ["Rudi%", "R_di Hartono", "Nihil", "rudi\\"])
def test_what_nobody_is_called_finds_nobody_and_says_so(
    played: Cast, as_: Opens, words: str
) -> None:
    page = seek(as_(played.siti), DPC, words)
    assert found(page) == []
    assert "Tidak ada di papan ini" in page.text


@pytest.mark.parametrize(
    ("who", "path", "sees"),
    [
        ("siti", DPC, False),  # Mega is of another DPC
        ("siti", NATION, False),
        ("mega", NATION, True),
        ("yos", NATION, True),  # leads both
        ("yos", "/peringkat/31.71", True),
        ("ratna", NATION, False),
        ("tika", NATION, True),
        ("arif", "/peringkat/31", True),
    ],
)
def test_nobody_is_found_beyond_ones_own_reach(
    played: Cast, as_: Opens, who: str, path: str, sees: bool
) -> None:
    assert bool(found(seek(as_(played.people[who]), path, "mega"))) == sees


def test_where_nobody_may_be_looked_for_no_field_is_offered(played: Cast, as_: Opens) -> None:
    siti = as_(played.siti)
    assert not siti.get(f"{DPC}?jenis=unit").soup.select("form.seek")
    assert siti.get("/peringkat/32?cari=dewi", 404)


@pytest.mark.parametrize(
    "change",
    [{"display": "hidden"}, {"display": "initials"}, {"display": "unit"}, {"status": "left"}],
)
def test_whoever_does_not_show_her_name_is_never_found_by_it(
    app: Flask, played: Cast, as_: Opens, change: dict[str, str]
) -> None:
    """At once, though the board in the store still has her."""
    siti = as_(played.siti)
    assert found(seek(siti, DPC, "rudi"))
    with app.app_context(), transaction() as current:
        rudi = current.get_one(Cadre, played.rudi.id)
        for name, value in change.items():
            setattr(rudi, name, value)
    assert found(seek(siti, DPC, "rudi")) == []


def test_whoever_has_no_points_there_is_not_found(played: Cast, as_: Opens) -> None:
    assert found(seek(as_(played.siti), RANTING, "budi")) == []
    assert found(seek(as_(played.siti), DPC, "ratna")) == []


def test_twenty_rows_are_shown_and_the_rest_is_told(app: Flask, played: Cast, as_: Opens) -> None:
    with app.app_context():
        with transaction():
            crowd([*range(1, 26)])
        settle()
    page = seek(as_(played.siti), f"{DPC}?periode=semua", "kader")
    assert len(found(page)) == 20
    assert "Masih ada yang lain" in page.text
    assert found(page)[0].endswith("25 poin")


def test_with_the_store_gone_names_are_found_in_the_ledger(
    played: Cast, as_: Opens, addresses: Addresses
) -> None:
    siti = as_(played.siti)
    alive = found(seek(siti, DPC, "budi"))
    with store_gone(addresses.redis_url):
        assert found(seek(siti, DPC, "budi")) == alive


def test_names_are_found_on_closed_boards(app: Flask, played: Cast, as_: Opens) -> None:
    now = clock.now()
    week = week_key(clock.party_day(now))
    siti = as_(played.siti)
    path = f"{DPC}?periode=minggu"
    alive = found(seek(siti, path, "budi"))
    with app.app_context():
        close(week, clock.party_day(now), now)
        take_from_store(now)
        db.session.remove()
    assert found(seek(siti, path, "budi")) == alive != []


def test_a_search_costs_two_queries_more_at_most(played: Cast, as_: Opens) -> None:
    siti = as_(played.siti)
    path = f"{DPC}?cari=rudi&urut=hari"
    siti.get(path)
    with counted() as seen:
        siti.get(path)
    assert len(seen) <= 2, seen


def test_a_search_stays_while_the_board_refreshes_and_other_periods_are_looked_at(
    played: Cast, as_: Opens
) -> None:
    page = seek(as_(played.siti), DPC, "rudi hartono")
    board = page.soup.select_one("#board")
    assert board is not None and "cari=rudi+hartono" in str(board["hx-get"])
    periods = page.soup.select('nav[aria-label="Masa"] a')
    assert all("cari=rudi+hartono" in str(link["href"]) for link in periods)


@pytest.fixture
def long_board(app: Flask, played: Cast) -> Cast:
    """Forty-seven more of Lebak Bulus; of all time, ranks 21 to 24 are shared."""
    with app.app_context():
        with transaction():
            crowd([*range(100, 80, -1), 80, 80, 80, 80, *range(79, 56, -1)])
        settle()
    return played


ALL_TIME = f"{RANTING}?periode=semua"


def ranks(page: Page) -> list[int]:
    """Ranks of the rows of the list, without those around the reader."""
    shown = page.soup.select(".board__list .row__rank")
    return [int(one.get_text(strip=True).removeprefix("Peringkat")) for one in shown]


@pytest.mark.parametrize(("rank", "first"), [("1", 4), ("20", 4), ("22", 21), ("41", 41)])
def test_a_rank_opens_the_page_that_holds_it(
    long_board: Cast, as_: Opens, rank: str, first: int
) -> None:
    page = as_(long_board.siti).get(f"{ALL_TIME}&peringkat={rank}")
    assert ranks(page)[0] == first
    assert page.soup.select_one("#peringkat")["value"] == rank


def test_a_shared_rank_is_on_the_page_it_opens(long_board: Cast, as_: Opens) -> None:
    assert ranks(as_(long_board.siti).get(f"{ALL_TIME}&peringkat=24"))[:5] == [21, 21, 21, 21, 25]


@pytest.mark.parametrize("far", ["halaman=4", "halaman=999999999", "peringkat=5.000"])
def test_beyond_the_end_stands_the_last_page(long_board: Cast, as_: Opens, far: str) -> None:
    page = as_(long_board.siti).get(f"{ALL_TIME}&{far}")
    assert ranks(page) == [*range(41, 50)]
    links = page.soup.select(".pager a")
    assert [link["rel"] for link in links] == [["prev"]]
    assert ranks(as_(long_board.siti).get(str(links[0]["href"])))[0] == 21
    assert ("Papan ini memuat 49 baris" in page.text) == far.startswith("peringkat")


@pytest.mark.parametrize("typed", ["dua puluh", "0", "-3", "²", "9999999999999"])
def test_what_is_no_rank_gets_a_sentence_and_is_kept(
    long_board: Cast, as_: Opens, typed: str
) -> None:
    page = as_(long_board.siti).get(RANTING, query_string={"periode": "semua", "peringkat": typed})
    assert "Tulis peringkat sebagai angka, misalnya 1250." in page.text
    assert page.soup.select_one("#peringkat")["value"] == typed


def test_the_last_page_is_the_same_with_the_store_gone(
    long_board: Cast, as_: Opens, addresses: Addresses
) -> None:
    siti = as_(long_board.siti)
    with store_gone(addresses.redis_url):
        assert ranks(siti.get(f"{ALL_TIME}&peringkat=900")) == [*range(41, 50)]
        assert ranks(siti.get(f"{ALL_TIME}&peringkat=22"))[0] == 21
