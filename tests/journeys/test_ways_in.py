"""Stronger sign-in with a phone in the hand: a passkey by one tap, a code after the password."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pyotp
import pytest
from playwright.sync_api import Page, expect

from app import clock
from app.cadres import totp
from app.cadres.passkeys import configure_passkeys
from tests.cast import PASSWORD, Cast, Person
from tests.journeys.conftest import Live, no_complaints

PHONE_S_OWN = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def site(live: Live) -> Iterator[str]:
    """The served application under a name, since passkeys belong to names, not to numbers."""
    url = live.url.replace("127.0.0.1", "localhost")
    configure_passkeys(url, "Partai")
    yield url
    settings = live.app.config["SETTINGS"]
    configure_passkeys(settings.public_url, settings.party_name)


def with_fingerprint(page: Page) -> None:
    """From now on this phone has a reader of fingers, and its owner's finger lies on it."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": PHONE_S_OWN})


def sign_in(page: Page, site: str, who: Person) -> None:
    page.goto(f"{site}/masuk")
    page.get_by_label("Nomor telepon").fill(who.phone)
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("button", name="Masuk", exact=True).click()


def test_siti_makes_a_passkey_signs_out_and_is_let_in_by_one_tap(
    site: str, cast: Cast, open_as: Callable[..., Page]
) -> None:
    phone = open_as()
    with_fingerprint(phone)
    with no_complaints(phone):
        sign_in(phone, site, cast.siti)
        phone.goto(f"{site}/saya")
        phone.get_by_role("link", name="Keamanan").click()
        phone.get_by_role("button", name="Kunci sandi di HP ini").click()
        expect(phone.get_by_text("Kunci sandi tersimpan")).to_be_visible()
        expect(phone.get_by_text("belum pernah dipakai")).to_be_visible()

        phone.get_by_role("button", name="Kunci sandi di HP ini").click()
        expect(phone.get_by_text("sudah punya kunci sandi")).to_be_visible()

        phone.goto(f"{site}/saya")
        phone.get_by_role("button", name="Keluar dari perangkat ini").click()
        phone.goto(f"{site}/masuk?lanjut=/poin")
        phone.get_by_role("button", name="Masuk dengan kunci sandi").click()
        expect(phone).to_have_url(f"{site}/poin")

        phone.goto(f"{site}/saya/keamanan")
        expect(phone.locator("#kunci-sandi")).to_contain_text("terakhir dipakai")
        phone.get_by_role("button", name="Hapus kunci sandi").click()
        expect(phone.get_by_text("Kunci sandi dihapus")).to_be_visible()


def test_a_phone_without_a_key_says_so_and_the_password_stays(
    site: str, cast: Cast, open_as: Callable[..., Page]
) -> None:
    phone = open_as()
    with_fingerprint(phone)
    phone.goto(f"{site}/masuk")
    phone.get_by_role("button", name="Masuk dengan kunci sandi").click()
    expect(phone.get_by_text("Belum jadi")).to_be_visible()
    sign_in(phone, site, cast.siti)
    expect(phone.get_by_role("heading", level=1)).to_contain_text("Siti")


def test_tika_puts_an_app_in_force_and_signs_in_with_its_code(
    site: str, live: Live, cast: Cast, open_as: Callable[..., Page]
) -> None:
    phone = open_as()
    with no_complaints(phone):
        sign_in(phone, site, cast.tika)
        expect(phone.get_by_role("heading", level=1)).to_have_text("Langkah kedua")
        secret = "".join(phone.locator("#rahasia").inner_text().split())
        phone.get_by_label("Kode dari aplikasi").fill(pyotp.TOTP(secret).at(clock.now()))
        phone.get_by_role("button", name="Aktifkan").click()
        expect(phone.get_by_text("Langkah kedua aktif")).to_be_visible()
        codes = phone.locator("#kode-cadangan").inner_text().split()
        phone.get_by_role("link", name="Sudah saya simpan").click()
        phone.goto(f"{site}/kelola")
        expect(phone.get_by_role("heading", level=1)).to_have_text("Kelola tantangan")

        phone.goto(f"{site}/saya")
        phone.get_by_role("button", name="Keluar dari perangkat ini").click()
        sign_in(phone, site, cast.tika)
        next_code = pyotp.TOTP(secret).at(clock.now() + timedelta(seconds=totp.STEP_S))
        phone.get_by_label("Kode dari aplikasi").fill(next_code)
        phone.get_by_role("button", name="Lanjut").click()
        expect(phone.get_by_role("heading", level=1)).to_contain_text("Tika")

        phone.goto(f"{site}/saya")
        phone.get_by_role("button", name="Keluar dari perangkat ini").click()
        sign_in(phone, site, cast.tika)
        phone.get_by_label("Kode dari aplikasi").fill(codes[0])
        phone.get_by_role("button", name="Lanjut").click()
        expect(phone.get_by_role("heading", level=1)).to_contain_text("Tika")
        phone.goto(f"{site}/saya/keamanan")
        expect(phone.get_by_text("belum dipakai: 9")).to_be_visible()


def test_without_javascript_the_password_is_the_way_in(
    site: str, cast: Cast, open_as: Callable[..., Page]
) -> None:
    phone = open_as(java_script_enabled=False)
    phone.goto(f"{site}/masuk")
    expect(phone.get_by_role("button", name="Masuk dengan kunci sandi")).not_to_be_visible()
    sign_in(phone, site, cast.tika)
    expect(phone.locator("#rahasia")).to_be_visible()
