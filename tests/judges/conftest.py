"""A simulator of the test's own, and Siti's post on it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from requests import PreparedRequest, Response, Session
from requests.adapters import HTTPAdapter

from simulator.running import Simulator, running

SITI = "siti_lebakbulus"


class Detour(HTTPAdapter):
    """For clients whose platform's host cannot be changed: the same request, to the stand-in."""

    def __init__(self, host: str, stand_in: str) -> None:
        super().__init__()
        self._host, self._stand_in = host, stand_in

    def send(self, request: PreparedRequest, *args: Any, **options: Any) -> Response:
        """As the client made it, but for where it goes."""
        request.url = request.url.replace(self._host, self._stand_in, 1)
        return super().send(request, *args, **options)


def detour(session: Session, host: str, stand_in: str) -> None:
    """Let everything this session asks of `host` go to the stand-in."""
    session.mount(host, Detour(host, stand_in))


@pytest.fixture(autouse=True)
def plain_http(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library below two of the clients signs in over https only, unless told otherwise."""
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")


@pytest.fixture
def sim(tmp_path: Path) -> Iterator[Simulator]:
    with running(tmp_path) as one:
        yield one
