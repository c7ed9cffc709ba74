"""A phone that is called: the installed app offers it, one tap takes it, another one ends it.

No headless browser reaches a real push service. So the browser's own subscribing is played by a
phone of the stand-ins, whose keys the server then writes to; and what the server wrote is brought
to the worker by hand, as the browser would.
"""

import json
from collections.abc import Callable
from datetime import datetime

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from app import clock
from app.db import session as database
from app.jobs.schedule import queue_pushes
from app.notifications import outbox, subscriptions
from app.notifications.models import Subscription
from bench.phone import DESK, PHONE
from simulator.running import Simulator
from tests.cast import Cast
from tests.journeys.conftest import Live, no_complaints
from tests.journeys.test_accessibility import AXE, FIND, RULES
from tests.shares import Shares

READY = "navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller !== null)"
# What a browser answers that could reach its push service.
SUBSCRIBES = """(phone) => {
  window.asked = [];
  PushManager.prototype.getSubscription = async () => null;
  PushManager.prototype.subscribe = async (options) => {
    window.asked.push(options);
    return { toJSON: () => phone };
  };
}"""
# Only a real tap may bring a tab to the front, and only a real event is waited for.
TAPPABLE = """() => {
  WindowClient.prototype.focus = async function () { return this; };
  self.tap = (url) => new Promise((resolve) => {
    const notification = { close() {}, data: { url } };
    const tapped = new Event("notificationclick");
    dispatchEvent(Object.assign(tapped, { notification, waitUntil: resolve }));
  });
}"""
# Only a push service changes an address, and none is within reach.
CHANGED = """phone => new Promise(done => {
  const change = Object.assign(new Event("pushsubscriptionchange"), {
    waitUntil: (all) => all.then(done),
    newSubscription: { toJSON: () => phone },
  });
  dispatchEvent(change);
})"""
SHOWN = """async () => (await (await navigator.serviceWorker.ready).getNotifications())
    .map(({ title, body, tag, data }) => ({ title, body, tag, url: data.url }))"""


@pytest.fixture
def shares(live: Live, cast: Cast, platforms: Simulator) -> Shares:
    platforms.reset()
    return Shares(live.app, cast, platforms)


def installed(page: Page) -> Page:
    """As if it had been started from the home screen: this is how an iPhone says so."""
    page.add_init_script('Object.defineProperty(navigator, "standalone", { value: true })')
    return page


def deliver(page: Page, live: Live, text: str) -> None:
    """Bring a message to the page's worker, as the browser does with one from its push service."""
    session = page.context.new_cdp_session(page)
    found: list[str] = []
    session.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda told: found.extend(one["registrationId"] for one in told["registrations"]),
    )
    session.send("ServiceWorker.enable")
    page.wait_for_timeout(200)
    session.send(
        "ServiceWorker.deliverPushMessage",
        {"origin": live.url, "registrationId": found[0], "data": text},
    )


def test_in_a_browser_tab_nothing_is_asked(live: Live, cast: Cast, open_as) -> None:
    page: Page = open_as(cast.siti)
    page.goto(f"{live.url}/saya")
    page.wait_for_function(READY)
    expect(page.locator("#pemberitahuan")).to_be_hidden()


def address(live: Live) -> str:
    """Where the one phone is called."""
    with live.app.app_context():
        (row,) = database().scalars(select(Subscription))
        return subscriptions.address_of(row).endpoint


def todays_noon() -> datetime:
    """When nobody sleeps, never more than the twelve hours away for which a call is signed."""
    return clock.now().astimezone(clock.JAKARTA).replace(hour=12, minute=0)


def test_the_installed_app_offers_calls_and_a_tap_takes_and_ends_them(
    shares: Shares, live: Live, cast: Cast, open_as: Callable[..., Page]
) -> None:
    page = installed(open_as(cast.siti, permissions=["notifications"]))
    with no_complaints(page):
        page.goto(f"{live.url}/saya")
        page.wait_for_function(READY)
        card = page.locator("#pemberitahuan")
        expect(card).to_contain_text("Paling banyak satu sehari")
        phone = shares.platforms.phone("siti HP")
        page.evaluate(SUBSCRIBES, {"endpoint": phone["endpoint"], "keys": phone["keys"]})
        page.get_by_role("button", name="Nyalakan", exact=True).click()
        expect(card).to_contain_text("Menyala di HP ini")
        assert shares.count(Subscription) == 1
        noon = todays_noon()
        with shares.at_work():
            outbox.tell(cast.siti.id, "verified", "a1", "Air bersih untuk semua", noon)
        with live.app.app_context(), clock.at(noon):
            queue_pushes(noon)
        with clock.at(noon):
            live.work(noon)
        (call,) = shares.platforms.phones().received()
        assert json.loads(call.text)["body"] == "Kiriman Anda sudah diperiksa."
        deliver(page, live, call.text)
        page.wait_for_function(f"({SHOWN})().then(all => all.length === 1)")
        deliver(page, live, call.text)
        assert page.evaluate(SHOWN) == [
            {
                "title": "Gelanggang",
                "body": "Kiriman Anda sudah diperiksa.",
                "tag": "kabar",
                "url": "/kiriman/a1",
            }
        ]
        other = shares.platforms.phone("siti HP, alamat baru")
        (worker,) = page.context.service_workers
        worker.evaluate(CHANGED, {"endpoint": other["endpoint"], "keys": other["keys"]})
        assert shares.count(Subscription) == 1
        assert address(live) == other["endpoint"]
        page.get_by_role("button", name="Matikan", exact=True).click()
        expect(page.get_by_role("button", name="Nyalakan", exact=True)).to_be_visible()
        assert shares.count(Subscription) == 0


def test_a_tapped_call_leads_to_its_page_in_the_tab_that_is_open_and_never_elsewhere(
    shares: Shares, live: Live, cast: Cast, open_as: Callable[..., Page]
) -> None:
    page = open_as(cast.siti, permissions=["notifications"])
    page.goto(f"{live.url}/beranda")
    page.wait_for_function(READY)
    (worker,) = page.context.service_workers
    worker.evaluate(TAPPABLE)
    tap = "(url) => tap(url)"
    worker.evaluate(tap, "/kabar-saya")
    page.wait_for_url(f"{live.url}/kabar-saya")
    worker.evaluate(tap, "https://jahat.example/")
    worker.evaluate(tap, "/peringkat/dpp")
    page.wait_for_url(f"{live.url}/peringkat/dpp")


def test_a_phone_that_blocks_calls_is_told_how_to_allow_them(
    live: Live, cast: Cast, open_as: Callable[..., Page]
) -> None:
    page = installed(open_as(cast.siti))
    page.add_init_script('Object.defineProperty(Notification, "permission", { value: "denied" })')
    page.goto(f"{live.url}/saya")
    page.wait_for_function(READY)
    expect(page.get_by_text("Notifikasi diblokir di HP ini")).to_be_visible()
    expect(page.get_by_role("button", name="Nyalakan", exact=True)).to_be_hidden()


@pytest.mark.parametrize("permission", ["default", "denied"])
def test_axe_finds_nothing_on_what_is_offered(
    live: Live, cast: Cast, open_as: Callable[..., Page], permission: str
) -> None:
    page = installed(open_as(cast.siti, bypass_csp=True))
    script = 'Object.defineProperty(Notification, "permission", { value: "%s" })'
    page.add_init_script(script % permission)
    page.goto(f"{live.url}/saya")
    expect(page.locator("#pemberitahuan")).to_be_visible()
    page.evaluate(AXE)
    for size, scheme in ((PHONE, "light"), (DESK, "dark")):
        page.set_viewport_size(size)  # ty: ignore[invalid-argument-type]
        page.emulate_media(color_scheme=scheme)  # ty: ignore[invalid-argument-type]
        assert page.evaluate(FIND, RULES) == []


def test_without_scripts_there_is_nothing_to_see_and_calls_can_still_be_ended(
    shares: Shares, live: Live, cast: Cast, open_as: Callable[..., Page]
) -> None:
    page = open_as(cast.siti, java_script_enabled=False)
    page.goto(f"{live.url}/saya")
    expect(page.locator("#pemberitahuan")).to_be_hidden()
