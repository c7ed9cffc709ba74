"""A war room in a real browser: down the tree, by keys, live, and honest when it is old."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from app import clock
from app.db import db
from app.warroom import pulse
from app.web import walls
from app.web.walls import gallery
from tests.cast import Cast
from tests.journeys.conftest import Live, no_complaints
from tests.journeys.test_accessibility import problems
from tests.shares import Shares
from tests.warroom.party import challenges_of, hand_in, plant
from tests.warroom.screens import tick

WALL = {"width": 1920, "height": 1080}


def test_an_evening_before_the_wall(
    live: Live, cast: Cast, shares: Shares, open_as: Callable[..., Page], monkeypatch
) -> None:
    monkeypatch.setattr(walls, "LOOK_S", 0.05)
    challenges = challenges_of(shares)
    plant(live.app, cast, challenges, 120)
    with live.app.app_context():
        pulse.fold(clock.now())
        db.session.remove()
    page = open_as(cast.tika, viewport=WALL)
    with no_complaints(page):
        page.clock.install()
        page.goto(f"{live.url}/ruang-kendali/dpp")
        _goes_down_the_tree_and_by_keys(page, live)
        _moves_when_a_post_is_verified(page, live, cast, challenges[0])
        _says_when_it_is_old(page, live)
    gallery.end()


def test_axe_finds_nothing_on_a_wall_and_on_a_phone(
    live: Live, cast: Cast, shares: Shares, open_as: Callable[..., Page]
) -> None:
    plant(live.app, cast, challenges_of(shares), 60)
    page = open_as(cast.tika, bypass_csp=True)
    found = []
    for path in ("/ruang-kendali/dpp", "/ruang-kendali/31.74", "/ruang-kendali/31/turun"):
        page.goto(live.url + path)
        found += [f"{path}: {one}" for one in problems(page)]
    assert not found, "\n".join(found)
    gallery.end()


def _goes_down_the_tree_and_by_keys(page: Page, live: Live) -> None:
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
    page.locator(".map__land a").first.focus()  # any province: the first is Aceh, unknown here
    page.get_by_text("Lihat sebagai tabel").click()
    page.locator("#room-units").get_by_role("link", name="DKI Jakarta").click()
    page.locator("#room-tiles").get_by_role("link", name="Jakarta Selatan").click()
    page.get_by_label("Nama unit").fill("lebak")
    expect(page.locator("#room-lists")).to_be_hidden()
    page.locator("#room-found").get_by_role("link", name="Ranting Lebak Bulus").click()
    expect(page).to_have_url(f"{live.url}/ruang-kendali/31.74.06.1002")
    page.keyboard.press("4")
    expect(page.locator("#room-waiting")).to_be_visible()
    page.keyboard.press("3")
    expect(page.locator("#room-efforts")).to_be_visible()
    page.keyboard.press("2")
    expect(page).to_have_url(f"{live.url}/ruang-kendali/31")
    page.keyboard.press("1")
    expect(page).to_have_url(f"{live.url}/ruang-kendali/dpp")


def _moves_when_a_post_is_verified(page: Page, live: Live, cast: Cast, challenge: int) -> None:
    number = page.locator("#room-verified .figure__number")
    before = int(number.inner_text().replace(".", ""))
    hand_in(live.app, cast, "siti", challenge, 9000)
    _until_watched(page, live)
    expect(number).to_have_text(str(before + 1))


def _says_when_it_is_old(page: Page, live: Live) -> None:
    expect(page.locator("body.room--stale")).to_have_count(0)
    page.clock.run_for(31_000)
    expect(page.locator("body.room--stale")).to_have_count(1)
    expect(page.locator("#room-said")).not_to_be_empty()
    _until_watched(page, live)
    expect(page.locator("body.room--stale")).to_have_count(0)


def _until_watched(page: Page, live: Live) -> None:
    """The stream opens on its own; a worker then finds the wall among those watched."""
    for _ in range(100):
        if tick(live.app):
            return
        page.wait_for_function("true")
    raise TimeoutError("nobody watches")
