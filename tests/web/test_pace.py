"""How soon a page may ask again, as a table of loads."""

import pytest
from flask import Flask

from app.web import pace
from app.web.pace import Busyness, pause
from tests.cast import Person
from tests.conftest import Browser
from tests.web.test_leaderboards import RANTING, Opens, played

__all__ = ["played"]


@pytest.mark.parametrize(
    ("usual", "busy", "dice", "seconds"),
    [
        # usual, requests in progress, dice, seconds
        (60, 0.0, 0.5, 60),
        (60, 2.0, 0.5, 60),  # calm up to two at a time
        (60, 4.0, 0.5, 120),
        (60, 10.0, 0.5, 300),
        (60, 20.0, 0.5, 600),
        (60, 900.0, 0.5, 600),  # never beyond ten times
        (60, 0.0, 0.0, 48),  # a fifth either way
        (60, 0.0, 1.0, 72),
        (60, 4.0, 1.0, 144),
        (1, 0.0, 0.5, 1),
        (1, 6.0, 0.5, 3),
    ],
)
def test_a_page_asks_more_seldom_the_busier_the_process_is(
    usual: float, busy: float, dice: float, seconds: float
) -> None:
    assert pause(usual, busy, dice) == seconds


def test_busyness_is_the_mean_of_requests_in_progress() -> None:
    busyness = Busyness()
    for second in range(1, 121):  # three at a time, for two minutes
        for _ in range(3):
            busyness.add(1.0, at=float(second))
    assert busyness.at(120.0) == pytest.approx(3.0, rel=0.05)


def test_an_idle_process_forgets_that_it_was_busy() -> None:
    busyness = Busyness()
    busyness.add(600.0, at=10.0)
    assert busyness.at(10.0) > 10
    assert busyness.at(130.0) < 0.05


def test_two_phones_are_not_told_the_same_moment() -> None:
    assert len({pace.again(60.0) for _ in range(20)}) > 1


@pytest.fixture
def busy(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process with ten requests in progress."""
    monkeypatch.setattr(pace.busyness, "at", lambda _: 10.0)


def test_under_load_the_board_and_its_204_both_say_a_longer_pause(
    app: Flask, played: Person, as_: Opens, busy: None
) -> None:
    siti: Browser = as_(played.siti)
    board = siti.get(RANTING).soup.select_one("#board")
    assert board is not None
    assert 240 <= float(str(board["data-ask"])) <= 360
    same = siti.get(str(board["hx-get"]), 204, headers={"HX-Request": "true"})
    assert 240 <= float(same.response.headers["Ask-Again"]) <= 360
    assert same.response.headers["As-Of"].endswith("WIB")
