"""The scene of every test about platforms in trouble, and the books that are checked after it."""

from collections.abc import Iterator

import pytest

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
