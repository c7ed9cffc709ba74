"""A leader's people: lists with their reasons, and whom he may call."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select

from app import clock
from app.cadres.models import Cadre
from app.db import session, transaction
from app.teams.models import Contact
from tests.cast import Cast, Person
from tests.conftest import Browser
from tests.flows.test_team import challenge, handed_in, linked


def join(browser: Browser, cadre_id: int, days_ago: int) -> None:
    with browser.app.app_context(), transaction():
        cadre = session().get_one(Cadre, cadre_id)
        cadre.activated_at = clock.now() - timedelta(days=days_ago)


def called(page) -> set[str]:
    """Public ids of those for whom there is a button."""
    return {tag["value"] for tag in page.soup.find_all("button", {"name": "kader"})}


def turn_to(browser: Browser, code: str, who: Person, status: int = 303, **more: str) -> str:
    """Where the button leads."""
    sent = {"kader": who.public_id, "tujuan": "recall", "pesan": "Halo {nama}, apa kabar?"} | more
    return browser.post(f"/tim/{code}/kontak", sent, status).response.location or ""


def test_a_leader_of_one_unit_lands_on_it(as_, cast: Cast) -> None:
    assert as_(cast.ani).get("/tim", 303).response.location == "/tim/31.74.06.1002/apel"
    assert as_(cast.arif).get("/tim", 303).response.location == "/tim/dpp/apel"


def test_who_is_quiet_is_listed_with_the_reason_and_a_draft(as_, cast: Cast) -> None:
    page = as_(cast.ani).get("/tim/31.74.06.1002")
    assert "0 dari 3 kader" in page.text
    for name in (cast.siti.name, cast.rudi.name, cast.ani.name):
        assert name in page.text
    notes = page.soup.find("ul", {"class": "rows"}).find_all("small")
    assert [note.get_text(strip=True) for note in notes] == ["Belum menautkan akun"] * 3
    assert called(page) == {cast.siti.public_id, cast.rudi.public_id}, "nobody writes to herself"
    draft = page.soup.find("textarea", {"name": "pesan"})
    assert draft is not None and "{nama}" in draft.get_text()


def test_on_the_way_to_whatsapp_it_is_noted_who_turned_to_whom_and_why(as_, cast: Cast) -> None:
    ani = as_(cast.ani)
    words = 'Hai {nama} & kawan, "rapat" <besok> jam 7? 🌺'
    address = urlsplit(turn_to(ani, "31.74.06.1002", cast.siti, pesan=words))
    assert (address.scheme, address.netloc) == ("https", "wa.me")
    assert address.path == f"/{cast.siti.phone[1:]}"
    assert parse_qs(address.query)["text"] == [words.replace("{nama}", "Siti")]
    with ani.app.app_context():
        (noted,) = session().scalars(select(Contact)).all()
        assert (noted.by, noted.cadre_id, noted.purpose) == (cast.ani.id, cast.siti.id, "recall")


def test_the_policy_of_the_page_lets_its_forms_lead_to_whatsapp(as_, cast: Cast) -> None:
    policy = as_(cast.ani).get("/tim/31.74.06.1002").response.headers["Content-Security-Policy"]
    assert "form-action 'self' https://wa.me " in policy


@pytest.mark.parametrize(
    ("who", "code", "whom", "purpose"),
    [
        ("ani", "31.74.06.1002", "ani", "recall"),
        ("ani", "31.74.06.1002", "budi", "recall"),
        ("ani", "31.74.06.1002", "siti", "group"),
        ("ani", "31.74.06.1002", "siti", "spam"),
        ("joko", "31.74.06", "siti", "recall"),
        ("arif", "31.74.06.1002", "siti", "recall"),
        ("siti", "31.74.06.1002", "rudi", "recall"),
    ],
)
def test_nobody_gets_a_number_that_is_not_his_business(
    as_, cast: Cast, who: str, code: str, whom: str, purpose: str
) -> None:
    one = as_(getattr(cast, who))
    turn_to(one, code, getattr(cast, whom), 404, tujuan=purpose)
    with one.app.app_context():
        assert session().scalars(select(Contact)).all() == []


def test_who_is_new_is_in_a_list_of_its_own(as_, cast: Cast) -> None:
    ani = as_(cast.ani)
    join(ani, cast.siti.id, 3)
    new = ani.get("/tim/31.74.06.1002?daftar=baru")
    assert "Bergabung 3 hari lalu · Belum menautkan akun" in new.text
    assert cast.rudi.name not in new.text
    assert cast.siti.name not in ani.get("/tim/31.74.06.1002?daftar=diam").text


def test_lists_tell_apart_what_stands_in_whose_way(as_, cast: Cast) -> None:
    ani = as_(cast.ani)
    with ani.app.app_context(), transaction():
        one = challenge(cast)
        account = linked(cast.siti)
        for ago in (20, 30):
            handed_in(
                cast.siti, account, one, timedelta(days=ago), state="rejected", reason="copied"
            )
        linked(cast.rudi, "expired")
    found = {
        which: [
            name
            for name in (cast.siti.name, cast.rudi.name, cast.ani.name)
            if name in ani.get(f"/tim/31.74.06.1002?daftar={which}").soup.main.get_text()
        ]
        for which in ("ditolak", "kedaluwarsa", "tanpa-akun", "semua")
    }
    assert found == {
        "ditolak": [cast.siti.name],
        "kedaluwarsa": [cast.rudi.name],
        "tanpa-akun": [cast.ani.name],
        "semua": [cast.siti.name, cast.rudi.name, cast.ani.name],
    }
    assert "2 kiriman terakhir ditolak" in ani.get("/tim/31.74.06.1002?daftar=ditolak").text


def test_a_list_is_narrowed_by_name_and_by_unit(as_, cast: Cast) -> None:
    joko = as_(cast.joko)
    page = joko.get("/tim/31.74.06?cari=rudi")
    assert cast.rudi.name in page.text and cast.siti.name not in page.text
    page = joko.get("/tim/31.74.06?daftar=semua&unit=31.74.06.1001")
    assert cast.budi.name in page.text and cast.siti.name not in page.text
    assert "dari 2 kader" in page.text
    assert cast.siti.name in joko.get("/tim/31.74.06?daftar=semua&unit=31.71").text, "not within"
    assert cast.siti.name not in joko.get("/tim/31.74.06?cari=%25").text


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
        "cari=" + "x" * 5000,
        "cari=%01%0a",
        "unit=" + "9" * 400,
        "unit=%01",
        "unit=dpp",
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
    assert page.soup.find("a", href="/tim/31.74.06.1002/apel")
    assert called(page) == {cast.ani.public_id}
    assert cast.siti.name in page.text
    assert not called(joko.get("/tim/31.74.06.1001"))
    assert turn_to(joko, "31.74.06", cast.ani).startswith(f"https://wa.me/{cast.ani.phone[1:]}?")


def test_an_auditor_reads_every_team_and_calls_nobody(as_, cast: Cast) -> None:
    arif = as_(cast.arif)
    for page in (arif.get("/tim/31.74.06.1002"), arif.get("/tim/dpp"), arif.get("/tim/dpp/apel")):
        assert not called(page)


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
    (draft,) = parse_qs(urlsplit(turn_to(ani, "31.74.06.1002", cast.siti)).query)["text"]
    assert draft.startswith("Halo O'Neil<img/src=x>,")
