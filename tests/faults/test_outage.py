"""Platforms that are down, hang up, or never come to an end of an answer."""

from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace

import pytest

from app import clock
from app.providers import breaker, open_web, wire
from tests.faults.scene import Scene
from tests.shares import soon

SLOW = {"down": "", "slow_s": 0.3}


@pytest.fixture(autouse=True)
def breaker_in_moved_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """The breaker lives in the time to which the jobs move."""
    moved = SimpleNamespace(monotonic=lambda: clock.now().timestamp())
    monkeypatch.setattr(breaker, "time", moved)


@contextmanager
def in_a_hurry() -> Iterator[None]:
    """Nobody waits long for an answer meanwhile."""
    with pytest.MonkeyPatch.context() as patch:
        for module, name in ((wire, "READ_S"), (wire, "WHOLE_S"), (open_web, "WHOLE_S")):
            patch.setattr(module, name, 0.1)
        yield


def test_an_outage_takes_nothing_and_nobody_hammers(scene: Scene) -> None:
    siti = scene.cast.siti
    scene.link(siti)
    old = scene.credited(siti)
    ones = [scene.hand_in(siti) for _ in range(breaker.FAILURES + 2)]
    before = scene.asked()
    scene.switch(down="503")
    scene.run()
    assert 0 < max((scene.asked() - before).values()) <= breaker.FAILURES
    with in_a_hurry():
        for minute, trouble in ((2, {"down": "closed"}), (5, {"down": "drip"}), (10, SLOW)):
            scene.switch(**trouble)
            scene.run(soon(minutes=minute))
            assert scene.states(*ones) == ["pending"] * len(ones)
        scene.run(soon(hours=1, minutes=5))
    assert scene.states(old, *ones) == ["verified"] + ["pending"] * len(ones)
    scene.recover()
    scene.run(soon(hours=3))
    assert scene.states(old, *ones) == ["verified"] * (1 + len(ones))
    assert scene.row(old).gone_since is None
