"""Linking and unlinking with a phone: through the platform's own pages, and back."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from app.providers import PROVIDERS
from app.providers.base import Provider
from simulator.running import Simulator
from tests.cast import Cast
from tests.journeys.conftest import Live, no_complaints
from tests.journeys.test_accessibility import _problems as problems

# Where a platform tells us no handle.
KNOWN_AS = {"facebook": "Siti Rahmawati"}


SIGN_INS = [key for key, one in PROVIDERS.items() if issubclass(one, Provider)]


@pytest.mark.parametrize("key", SIGN_INS)
def test_siti_links_her_account_and_lets_it_go(
    key: str, cast: Cast, platforms: Simulator, live: Live, open_as: Callable[..., Page]
) -> None:
    label, known_as = PROVIDERS[key].label, KNOWN_AS.get(key, "@siti_lebakbulus")
    platforms.healthy(key)
    page = open_as(cast.siti, bypass_csp=False)
    with no_complaints(page):
        page.goto(f"{live.url}/akun")
        page.get_by_role("button", name=f"Tautkan {label}", exact=True).click()
        page.get_by_role("button", name="Siti Rahmawati").click()
        page.get_by_role("button", name="Izinkan").click()
        page.get_by_text(known_as).first.wait_for()
        page.get_by_role("button", name="Ini akun saya").click()
        page.get_by_text(f"Akun {label} {known_as} sudah tertaut.").wait_for()
        page.get_by_text("Lepas akun ini").click()
        page.get_by_role("button", name=f"Lepas akun {label}").click()
        page.get_by_text(f"Akun {label} {known_as} sudah dilepas.").wait_for()


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
