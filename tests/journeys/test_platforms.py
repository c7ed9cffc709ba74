"""The whole way on a platform with a phone: link, write over there, pick it here, see it count."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from app.providers import PROVIDERS
from simulator.running import Simulator
from tests.cast import Cast
from tests.journeys.conftest import Live, no_complaints
from tests.journeys.linking import link_account
from tests.shares import Shares

OWN_WORDS = "Pagi ini kami sekeluarga menguras sumur di belakang musala supaya jernih lagi"


@pytest.mark.parametrize("key", ["x", "instagram", "facebook", "youtube", "tiktok", "threads"])
def test_siti_links_writes_picks_and_earns(
    key: str, cast: Cast, platforms: Simulator, live: Live, open_as: Callable[..., Page]
) -> None:
    platforms.recover()
    platforms.become("instagram", "siti_lebakbulus", "professional")  # it lets no other be read
    label = PROVIDERS[key].label
    challenge = Shares(live.app, cast, platforms).challenge(providers=[key], points=20)
    phone = open_as(cast.siti)
    with no_complaints(phone):
        link_account(phone, live, key)
        expect(phone.get_by_text("sudah tertaut")).to_be_visible()

        _write(phone, platforms, label)
        phone.goto(f"{live.url}/tantangan/{challenge}")
        own = phone.locator("#recent-posts").get_by_role("listitem").filter(has_text=OWN_WORDS[:20])
        own.get_by_role("button").first.click()
        expect(phone.get_by_text("Menunggu pemeriksaan", exact=True)).to_be_visible()
        live.work()
        expect(phone.get_by_text("+20 poin")).to_be_visible()


def test_siti_proves_her_own_site_and_hands_in_a_page_of_it(
    cast: Cast, platforms: Simulator, live: Live, open_as: Callable[..., Page]
) -> None:
    platforms.recover()
    host = platforms.person("siti_lebakbulus").account_id("website")
    challenge = Shares(live.app, cast, platforms).challenge(providers=["website"], points=20)
    phone = open_as(cast.siti)
    with no_complaints(phone):
        phone.goto(f"{live.url}/akun")
        phone.get_by_role("link", name="Buktikan situs Anda").click()
        phone.get_by_label("Alamat situs Anda").fill(f"https://www.{host}/")
        phone.get_by_role("button", name="Lanjut").click()
        mark = phone.locator("pre").filter(has_text="<meta").inner_text()
        platforms.switch("website", head=mark)
        phone.get_by_role("button", name="Periksa sekarang").click()
        told = f"Situs {host} sudah tertaut, terbukti lewat tanda di halaman depan."
        expect(phone.get_by_text(told)).to_be_visible()

        phone.goto(f"{platforms.url}/masuk")
        phone.get_by_role("button", name="Masuk sebagai Siti Rahmawati").click()
        url = _write(phone, platforms, PROVIDERS["website"].label)
        assert url.startswith(f"https://{host}/")
        phone.goto(f"{live.url}/tantangan/{challenge}")
        phone.get_by_label("Tautan unggahan").fill(f"Ini tulisan saya: {url}?utm_source=wa")
        phone.get_by_role("button", name="Kirim", exact=True).click()
        expect(phone.get_by_text("Menunggu pemeriksaan", exact=True)).to_be_visible()
        live.work()
        expect(phone.get_by_text("+20 poin")).to_be_visible()
    platforms.recover()


def _write(phone: Page, platforms: Simulator, label: str) -> str:
    """Publish over there; the link to copy."""
    phone.goto(platforms.url)
    phone.get_by_label("Isi kiriman").fill(f"{OWN_WORDS} #AirBersih #SayaKader")
    phone.get_by_role("radio", name=re.compile(rf"^{label} \(")).check()
    phone.get_by_role("button", name="Terbitkan").click()
    return phone.get_by_label("Tautan kiriman ini").input_value()
