"""A running simulator and Siti's browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from simulator.running import Simulator, running
from tests.simulator.client import Visitor


@pytest.fixture
def sim(tmp_path: Path) -> Iterator[Simulator]:
    """A simulator of this test's own."""
    with running(tmp_path) as one:
        yield one


@pytest.fixture
def visitor(sim: Simulator) -> Iterator[Visitor]:
    """Siti's browser."""
    siti = Visitor(sim).sign_in("siti_lebakbulus")
    yield siti
    siti.http.close()
