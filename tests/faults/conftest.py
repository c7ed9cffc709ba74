"""The scene of every test about platforms in trouble, and the books that are checked after it;
a road to the database that can be broken."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from app.cli.servers import Addresses
from tests.faults.relay import Relay, relay
from tests.faults.scene import KEYS, Scene
from tests.shares import Shares


@pytest.fixture(params=KEYS)
def key(request: pytest.FixtureRequest) -> str:
    """Each platform in turn."""
    return request.param


@pytest.fixture
def scene(shares: Shares, key: str) -> Iterator[Scene]:
    """Healthy, with a challenge that is open; whatever happens, the books are right at the end."""
    one = Scene(shares, key)
    yield one
    one.check_books()


@pytest.fixture
def road(addresses: Addresses) -> Iterator[Relay]:
    """A road to this worker's database that can be broken."""
    with psycopg.connect(addresses.database_url) as connection:
        folder = Path(connection.info.host)
    with relay(folder / ".s.PGSQL.5432") as one:
        yield one
