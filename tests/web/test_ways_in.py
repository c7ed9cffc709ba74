"""Ways in, seen from the browser: passkeys and the second step on /masuk and /saya."""

from datetime import timedelta

import pyotp
import pytest
import time_machine

from app import clock
from app.cadres import passkeys, totp
from app.cadres.models import TotpSecret
from app.cadres.passkeys import configure_passkeys
from app.cadres.sessions import begin
from app.db import db, session, transaction
from app.web.guards import FRESH
from tests.authenticator import Phone
from tests.cast import PASSWORD, Cast, Person
from tests.conftest import Browser
from tests.page import Page

STEP = timedelta(seconds=totp.STEP_S)


def weak(app, person: Person) -> Browser:
    """A browser in which that person showed only her password."""
    with app.app_context():
        with transaction():
            token = begin(person.id, "Peramban uji", "127.0.0.1")
        db.session.remove()
    one = Browser(app)
    one.client.set_cookie("sesi", token)
    return one


def add_passkey(browser: Browser, phone: Phone) -> Page:
    options = browser.post("/saya/kunci/mulai", status=200, at="/saya").response.get_json()
    return browser.post("/saya/kunci", {"jawaban": phone.make(options)}, at="/saya")


def use_passkey(browser: Browser, phone: Phone, status: int = 303, **more: str) -> Page:
    options = browser.post("/masuk/kunci/mulai", status=200).response.get_json()
    return browser.post("/masuk/kunci", {"jawaban": phone.use(options), **more}, status)


def add_app(browser: Browser) -> tuple[str, list[str]]:
    """Put an app in force as a person does, some minutes ago; its secret and the codes shown."""
    page = browser.get("/saya/langkah-kedua")
    secret = "".join(page.soup.find(id="rahasia").get_text().split())
    code = pyotp.TOTP(secret).at(clock.now())
    page = browser.post("/saya/langkah-kedua", {"kode": code}, 200, at="/saya/langkah-kedua")
    with browser.app.app_context():
        with transaction():  # so that the code of this half minute is still good
            session().query(TotpSecret).update({"last_step": 0})
        db.session.remove()
    return secret, page.soup.find(id="kode-cadangan").get_text().split()


def test_a_passkey_made_on_saya_lets_in_by_one_tap_and_leads_on(as_, cast: Cast) -> None:
    siti, phone = as_(cast.siti), Phone()
    add_passkey(siti, phone)
    page = siti.get("/saya/keamanan")
    assert "Kunci sandi tersimpan" in page.text and "belum pernah dipakai" in page.text
    stranger = Browser(siti.app)
    page = use_passkey(stranger, phone, lanjut="/poin")
    assert page.response.location == "/poin"
    assert "terakhir dipakai" in stranger.get("/saya/keamanan").text


def test_signing_in_by_passkey_ends_the_session_this_browser_had(as_, cast: Cast) -> None:
    siti, phone = as_(cast.siti), Phone()
    add_passkey(siti, phone)
    old = siti.client.get_cookie("sesi").value
    use_passkey(siti, phone)
    thief = Browser(siti.app)
    thief.client.set_cookie("sesi", old)
    thief.get("/saya", 303)


def test_an_answer_sent_twice_is_worth_nothing_even_with_the_old_cookie(as_, cast: Cast) -> None:
    siti, phone = as_(cast.siti), Phone(counts=False)
    add_passkey(siti, phone)
    stranger = Browser(siti.app)
    options = stranger.post("/masuk/kunci/mulai", status=200).response.get_json()
    cookie = stranger.client.get_cookie("formulir").value
    answer = {"jawaban": phone.use(options), "csrf_token": stranger._token()}
    stranger.post("/masuk/kunci", answer)
    thief = Browser(siti.app)
    thief.client.set_cookie("formulir", cookie)
    page = thief.post("/masuk/kunci", {"jawaban": answer["jawaban"]}, 422)
    assert "sudah terpakai" in page.text
    thief.get("/saya", 303)


def test_the_host_header_does_not_say_which_site_a_passkey_is_for(as_, cast: Cast) -> None:
    siti, phone = as_(cast.siti), Phone()
    add_passkey(siti, phone)
    thief = Browser(siti.app)
    there = {"headers": {"Host": "jahat.example"}}
    token = Page(thief.client.get("/masuk", **there)).token()
    started = thief.client.post("/masuk/kunci/mulai", data={"csrf_token": token}, **there)
    options = started.get_json()
    assert options["rpId"] == "localhost"
    answer = phone.use(options, origin="http://jahat.example", site="jahat.example")
    body = {"jawaban": answer, "csrf_token": token}
    assert thief.client.post("/masuk/kunci", data=body, **there).status_code == 422


def test_nobody_deletes_anothers_passkey(as_, cast: Cast) -> None:
    siti, rudi = as_(cast.siti), as_(cast.rudi)
    add_passkey(siti, Phone())
    page = siti.get("/saya/keamanan")
    (way,) = [f["action"] for f in page.soup.find_all("form") if f["action"].endswith("/hapus")]
    rudi.post(way, status=404, at="/saya")
    siti.post(way, at="/saya")
    siti.post(way, status=404, at="/saya")


def test_the_button_is_hidden_until_a_script_shows_it(browser: Browser) -> None:
    page = browser.get("/masuk")
    form = page.soup.find("form", {"data-passkey": "use"})
    assert form is not None and form.has_attr("hidden")
    assert page.soup.find("input", {"name": "sandi"})


def test_where_browsers_make_none_nothing_is_offered(browser: Browser, as_, cast: Cast) -> None:
    configure_passkeys("http://127.0.0.1:8000", "Partai")
    assert browser.get("/masuk").soup.find("form", {"data-passkey": True}) is None
    browser.post("/masuk/kunci/mulai", status=404)
    browser.post("/masuk/kunci", status=404)
    assert as_(cast.siti).get("/saya/keamanan").soup.find("form", {"data-passkey": True}) is None


def test_an_officer_is_led_to_a_second_step_and_her_pages_wait_for_it(
    browser: Browser, cast: Cast
) -> None:
    form = {"telepon": cast.tika.phone, "sandi": PASSWORD, "lanjut": "/kelola"}
    assert browser.post("/masuk", form).response.location == "/saya/langkah-kedua"
    assert browser.get("/kelola", 303).response.location == "/saya/langkah-kedua"
    assert "Kelola tantangan" not in browser.get("/beranda").text
    assert "Tugas Anda menunggu" in browser.get("/saya/keamanan").text
    add_app(browser)
    browser.get("/kelola")
    assert "Kelola tantangan" in browser.get("/beranda").text


def test_an_officer_may_take_a_passkey_instead(app, cast: Cast) -> None:
    tika, phone = weak(app, cast.tika), Phone()
    tika.get("/kelola", 303)
    add_passkey(tika, phone)
    tika.get("/kelola")
    again = Browser(app)
    use_passkey(again, phone)
    again.get("/kelola")


def test_password_then_code_leads_on(as_, app, cast: Cast) -> None:
    secret, _ = add_app(as_(cast.tika))
    stranger = Browser(app)
    form = {"telepon": cast.tika.phone, "sandi": PASSWORD, "lanjut": "/kelola"}
    there = stranger.post("/masuk", form).response.location
    assert there == "/masuk/langkah-kedua?lanjut=/kelola"
    stranger.get("/kelola", 303)
    page = stranger.get(there)
    hidden = page.soup.find("input", {"name": "lanjut"})
    assert hidden["value"] == "/kelola"
    wrong = stranger.post(there, {"kode": "000000", "lanjut": "/kelola"}, 422, at=there)
    assert wrong.error_at("kode")
    right = {"kode": pyotp.TOTP(secret).at(clock.now()), "lanjut": "/kelola"}
    assert stranger.post(there, right, at=there).response.location == "/kelola"
    stranger.get("/kelola")


def test_a_recovery_code_stands_in_for_a_lost_phone(as_, app, cast: Cast) -> None:
    _, codes = add_app(as_(cast.tika))
    stranger = Browser(app)
    stranger.post("/masuk", {"telepon": cast.tika.phone, "sandi": PASSWORD})
    stranger.post("/masuk/langkah-kedua", {"kode": codes[3]}, at="/masuk/langkah-kedua")
    assert "belum dipakai: 9" in stranger.get("/saya/keamanan").text.replace(" .", "")


def test_without_a_right_password_there_is_no_second_step(browser: Browser, cast: Cast) -> None:
    assert browser.get("/masuk/langkah-kedua", 303).response.location == "/masuk"
    page = browser.post("/masuk/langkah-kedua", {"kode": "123456"}, 422)
    assert "Mulai sekali lagi" in page.text


@pytest.mark.parametrize(
    "way",
    [
        "/saya/kunci/mulai",
        "/saya/kunci",
        "/saya/kunci/x/hapus",
        "/saya/langkah-kedua",
        "/saya/langkah-kedua/kode-cadangan",
        "/saya/langkah-kedua/matikan",
    ],
)
def test_ways_in_are_changed_only_right_after_signing_in(as_, cast: Cast, way: str) -> None:
    siti = as_(cast.siti)
    with time_machine.travel(clock.now() + FRESH + timedelta(seconds=1), tick=False):
        page = siti.post(way, at="/saya")
        assert page.response.location == "/masuk?lagi=1&lanjut=/saya/keamanan"
        siti.get(page.response.location)
        form = {"telepon": cast.siti.phone, "sandi": PASSWORD, "lanjut": "/saya"}
        assert siti.post("/masuk", form, at="/masuk?lagi=1").response.location == "/saya"
        assert siti.post("/saya/kunci/mulai", status=200, at="/saya").response.get_json()


def test_who_found_out_a_password_adds_no_way_in_of_his_own(as_, app, cast: Cast) -> None:
    add_passkey(as_(cast.tika), Phone())
    thief = weak(app, cast.tika)
    assert "Masuk sekali lagi" in thief.get("/saya/langkah-kedua").text
    assert thief.get("/saya/langkah-kedua").soup.find(id="rahasia") is None
    for way in ("/saya/langkah-kedua", "/saya/kunci/mulai", "/saya/kunci"):
        assert "/masuk?lagi=1" in thief.post(way, at="/saya").response.location
    with app.app_context():
        assert not totp.on(cast.tika.id) and len(passkeys.listed(cast.tika.id)) == 1


def test_an_app_is_turned_off_and_its_codes_renewed(as_, app, cast: Cast) -> None:
    siti = as_(cast.siti)
    _, old = add_app(siti)
    ways = "/saya/langkah-kedua"
    page = siti.post(f"{ways}/kode-cadangan", status=200, at="/saya")
    new = page.soup.find(id="kode-cadangan").get_text().split()
    assert len(new) == 10 and not set(old) & set(new)
    siti.post(f"{ways}/matikan", at="/saya")
    stranger = Browser(app)
    found = stranger.post("/masuk", {"telepon": cast.siti.phone, "sandi": PASSWORD})
    assert found.response.location == "/beranda"
    siti.post(f"{ways}/matikan", status=404, at="/saya")


def test_a_new_password_keeps_a_strong_session_strong(as_, cast: Cast) -> None:
    tika = as_(cast.tika)
    new = {"sandi_lama": PASSWORD, "sandi": "perahu kecil di danau"}
    tika.post("/saya/sandi", new, at="/saya")
    tika.get("/kelola")


def test_recovery_codes_and_secrets_stand_in_no_log(as_, app, cast: Cast, caplog) -> None:
    secret, codes = add_app(as_(cast.siti))
    stranger = Browser(app)
    stranger.post("/masuk", {"telepon": cast.siti.phone, "sandi": PASSWORD})
    code = pyotp.TOTP(secret).at(clock.now())
    stranger.post("/masuk/langkah-kedua", {"kode": "999999"}, 422, at="/masuk/langkah-kedua")
    stranger.post("/masuk/langkah-kedua", {"kode": code}, at="/masuk/langkah-kedua")
    phone = Phone()
    options = stranger.post("/saya/kunci/mulai", status=200, at="/saya").response.get_json()
    answer = phone.make(options)
    stranger.post("/saya/kunci", {"jawaban": answer}, at="/saya")
    said = "\n".join(f"{one.getMessage()} {one.args}" for one in caplog.records)
    for hidden in (secret, code, *codes, options["challenge"], answer):
        assert hidden not in said


def test_with_one_tap_the_cast_of_the_demo_does_its_work(app, cast: Cast) -> None:
    """Demonstration only: one tap counts as two proofs there."""
    stranger = Browser(app)
    stranger.post("/masuk/demo", {"telepon": "+6281200000010"})  # Tika has this number in tests
    stranger.get("/kelola")


def test_whoever_changes_a_way_in_the_owner_is_told(as_, app, cast: Cast) -> None:
    siti, elsewhere = as_(cast.siti), Browser(app)
    add_passkey(siti, Phone())
    add_app(siti)
    new = {"sandi_lama": PASSWORD, "sandi": "perahu kecil di danau"}
    siti.post("/saya/sandi", new, at="/saya/keamanan")
    (way,) = [
        form["action"]
        for form in siti.get("/saya/keamanan").soup.find_all("form")
        if form["action"].endswith("/hapus")
    ]
    siti.post(way, at="/saya/keamanan")
    siti.post("/saya/langkah-kedua/matikan", at="/saya/keamanan")
    elsewhere.client.set_cookie("sesi", siti.client.get_cookie("sesi").value)
    page = elsewhere.get("/kabar-saya")
    for words in (
        "Kunci sandi baru untuk akun Anda",
        "Langkah kedua diaktifkan",
        "Kata sandi Anda diganti",
        "Kunci sandi Anda dihapus",
        "Langkah kedua dimatikan",
    ):
        assert words in page.text
    assert page.soup.find("a", href="/saya/keamanan")
