"""A simulator of the test's own, and the platforms registered with it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pytest

from app.providers import breaker
from app.providers.x import X
from config import PROVIDER_DEFAULTS
from simulator.running import Simulator
from tests.providers.contract import Siti, granted
from tests.providers.odd import Odd


@dataclass(frozen=True)
class Registered:
    """What a platform knows of us."""

    client_id: str
    client_secret: str
    options: Mapping[str, str]


def registered(sim: Simulator, key: str, **options: str) -> Registered:
    """Our registration with a stand-in platform, and where it is reached."""
    client = sim.client(key)
    whole = {**PROVIDER_DEFAULTS[key], **sim.options(key), **options}
    return Registered(client.client_id, client.secret, whole)


@pytest.fixture(autouse=True)
def no_grudges() -> None:
    """Whoever failed in an earlier test is asked again."""
    breaker.reset()


@pytest.fixture
def sim(platforms: Simulator) -> Iterator[Simulator]:
    """The stand-in platforms as on their first day, knowing no program but ours."""
    platforms.reset()
    store = platforms.stage.store
    with store.read() as connection:
        clients = connection.execute("SELECT * FROM clients").fetchall()
    yield platforms
    with store.write() as connection:
        connection.execute("DELETE FROM clients")
        connection.executemany("INSERT INTO clients VALUES (?, ?, ?, ?)", map(tuple, clients))


@pytest.fixture
def odd() -> Iterator[Odd]:
    one = Odd()
    yield one
    one.close()


@pytest.fixture
def x(sim: Simulator) -> X:
    return X(registered(sim, "x"))


@pytest.fixture
def siti_x(sim: Simulator, x: X) -> Siti:
    return granted(sim, x)
