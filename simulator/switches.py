"""Making a platform misbehave: slow, down, rate-limited, lying, talking garbage.

The state lies in the store so that every process and every restart sees the same one. The
switches act on the API and the sign-in of a platform, never on the site's own pages: people can go
on writing and deleting while the platform is "down".
"""

import json
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import UTC, datetime
from typing import Any

from flask import Response, request

from simulator import garbage
from simulator.clock import Clock
from simulator.platform import Switch
from simulator.refusal import Refused
from simulator.store import Store

# The kinds of each switch, and the one that True stands for.
KINDS = {
    "down": (("", "503", "closed", "drip"), "503"),
    "lying": (("", "post", "author"), "post"),
    "garbage": (("", "html", "truncated", "shape", "huge", "charset", "numbers"), "html"),
}


@dataclass(frozen=True)
class Switches:
    """How one platform behaves at present; the defaults are a healthy one."""

    # "503" answers that; "closed" drops the connection without a word; "drip" never comes to an end
    down: str = ""
    slow_s: float = 0.0  # every answer waits this long, in real seconds
    rate_limited_until: float = 0.0  # unix seconds; 0 is not limited
    lying: str = ""  # "post": 200 with another post; "author": this post under another author
    # "html", "truncated" JSON, wrong "shape", or a "huge" body; the true answer in another
    # "charset" than it says, or with ids as "numbers"
    garbage: str = ""
    own: Mapping[str, str | int | bool] = field(default_factory=dict)  # those of one platform only

    def as_json(self) -> dict[str, Any]:
        """All in one object, the platform's own among the rest."""
        shown = asdict(self)
        return shown | shown.pop("own")


class Board:
    """Reads and sets the switches of each platform, and of each other part of the web.

    `owned` names the switches that only one of them has, by key.
    """

    def __init__(self, store: Store, clock: Clock, owned: Mapping[str, tuple[Switch, ...]]) -> None:
        self._store = store
        self._clock = clock
        self._owned = owned

    @property
    def keys(self) -> tuple[str, ...]:
        """Everything that has switches."""
        return tuple(self._owned)

    def get(self, key: str) -> Switches:
        """How the platform behaves now."""
        with self._store.read() as connection:
            row = connection.execute(
                "SELECT settings FROM switches WHERE platform = ?", (key,)
            ).fetchone()
        return Switches(**json.loads(row["settings"])) if row else self._healthy(key)

    def set(self, key: str, **changes: Any) -> Switches:
        """Change some switches; those not named stay. Refused for unknown names or values."""
        if key not in self._owned:
            raise Refused(f"Tidak ada sakelar untuk {key!r}; yang ada: {', '.join(self._owned)}.")
        before = self.get(key)
        owned = {one.name: one for one in self._owned[key]}
        own = {
            name: _own_value(owned[name], value) for name, value in changes.items() if name in owned
        }
        common = _cleaned({name: one for name, one in changes.items() if name not in owned})
        return self._keep(key, replace(before, **common, own={**before.own, **own}))

    def clear(self, key: str) -> Switches:
        """Make a platform healthy again."""
        return self._keep(key, self._healthy(key))

    def limited(self, key: str) -> bool:
        """Whether the platform refuses everything for the rate at present."""
        return self.get(key).rate_limited_until > self._clock.seconds()

    def _healthy(self, key: str) -> Switches:
        return Switches(own={one.name: one.default for one in self._owned[key]})

    def _keep(self, key: str, settings: Switches) -> Switches:
        with self._store.write() as connection:
            connection.execute(
                "INSERT INTO switches VALUES (?, ?) ON CONFLICT (platform) "
                "DO UPDATE SET settings = excluded.settings",
                (key, json.dumps(asdict(settings))),
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
    if switches.down == "drip":
        return Response(garbage.dripping(), content_type="application/json")
    return garbage.instead(switches.garbage)


def _hung_up() -> Response:
    for name in ("werkzeug.socket", "gunicorn.socket"):
        connection = request.environ.get(name)
        if connection is not None:
            connection.shutdown(2)
    return Response("", 503)


def _cleaned(changes: dict[str, Any]) -> dict[str, Any]:
    known = {one.name for one in fields(Switches)} - {"own"}
    unknown = set(changes) - known
    if unknown:
        raise Refused(f"Sakelar tidak dikenal: {', '.join(sorted(unknown))}.")
    return {name: _value(name, value) for name, value in changes.items()}


def _value(name: str, value: Any) -> Any:
    """Accept the short forms too: True for the usual kind, None for off, a date for a moment."""
    if name == "rate_limited_until":
        return moment(value).timestamp() if value else 0.0
    if name == "slow_s":
        return min(max(float(value or 0), 0.0), 600.0)
    choices, usual = KINDS[name]
    value = usual if value is True else str(value or "")
    return _chosen(name, value, choices)


def _own_value(switch: Switch, value: Any) -> str | int | bool:
    if value is None:
        return switch.default
    if isinstance(switch.default, str):
        value = switch.usual if value is True else value or ""
    try:
        value = type(switch.default)(value)
    except (TypeError, ValueError):
        raise Refused(f"{switch.name} berisi sesuatu yang tidak terbaca.") from None
    return _chosen(switch.name, value, switch.choices)


def _chosen(name: str, value: Any, choices: tuple[str | int, ...]) -> Any:
    if choices and value not in choices:
        raise Refused(
            f"{name} harus salah satu dari: {', '.join(map(str, filter(None, choices)))}."
        )
    return value


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
