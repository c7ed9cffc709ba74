"""A leader's people: three lists with their reasons, and whom he may call."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from app import clock
from app.cadres.models import Cadre
from app.db import session, transaction
from app.leaderboards import measuring
from app.leaderboards.projection import project_once
from app.ledger.entries import award
from tests.cast import Cast
from tests.conftest import Browser
from tests.leaderboards.party import crowd


def join(browser: Browser, cadre_id: int, days_ago: int) -> None:
    with browser.app.app_context(), transaction():
        cadre = session().get_one(Cadre, cadre_id)
        cadre.activated_at = clock.now() - timedelta(days=days_ago)


def links(page) -> list[str]:
    return [tag["href"] for tag in page.soup.find_all("a", href=True) if "wa.me" in tag["href"]]


def test_a_leader_of_one_unit_lands_on_it(as_, cast: Cast) -> None:
    assert as_(cast.ani).get("/tim", 303).response.location == "/tim/31.74.06.1002"
    assert as_(cast.arif).get("/tim", 303).response.location == "/tim/dpp"


def test_who_is_quiet_is_listed_with_the_reason_and_a_draft(as_, cast: Cast) -> None:
    page = as_(cast.ani).get("/tim/31.74.06.1002")
    assert "0 dari 3 kader" in page.text
    for name in (cast.siti.name, cast.rudi.name, cast.ani.name):
        assert name in page.text
    assert page.text.count("Belum menautkan akun") == 3
    address = urlsplit(links(page)[0])
    assert (address.scheme, address.netloc) == ("https", "wa.me")
    assert address.path in (f"/{who.phone[1:]}" for who in (cast.siti, cast.rudi))
    (draft,) = parse_qs(address.query)["text"]
    assert draft.startswith(("Halo Siti,", "Halo Rudi,"))
    assert len(links(page)) == 2, "nobody writes to herself"


def test_who_is_new_is_in_a_list_of_its_own(as_, cast: Cast) -> None:
    ani = as_(cast.ani)
    join(ani, cast.siti.id, 3)
    new = ani.get("/tim/31.74.06.1002?daftar=baru")
    assert "Bergabung 3 hari lalu · Belum menautkan akun" in new.text
    assert cast.rudi.name not in new.text
    assert cast.siti.name not in ani.get("/tim/31.74.06.1002?daftar=diam").text


def test_the_draft_is_the_leaders_to_edit(as_, cast: Cast) -> None:
    words = 'Hai {nama} & kawan, "rapat" <besok> jam 7? 🌺'
    page = as_(cast.ani).get("/tim/31.74.06.1002", query_string={"pesan": words})
    (draft,) = parse_qs(urlsplit(links(page)[0]).query)["text"]
    assert draft in {words.replace("{nama}", name) for name in ("Siti", "Rudi")}
    area = page.soup.find("textarea", {"name": "pesan"})
    assert area is not None and area.get_text().strip() == words


@pytest.mark.parametrize(
    "query",
    [
        "daftar=<b>",
        "daftar=",
        "halaman=0",
        "halaman=-1",
        "halaman=abc",
        "halaman=" + "9" * 400,
        "halaman=٣",
        "pesan=" + "x" * 5000,
        "pesan=%01%0a",
        "pesan={nama.__class__}{0}%25s",
    ],
)
def test_odd_addresses_still_show_a_page(as_, cast: Cast, query: str) -> None:
    as_(cast.ani).get(f"/tim/31.74.06.1002?{query}")


def test_a_leader_higher_up_sees_the_units_below_but_calls_only_their_leaders(
    as_, cast: Cast
) -> None:
    joko = as_(cast.joko)
    page = joko.get("/tim/31.74.06")
    assert "0 dari 5 kader" in page.text
    assert page.soup.find("a", href="/tim/31.74.06.1002")
    called = {urlsplit(link).path for link in links(page)}
    assert called == {f"/{cast.ani.phone[1:]}"}
    assert cast.siti.name in page.text
    assert not links(joko.get("/tim/31.74.06.1001"))


def test_an_auditor_reads_every_team_and_calls_nobody(as_, cast: Cast) -> None:
    arif = as_(cast.arif)
    assert not links(arif.get("/tim/31.74.06.1002"))
    assert not links(arif.get("/tim/dpp"))


@pytest.mark.parametrize(
    ("who", "code"),
    [
        ("ani", "31.74.06"),
        ("ani", "31.74.06.1001"),
        ("ani", "dpp"),
        ("joko", "31.74"),
        ("joko", "31.74.07.1001"),
        ("siti", "31.74.06.1002"),
        ("tika", "31"),
        ("dewi", "32.73"),
        ("oka", "dpp"),
        ("ani", "tidak-ada"),
        ("ani", "%00"),
        ("ani", "x" * 3000),
    ],
)
def test_outside_ones_reach_there_is_nothing(as_, cast: Cast, who: str, code: str) -> None:
    as_(getattr(cast, who)).get(f"/tim/{code}", 404)


def test_hostile_names_survive_in_lists_and_links(as_, cast: Cast) -> None:
    ani = as_(cast.ani)
    hostile = "O'Neil<img/src=x> &amp; \u200fفاطمة 🌺"
    with ani.app.app_context(), transaction():
        session().get_one(Cadre, cast.siti.id).name = hostile
    page = ani.get("/tim/31.74.06.1002")
    assert hostile in page.text
    assert "<img/src" not in page.html
    assert any(
        parse_qs(urlsplit(link).query)["text"][0].startswith("Halo O'Neil<img/src=x>,")
        for link in links(page)
    )


def test_the_units_place_among_its_sisters_is_told_once_it_has_points(as_, cast: Cast) -> None:
    ani = as_(cast.ani)
    assert "Peringkat" not in ani.get("/tim/31.74.06.1002").soup.main.get_text()
    with ani.app.app_context():
        with transaction():
            award(cast.siti.id, cast.siti.unit_id, 20, "submission:1", "A", "Uji", clock.now())
            crowd([0] * 5)  # enough of them to be judged
            measuring.measure(clock.now())
        while project_once():
            pass
    page = ani.get("/tim/31.74.06.1002")
    assert (
        "Peringkat 1 dari 1 di PAC Cilandak minggu ini menurut Indeks Adil, dengan 20 poin"
        in page.text
    )
    link = page.soup.main.find("a", string="PAC Cilandak")
    assert link is not None
    ani.get(link["href"])
