"""Which platforms are switched on."""

from collections.abc import Iterator

import pytest

from app import providers
from app.errors import NotFound
from app.providers import PROVIDERS, configure_providers, configured, get
from tests.providers.conftest import Registered, hosts

HERE = Registered("id", "rahasia", hosts("https://x.com/i/oauth2/authorize", "https://api.x.com"))


@pytest.fixture(autouse=True)
def kept() -> Iterator[None]:
    before = dict(providers._configured)
    yield
    providers._configured.clear()
    providers._configured.update(before)


def test_only_registered_platforms_are_on() -> None:
    configure_providers({"x": HERE})
    assert [one.key for one in configured()] == ["x"]
    assert get("x").issuer == "https://x.com"
    for key in ("threads", "myspace", ""):
        with pytest.raises(NotFound):
            get(key)


def test_every_platform_asks_to_read_and_never_to_write() -> None:
    configure_providers(dict.fromkeys(PROVIDERS, HERE))
    for one in configured():
        assert not any("write" in scope or "publish" in scope for scope in one.scopes)
        assert one.label == PROVIDERS[one.key].label
