"""Choosing a language on a phone, by touch, with scripts and without."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from bench.phone import PHONE
from tests.cast import PASSWORD, Cast
from tests.journeys.conftest import Live, no_complaints


@pytest.mark.parametrize("scripts", [True, False])
def test_english_from_the_front_door_to_the_board_and_back(
    live: Live, cast: Cast, open_as: Callable[..., Page], scripts: bool
) -> None:
    page = open_as(has_touch=True, java_script_enabled=scripts)
    with no_complaints(page):
        page.goto(f"{live.url}/masuk")
        page.get_by_role("button", name="English").tap()
        expect(page.locator("html")).to_have_attribute("lang", "en")
        expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
        page.get_by_label("Phone number").fill(cast.siti.phone)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in", exact=True).tap()
        page.wait_for_url("**/beranda")
        expect(page.get_by_role("heading", level=1)).to_contain_text("Hello")
        page.goto(f"{live.url}/peringkat")
        expect(page.get_by_role("heading", level=1)).to_have_text("Leaderboards")
        wide = page.evaluate("document.documentElement.scrollWidth") if scripts else 0
        assert wide <= PHONE["width"], "English words fit on the phone too"
        page.goto(f"{live.url}/saya")
        page.get_by_role("button", name="Bahasa Indonesia").tap()
        expect(page.locator("html")).to_have_attribute("lang", "id")
        expect(page.get_by_role("button", name="Bahasa Indonesia")).to_have_attribute(
            "aria-current", "true"
        )


def test_a_choice_follows_the_cadre_to_another_phone(
    live: Live, cast: Cast, open_as: Callable[..., Page]
) -> None:
    here, elsewhere = open_as(cast.siti), open_as(cast.siti)
    here.goto(f"{live.url}/saya")
    here.get_by_role("button", name="English").click()
    expect(here.get_by_role("heading", name="Language")).to_be_visible()
    elsewhere.goto(f"{live.url}/beranda")
    expect(elsewhere.locator("html")).to_have_attribute("lang", "en")
