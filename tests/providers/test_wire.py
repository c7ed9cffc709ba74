"""Platforms that behave worse than any switch: redirects, drips, floods, deep nesting."""

import socket
import threading
from collections.abc import Callable

import pytest

from app.errors import Fault
from app.providers import wire
from app.providers.base import Token
from app.providers.threads import Threads
from app.providers.tiktok import TikTok
from app.providers.x import X
from app.providers.youtube import YouTube
from config import PROVIDER_DEFAULTS
from tests.providers.conftest import Registered
from tests.providers.odd import OK, Odd, whole


@pytest.fixture(params=[X, Threads, YouTube, TikTok])
def identify(request: pytest.FixtureRequest, odd: Odd) -> Callable[[], object]:
    """Ask a platform, played by the odd server, who we are."""
    options = {**PROVIDER_DEFAULTS[request.param.key], "api_url": odd.url}
    site = request.param(Registered("id", "rahasia", options))
    return lambda: site.identify(Token("tanda-masuk-rahasia", None, None, ()))


def failing(kind: str):
    """The block must end in this fault."""
    return pytest.raises(Fault, match=f"^{kind}:")


def test_the_next_conversation_goes_over_the_same_connection(odd: Odd) -> None:
    body = b'{"data": {"id": "7", "username": "siti", "name": "Siti"}}'
    kept = whole(body, OK.replace(b"close", b"keep-alive"))
    lines: list[socket.socket] = []

    def twice(line: socket.socket) -> None:
        lines.append(line)
        kept(line)
        if line.recv(65536):
            kept(line)

    odd.answer = twice
    x = X(Registered("id", "rahasia", {**PROVIDER_DEFAULTS["x"], "api_url": odd.url}))
    for secret in ("tanda-masuk-siti", "tanda-masuk-rudi"):
        assert x.identify(Token(secret, None, None, ())).handle == "siti"
    assert len(lines) == 1


def test_a_redirect_is_never_followed(odd: Odd, identify: Callable) -> None:
    moved = b"HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\nConnection: close\r\n"
    odd.answer = whole(b"", moved)
    with failing("down"):
        identify()


def flood(line: socket.socket) -> None:
    """Far more than anybody asked for."""
    line.sendall(OK + b"\r\n")
    for _ in range(99):
        line.sendall(b"A" * 65536)


def test_a_body_without_end_is_cut_off(odd: Odd, identify: Callable) -> None:
    odd.answer = flood
    with failing("nonsense"):
        identify()


def test_a_body_that_drips_is_given_up(
    odd: Odd, identify: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "WHOLE_S", 0.3)
    stop = threading.Event()

    def drip(line: socket.socket) -> None:
        line.sendall(OK + b"Content-Length: 100000\r\n\r\n")
        while not stop.wait(0.05):
            line.sendall(b" ")

    odd.answer = drip
    with failing("down"):
        identify()
    stop.set()


def test_silence_is_given_up(odd: Odd, identify: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "READ_S", 0.2)
    stop = threading.Event()
    odd.answer = lambda _line: stop.wait(5)
    with failing("down"):
        identify()
    stop.set()


def test_nobody_there_is_down(odd: Odd, identify: Callable) -> None:
    odd.close()
    with failing("down"):
        identify()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b'{"data":null}',
        b'{"data":{"id":1,"username":"a","name":"b"}}',
        b'{"data":{"id":"1","username":"","name":"b"},"id":[],"username":"a"}',
        b'{"data":{"id":"\xd9\xa1","username":"a","name":"b"},"id":"1"}',
        b'{"id":true,"username":"a","data":{"id":"1","username":"a\\u0000","name":"b"}}',
        b'{"a":' + b"[" * 200_000,
        b"\xff\xfe",
        b'{"id":' + b"9" * 5000 + b"}",
    ],
)
def test_odd_bodies_are_nonsense(odd: Odd, identify: Callable, body: bytes) -> None:
    odd.answer = whole(body)
    with failing("nonsense"):
        identify()


def test_no_fault_lets_an_address_or_a_secret_out(odd: Odd, identify: Callable) -> None:
    odd.close()
    with failing("down") as caught:
        identify()
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__
    assert "rahasia" not in str(caught.value)
