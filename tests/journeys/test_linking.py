"""Linking and unlinking with a phone: through the platform's own pages, and back."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route

from app.providers import PROVIDERS
from app.providers.base import Provider
from simulator.running import Simulator
from tests.cast import Cast
from tests.journeys.conftest import Live, no_complaints
from tests.journeys.linking import KNOWN_AS, WHERE, link_account, where_of
from tests.journeys.test_accessibility import problems
from tests.shares import Shares

OWN_WORDS = "Pagi ini kami sekeluarga menguras sumur di belakang musala supaya jernih lagi"

SIGN_INS = [key for key, one in PROVIDERS.items() if issubclass(one, Provider)]


@pytest.mark.parametrize("key", SIGN_INS)
def test_siti_links_her_account_and_lets_it_go(
    key: str, cast: Cast, platforms: Simulator, live: Live, open_as: Callable[..., Page]
) -> None:
    label, known_as = PROVIDERS[key].label, KNOWN_AS.get(key, "@siti_lebakbulus")
    platforms.healthy(key)
    page = open_as(cast.siti, bypass_csp=False)
    with no_complaints(page):
        link_account(page, live, key)
        page.get_by_text("Lepas akun ini").click()
        page.get_by_role("button", name=f"Lepas akun {label}").click()
        page.get_by_text(f"Akun {label} {known_as} sudah dilepas.").wait_for()


@pytest.mark.parametrize("key", WHERE)
def test_siti_picks_her_post_on_an_open_network_and_it_counts(
    key: str, cast: Cast, platforms: Simulator, live: Live, open_as: Callable[..., Page]
) -> None:
    platforms.recover()
    challenge = Shares(live.app, cast, platforms).challenge(points=20, providers=[key])
    page = open_as(cast.siti, bypass_csp=False)
    with no_complaints(page):
        link_account(page, live, key)
        page.goto(f"{platforms.url}/")
        page.get_by_label("Isi kiriman").fill(f"{OWN_WORDS} #AirBersih #SayaKader")
        page.get_by_label(f"{PROVIDERS[key].label} (").check()
        page.get_by_role("button", name="Terbitkan").click()
        page.goto(f"{live.url}/tantangan/{challenge}")
        page.get_by_role("button", name="Kirim unggahan Pagi ini").click()
        page.get_by_text("Menunggu pemeriksaan", exact=True).wait_for()
        live.work()
        page.get_by_text("+20 poin").wait_for()


@pytest.mark.parametrize("key", WHERE)
def test_whoever_has_no_script_leaves_by_the_button(
    key: str, cast: Cast, platforms: Simulator, live: Live, open_as: Callable[..., Page]
) -> None:
    platforms.recover()
    page = open_as(cast.siti, java_script_enabled=False)
    # As in browsers that are told not to follow by themselves.
    page.route("**/tautkan", _without_refresh)
    link_account(page, live, key, by_button=True)


def test_axe_finds_nothing_on_the_pages_of_linking(
    cast: Cast, platforms: Simulator, live: Live, open_as: Callable[..., Page]
) -> None:
    platforms.healthy("x")
    page = open_as(cast.siti, bypass_csp=True)
    page.goto(f"{live.url}/akun")
    found = problems(page)
    page.get_by_role("button", name="Tautkan X", exact=True).click()
    page.get_by_role("button", name="Siti Rahmawati").click()
    page.get_by_role("button", name="Izinkan").click()
    page.get_by_role("button", name="Ini akun saya").wait_for()
    found += problems(page)
    page.get_by_role("button", name="Ini akun saya").click()
    page.get_by_text("Lepas akun ini").click()
    found += problems(page)
    page.goto(f"{live.url}/akun/x/kembali?state=lama&code=lama")
    page.get_by_text("tidak berlaku lagi").wait_for()
    found += problems(page)
    assert found == []


def test_axe_finds_nothing_where_a_server_is_typed(
    cast: Cast, platforms: Simulator, live: Live, open_as: Callable[..., Page]
) -> None:
    platforms.recover()
    page = open_as(cast.siti, bypass_csp=True)
    page.route("**/tautkan", _without_refresh)
    page.goto(f"{live.url}/akun")
    page.get_by_label(where_of("mastodon")).fill("bukan server")
    page.get_by_role("button", name="Tautkan Mastodon", exact=True).click()
    page.get_by_text("Tulis alamat server").first.wait_for()
    found = problems(page)
    page.get_by_label(where_of("mastodon")).fill("sosial.example")
    page.get_by_role("button", name="Tautkan Mastodon", exact=True).click()
    page.get_by_role("link", name="Lanjut ke sosial.example").wait_for()
    assert found + problems(page) == []


def _without_refresh(route: Route) -> None:
    """The page before leaving, for browsers that stay until they are told to go."""
    answer = route.fetch(max_redirects=0)
    route.fulfill(response=answer, body=answer.text().replace('http-equiv="refresh"', ""))
