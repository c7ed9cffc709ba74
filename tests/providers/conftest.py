"""A simulator of the test's own, and the platforms registered with it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.providers.base import Identity, Token
from app.providers.threads import Threads
from app.providers.x import X
from config import PROVIDER_DEFAULTS
from simulator.running import Simulator, running


@dataclass(frozen=True)
class Registered:
    """What a platform knows of us."""

    client_id: str
    client_secret: str
    options: Mapping[str, str]


def hosts(authorize_url: str, api_url: str) -> dict[str, str]:
    """The options of a central platform: ours where they matter to a test, else the usual ones."""
    return {"authorize_url": authorize_url, "api_url": api_url, "daily_limit": "10"}


def registered(sim: Simulator, key: str, **options: str) -> Registered:
    """Our registration with a stand-in platform, and where it is reached."""
    client = sim.client(key)
    whole = {**PROVIDER_DEFAULTS[key], **sim.options(key), **options}
    return Registered(client.client_id, client.secret, whole)


@pytest.fixture
def sim(tmp_path: Path) -> Iterator[Simulator]:
    with running(tmp_path) as one:
        yield one


@pytest.fixture
def x(sim: Simulator) -> X:
    return X(registered(sim, "x"))


@pytest.fixture
def threads(sim: Simulator) -> Threads:
    return Threads(registered(sim, "threads"))


@dataclass(frozen=True)
class Siti:
    """Her grant, and who the platform says she is."""

    token: Token
    me: Identity


def granted(sim: Simulator, provider: X | Threads, scopes: list[str] | None = None) -> Siti:
    """Siti's working grant at a platform."""
    person = sim.person("siti_lebakbulus")
    given = sim.grant(provider.key, person, scopes)
    token = Token(given["access_token"], given.get("refresh_token"), None, provider.scopes)
    subject = person.account_id(provider.key)
    return Siti(token, Identity(subject, person.handle, person.name))


@pytest.fixture
def siti_x(sim: Simulator, x: X) -> Siti:
    return granted(sim, x)


@pytest.fixture
def siti_threads(sim: Simulator, threads: Threads) -> Siti:
    return granted(sim, threads)
