"""From a leader's link to an account, seen from the browser; and the leader's own pages for it."""

import html

import pytest
from bs4 import BeautifulSoup

from tests.cast import Cast
from tests.conftest import Browser

PERSON = {
    "nama": "Nur'aini <b>\u200fفاطمة</b> 🌺",
    "telepon": "0813-1111-2222",
    "lahir": "1999-01-31",
    "sandi": "nasi goreng pakai telur",
    "setuju_account": "1",
    "setuju_activity": "1",
    "setuju_ranking": "1",
    "setuju_attestation": "1",
}
INVITATION = {"unit": "31.74.06.1002", "jumlah": "2", "hari": "7", "catatan": "Rapat <RW> 05 🌺"}


def invite(leader: Browser, **changes: str) -> tuple[str, str]:
    """The invitation's page and the link people are given."""
    where = leader.post("/undangan", INVITATION | changes).response.location
    link = leader.get(where).soup.find(id="link")
    assert link is not None
    return where, link.get_text(strip=True).removeprefix("http://localhost")


def test_a_leader_gets_a_link_and_a_code_to_hand_on(as_, cast: Cast) -> None:
    ani = as_(cast.ani)
    where, link = invite(ani)
    page = ani.get(where)
    picture = page.soup.find("svg", class_="qr")
    assert picture is not None and picture.find("path") is not None
    assert "style" not in str(picture)
    assert "0 dari 2 orang" in page.text
    assert INVITATION["catatan"] in page.text
    assert link.startswith("/gabung/")
    assert INVITATION["catatan"] in ani.get("/undangan").text


def test_an_invited_person_comes_in_and_is_signed_in_at_once(
    as_, browser: Browser, cast: Cast
) -> None:
    where, link = invite(as_(cast.ani))
    assert "Ranting Lebak Bulus" in browser.get(link).text
    page = browser.post(link, PERSON, at=link)
    assert page.response.location == "/beranda"
    mine = browser.get("/saya")
    assert PERSON["nama"] in mine.text
    assert html.escape(PERSON["nama"], quote=False) in mine.html.replace("&#39;", "'")
    assert "Disetujui" in mine.text
    assert "1 dari 2 orang" in as_(cast.ani).get(where).text


def test_every_field_says_what_is_wrong_and_keeps_what_was_typed(
    as_, browser: Browser, cast: Cast
) -> None:
    _, link = invite(as_(cast.ani))
    wrong = {
        "nama": "🌺",
        "telepon": "<script>",
        "lahir": "2020-01-01",
        "sandi": "merdeka1945",
        "setuju_ranking": "1",
    }
    page = browser.post(link, wrong, 422, at=link)
    assert "huruf" in page.error_at("nama")
    assert "nomor telepon" in page.error_at("telepon")
    assert "18 tahun" in page.error_at("lahir")
    assert "umum" in page.error_at("sandi")
    for box in ("setuju_account", "setuju_activity", "setuju_attestation"):
        assert page.error_at(box)
    for name in ("nama", "telepon", "lahir"):
        control = page.soup.find("input", {"name": name})
        assert control is not None and control["value"] == wrong[name]
    assert page.soup.find("input", {"name": "setuju_ranking"}).has_attr("checked")
    assert not page.soup.find("input", {"name": "setuju_account"}).has_attr("checked")
    assert not page.soup.find("input", {"name": "sandi"}).get("value")
    assert wrong["sandi"] not in page.html


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("nama", ""),
        ("nama", "x" * 81),
        ("nama", "a\x00b"),
        ("nama", "a\nb"),
        ("telepon", ""),
        ("telepon", "9" * 500),
        ("telepon", "021-555-1234"),
        ("lahir", "31/01/1999"),
        ("lahir", "0000-00-00"),
        ("lahir", "9999-12-31"),
        ("sandi", ""),
        ("sandi", "x" * 129),
        ("sandi", "bismillah123"),
        ("setuju_account", "2"),
        ("setuju_activity", ""),
        ("setuju_attestation", "on"),
    ],
)
def test_a_single_wrong_field_is_refused_at_that_field(
    as_, browser: Browser, cast: Cast, field: str, value: str
) -> None:
    _, link = invite(as_(cast.ani))
    page = browser.post(link, PERSON | {field: value}, 422, at=link)
    assert page.error_at(field)
    assert len(page.soup.find_all(attrs={"aria-invalid": "true"})) == 1
    browser.get("/saya", 303)


def test_a_phone_number_with_an_account_is_told_to_sign_in(
    as_, browser: Browser, cast: Cast
) -> None:
    _, link = invite(as_(cast.ani))
    page = browser.post(link, PERSON | {"telepon": cast.rudi.phone}, 422, at=link)
    assert "Masuk saja" in page.error_at("telepon")


def test_a_used_up_link_says_so(as_, browser: Browser, cast: Cast) -> None:
    _, link = invite(as_(cast.ani), jumlah="1")
    stale = browser.get(link).token()
    browser.post(link, PERSON, at=link)
    late = Browser(browser.app)
    assert "terpakai semua" in late.get(link, 410).text
    late.get("/masuk")
    assert stale


def test_a_revoked_link_says_so_even_while_the_form_is_open(
    as_, browser: Browser, cast: Cast
) -> None:
    ani = as_(cast.ani)
    where, link = invite(ani)
    browser.get(link)
    ani.post(f"{where}/cabut", at=where)
    page = browser.post(link, PERSON, 410)
    assert "dicabut" in page.text
    assert "dicabut" in ani.get(where).text
    assert ani.get(where).soup.find(id="link") is None


@pytest.mark.parametrize("token", ["x", "abc-def", "%00", "%2e%2e", "-" * 2000, "ü-ü"])
def test_an_invented_link_leads_nowhere(browser: Browser, cast: Cast, token: str) -> None:
    browser.get(f"/gabung/{token}", 404)


def test_who_has_an_account_is_not_offered_a_second_one(as_, cast: Cast) -> None:
    _, link = invite(as_(cast.ani))
    page = as_(cast.siti).get(link)
    assert "sudah punya akun" in page.text
    assert page.soup.find("input", {"name": "nama"}) is None


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"jumlah": "0"}, "jumlah"),
        ({"jumlah": "501"}, "jumlah"),
        ({"jumlah": "<b>"}, "jumlah"),
        ({"hari": "31"}, "hari"),
        ({"hari": ""}, "hari"),
        ({"catatan": "x" * 81}, "catatan"),
        ({"catatan": "a\x00b"}, "catatan"),
        ({"unit": "31.74.06.1001"}, "unit"),
        ({"unit": "dpp"}, "unit"),
        ({"unit": "tidak ada"}, "unit"),
        ({"unit": "x" * 9000}, "unit"),
        ({"unit": "\x00"}, "unit"),
    ],
)
def test_a_wrong_invitation_is_refused_at_its_field(
    as_, cast: Cast, changes: dict[str, str], field: str
) -> None:
    page = as_(cast.ani).post("/undangan", INVITATION | changes, 422)
    assert page.error_at(field)
    for name in {"jumlah", "hari", "catatan"} - {field}:
        control = page.soup.find("input", {"name": name})
        assert control is not None and control["value"] == INVITATION[name]


def test_a_leader_higher_up_invites_into_any_unit_below(as_, cast: Cast) -> None:
    ratna = as_(cast.ratna)
    offered = ratna.get("/undangan?cari=lebak+bulus").soup.find("select", {"name": "unit"})
    assert offered is not None
    codes = [option["value"] for option in offered.find_all("option")]
    assert codes[0] == "31.74.06.1002"
    assert {"31.74", "31.74.06", "31.74.07"} <= set(codes)
    assert not any(code.startswith(("32", "91")) for code in codes)
    where, _ = invite(ratna)
    as_(cast.joko).get(where)
    as_(cast.ani).get(where)


def test_invitations_of_other_units_are_not_there(as_, cast: Cast) -> None:
    where, _ = invite(as_(cast.joko), unit="31.74.06.1001")
    ani = as_(cast.ani)
    ani.get(where, 404)
    ani.post(f"{where}/cabut", status=404)
    ani.get("/undangan/tidak-ada", 404)
    assert "Cilandak Barat" not in ani.get("/undangan").text
    for who in (cast.siti, cast.tika, cast.dewi, cast.arif, cast.oka):
        as_(who).get("/undangan", 404)
        as_(who).post("/undangan", INVITATION, 404)


def test_the_form_has_the_limits_of_the_database(as_, browser: Browser, cast: Cast) -> None:
    _, link = invite(as_(cast.ani))
    form = BeautifulSoup(browser.get(link).html, "html.parser")
    limits = {c["name"]: c.get("maxlength") for c in form.find_all("input", maxlength=True)}
    assert limits == {"nama": "80", "telepon": "30", "lahir": "10", "sandi": "128"}
