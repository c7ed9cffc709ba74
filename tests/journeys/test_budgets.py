"""What pages cost a phone on prepaid data, byte by byte as Chromium counts them."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from app import clock
from app.db import db, transaction
from app.leaderboards.projection import project_once
from app.ledger.entries import award
from bench import wire
from bench.wire import Wire
from simulator.running import Simulator
from tests.cast import Cast
from tests.journeys.conftest import Live
from tests.leaderboards.party import crowd
from tests.shares import Shares, story

BOARD = "/peringkat/31.74.06.1002?periode=semua"


@pytest.fixture
def busy(live: Live, cast: Cast, platforms: Simulator) -> Cast:
    """A ranting of fifty, Siti in the midst; three challenges; ten posts of hers handed in."""
    platforms.recover()
    shares = Shares(live.app, cast, platforms)
    shares.link(cast.siti)
    asked = [shares.challenge(title=title) for title in ("Air bersih", "Pasar murah", "Posyandu")]
    for number in range(9):
        shares.submit(cast.siti, asked[number % 3], shares.post(cast.siti, story(number)).url)
    live.work()
    with live.app.app_context():
        with transaction():
            crowd(list(range(50)))
            award(cast.siti.id, cast.siti.unit_id, 5, "gift:1", "A", "Tantangan: Air", clock.now())
        while project_once():
            pass
        db.session.remove()
    return cast


def test_a_phone_that_has_nothing_yet_loads_a_page_within_its_budgets(
    live: Live, busy: Cast, open_as: Callable[..., Page]
) -> None:
    for path in ("/masuk", "/beranda", BOARD, "/kirim"):
        page = open_as(None if path == "/masuk" else busy.siti)
        counted = Wire(page, live.url)
        page.goto(live.url + path)
        table = "\n".join(f"{one.size:7} {one.url}" for one in counted.answers)
        assert counted.size(urlsplit(path).path) <= wire.HTML, table
        assert counted.size(".css") <= wire.CSS, table
        assert counted.size(".js") <= wire.JS, table
        assert counted.size(".woff2") <= wire.FONT, table
        assert counted.size("icons.svg") <= wire.SPRITE, table
        assert counted.total <= wire.COLD, table
        assert len(counted.answers) <= wire.COLD_REQUESTS, table
        page.context.close()


def test_once_it_has_the_rest_pages_swaps_and_polls_cost_little(
    live: Live, busy: Cast, open_as: Callable[..., Page]
) -> None:
    page = open_as(busy.siti)
    counted = Wire(page, live.url)
    page.goto(f"{live.url}/masuk")
    assert counted.answers
    for path in ("/tantangan", "/kirim", "/kiriman", "/poin", "/saya", "/akun", "/beranda", BOARD):
        counted.restart()
        page.goto(live.url + path)
        assert 0 < counted.total <= wire.WARM, counted.answers
    _another_board_in_place(page, counted)
    for path, part in (("/beranda", "#my-rank"), (BOARD, "#board")):
        page.goto(live.url + path)
        _poll_without_news(page, part, counted)


def _another_board_in_place(page: Page, counted: Wire) -> None:
    levels = page.get_by_role("navigation", name="Tingkat papan")
    for level in ("PAC", "DPC", "Ranting"):
        counted.restart()
        levels.get_by_role("link", name=level, exact=True).click()
        assert 0 < counted.total <= wire.SWAP, counted.answers


def _poll_without_news(page: Page, part: str, counted: Wire) -> None:
    address = page.locator(part).get_attribute("hx-get")
    assert counted.answers
    counted.restart()
    poll = "url => fetch(url, {headers: {'HX-Request': 'true'}}).then(answer => answer.text())"
    page.evaluate(poll, address)
    (answer,) = counted.answers
    assert answer.status == 204
    assert answer.size <= wire.POLL
