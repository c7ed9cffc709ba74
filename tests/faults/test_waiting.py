"""Platforms that ask for patience: nobody asks again before the moment they named."""

from datetime import datetime, timedelta

from app import clock
from tests.faults.scene import Scene

# Whoever says nothing of when is asked again after a minute: a real limit may last longer there.
SILENT = frozenset({"youtube", "tiktok", "website"})


def limit(scene: Scene) -> datetime:
    """The platform refuses everything from now on; until when, to the second."""
    wait = timedelta(minutes=1 if scene.key in SILENT else 7)
    until = (clock.now() + wait).replace(microsecond=0) + timedelta(seconds=1)
    scene.sim.switch(scene.key, rate_limited_until=until.timestamp())
    return until


def test_nobody_asks_before_the_moment_that_was_named_and_then_all_is_checked(scene: Scene) -> None:
    people = scene.cast.siti, scene.cast.rudi, scene.cast.budi
    scene.link(*people)
    ones = [scene.hand_in(person) for person in people for _ in range(2)]
    until = limit(scene)
    scene.run()
    assert scene.states(*ones) == ["pending"] * 6
    refused = scene.asked()
    scene.run(until - timedelta(seconds=2))
    assert scene.asked() == refused
    assert max(refused.values()) <= len(ones)
    scene.sim.clock.advance((until - clock.now()).total_seconds())
    scene.run(until + timedelta(minutes=2))
    assert scene.states(*ones) == ["verified"] * 6
