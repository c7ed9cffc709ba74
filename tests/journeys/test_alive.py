"""An open page keeps itself up to date, costs nothing while nobody looks, and tells my move."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from simulator.running import Simulator
from tests.cast import Cast, Person
from tests.journeys.conftest import Live, no_complaints
from tests.shares import Shares

HIDE = """hidden => {
    Object.defineProperty(document, 'hidden', {configurable: true, get: () => hidden});
    document.dispatchEvent(new Event('visibilitychange'));
}"""
BOARD = "/papan"


@pytest.fixture
def shares(live: Live, cast: Cast, platforms: Simulator) -> Shares:
    platforms.recover()
    return Shares(live.app, cast, platforms)


def asked(page: Page, part: str) -> list[str]:
    """Every request for that part of an address from now on, as it is sent."""
    seen: list[str] = []
    page.on("request", lambda one: seen.append(one.url) if part in one.url else None)
    return seen


def counted(shares: Shares, person: Person, challenge: str, text: str) -> None:
    """A post of that person, verified and on the boards."""
    shares.submit(person, challenge, shares.post(person, text).url)


def test_nothing_asks_in_a_hidden_tab_and_coming_back_asks_at_once(
    live: Live, cast: Cast, open_as: Callable[..., Page]
) -> None:
    page = open_as(cast.rudi)
    page.clock.install()
    page.goto(f"{live.url}/peringkat")
    seen = asked(page, BOARD)
    page.clock.run_for(80_000)
    assert len(seen) == 1
    page.evaluate(HIDE, True)
    page.clock.run_for(600_000)
    assert len(seen) == 1
    with page.expect_request(lambda one: BOARD in one.url):
        page.evaluate(HIDE, False)


def test_a_page_nobody_touches_goes_to_sleep_and_a_touch_wakes_it(
    live: Live, cast: Cast, open_as: Callable[..., Page]
) -> None:
    page = open_as(cast.rudi)
    page.clock.install()
    page.goto(f"{live.url}/peringkat")
    for _ in range(20):  # minutes
        page.clock.run_for(60_000)
    seen = asked(page, BOARD)
    page.clock.run_for(1_800_000)
    assert seen == []
    with page.expect_request(lambda one: BOARD in one.url):
        page.keyboard.press("Tab")


def test_what_cannot_be_asked_anew_looks_old_until_it_can(
    live: Live, cast: Cast, open_as: Callable[..., Page]
) -> None:
    page = open_as(cast.rudi)
    page.clock.install()
    page.goto(f"{live.url}/peringkat")
    old = page.locator(".as-of").get_by_text("belum tersambung lagi")
    expect(page.locator(".as-of")).to_contain_text("Data per")
    page.context.set_offline(True)
    page.clock.run_for(80_000)
    expect(old).to_be_visible()
    expect(page.locator("#trouble")).to_be_hidden()
    page.context.set_offline(False)
    page.clock.run_for(200_000)
    expect(old).to_be_hidden()


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
def test_my_verified_post_moves_my_card_where_i_wait_and_says_so(
    live: Live, cast: Cast, shares: Shares, open_as: Callable[..., Page], motion: str
) -> None:
    challenge = shares.challenge(points=20)
    for who in (cast.rudi, cast.siti):
        shares.link(who)
    counted(shares, cast.siti, challenge, "Selokan di gang tiga kini bersih")
    counted(shares, cast.rudi, challenge, "Sumur warga kami periksa bersama")
    counted(shares, cast.rudi, challenge, "Air di RW dua jernih lagi pagi ini")
    live.work()
    sent = shares.submit(
        cast.siti, challenge, shares.post(cast.siti, "Lampu jalan di depan balai menyala").url
    )
    counted(shares, cast.siti, challenge, "Warga menanam pohon di tepi lapangan voli")
    page = open_as(cast.siti, reduced_motion=motion)
    with no_complaints(page):
        page.goto(f"{live.url}/kiriman/{shares.row(sent).public_id}")
        expect(page.get_by_text("Menunggu pemeriksaan", exact=True)).to_be_visible()
        expect(page.locator(".my-card__rank")).to_contain_text("2")
        live.work()
        expect(page.locator(".pill--ok")).to_be_visible()
        expect(page.locator("#said")).to_have_text("Naik 1, peringkat 1")
        expect(page.locator(".my-card__points")).to_contain_text("60")
        moved = page.locator(".my-card--moved")
        expect(moved).to_have_count(0 if motion == "reduce" else 1)


def test_the_first_screen_and_the_list_follow_a_hand_in_by_themselves(
    live: Live, cast: Cast, shares: Shares, open_as: Callable[..., Page]
) -> None:
    challenge = shares.challenge(points=20)
    shares.link(cast.siti)
    counted(shares, cast.siti, challenge, "Selokan di gang tiga kini bersih")
    home, listed = open_as(cast.siti), open_as(cast.siti)
    home.goto(f"{live.url}/beranda")
    listed.goto(f"{live.url}/kiriman")
    for page in (home, listed):
        expect(page.get_by_text("Diperiksa").last).to_be_visible()
    live.work()
    expect(listed.locator("#submissions")).to_contain_text("Terverifikasi")
    expect(home.locator("#recent")).to_contain_text("Terverifikasi")
    expect(home.locator("#my-rank")).to_contain_text("20")
    assert listed.locator("[data-ask]").count() == 0


def test_a_leaders_numbers_follow_what_happens_while_he_looks(
    live: Live, cast: Cast, shares: Shares, open_as: Callable[..., Page]
) -> None:
    challenge = shares.challenge()
    shares.link(cast.siti)
    page = open_as(cast.ani)
    with no_complaints(page):
        with page.expect_response(lambda answer: answer.url.endswith("/arus")):
            page.goto(f"{live.url}/tim")
        figures = page.locator("#figures")
        expect(figures.get_by_text("0 dari 3 kader")).to_be_visible()
        counted(shares, cast.siti, challenge, "Selokan di gang tiga kini bersih")
        live.work()
        expect(figures.get_by_text("1 dari 3 kader")).to_be_visible()
