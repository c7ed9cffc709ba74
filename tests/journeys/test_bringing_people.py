"""Bringing people with a phone: an item of the party's, a draft of one's own, and who came."""

from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import requests
from playwright.sync_api import Page, expect
from procrastinate.tasks import Task

from app import clock
from app.jobs.schedule import ask_feeds, credit_arrivals
from simulator.running import Simulator
from tests.cast import Cast
from tests.content.party import PHONE, Party
from tests.journeys.conftest import Live, no_complaints

TITLE = "Posyandu keliling kini singgah di 40 kelurahan"
OWN_WORDS = "Bu Tini, ini jadwal posyandu yang saya ceritakan kemarin:"
VISITORS = ("103.10.64.1", "114.124.1.9", "2404:c0:1:2::7")
PREVIEW = "WhatsApp/2.23.20.0"


def test_siti_sends_a_draft_by_hand_three_people_come_and_her_points_say_so(
    live: Live, cast: Cast, platforms: Simulator, open_as: Callable[..., Page]
) -> None:
    platforms.recover()
    Party(live.app, cast).source(url="https://partai.example/feed.xml")
    _at_its_hour(live, ask_feeds, clock.now())
    siti = open_as(cast.siti, user_agent=PHONE)
    with no_complaints(siti):
        link = _sent_by_whatsapp(siti, live)
        previewed = {"User-Agent": PREVIEW, "X-Forwarded-For": VISITORS[0]}
        assert requests.get(link, headers=previewed, timeout=10).status_code == 200
        for address in VISITORS:
            _comes(open_as, address, link)
        siti.goto(link)
        expect(siti.get_by_role("heading", level=1)).to_have_text(TITLE)

        siti.goto(f"{live.url}/konten/tautan")
        came = siti.locator(".card").filter(has_text=TITLE)
        expect(came).to_contain_text("3 orang datang")
        expect(came).to_contain_text("1 pratinjau, 1 kunjungan sendiri tidak dihitung")

        _at_its_hour(live, credit_arrivals, clock.now() + timedelta(days=1))
        siti.goto(f"{live.url}/poin")
        expect(siti.get_by_role("heading", level=1)).to_have_text("Kenapa poin saya")
        line = siti.get_by_role("listitem").filter(has_text="3 orang datang lewat tautan Anda")
        expect(line).to_contain_text("Kedatangan")
        expect(line).to_contain_text("+1")
        expect(siti.get_by_label("Poin saya")).to_contain_text("1 poin musim ini")


def _at_its_hour(live: Live, task: Task, moment: datetime) -> None:
    """What runs by the clock, at this moment, and the work it makes."""
    with live.app.app_context(), clock.at(moment):
        task(timestamp=int(moment.timestamp()))
    live.work()


def _sent_by_whatsapp(siti: Page, live: Live) -> str:
    """From the party's stream into WhatsApp, in words of her own: the link they end with."""
    siti.goto(f"{live.url}/konten")
    siti.get_by_role("link", name=f"Bagikan: {TITLE}").click()
    expect(siti.get_by_label("Pesan Anda")).to_have_value(
        "Saya kader Partai Gelanggang, dan menurut saya ini layak dibaca:"
    )
    siti.get_by_label("Pesan Anda").fill(OWN_WORDS)
    siti.get_by_role("button", name="Pakai pesan ini").click()
    expect(siti.get_by_label("Pesan Anda")).to_have_value(OWN_WORDS)
    siti.context.route("https://wa.me/**", lambda route: route.fulfill(body="WhatsApp"))
    with siti.context.expect_page() as opened:
        siti.get_by_role("link", name="WhatsApp", exact=True).click()
    opened.value.wait_for_url("https://wa.me/**")
    (draft,) = parse_qs(urlsplit(opened.value.url).query)["text"]
    words, _, link = draft.rpartition(" ")
    assert words == OWN_WORDS
    assert link.startswith(f"{live.url}/b/")
    return link


def _comes(open_as: Callable[..., Page], address: str, link: str) -> None:
    """Somebody at an address of her own taps the link and goes on to the party's page."""
    phone = open_as(user_agent=PHONE, extra_http_headers={"X-Forwarded-For": address})
    with no_complaints(phone):
        phone.goto(link)
        expect(phone.get_by_role("heading", level=1)).to_have_text(TITLE)
        assert phone.context.cookies() == []
        phone.get_by_role("link", name="Buka di partai.example").click()
        phone.wait_for_url("**/host/partai.example/berita/posyandu-keliling")
        expect(phone.get_by_text("Jadwal singgah berikutnya")).to_be_visible()
