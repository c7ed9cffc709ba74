"""Making a platform misbehave: slow, down, rate-limited, lying, talking garbage.

The state lies in the store so that every process and every restart sees the same one. The
switches act on the API and the sign-in of a platform, never on the site's own pages: people can go
on writing and deleting while the platform is "down".
"""

import json
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime
from typing import Any

from flask import Response, request

from simulator.clock import Clock
from simulator.people import Refused
from simulator.posts import PLATFORMS
from simulator.store import Store

DOWN = ("", "503", "closed")
LYING = ("", "post", "author")
GARBAGE = ("", "html", "truncated", "shape", "huge")
HUGE_BYTES = 16 * 1024 * 1024


@dataclass(frozen=True)
class Switches:
    """How one platform behaves at present; the defaults are a healthy one."""

    down: str = ""  # "503" answers that; "closed" drops the connection without a word
    slow_s: float = 0.0  # every answer waits this long, in real seconds
    rate_limited_until: float = 0.0  # unix seconds; 0 is not limited
    rate_code: int = 4  # Threads: 4 the app's limit, 17 the person's
    lying: str = ""  # "post": 200 with another post; "author": this post under another author
    garbage: str = ""  # "html", "truncated" JSON, wrong "shape", or a "huge" body
    twin404: bool = False  # X: a missing post is a 200 that holds only errors[]
    iss: str = ""  # X: the issuer named in the callback; "own" is this simulator's origin
    user_id_as: str = "number"  # Threads: "number" or "string" in the token answer


class Board:
    """Reads and sets the switches of each platform."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def get(self, platform: str) -> Switches:
        """How the platform behaves now."""
        with self._store.read() as connection:
            row = connection.execute(
                "SELECT settings FROM switches WHERE platform = ?", (platform,)
            ).fetchone()
        return Switches(**json.loads(row["settings"])) if row else Switches()

    def set(self, platform: str, **changes: Any) -> Switches:
        """Change some switches; those not named stay. Refused for unknown names or values."""
        if platform not in PLATFORMS:
            raise Refused("Platform itu tidak ada: pilih x atau threads.")
        after = replace(self.get(platform), **_cleaned(changes))
        return self._keep(platform, after)

    def clear(self, platform: str) -> Switches:
        """Make a platform healthy again."""
        return self._keep(platform, Switches())

    def limited(self, platform: str) -> bool:
        """Whether the platform refuses everything for the rate at present."""
        return self.get(platform).rate_limited_until > self._clock.seconds()

    def _keep(self, platform: str, settings: Switches) -> Switches:
        with self._store.write() as connection:
            connection.execute(
                "INSERT INTO switches VALUES (?, ?) ON CONFLICT (platform) "
                "DO UPDATE SET settings = excluded.settings",
                (platform, json.dumps(asdict(settings))),
            )
        return settings


def apply_outage(switches: Switches) -> Response | None:
    """Wait if slow; the answer to give instead of the real one if down or talking garbage."""
    if switches.slow_s:
        time.sleep(switches.slow_s)
    if switches.down == "closed":
        return _hung_up()
    if switches.down == "503":
        return Response("Service Unavailable", 503, content_type="text/plain; charset=utf-8")
    if switches.garbage:
        return _garbage(switches.garbage)
    return None


def _hung_up() -> Response:
    for name in ("werkzeug.socket", "gunicorn.socket"):
        connection = request.environ.get(name)
        if connection is not None:
            connection.shutdown(2)
    return Response("", 503)


def _garbage(kind: str) -> Response:
    if kind == "html":
        return Response("<!doctype html><title>Oops</title><h1>Something went wrong</h1>")
    if kind == "truncated":
        return Response('{"data":{"id":"19934', content_type="application/json")
    if kind == "shape":
        return Response('[null, {"data": 7}]', content_type="application/json")
    return Response(_endless(), content_type="application/json")


def _endless() -> Iterator[bytes]:
    yield b'{"data":"'
    for _ in range(HUGE_BYTES // 65536):
        yield b"A" * 65536
    yield b'"}'


def _cleaned(changes: dict[str, Any]) -> dict[str, Any]:
    known = {one.name for one in fields(Switches)}
    unknown = set(changes) - known
    if unknown:
        raise Refused(f"Sakelar tidak dikenal: {', '.join(sorted(unknown))}.")
    return {name: _value(name, value) for name, value in changes.items()}


def _value(name: str, value: Any) -> Any:
    """Accept the short forms too: True for the usual kind, None for off, a date for a moment."""
    usual = {"down": "503", "lying": "post", "garbage": "html", "iss": "own"}
    choices = {"down": DOWN, "lying": LYING, "garbage": GARBAGE}
    choices["user_id_as"] = ("number", "string")
    if name in usual:
        value = usual[name] if value is True else str(value or "")
    if name in choices and value not in choices[name]:
        raise Refused(f"{name} harus salah satu dari: {', '.join(filter(None, choices[name]))}.")
    if name == "rate_limited_until":
        return moment(value).timestamp() if value else 0.0
    if name == "slow_s":
        return min(max(float(value or 0), 0.0), 600.0)
    if name == "rate_code":
        return int(value)
    return bool(value) if name == "twin404" else value


def moment(value: datetime | str | float) -> datetime:
    """A moment from a datetime, ISO text or unix seconds; without a zone it is UTC."""
    if isinstance(value, int | float):
        return datetime.fromtimestamp(value, UTC)
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            raise Refused(f"Waktu tidak terbaca: {value!r}. Pakai bentuk ISO 8601.") from None
    return value if value.tzinfo else value.replace(tzinfo=UTC)
