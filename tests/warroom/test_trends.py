"""Trends are watched where an operator allows it, seldom, for little money, and only to be seen."""

from datetime import timedelta

import pytest
from flask import Flask

from app import clock
from app.accounts import allowance
from app.db import db, transaction
from app.providers import get
from app.providers.x import TRENDS_READ
from app.warroom import trends
from simulator.running import Simulator
from tests.cast import Cast


@pytest.fixture(autouse=True)
def healthy(platforms: Simulator) -> None:
    platforms.recover()


def spent(app: Flask) -> tuple[int, int]:
    today = allowance.today(get("x"))
    db.session.remove()
    return today.used, today.calls


def test_they_are_asked_for_once_a_quarter_of_an_hour_and_charged_to_the_day(ctx: Flask) -> None:
    now = clock.now()
    assert trends.current() is None
    assert trends.refresh(now) and not trends.refresh(now + timedelta(minutes=14))
    found = trends.current()
    assert found and len(found.topics) == trends.SHOWN
    assert spent(ctx) == (TRENDS_READ, 1)
    assert trends.refresh(now + timedelta(minutes=16)) and spent(ctx) == (2 * TRENDS_READ, 2)


def test_the_daily_limit_holds_for_them_too(ctx: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    x = get("x")
    assert x.allowance
    with transaction():
        allowance.charge(x, int(x.allowance.per_day * allowance.LOOKING))
    assert not trends.refresh(clock.now()) and trends.current() is None


def test_when_x_wants_silence_nobody_asks(ctx: Flask, platforms: Simulator) -> None:
    platforms.switch("x", spent="credits")
    assert not trends.refresh(clock.now())
    platforms.recover()
    assert not trends.refresh(clock.now())
    assert [one.provider for one in allowance.pauses()] == ["x"]


def test_nobody_asks_without_the_apps_own_token(
    ctx: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(get("x"), "options", {**get("x").options, "app_token": ""})
    assert not trends.watching()
    assert not trends.refresh(clock.now()) and trends.current() is None
