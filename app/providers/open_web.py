"""The one door to addresses that people gave us, or that strangers' servers named.

Only https, only names, only addresses of the open internet; the address that was judged is the one
that is connected to. Everything is bounded: hops, bytes (after unpacking), and the time of the
whole conversation, however slowly the other side drips. Nothing of the machine's own is used: no
proxy, no `.netrc`, no hosts file. What goes wrong is a typed `Fault`.

A stand-in answers for the whole web where there is none: then `https://HOST/PATH` is asked at
`STAND_IN/HOST/PATH`, and nowhere else.
"""

import json as json_of
import socket
import ssl
import threading
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cache
from http.client import HTTPException
from typing import Any
from urllib.parse import urlencode, urljoin

import certifi
import dns.exception
import dns.name
import dns.resolver
import urllib3
from urllib3.connection import HTTPConnection
from urllib3.util import Url, parse_url

from app import clock
from app.errors import Fault
from app.providers import addresses, base, breaker
from app.words import said

WHOLE_S, CONNECT_S = 5.0, 2.0
WAIT_MAX = timedelta(days=1)
HOPS_MAX = 3
SMALL, PAGE = 64 * 1024, 1024 * 1024
URL_MAX = 4000
TRIES_MAX = 3
TXT_MAX = 20
MOVED = frozenset({301, 302, 303, 307, 308})
# With these, an answer of another host would give away what was meant for one.
SECRETS = frozenset({"authorization", "dpop"})
AGENT = "Gelanggang/1"
HTTP, HTTPS = 80, 443


@dataclass(frozen=True)
class Answer:
    """What a server said. `url` is the address that said it; names of headers have no case."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)

    @property
    def moved_to(self) -> str | None:
        """Where a redirect points, whole; unchecked, which whoever asks there does."""
        where = self.headers.get("location")
        if not where or self.status not in MOVED:
            return None
        with suppress(ValueError):
            return urljoin(self.url, where)
        return where

    @property
    def retry_at(self) -> datetime | None:
        """When the server says to come back, a day from now at most; None where it does not say.

        In seconds or as a date (RFC 9110, 10.2.3).
        """
        told, now = self.headers.get("retry-after", "").strip(), clock.now()
        with suppress(ValueError, OverflowError):
            seconds = int(told) if told.isascii() and told.isdigit() else None
            wished = parsedate_to_datetime(told) if seconds is None else now + timedelta(0, seconds)
            return min(max(wished.astimezone(UTC), now), now + WAIT_MAX)
        return None

    def json(self) -> dict[str, Any]:
        """The JSON object it holds; anything else is `nonsense`."""
        try:
            found = json_of.loads(self.body)
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict):
            raise base.nonsense(_host(self.url))
        return found


@dataclass(frozen=True)
class _World:
    """Where names are asked, and who stands in for the web."""

    stand_in: str = ""
    name_server: tuple[str, int] | None = None


@dataclass(frozen=True)
class _Way:
    """Where a question really goes: the name it is for, and the addresses that may be tried."""

    host: str
    port: int
    addresses: tuple[str, ...]
    path: str
    secure: bool


_world = _World()


def configure(stand_in: str, dns_server: str) -> None:
    """Say who plays the web, and at which `host:port` its names are asked; empty is the real one.

    Raises ValueError for a port that is none.
    """
    global _world
    where, _, port = dns_server.rpartition(":")
    _world = _World(stand_in.rstrip("/"), (where, int(port)) if dns_server else None)


def refused() -> Fault:
    """An address that nobody is led to from here."""
    return Fault("forbidden", said("Alamat itu tidak dapat dibuka dari sini."), True)


def get(
    url: str,
    *,
    accept: str = "*/*",
    headers: Mapping[str, str] | None = None,
    max_bytes: int = PAGE,
    may_follow: Callable[[str], bool] = lambda where: True,
) -> Answer:
    """Read a page, over at most three hops to where `may_follow`; raises `Fault`.

    The answer is a redirect when it was not followed; a question with secrets never is.
    """
    headers = {"Accept": accept, **(headers or {})}
    has_secret = any(name.lower() in SECRETS for name in headers)
    ends = time.monotonic() + WHOLE_S
    for _ in range(HOPS_MAX + 1):
        with _guarded(url):
            answer = _ask("GET", url, ends, headers, max_bytes)
        where = answer.moved_to
        if where is None or has_secret or not may_follow(where):
            return answer
        url = where
    raise base.nonsense(_host(url))


def post(
    url: str,
    *,
    form: Mapping[str, str] | None = None,
    json: Any = None,
    raw: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    max_bytes: int = PAGE,
) -> Answer:
    """Send `raw` bytes, JSON, or else a form, and read the answer; never redirected. Raises
    `Fault`."""
    kind = "application/x-www-form-urlencoded" if json is None else "application/json"
    text = urlencode(form or {}) if json is None else json_of.dumps(json)
    body = text.encode() if raw is None else raw
    headers = {"Accept": "application/json", "Content-Type": kind, **(headers or {})}
    with _guarded(url):
        return _ask("POST", url, time.monotonic() + WHOLE_S, headers, max_bytes, body)


def outside(url: str) -> str:
    """The address that a browser should open for `url`; refused when it is not fit for one."""
    if _world.stand_in:
        if url.startswith(f"{_world.stand_in}/"):
            return url
        parts = _read(url)
        mark = f"#{parts.fragment}" if parts.fragment else ""
        return f"{_world.stand_in}/{parts.host}{parts.request_uri}{mark}"
    return _read(url).url


def txt(name: str) -> list[str]:
    """The TXT records of a name; none is an answer too. Raises `down` when nobody answers.

    Where somebody plays the web and nobody its name server, no name has any.
    """
    if _world.stand_in and _world.name_server is None:
        return []
    try:
        addresses.public_name(name.replace("_", ""))
        found = _resolve(name, "TXT", WHOLE_S)
    except ValueError:
        raise refused() from None
    return [b"".join(one.strings).decode("utf-8", "replace") for one in found[:TXT_MAX]]


def _host(url: str) -> str:
    """Whom words about a failure name."""
    with suppress(ValueError):
        return parse_url(url).host or url
    return url


def _read(url: str) -> Url:
    """An address as servers and browsers both read it. Every other kind is refused."""
    try:
        if len(url) > URL_MAX or "\\" in url or not url.isprintable() or " " in url:
            raise ValueError("signs that are read in more than one way")
        parts = parse_url(url)
        host = addresses.public_name(parts.host or "")
        if parts.scheme != "https" or parts.auth is not None or parts.port not in (None, 443):
            raise ValueError("not plain https")
    except ValueError:  # what `parse_url` raises is one, too
        raise refused() from None
    return parts._replace(host=host, port=None, path=parts.path or "/")


def _way(url: str, ends: float) -> _Way:
    if _world.stand_in:
        parts = parse_url(outside(url))
        host = parts.host or ""
        return _Way(host, parts.port or HTTP, (host,), parts.request_uri, secure=False)
    parts = _read(url)
    host = parts.host or ""
    return _Way(host, HTTPS, _addresses(host, ends), parts.request_uri, secure=True)


def _addresses(host: str, ends: float) -> tuple[str, ...]:
    """Where a name leads, when every single address is public."""
    for kind in ("A", "AAAA"):
        found = [one.address for one in _resolve(host, kind, ends - time.monotonic())]
        if not all(addresses.is_public(one) for one in found):
            raise refused()
        if found:
            return tuple(found)
    raise base.down(host)


def _resolve(name: str, kind: str, seconds: float) -> list[Any]:
    """The records of one kind, asked as an absolute name; a name that is not there has none."""
    try:
        resolver = dns.resolver.Resolver(configure=_world.name_server is None)
        if _world.name_server:
            resolver.nameservers, resolver.port = [_world.name_server[0]], _world.name_server[1]
        asked = dns.name.from_text(name)
        found = resolver.resolve(
            asked, kind, lifetime=max(seconds, 0.01), search=False, raise_on_no_answer=False
        )
    except dns.resolver.NXDOMAIN:
        return []
    except (dns.exception.DNSException, OSError):
        raise base.down(name) from None
    return list(found.rrset or ())


def _guarded(url: str) -> AbstractContextManager[None]:
    """Every host is left alone by itself when it keeps failing."""
    return breaker.guarded(f"https://{_host(url)}", _host(url))


def _ask(
    method: str,
    url: str,
    ends: float,
    headers: Mapping[str, str],
    max_bytes: int,
    body: bytes | None = None,
) -> Answer:
    """One question to one server, and its whole answer; a redirect's body is not read."""
    way = _way(url, ends)
    always = {"Host": way.host, "User-Agent": AGENT, "Connection": "close"}
    if way.port not in (80, 443):
        always["Host"] += f":{way.port}"
    always["Accept-Encoding"] = "gzip"
    try:
        with _connected(way, ends) as connection:
            connection.request(
                method, way.path, body=body, headers={**headers, **always}, preload_content=False
            )
            with connection.getresponse() as response:
                moved = response.status in MOVED
                read = b"" if moved else _body(response, max_bytes, _host(url))
    except urllib3.exceptions.DecodeError:
        raise base.nonsense(_host(url)) from None
    except (OSError, urllib3.exceptions.HTTPError, HTTPException):
        raise base.down(_host(url)) from None
    except ValueError:  # a header that cannot be one
        raise base.nonsense(_host(url)) from None
    answer = Answer(url, response.status, response.headers, read)
    if answer.status >= 500 or time.monotonic() > ends:
        raise base.down(_host(url), answer.retry_at)
    return answer


def _body(response: Any, max_bytes: int, host: str) -> bytes:
    body = bytearray()
    while part := response.read1(65536, decode_content=True):
        body += part
        if len(body) > max_bytes:
            raise base.nonsense(host)
    return bytes(body)


@contextmanager
def _connected(way: _Way, ends: float) -> Generator[HTTPConnection]:
    """A connection that is cut when time is up, in whatever it is doing then."""
    raw = _opened(way, ends)
    # A second hold on the same connection: the first may be wrapped, or in the midst of waiting.
    spare = raw.dup()
    guard = threading.Timer(max(ends - time.monotonic(), 0.0), _cut, (spare,))
    guard.daemon = True
    guard.start()
    connection = HTTPConnection(way.host, way.port, timeout=WHOLE_S)
    try:
        connection.sock = (
            _trusting().wrap_socket(raw, server_hostname=way.host) if way.secure else raw
        )
        yield connection
    finally:
        guard.cancel()
        connection.close()
        raw.close()
        spare.close()


def _opened(way: _Way, ends: float) -> socket.socket:
    failed: OSError = OSError("nothing to try")
    for address in way.addresses[:TRIES_MAX]:
        left = min(CONNECT_S, ends - time.monotonic())
        if left <= 0:
            break
        try:
            return socket.create_connection((address, way.port), left)
        except OSError as error:
            failed = error
    raise failed


def _cut(held: socket.socket) -> None:
    with suppress(OSError):
        held.shutdown(socket.SHUT_RDWR)


@cache
def _trusting() -> ssl.SSLContext:
    """Certificates must be good, and for the name that was asked."""
    return ssl.create_default_context(cafile=certifi.where())
