"""What supervisors, balancers and Prometheus are told."""

from collections.abc import Callable

from flask import Flask

from app.web.security import HEADERS
from tests.cast import Cast
from tests.conftest import Browser


def test_alive_and_ready_are_told_without_signing_in(app: Flask, browser: Browser) -> None:
    assert browser.get("/healthz").response.json == {"ok": True}
    found = browser.get("/readyz").response.json
    assert found == {"database": True, "store": True, "worker": False, "projector": False}


def test_metrics_are_for_this_machine_only(app: Flask, browser: Browser) -> None:
    browser.get("/metrics")
    assert b"gelanggang_dirty_totals" in browser.client.get("/metrics").data
    browser.get("/metrics", status=404, headers={"X-Forwarded-For": "10.1.2.3"})


def test_every_page_carries_the_headers_that_protect_it(as_: Callable, cast: Cast) -> None:
    answer = as_(cast.siti).get("/beranda").response
    for name, value in HEADERS.items():
        assert answer.headers[name] == value
    assert answer.headers["Cache-Control"] == "no-store"
    assert "HX-Request" in answer.headers["Vary"]


def test_a_page_that_is_nowhere_is_told_in_our_own_words(browser: Browser) -> None:
    page = browser.get("/tidak/ada", status=404)
    assert page.soup.html["lang"] == "id"
    assert "Traceback" not in page.html


def test_a_body_too_large_is_refused_with_words(app: Flask, browser: Browser) -> None:
    page = browser.post("/masuk", {"telepon": "1" * 300_000}, status=413)
    assert page.soup.h1
