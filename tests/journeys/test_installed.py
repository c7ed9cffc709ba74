"""The installed app: offered in time, told what is shared, counting what it costs."""

from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

from simulator.running import Simulator
from tests.cast import Cast
from tests.journeys.conftest import Live, no_complaints
from tests.journeys.test_accessibility import problems
from tests.shares import Shares

OFFER = """answer => {
  const event = new Event("beforeinstallprompt", { cancelable: true });
  event.prompt = async () => ({ outcome: answer });
  return dispatchEvent(event);
}"""
SPENT = "JSON.parse(localStorage.data).bytes"
CARD = "Pasang Gelanggang"


@pytest.fixture
def shares(live: Live, cast: Cast, platforms: Simulator) -> Shares:
    """A party on the served application; Siti's account is linked."""
    platforms.recover()
    shares = Shares(live.app, cast, platforms)
    shares.link(cast.siti)
    return shares


def test_installing_is_offered_after_the_first_verified_post_and_a_no_is_heard(
    live: Live, shares: Shares, open_as: Callable[..., Page]
) -> None:
    siti = shares.cast.siti
    page = open_as(siti, bypass_csp=True)
    with no_complaints(page):
        page.goto(f"{live.url}/beranda")
        assert page.evaluate(OFFER, "accepted") is False, "the browser offers by itself"
        expect(page.get_by_text(CARD)).to_be_hidden()
        shares.submit(siti, shares.challenge(), shares.post(siti).url)
        live.work()
        page.reload()
        expect(page.get_by_text(CARD)).to_be_hidden()
        page.evaluate(OFFER, "accepted")
        expect(page.get_by_text(CARD)).to_be_visible()
        assert problems(page) == []
        page.get_by_role("button", name="Nanti saja").click()
        expect(page.get_by_text(CARD)).to_be_hidden()
        page.reload()
        page.evaluate(OFFER, "accepted")
        expect(page.get_by_text(CARD)).to_be_hidden()


def test_who_takes_the_offer_is_asked_by_the_browser(
    live: Live, shares: Shares, open_as: Callable[..., Page]
) -> None:
    siti = shares.cast.siti
    shares.submit(siti, shares.challenge(), shares.post(siti).url)
    live.work()
    page = open_as(siti)
    page.goto(f"{live.url}/beranda")
    page.evaluate(OFFER, "accepted")
    page.get_by_role("button", name="Pasang", exact=True).click()
    expect(page.get_by_text(CARD)).to_be_hidden()
    assert page.evaluate("localStorage.getItem('install-refused')") is None


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_shared_link_is_handed_in_with_one_tap(
    live: Live, shares: Shares, open_as: Callable[..., Page], script: bool
) -> None:
    challenge, post = shares.challenge(), shares.post(shares.cast.siti)
    page = open_as(shares.cast.siti, java_script_enabled=script)
    told = {"judul": "", "teks": f"Lihat ini {post.url}?s=20", "tautan": ""}
    page.goto(f"{live.url}/bagikan?{urlencode(told)}")
    expect(page.get_by_label("Tantangan", exact=True)).to_have_value(challenge)
    expect(page.get_by_text("Unggahan X")).to_be_visible()
    page.get_by_role("button", name="Kirim", exact=True).click()
    expect(page.get_by_text("Menunggu pemeriksaan", exact=True)).to_be_visible()


def test_a_copied_link_is_pasted_by_a_tap_and_its_platform_told(
    live: Live, shares: Shares, open_as: Callable[..., Page]
) -> None:
    url = shares.post(shares.cast.siti).url
    page = open_as(shares.cast.siti, permissions=["clipboard-read", "clipboard-write"])
    challenge = shares.challenge()
    with no_complaints(page):
        for path in ("/kirim", f"/tantangan/{challenge}"):
            page.goto(live.url + path)
            page.evaluate("text => navigator.clipboard.writeText(text)", url)
            page.get_by_role("button", name="Tempel").click()
            expect(page.get_by_label("Tautan unggahan")).to_have_value(url)
            expect(page.get_by_text("@siti_uji")).to_be_visible()


def test_what_pages_cost_today_is_told_on_ones_own_page(
    live: Live, shares: Shares, open_as: Callable[..., Page]
) -> None:
    page = open_as(shares.cast.siti)
    page.goto(f"{live.url}/beranda")
    first = page.evaluate(SPENT)
    assert first > 20_000
    page.goto(f"{live.url}/saya")
    counted = page.evaluate(SPENT)
    assert first < counted < first + 20_000
    expect(page.locator("[data-meter]")).to_have_text(f"{-(-counted // 1024)} KB")
    page.evaluate("localStorage.data = JSON.stringify({ day: '2026-01-01', bytes: 9e9 })")
    page.reload()
    assert page.evaluate(SPENT) < 20_000
