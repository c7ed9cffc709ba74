"""Which platforms are switched on."""

from collections.abc import Iterator

import pytest

from app import providers
from app.errors import NotFound
from app.providers import PROVIDERS, configure_providers, configured, get
from app.providers.base import Provider
from config import PROVIDER_DEFAULTS
from tests.providers.conftest import Registered
from tests.providers.open_networks import Remembered

HERE = {key: Registered("id", "rahasia", PROVIDER_DEFAULTS[key]) for key in PROVIDERS}


@pytest.fixture(autouse=True)
def kept() -> Iterator[None]:
    before = dict(providers._configured)
    yield
    providers._configured.clear()
    providers._configured.update(before)


def test_only_registered_platforms_are_on() -> None:
    configure_providers({"x": HERE["x"]}, Remembered())
    assert [one.key for one in configured()] == ["x"]
    assert get("x").issuer == "https://x.com"
    for key in ("threads", "myspace", ""):
        with pytest.raises(NotFound):
            get(key)


def test_every_platform_asks_to_read_and_never_to_write() -> None:
    configure_providers(HERE, Remembered())
    for one in configured():
        asked = (*one.scopes, *one.post_scopes) if isinstance(one, Provider) else ()
        assert not any("write" in scope or "publish" in scope for scope in asked)
        assert one.label == PROVIDERS[one.key].label
