"""Boards as pages: own row, levels, periods, the live part, and who may open which."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import insert, select

from app import clock
from app.cadres import known
from app.cadres.models import Cadre
from app.campaigns.models import Campaign
from app.cli.servers import Addresses
from app.db import db, session, transaction
from app.leaderboards import measuring, projection
from app.leaderboards.closing import close_due
from app.ledger.entries import award
from app.units import lines
from app.web.format import INDONESIAN
from app.web.periods import forget
from tests.cast import JOINED, Cast, Person
from tests.conftest import Browser
from tests.counting import counted
from tests.leaderboards.party import crowd, settle, store_gone
from tests.shares import Shares

RANTING = "/peringkat/31.74.06.1002"
Opens = Callable[[Person], Browser]


@pytest.fixture
def played(app: Flask, cast: Cast) -> Cast:
    """Rudi leads Siti by 20 in Lebak Bulus, Budi is next door, Mega far ahead in another DPC."""
    points = ((cast.rudi, 30), (cast.siti, 10), (cast.budi, 10), (cast.mega, 100))
    with app.app_context():
        with transaction():
            for number, (who, given) in enumerate(points):
                _award(who, given, f"submission:{number}")
        settle()
    return cast


def _award(who: Person | Cadre, points: int, source: str) -> None:
    award(who.id, who.unit_id, points, source, "A", "Tantangan: Harga beras", clock.now())


def test_peringkat_leads_to_the_board_of_ones_own_ranting(played: Cast, as_: Opens) -> None:
    page = as_(played.siti).get("/peringkat", 303)
    assert page.response.headers["Location"] == RANTING


def test_the_board_shows_my_place_and_whom_to_catch(played: Cast, as_: Opens) -> None:
    page = as_(played.siti).get(RANTING)
    assert "Kurang 20 poin untuk menyamai Rudi Hartono" in page.text
    rows = [row.get_text(" ", strip=True) for row in page.soup.select("#board ol li")]
    assert "Rudi Hartono" in rows[0] and "Siti Nurhaliza (Anda)" in rows[1]


def test_equal_points_share_a_rank(played: Cast, as_: Opens) -> None:
    page = as_(played.siti).get("/peringkat/31.74.06")
    shown = page.soup.select_one("#board .podium") or page.soup
    assert [mark.get_text() for mark in shown.select(".podium__rank")] == ["1", "2", "2"]


def test_levels_and_periods_are_links_that_work_without_scripts(played: Cast, as_: Opens) -> None:
    siti = as_(played.siti)
    page = siti.get(RANTING)
    links = [str(link["href"]) for link in page.soup.select("#board nav a")]
    assert len(links) >= 5 + 2
    for link in links:
        siti.get(link)
    levels = page.soup.select_one('nav[aria-label="Tingkat papan"]')
    assert levels is not None
    assert levels.get_text(" ", strip=True) == "Ranting PAC DPC DPD Nasional"


def test_a_line_ends_the_rising_zone_on_the_weeks_board_of_a_ranting(
    app: Flask, cast: Cast, as_: Opens
) -> None:
    with app.app_context():
        with transaction():
            for number in range(12):
                db.session.execute(insert(Cadre).values(**_neighbour(number, cast.siti.unit_id)))
            found = session().scalars(select(Cadre).where(Cadre.public_id.like("tetangga-%")))
            for number, one in enumerate(found):
                award(
                    one.id, one.unit_id, 12 - number // 2, f"gift:{number}", "A", "Uji", clock.now()
                )
        settle()
    siti = as_(cast.siti)
    rows = siti.get(f"{RANTING}?periode=minggu").soup.select(".board__list ol > li")
    marks = [number for number, row in enumerate(rows) if "Zona naik" in row.get_text()]
    assert marks == [1]  # below the fourth, who comes first after the podium
    assert "4 teratas" in rows[1].get_text()
    for other in (f"{RANTING}?periode=musim", "/peringkat/31.74.06?periode=minggu"):
        assert "Zona naik" not in siti.get(other).text


def _neighbour(number: int, unit_id: int) -> dict[str, object]:
    return {
        "public_id": f"tetangga-{number:02}",
        "name": f"Tetangga {number}",
        "unit_id": unit_id,
        "display": "full",
        "status": "active",
        "activated_at": JOINED,
        "attested_at": JOINED,
    }


def test_units_are_ranked_with_mine_among_them(played: Cast, as_: Opens) -> None:
    page = as_(played.siti).get("/peringkat/31.74.06?jenis=unit&urut=jumlah")
    rows = [row.get_text(" ", strip=True) for row in page.soup.select("#board ol li")]
    assert "Lebak Bulus (Anda)" in rows[0] or "Lebak Bulus" in rows[0]
    assert "Kurang" not in page.text  # mine is the first
    dpc = as_(played.siti).get("/peringkat/31?jenis=unit&tingkat=DPC&urut=jumlah")
    assert "Kurang 50 poin untuk menyamai" in dpc.text


def test_units_are_ranked_fairly_first_and_the_numbers_are_shown(
    app: Flask, played: Cast, as_: Opens
) -> None:
    siti = as_(played.siti)
    page = siti.get("/peringkat/31.74?jenis=unit&tingkat=RANTING&periode=semua")
    assert "belum cukup kader untuk dinilai" in page.text
    with app.app_context():
        with transaction():
            crowd([0] * 6)
            crowd([5] * 6, "31.74.06.1001")
            measuring.measure(clock.now())
        settle()
    page = siti.get("/peringkat/31.74?jenis=unit&tingkat=RANTING&periode=semua")
    first, second = (row.get_text(" ", strip=True) for row in page.soup.select("#board ol li")[:2])
    assert "40 poin, 8 kader" in first, "most of them did something"
    assert "40 poin, " in second, "as many points, most of them one person's"
    with app.app_context():
        found = measuring.reckoning("all", played.budi.unit_id)
        db.session.remove()
    assert found is not None
    assert found.index is not None
    assert INDONESIAN.score(found.index, "indeks") in first
    why = siti.get("/peringkat/31.74/indeks?jenis=unit&tingkat=RANTING&periode=semua")
    assert "paling banyak 15 dari satu kader" in why.text
    assert why.soup.find("a", string="Kembali ke papan")


def test_a_followed_chip_answers_with_the_live_part_alone(played: Cast, as_: Opens) -> None:
    page = as_(played.siti).get(RANTING, headers={"HX-Request": "true"})
    assert page.soup.html is None
    assert page.soup.select_one("#board") is not None


def test_the_live_part_is_204_until_something_changes(app: Flask, played: Cast, as_: Opens) -> None:
    siti = as_(played.siti)
    board = siti.get(RANTING).soup.select_one("#board")
    assert board is not None
    live = str(board["hx-get"])
    siti.get(live, 204, headers={"HX-Request": "true"})
    with app.app_context():
        with transaction():
            _award(played.siti, 25, "submission:99")
        settle()
    page = siti.get(live, headers={"HX-Request": "true"})
    assert "Siti Nurhaliza (Anda)" in page.soup.select("#board ol li")[0].get_text(" ", strip=True)


@pytest.mark.parametrize(
    ("path", "most"),
    [
        (RANTING, 2),
        (f"{RANTING}?urut=hari", 1),
        ("/peringkat/dpp", 2),
        ("/peringkat/31.74?jenis=unit&tingkat=RANTING", 2),
    ],
)
def test_a_warm_board_asks_the_database_who_is_asking_and_little_more(
    played: Cast, as_: Opens, path: str, most: int
) -> None:
    siti = as_(played.siti)
    siti.get(path)
    with counted() as seen:
        siti.get(path)
    assert len(seen) <= most, seen


def test_a_cold_board_asks_the_database_a_few_times(played: Cast, as_: Opens) -> None:
    """Who is asking, the line of units, names, and the way to the next place."""
    siti = as_(played.siti)
    siti.get("/peringkat/dpp")  # the season is asked for once a process
    known.forget()
    lines.forget()
    with counted() as seen:
        siti.get(RANTING)
    assert len(seen) <= 4, seen


def test_an_unknown_period_or_page_shows_the_usual_one(played: Cast, as_: Opens) -> None:
    siti = as_(played.siti)
    for odd in (
        "periode=kapan",
        "halaman=-1",
        "halaman=²",
        "halaman=99999999",
        "tingkat=RT&jenis=unit",
    ):
        siti.get(f"/peringkat/31.74.06?{odd}")


def test_a_page_beyond_the_end_keeps_my_row(played: Cast, as_: Opens) -> None:
    page = as_(played.siti).get(f"{RANTING}?halaman=7")
    assert "Kurang 20 poin" in page.text


def test_whoever_hides_sees_her_row_and_nobody_else_does(
    app: Flask, played: Cast, as_: Opens
) -> None:
    with app.app_context():
        with transaction() as current:
            current.get_one(Cadre, played.siti.id).display = "hidden"
            projection.mark(played.siti.id)
        settle()
    assert "Siti" not in as_(played.rudi).get(RANTING).text.replace("Siti Nurhaliza", "Siti")
    mine = as_(played.siti).get(RANTING)
    assert "Nama Anda disembunyikan" in mine.text
    assert "Kurang 20 poin" in mine.text


def test_a_name_hidden_a_moment_ago_is_not_shown_though_the_board_has_it(
    app: Flask, played: Cast, as_: Opens
) -> None:
    rudi = as_(played.rudi)
    assert "Siti" in rudi.get(RANTING).text
    with app.app_context(), transaction() as current:
        current.get_one(Cadre, played.siti.id).display = "hidden"
        projection.mark(played.siti.id)
    assert "Siti" not in rudi.get(RANTING).text


def test_a_name_hidden_a_moment_ago_vanishes_from_an_unchanged_board(
    app: Flask, played: Cast, as_: Opens
) -> None:
    rudi = as_(played.rudi)
    board = rudi.get(RANTING).soup.select_one("#board")
    assert board is not None
    live = str(board["hx-get"])
    rudi.get(live, 204, headers={"HX-Request": "true"})
    with app.app_context(), transaction() as current:
        current.get_one(Cadre, played.siti.id).display = "hidden"
    assert "Siti" not in rudi.get(live, 200, headers={"HX-Request": "true"}).text


@pytest.mark.parametrize(
    ("who", "code", "status"),
    [
        ("siti", "31.74.06", 200),
        ("siti", "dpp", 200),
        ("siti", "31.74.06.1001", 404),
        ("siti", "32", 404),
        ("siti", "99.99", 404),
        ("joko", "31.74.06.1002", 200),
        ("yos", "31.74.07", 200),
        ("yos", "32.73", 404),
        ("tika", "91.71.01.1001", 200),
        ("arif", "91.71", 200),
    ],
)
def test_boards_open_within_ones_reach_only(
    cast: Cast, as_: Opens, who: str, code: str, status: int
) -> None:
    as_(cast.people[who]).get(f"/peringkat/{code}", status)
    as_(cast.people[who]).get(f"/peringkat/{code}/papan", status)


def test_without_a_session_a_board_sends_to_the_sign_in(app: Flask, browser: Browser) -> None:
    assert "/masuk" in browser.get(RANTING, 303).response.headers["Location"]


def test_with_the_store_gone_boards_come_from_the_ledger(
    played: Cast, as_: Opens, addresses: Addresses
) -> None:
    siti = as_(played.siti)
    with store_gone(addresses.redis_url):
        page = siti.get(RANTING)
        siti.get("/beranda")
    assert "Kurang 20 poin untuk menyamai Rudi Hartono" in page.text
    assert "dihitung langsung dari buku poin" in page.text


def test_a_season_is_ranked_by_best_weeks_first_and_in_three_more_orders(
    played: Cast, as_: Opens
) -> None:
    siti = as_(played.siti)
    page = siti.get(RANTING)
    orders = page.soup.select('nav[aria-label="Urutan"] a')
    assert [one.get_text() for one in orders] == [
        "Minggu terbaik", "Jumlah poin", "Hari aktif", "Pendatang",
    ]  # fmt: skip
    assert "8 minggu terbaik" in page.text
    days = siti.get(f"{RANTING}?urut=hari")
    assert days.soup.select_one(".my-card__points").get_text() == "1hari"
    assert "Papan ini masih kosong" in siti.get(f"{RANTING}?urut=baru").text
    assert "8 minggu terbaik" in siti.get(f"{RANTING}?urut=tidak-ada").text


def test_other_periods_have_the_plain_sum_only(played: Cast, as_: Opens) -> None:
    page = as_(played.siti).get(f"{RANTING}?periode=minggu&urut=hari")
    assert not page.soup.select('nav[aria-label="Urutan"]')
    assert page.soup.select_one(".my-card__points").get_text() == "10poin"


def test_a_campaign_has_boards_where_its_challenges_reach(
    app: Flask, shares: Shares, as_: Opens
) -> None:
    cast = shares.cast
    shares.challenge(unit="31.74")
    with app.app_context():
        campaign = session().scalars(select(Campaign)).one()
        slug, key = f"kampanye-{campaign.id}", f"c{campaign.id}"
        with transaction():
            at = clock.now()
            award(cast.siti.id, cast.siti.unit_id, 10, "s:1", "A", "uji", at, campaign=key)
            award(cast.siti.id, cast.siti.unit_id, 5, "s:2", "A", "uji", at)
        settle()
        forget()
    page = as_(cast.siti).get(f"{RANTING}?periode={slug}")
    assert "Kampanye " in page.soup.select_one('nav[aria-label="Masa"]').get_text()
    assert page.soup.select_one(".my-card__points").get_text() == "10poin"
    assert "Kampanye " not in as_(cast.yohana).get("/peringkat/91.71.01.1001").text
    lines = as_(cast.siti).get(f"/poin?periode={slug}")
    assert lines.soup.select_one(".balance__points").get_text(" ", strip=True).startswith("10")


def test_what_is_over_is_found_again_with_its_juara(app: Flask, played: Cast, as_: Opens) -> None:
    siti = as_(played.siti)
    assert "Belum ada musim yang selesai" in siti.get(f"{RANTING}/lampau").text
    with app.app_context():
        with transaction():
            crowd([0] * 6)
            measuring.measure(clock.now())
        close_due(clock.now() + timedelta(days=60))
        db.session.remove()
    page = siti.get(f"{RANTING}/lampau")
    assert [one.get_text() for one in page.soup.select("h2")] == ["Musim 1"]
    best = [row.get_text(" ", strip=True) for row in page.soup.select("ol li")]
    assert "Rudi Hartono" in best[0] and "Siti Nurhaliza" in best[1]
    assert "#1 di PAC Cilandak" in page.text
    assert "Ranting" in siti.get("/peringkat/31.74/lampau").text
    final = siti.get(page.soup.find("a", string="Papan akhirnya")["href"])
    assert "hasil akhir" in final.text and "Kurang 20 poin" in final.text


@pytest.mark.parametrize(
    ("slug", "offered"),
    [
        ("minggu-2026-10", True),
        ("musim-1", True),
        ("minggu-2026-60", False),
        ("minggu-9999-10", False),
        ("musim-99", False),
        ("kampanye-1", False),
        ("musim-999999999999", False),
    ],
)
def test_an_address_names_any_period_that_was_and_no_other(
    played: Cast, as_: Opens, slug: str, offered: bool
) -> None:
    page = as_(played.siti).get(f"{RANTING}?periode={slug}")
    chosen = page.soup.select_one('nav[aria-label="Masa"] [aria-current]').get_text()
    assert (chosen != "Musim ini") == offered
