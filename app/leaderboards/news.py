"""Which units moved, for screens that want to hear of it as it happens.

With every write of boards goes one line to a short stream in the store: the units whose boards were
written, up to the nation. It says that something moved, never what: whoever hears of it asks anew,
through the door that knows her reach. Lines run out, and with a store that was lost they are gone;
whoever cannot tell what he missed asks anew as well.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import cast

from app.store import store
from app.store.packed import Command

KEPT = 1000  # lines: a minute of the busiest hour, hours of a quiet one
WAIT_MS = 300  # below the store's read time-out
TOGETHER = 100
ID = re.compile(r"\d{1,19}-\d{1,19}", re.ASCII)
BEGINNING = "0-0"


@dataclass(frozen=True)
class Line:
    """One line: its id, which only ever grows, and the units that moved."""

    id: str
    units: frozenset[int]


def told(units: Iterable[int]) -> Command:
    """The command that says so; it goes with those that write."""
    words = ",".join(map(str, sorted(units)))
    return ("XADD", _key(), "MAXLEN", "~", KEPT, "*", "units", words)


def newest() -> str:
    """The id of the last line. Raises Unavailable."""
    with store.client() as client:
        last = cast(list, client.xrevrange(_key(), count=1))
    return last[0][0] if last else BEGINNING


def missed(unit_id: int, since: str) -> bool:
    """Whether a unit moved after the line of that id, or nobody can tell. Raises Unavailable."""
    if not ID.fullmatch(since):
        return True
    with store.client() as client:
        first = cast(list, client.xrange(_key(), count=1))
        later = cast(list, client.xrange(_key(), min=f"({since}"))
    gone = not first or _order(first[0][0]) > _order(since) > _order(BEGINNING)
    return gone or any(unit_id in _line(each).units for each in later)


def wait(after: str) -> Sequence[Line]:
    """Lines after that one, as soon as there are any; none after a while. Raises Unavailable."""
    with store.client() as client:
        found = cast(list, client.xread({_key(): after}, count=TOGETHER, block=WAIT_MS))
    return [_line(each) for _, lines in found or () for each in lines]


def _line(told: tuple[str, dict[str, str]]) -> Line:
    id, fields = told
    units = fields["units"].split(",") if fields["units"] else ()
    return Line(id, frozenset(map(int, units)))


def _order(id: str) -> tuple[int, ...]:
    return tuple(map(int, id.split("-")))


def _key() -> str:
    return store.key("news")
