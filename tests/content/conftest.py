"""What tests about the party's content may ask for."""

from collections.abc import Iterator

import pytest

from tests.content.sites import Sites, standing_in


@pytest.fixture
def sites() -> Iterator[Sites]:
    """The whole web, as the test makes it."""
    with standing_in() as found:
        yield found
