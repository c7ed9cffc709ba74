"""From a wall down to any ranting in two taps, without a script."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest

from tests.cast import Cast
from tests.conftest import Browser
from tests.counting import counted

SignedIn = Callable[..., Browser]
RANTINGS = ("31.74.06.1002", "32.73.02.1004", "91.71.01.1001")
COLD_MAX = 60_000


def tapped(browser: Browser, page: str, chosen: str) -> str:
    """Where the tile of a unit on that page leads."""
    links = browser.get(page).soup.select(f".map__tiles a[href*='/{chosen}'], #room-tiles a")
    return next(str(one["href"]) for one in links if f"/{chosen}" in str(one["href"]))


@pytest.mark.parametrize("ranting", RANTINGS)
def test_two_taps_lead_from_the_nation_to_any_ranting(
    as_: SignedIn, cast: Cast, ranting: str
) -> None:
    tika = as_(cast.tika)
    first = tapped(tika, "/ruang-kendali/dpp", ranting[:2])
    assert urlsplit(first).path == f"/ruang-kendali/{ranting[:2]}/turun"
    page = tika.get(f"{first}?q={ranting}").soup
    second = page.select_one(f"#room-found a[href='/ruang-kendali/{ranting}']")
    assert second and tika.get(str(second["href"])).soup.select_one("#room-verified")


def test_dpcs_and_pacs_are_a_tap_away_without_typing_and_from_a_dpc_its_rantings(
    as_: SignedIn, cast: Cast
) -> None:
    tika = as_(cast.tika)
    province = {str(one["href"]) for one in tika.get("/ruang-kendali/31/turun").soup.select("a")}
    assert {f"/ruang-kendali/{code}" for code in ("31", "31.74", "31.74.06")} <= province
    first = tapped(tika, "/ruang-kendali/31", "31.74")
    assert first == "/ruang-kendali/31.74/turun"
    city = {str(one["href"]) for one in tika.get(first).soup.select("#room-lists a")}
    assert {f"/ruang-kendali/{code}" for code in ("31.74.06", *RANTINGS[:1])} <= city


def test_nothing_outside_the_unit_is_found_and_nobody_looks_below_another_one(
    as_: SignedIn, cast: Cast
) -> None:
    ratna = as_(cast.ratna)
    found = ratna.get("/ruang-kendali/31.74/turun?q=dago").soup.select_one("#room-found")
    assert found and not found.select("a")
    ratna.get("/ruang-kendali/32/turun", 404)
    as_(cast.siti).get("/ruang-kendali/31/turun", 404)


def test_the_campaign_that_is_looked_at_stays_chosen_on_the_way_down(
    as_: SignedIn, cast: Cast
) -> None:
    page = as_(cast.tika).get("/ruang-kendali/31/turun?kampanye=7").soup
    assert page.select_one("#room-lists a[href='/ruang-kendali/31.74?kampanye=7']")
    kept = page.select_one("form input[name=kampanye]")
    assert kept and kept["value"] == "7"


def test_the_way_down_costs_a_handful_of_statements(as_: SignedIn, cast: Cast) -> None:
    tika = as_(cast.tika)
    for path in ("/ruang-kendali/dpp/turun", "/ruang-kendali/31/turun?q=lebak"):
        tika.get(path)
        with counted() as sent:
            tika.get(path)
        assert len(sent) <= 4, "\n".join(sent)
