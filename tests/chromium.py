"""One headless Chromium for all browser tests of a worker: its driver cannot be started twice."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from bench import phone


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser, for the whole run of a worker."""
    with phone.chromium() as browser:
        yield browser
