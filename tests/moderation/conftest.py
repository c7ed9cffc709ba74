"""What tests of moderation share."""

import pytest

from tests.moderation.stage import Court
from tests.shares import Shares


@pytest.fixture
def court(shares: Shares) -> Court:
    """The stage of decisions."""
    return Court(shares)
