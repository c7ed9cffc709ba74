"""Siti, her account, a live challenge."""

from collections.abc import Iterator

import pytest
from flask import Flask

from simulator.running import Simulator
from tests.cast import Cast
from tests.shares import Shares


@pytest.fixture
def shares(app: Flask, cast: Cast, platforms: Simulator) -> Iterator[Shares]:
    """The stage, with healthy platforms before and after."""
    for key in ("x", "threads"):
        platforms.healthy(key)
    platforms.clock.reset()
    yield Shares(app, cast, platforms)
    for key in ("x", "threads"):
        platforms.healthy(key)
    platforms.clock.reset()
