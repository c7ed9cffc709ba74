"""Too much at once: stopped, and told how long to wait."""

from collections.abc import Callable
from unittest.mock import patch

import pytest

from app.cli.servers import Addresses
from app.web import rates
from app.web.rates import LOTS
from app.web.security import LIMIT_ALL, LIMIT_ASKING, limiter
from tests.cast import Cast
from tests.conftest import Browser
from tests.leaderboards.party import store_gone


@pytest.fixture(autouse=True)
def counted_in_the_store(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not in memory, whatever a test without a store left behind: the limiter is one a process."""
    monkeypatch.setattr(limiter, "_storage_dead", False)


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_a_flood_is_stopped_and_told_how_long_to_wait(browser: Browser, headers: dict) -> None:
    for _ in range(int(LIMIT_ALL.split()[0])):
        browser.client.get("/masuk")
    page = browser.get("/masuk", 429, headers=headers)
    wait = int(page.response.headers["Retry-After"])
    assert 1 <= wait <= 60
    assert f"Coba lagi dalam {wait} detik" in page.text
    browser.get("/")


def test_a_flood_is_stopped_without_the_store_too(browser: Browser, addresses: Addresses) -> None:
    from_elsewhere = {"REMOTE_ADDR": "127.0.0.77"}  # memory outlives the test
    with store_gone(addresses.redis_url):
        most = int(LIMIT_ALL.split()[0])
        for _ in range(most + most // LOTS):  # a lot is lost with the store
            browser.client.get("/masuk", environ_base=from_elsewhere)
        browser.get("/masuk", 429, environ_base=from_elsewhere)


def test_a_flood_is_stopped_whatever_process_it_comes_to(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    most = int(LIMIT_ALL.split()[0])
    here, there = {}, {}
    for number in range(most + 2 * (most // LOTS)):
        monkeypatch.setattr(rates, "_counts", there if number % 2 else here)
        browser.client.get("/masuk")
    browser.get("/masuk", 429)


def test_what_is_allowed_often_is_counted_without_a_trip_each(browser: Browser) -> None:
    with patch.object(rates, "_carry", wraps=rates._carry) as carried:
        for _ in range(25):
            browser.get("/masuk")
    assert carried.call_count == 2


def test_reading_from_the_platforms_is_limited_by_cadre(as_: Callable, cast: Cast) -> None:
    siti = as_(cast.siti)
    for _ in range(int(LIMIT_ASKING.split()[0])):
        siti.get("/tantangan/tidak-ada/unggahan", 404)
    siti.get("/tantangan/tidak-ada/unggahan", 429)
    as_(cast.rudi).get("/tantangan/tidak-ada/unggahan", 404)


def test_leaving_for_platforms_is_limited_by_cadre(as_: Callable, cast: Cast) -> None:
    siti = as_(cast.siti)
    page = siti.get("/akun")
    form = {"csrf_token": page.token(), "di": "bukan server"}
    for _ in range(int(LIMIT_ASKING.split()[0])):
        siti.post("/akun/mastodon/tautkan", form, status=422)
    siti.post("/akun/mastodon/tautkan", form, status=429)
