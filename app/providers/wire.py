"""How platforms are spoken to: bounded in time and size, never redirected, never trusted.

Whatever goes wrong below leaves as a typed `Fault`; exceptions of the libraries are dropped on
the way, since their words hold addresses and some platforms put secrets into addresses.
"""

import json
import logging
import re
import time
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import requests
import urllib3
from authlib.integrations.requests_client import OAuth2Session
from requests import PreparedRequest
from requests.adapters import HTTPAdapter

from app import clock
from app.providers import base, breaker

CONNECT_S, READ_S, WHOLE_S = 2.0, 5.0, 12.0
BODY_MAX = 1024 * 1024
TAG = re.compile(r"(?<![\w&])#(\w*[^\W\d]\w*)")
WAIT_MIN, WAIT_MAX = timedelta(seconds=5), timedelta(hours=24)
URL = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)\]]")
# What taking a strange answer apart can raise.
MISFITS = (
    *(LookupError, TypeError, ValueError, AttributeError),
    *(StopIteration, ArithmeticError, RecursionError),
)
# Their lines hold whole addresses, at any level.
for _name in ("urllib3.connectionpool", "urllib3.connection"):
    logging.getLogger(_name).disabled = True


class Connections(HTTPAdapter):
    """Kept from one conversation to the next: to begin anew costs more than most questions."""

    def close(self) -> None:
        """A conversation is over; the connections stay."""


# Grants travel in headers and cookies in sessions, so that conversations may share these.
CONNECTIONS = Connections(pool_connections=32, pool_maxsize=32)


class Wire(OAuth2Session):
    """A session with one platform; use it as a context manager and for one conversation."""

    def __init__(self, label: str, **options: Any) -> None:
        super().__init__(**options)
        for scheme in ("https://", "http://"):
            self.mount(scheme, CONNECTIONS)
        self.headers["Accept-Encoding"] = "gzip"  # what platforms send, whatever else we could read
        self.label = label

    def request(self, method: str, url: str, **options: Any) -> requests.Response:  # ty: ignore[incompatible-method-override]
        """One question with its whole answer read. Raises `down` and `nonsense`, nothing else."""
        with breaker.guarded(origin(url), self.label):
            return self._asked(method, url, **options)

    def _asked(self, method: str, url: str, **options: Any) -> requests.Response:
        options |= {"timeout": (CONNECT_S, READ_S), "allow_redirects": False, "stream": True}
        ends = time.monotonic() + WHOLE_S
        try:
            with OAuth2Session.request(self, method, url, **options) as response:
                body = self._read(response, ends)
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError):
            raise base.down(self.label) from None
        if 300 <= response.status_code < 400 or response.status_code >= 500:
            raise base.down(self.label)
        # Authlib parses what it finds here; reading it ourselves is what bounds it.
        response._content = body
        return response

    def plain(self, method: str, url: str, **options: Any) -> requests.Response:
        """A question that carries nothing of ours but what stands in `options`."""
        return self.request(method, url, withhold_token=True, auth=bare, **options)

    def _read(self, response: requests.Response, ends: float) -> bytes:
        body = bytearray()
        while part := response.raw.read1(65536, decode_content=True):
            body += part
            if len(body) > BODY_MAX:
                raise base.nonsense(self.label)
            if time.monotonic() > ends:
                raise base.down(self.label)
        return bytes(body)


def origin(url: str) -> str:
    """Scheme and host of an address, as RFC 9207 and policies of content name it."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def bearer(label: str, access: str) -> Wire:
    """A session that asks with a grant."""
    return Wire(label, token={"access_token": access, "token_type": "bearer"})


def bare(request: PreparedRequest) -> PreparedRequest:
    """An `auth` that adds nothing, so that a `.netrc` on the machine adds nothing either."""
    return request


def read_json(label: str, response: requests.Response) -> dict[str, Any]:
    """The JSON object of an answer; anything else is `nonsense`."""
    with understood(label):
        body = json.loads(response.content)
        if not isinstance(body, dict):
            raise TypeError("not an object")
        return body


@contextmanager
def understood(label: str) -> Generator[None]:
    """Inside, an answer is taken apart; whatever does not fit is `nonsense`."""
    try:
        yield
    except MISFITS:
        raise base.nonsense(label) from None


def word(value: Any, longest: int) -> str:
    """A short text that must be there, such as an id or a token. Raises TypeError, ValueError."""
    if not isinstance(value, str):
        raise TypeError("not a text")
    if not 0 < len(value) <= longest or not value.isprintable():
        raise ValueError("empty, too long or unprintable")
    return value


def prose(value: Any, longest: int) -> str:
    """What a person wrote, made storable: no NUL, no half characters, cut at `longest`."""
    if not isinstance(value, str):
        raise TypeError("not a text")
    whole = value.encode("utf-8", "replace").decode("utf-8")
    return whole.replace("\x00", "")[:longest]


def tags(text: str, told: Iterable[Any]) -> tuple[str, ...]:
    """Tags in lower case without #: those told by the platform, and those found in the text."""
    found = [*(prose(one, 100) for one in told), *TAG.findall(text)]
    return tuple(dict.fromkeys(one.lower() for one in found))


def links(text: str) -> tuple[str, ...]:
    """The addresses that stand in a text, each once."""
    return tuple(dict.fromkeys(URL.findall(text)))


def moment(value: Any) -> datetime:
    """A moment as platforms write it, with its offset. Raises TypeError, ValueError."""
    found = datetime.fromisoformat(value)
    if found.tzinfo is None:
        raise ValueError("a moment without zone")
    return found.astimezone(UTC)


def unix(value: Any) -> datetime:
    """A moment as whole seconds since 1970; never milliseconds. Raises TypeError, ValueError."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError("not a whole number")
    if not 0 < value < 1 << 33:
        raise ValueError("not in this century or the next")
    return datetime.fromtimestamp(value, UTC)


def lifetime(value: Any) -> datetime | None:
    """When something that lives `value` seconds from now ends; None when the platform is silent."""
    if value is None:
        return None
    seconds = int(value)
    if not 0 < seconds < 10 * 366 * 86400:
        raise ValueError("an impossible lifetime")
    return clock.now() + timedelta(seconds=seconds)


def within_reason(wished: datetime) -> datetime:
    """A platform's "come back at", kept between a few seconds and a day from now."""
    now = clock.now()
    return min(max(wished, now + WAIT_MIN), now + WAIT_MAX)
