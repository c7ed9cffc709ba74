"""Whole evenings in a real browser: the application over HTTP, Chromium on a phone's screen."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect
from werkzeug.serving import make_server

from app import create_app
from app.cadres.passkeys import configure_passkeys
from app.cadres.sessions import begin
from app.db import db, let_go, transaction
from app.jobs.due import run_due_jobs
from app.leaderboards.projection import project_once
from app.web.streams import hub
from bench.phone import CHROMIUM, DESK, PHONE
from config import Settings
from simulator.running import QuietHandler
from tests.cast import Person

IN_HAND = {"phone": {"viewport": PHONE, "has_touch": True}, "desk": {"viewport": DESK}}
on_phone_and_desk = pytest.mark.parametrize("hand", IN_HAND.values(), ids=IN_HAND)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without Chromium these tests are skipped, and say so."""
    reason = "no headless Chromium: install the package chromium to run browser journeys"
    for item in items:
        if "journeys" in item.path.parts:
            item.add_marker(pytest.mark.browser)
            if not CHROMIUM.exists():
                item.add_marker(pytest.mark.skip(reason=reason))


class Live:
    """A served application and its background work."""

    def __init__(self, app: Flask, url: str) -> None:
        self.app = app
        self.url = url

    def work(self, moment: object = None) -> None:
        """Run every job that is due (at `moment`, when time shall pass) and project the points."""
        with self.app.app_context():
            run_due_jobs(self.app, moment)
            while project_once():
                pass
            db.session.remove()

    def token_of(self, person: Person) -> str:
        """A session of that person, as signing in would begin it."""
        with self.app.app_context():
            with transaction():
                token = begin(person.id, "Peramban uji", "127.0.0.1", strong=True)
            db.session.remove()
        return token


@pytest.fixture(scope="session")
def served(settings: Settings) -> Iterator[Live]:
    """The application on a port of its own, since sign-in at a platform leads back to it; one a
    worker, so that its templates are compiled once."""
    # Like gunicorn it writes no line for each call: in those of a callback there would be a code.
    server = make_server(
        "127.0.0.1", 0, lambda _env, _start: [], threaded=True, request_handler=QuietHandler
    )
    url = f"http://127.0.0.1:{server.port}"
    # As behind a server in front: so a browser may come from elsewhere than from here.
    served = create_app(replace(settings, public_url=url, proxies=1))
    server.app = served
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Live(served, url)
    server.shutdown()
    thread.join()
    server.server_close()
    with served.app_context():
        let_go()


@pytest.fixture
def live(app: Flask, served: Live) -> Iterator[Live]:
    """The served application on the empty party of `app`."""
    here: Settings = served.app.config["SETTINGS"]
    configure_passkeys(here.public_url, here.party_name)
    yield served
    hub.end()


@pytest.fixture
def open_as(chromium: Browser, live: Live) -> Iterator[Callable[..., Page]]:
    """`open_as(cast.siti)`: a phone in that person's hand; without a person, a stranger's."""
    contexts: list[BrowserContext] = []

    def opened(person: Person | None = None, viewport: dict | None = None, **more: object) -> Page:
        context = chromium.new_context(
            viewport=viewport or PHONE,  # ty: ignore[invalid-argument-type]
            base_url=live.url,
            locale="id-ID",
            timezone_id="Asia/Jakarta",
            **more,  # ty: ignore[invalid-argument-type]
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        if person:
            context.add_cookies([{"name": "sesi", "value": live.token_of(person), "url": live.url}])
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()


def by_menu(page: Page, room: str) -> None:
    """To a room of one's role, as the menu leads there on this screen."""
    summary = page.locator(".menu > summary")
    if summary.is_visible():
        summary.click()
    menus = page.locator(".menu__panel, .rail__menu").filter(visible=True)
    menus.get_by_role("link", name=room, exact=True).click()
    expect(page.locator("h1")).to_be_visible()


def _complains(message: ConsoleMessage) -> bool:
    return message.type == "error" and "status of 422" not in message.text


@contextmanager
def no_complaints(page: Page) -> Iterator[list[str]]:
    """Whatever the browser complains about (blocked content, failed script) fails the test; a form
    that is refused and said so is none of it."""
    heard: list[str] = []
    page.on("console", lambda m: heard.append(m.text) if _complains(m) else None)
    page.on("pageerror", lambda error: heard.append(str(error)))
    yield heard
    assert heard == []
