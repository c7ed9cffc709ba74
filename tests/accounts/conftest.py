"""Siti at her browser, the platforms beside it."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import Select, select

from app.accounts.models import LinkAttempt, LinkedAccount
from app.db import session
from simulator.running import Simulator
from tests.conftest import Browser
from tests.consent import agree
from tests.page import Page

SITI, RUDI = "siti_lebakbulus", "rudi_lebakbulus"


@pytest.fixture
def sim(platforms: Simulator) -> Iterator[Simulator]:
    """The platforms of this worker, healthy and on time, without grants and posts of our two."""
    platforms.recover()
    for key in platforms.stage.platforms:
        for handle in (SITI, RUDI):
            person = platforms.person(handle)
            platforms.revoke(key, handle)
            for post in platforms.stage.posts.listing(key, person, hidden=True):
                platforms.delete(post)
    yield platforms
    platforms.recover()


def local(address: str) -> str:
    """The path and query of an address of ours."""
    assert address.startswith("http://localhost/")
    return address.removeprefix("http://localhost").removesuffix("#_")


def begin(browser: Browser, key: str) -> str:
    """Tap "Tautkan": the address of the platform's consent page."""
    return browser.post(f"/akun/{key}/tautkan", at="/akun").response.headers["Location"]


def come_back(
    sim: Simulator, browser: Browser, key: str, handle: str = SITI, status: int = 303
) -> Page:
    """Tap, agree over there as `handle`, and be sent back."""
    back = agree(sim, begin(browser, key), handle)
    return browser.get(local(back), status=status)


def confirm(browser: Browser, key: str, status: int = 303) -> Page:
    """Say "Ini akun saya" on the page of confirmation."""
    page = browser.get(f"/akun/{key}/konfirmasi")
    subject = page.soup.find("input", {"name": "subject"})["value"]
    form = {"csrf_token": page.token(), "subject": subject, "jawaban": "ya"}
    return browser.post(f"/akun/{key}/konfirmasi", data=form, status=status)


def link(sim: Simulator, browser: Browser, key: str, handle: str = SITI) -> None:
    """The whole way."""
    come_back(sim, browser, key, handle)
    confirm(browser, key)


class Rows:
    """What the database holds now. Contexts are opened per look: an open one would be shared by
    every browser of the test."""

    def __init__(self, app: Flask) -> None:
        self.app = app

    def accounts(self) -> list[LinkedAccount]:
        """Every account, the oldest first."""
        return self.all(select(LinkedAccount).order_by(LinkedAccount.id))

    def attempts(self) -> list[LinkAttempt]:
        """Every attempt, the oldest first."""
        return self.all(select(LinkAttempt).order_by(LinkAttempt.started_at))

    def all(self, query: Select) -> list:
        """Whatever is asked for."""
        with self.app.app_context():
            return list(session().scalars(query))


@pytest.fixture
def rows(app: Flask) -> Rows:
    return Rows(app)
