"""A platform that keeps failing is left alone, and tried again after a while."""

import time

import pytest

from app.errors import Fault
from app.providers import base, breaker, open_web
from app.providers.x import X
from simulator.running import Simulator
from tests.providers.contract import Siti


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """A clock of the test's own, in a list so that it can be moved."""
    moved = [time.monotonic()]
    monkeypatch.setattr(breaker.time, "monotonic", lambda: moved[0])
    return moved


def ask(x: X, siti: Siti) -> str:
    try:
        return x.identify(siti.token).handle
    except Fault as fault:
        return fault.kind


def test_after_five_failures_nobody_asks_until_it_has_rested(
    sim: Simulator, x: X, siti_x: Siti, now: list[float]
) -> None:
    sim.switch("x", down="503")
    assert [ask(x, siti_x) for _ in range(breaker.FAILURES)] == ["down"] * breaker.FAILURES
    asked = len(sim.calls("x"))
    assert ask(x, siti_x) == "down"
    assert len(sim.calls("x")) == asked
    now[0] += breaker.OPEN_S + 0.1
    assert ask(x, siti_x) == "down"
    assert len(sim.calls("x")) == asked + 1, "one is let through"
    assert ask(x, siti_x) == "down"
    assert len(sim.calls("x")) == asked + 1, "and its failure closes the door again"
    sim.healthy("x")
    now[0] += breaker.OPEN_S + 0.1
    assert ask(x, siti_x) == "siti_lebakbulus"
    assert ask(x, siti_x) == "siti_lebakbulus"


def test_refusals_are_no_failures(sim: Simulator, x: X, siti_x: Siti) -> None:
    sim.revoke("x", "siti_lebakbulus")
    kinds = {ask(x, siti_x) for _ in range(breaker.FAILURES + 2)}
    assert kinds == {"expired"}
    assert len(sim.calls("x")) >= breaker.FAILURES + 2


def test_a_success_between_failures_begins_the_count_anew(
    sim: Simulator, x: X, siti_x: Siti
) -> None:
    for _ in range(2):
        sim.switch("x", down="503")
        assert [ask(x, siti_x) for _ in range(breaker.FAILURES - 1)] == ["down"] * 4
        sim.healthy("x")
        assert ask(x, siti_x) == "siti_lebakbulus"


def test_every_host_of_the_open_web_is_left_alone_by_itself(
    monkeypatch: pytest.MonkeyPatch, sim: Simulator
) -> None:
    monkeypatch.setattr(breaker, "REMEMBERED", 2)
    monkeypatch.setattr(open_web, "_world", open_web._world)
    open_web.configure(f"{sim.url}/host", "")
    sim.switch("mastodon", down="503")

    def asked(host: str) -> int:
        with pytest.raises(Fault, match=r"^down"):
            open_web.get(f"https://{host}/api/v2/instance")
        return len(sim.calls("mastodon"))

    assert [asked("sosial.example") for _ in range(7)] == [1, 2, 3, 4, 5, 5, 5]
    assert asked("lama.example") == 6
    for number in range(breaker.REMEMBERED):
        with pytest.raises(Fault), breaker.guarded(f"https://{number}.example", "Uji"):
            raise base.down("Uji")
    assert asked("sosial.example") == 7, "what lies back further than others is forgotten"
