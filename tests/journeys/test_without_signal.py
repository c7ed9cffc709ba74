"""A phone without a signal: what it shows, what it keeps, and that it sends everything once."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import request, request_started
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import select

from app.cadres import sessions
from app.db import db, session, transaction
from app.submissions.models import Submission
from bench.phone import CHROMIUM, FLAGS, PHONE
from simulator.running import Simulator
from tests.cast import Cast, Person
from tests.journeys.conftest import Live
from tests.journeys.test_accessibility import problems
from tests.shares import Shares

KEPT = "Tersimpan di HP. Dikirim otomatis saat ada sinyal."
QUEUED = """() => new Promise((resolve, reject) => {
  const asked = indexedDB.open("gelanggang");
  asked.onerror = reject;
  asked.onsuccess = () => {
    const all = asked.result.transaction("queued").objectStore("queued").getAll();
    all.onsuccess = () => { asked.result.close(); resolve(all.result); };
  };
})"""
SEND = """async ({ key, challenge, link }) => {
  const { token } = await (await fetch("/antrean")).json();
  const body = new URLSearchParams({ kunci: key, tantangan: challenge, tautan: link });
  const headers = { "X-CSRFToken": token };
  return (await fetch("/antrean", { method: "POST", body, headers })).status;
}"""
READY = "navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller !== null)"
CACHES = "caches.keys().then(names => names.length)"


@pytest.fixture
def shares(live: Live, cast: Cast, platforms: Simulator) -> Shares:
    """A party on the served application; everybody's account is linked."""
    platforms.recover()
    shares = Shares(live.app, cast, platforms)
    for person in (cast.siti, cast.rudi):
        shares.link(person)
    return shares


@pytest.fixture
def phone(live: Live, cast: Cast, open_as: Callable[..., Page]) -> Page:
    """Siti's phone, which has opened the site before."""
    page = open_as(cast.siti)
    _settle(page, live)
    return page


def _settle(page: Page, live: Live) -> None:
    page.goto(f"{live.url}/beranda")
    page.wait_for_function(READY)


def _hand_in_offline(page: Page, live: Live, challenge: str, url: str) -> None:
    page.goto(f"{live.url}/kirim?tantangan={challenge}")
    page.get_by_label("Tautan unggahan").fill(url)
    page.context.set_offline(True)
    page.get_by_role("button", name="Kirim", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tidak ada sinyal")
    expect(page.locator("#waiting")).to_contain_text(KEPT)


def _signal_back(page: Page) -> None:
    """The signal returns while the phone looks at something else."""
    page.goto("about:blank")
    page.context.set_offline(False)


def _handed_in(live: Live) -> list[str]:
    with live.app.app_context():
        found = list(session().scalars(select(Submission.post_id).order_by(Submission.id)))
        db.session.remove()
    return found


def _end_sessions(live: Live, person: Person) -> None:
    with live.app.app_context():
        with transaction():
            sessions.end_all(person.id)
        db.session.remove()


def _sign_in(context: BrowserContext, live: Live, person: Person) -> None:
    context.add_cookies([{"name": "sesi", "value": live.token_of(person), "url": live.url}])


def _queued(page: Page) -> list[dict]:
    """What lies in the phone, whoever's."""
    return page.evaluate(QUEUED)


def _wait_until_sent(page: Page) -> None:
    page.wait_for_function(f"({QUEUED})().then((left) => left.length === 0)")


@contextmanager
def _posts(live: Live) -> Iterator[list[str]]:
    """The addresses at which the server is sent something meanwhile."""
    heard: list[str] = []

    def hear(_app: object) -> None:
        if request.method == "POST":
            heard.append(request.path)

    with request_started.connected_to(hear, live.app):
        yield heard


def test_without_a_signal_every_address_shows_the_same_page_and_comes_back_by_itself(
    live: Live, phone: Page
) -> None:
    phone.context.set_offline(True)
    phone.goto(f"{live.url}/tantangan")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Tidak ada sinyal")
    expect(phone.get_by_role("link", name="Coba lagi")).to_be_visible()
    assert phone.evaluate("getComputedStyle(document.body).fontFamily").startswith('"Plus Jakarta')
    phone.context.set_offline(False)
    phone.wait_for_selector("nav[aria-label=Utama]")
    assert phone.url == f"{live.url}/tantangan"


def test_axe_finds_nothing_where_something_waits(
    live: Live, shares: Shares, cast: Cast, open_as: Callable[..., Page]
) -> None:
    page = open_as(cast.siti, bypass_csp=True)
    _settle(page, live)
    _hand_in_offline(page, live, shares.challenge(), "https://contoh.id/" + "1" * 200)
    assert problems(page) == []
    _signal_back(page)
    page.goto(f"{live.url}/kiriman")
    expect(page.locator("#waiting")).to_contain_text("Tempel tautan satu unggahan")
    assert problems(page) == []


def test_a_hand_in_without_a_signal_is_sent_once_though_sync_and_page_both_see_it_return(
    live: Live, shares: Shares, phone: Page
) -> None:
    post = shares.post(shares.cast.siti)
    _hand_in_offline(phone, live, shares.challenge(), post.url)
    assert _handed_in(live) == []
    wire = phone.context.new_cdp_session(phone)
    found: list[str] = []
    wire.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda told: found.extend(one["registrationId"] for one in told["registrations"]),
    )
    wire.send("ServiceWorker.enable")
    _signal_back(phone)
    with _posts(live) as posts:
        sync = {"origin": live.url, "registrationId": found[0], "tag": "queued"}
        for _ in range(3):
            wire.send("ServiceWorker.dispatchSyncEvent", {**sync, "lastChance": False})
        phone.goto(f"{live.url}/kiriman")
        phone.evaluate("() => { for (const _ of [1, 2, 3]) dispatchEvent(new Event('online')); }")
        _wait_until_sent(phone)
        phone.reload()
        expect(phone.get_by_role("link", name="Air bersih untuk semua")).to_have_count(1)
    assert posts == ["/antrean"]
    assert _handed_in(live) == [post.id]


def test_a_hand_in_whose_answer_was_lost_is_the_one_that_was_made(
    live: Live, shares: Shares, phone: Page
) -> None:
    post = shares.post(shares.cast.siti)
    challenge = shares.challenge()
    _hand_in_offline(phone, live, challenge, post.url)
    (form,) = _queued(phone)
    _signal_back(phone)
    phone.goto(f"{live.url}/luring")
    assert phone.evaluate(SEND, form) == 201
    phone.goto(f"{live.url}/kiriman")
    _wait_until_sent(phone)
    assert _handed_in(live) == [post.id]


def test_an_expired_session_keeps_the_hand_in_until_she_is_back(
    live: Live, shares: Shares, phone: Page
) -> None:
    post = shares.post(shares.cast.siti)
    _hand_in_offline(phone, live, shares.challenge(), post.url)
    _end_sessions(live, shares.cast.siti)
    _signal_back(phone)
    phone.goto(f"{live.url}/kiriman")
    expect(phone.get_by_text("Ada kiriman yang menunggu di HP ini")).to_be_visible()
    assert _handed_in(live) == []
    _sign_in(phone.context, live, shares.cast.siti)
    phone.goto(f"{live.url}/kiriman")
    expect(phone.get_by_text("Yang menunggu sudah terkirim.")).to_be_visible()
    assert _handed_in(live) == [post.id]


def test_it_outlives_a_phone_that_was_switched_off(
    live: Live, shares: Shares, chromium: Browser, tmp_path: Path
) -> None:
    post = shares.post(shares.cast.siti)
    with _kept_phone(chromium, tmp_path) as page:
        _sign_in(page.context, live, shares.cast.siti)
        _settle(page, live)
        _hand_in_offline(page, live, shares.challenge(), post.url)
    assert _handed_in(live) == []
    _end_sessions(live, shares.cast.siti)
    with _kept_phone(chromium, tmp_path) as page:
        page.goto(f"{live.url}/kiriman")
        expect(page.get_by_text("Ada kiriman yang menunggu di HP ini")).to_be_visible()
        _sign_in(page.context, live, shares.cast.siti)
        page.goto(f"{live.url}/kiriman")
        _wait_until_sent(page)
    assert _handed_in(live) == [post.id]


@contextmanager
def _kept_phone(chromium: Browser, folder: Path) -> Iterator[Page]:
    """A browser that finds again what it kept when it was closed."""
    context = chromium.browser_type.launch_persistent_context(
        folder, executable_path=CHROMIUM, args=FLAGS, viewport=PHONE, locale="id-ID"
    )
    try:
        yield context.new_page()
    finally:
        context.close()


def test_another_person_on_the_phone_neither_sees_nor_sends_it(
    live: Live, shares: Shares, phone: Page
) -> None:
    post = shares.post(shares.cast.siti)
    _hand_in_offline(phone, live, shares.challenge(), post.url)
    _end_sessions(live, shares.cast.siti)
    _signal_back(phone)
    _sign_in(phone.context, live, shares.cast.rudi)
    phone.goto(f"{live.url}/kiriman")
    phone.wait_for_load_state("networkidle")
    expect(phone.locator("#waiting li")).to_have_count(0)
    expect(phone.locator("#waiting")).to_be_hidden()
    assert _handed_in(live) == []
    assert len(_queued(phone)) == 1


def test_signing_out_leaves_nothing_of_hers_in_the_phone(
    live: Live, shares: Shares, phone: Page
) -> None:
    _hand_in_offline(phone, live, shares.challenge(), shares.post(shares.cast.siti).url)
    shares.platforms.recover()
    _end_sessions(live, shares.cast.siti)
    _signal_back(phone)
    _sign_in(phone.context, live, shares.cast.siti)
    phone.route("**/antrean", lambda route: route.abort())
    phone.goto(f"{live.url}/saya")
    phone.get_by_role("button", name="Keluar dari perangkat ini").click()
    phone.wait_for_url(f"{live.url}/")
    assert _queued(phone) == []
    assert phone.evaluate(CACHES) == 1


def test_what_the_server_refuses_stays_with_its_words_until_it_is_deleted(
    live: Live, shares: Shares, phone: Page
) -> None:
    _hand_in_offline(phone, live, shares.challenge(), "https://contoh.id/1")
    _signal_back(phone)
    phone.goto(f"{live.url}/kiriman")
    waiting = phone.locator("#waiting")
    expect(waiting).to_contain_text("Tempel tautan satu unggahan")
    waiting.get_by_role("button", name="Hapus").click()
    expect(waiting.locator("li")).to_have_count(0)
    assert _queued(phone) == []
