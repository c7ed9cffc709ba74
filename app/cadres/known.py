"""How cadres are called, kept in the process and still never older than the request that asks.

Whoever hides, leaves, moves or gets another name bears in `renamed_by` the number of the
transaction that did it; a trigger writes it. The query that finds out who is asking, the first of
every request, brings along who changed since the last such query, and those are forgotten.

"Since" is the oldest transaction that the last query could not see the end of. So a change that
is committed late is not stepped over, though its number may be smaller than others already seen.
"""

import threading
import time
from dataclasses import dataclass
from typing import Any

from app.cadres.names import board_name, color, initials
from app.db import read

MOST = 200_000
UNITS_KEPT_S = 600.0  # names of units stand beside those of cadres, and no trigger tells of them
FRESH_S = 2.0
NEVER = 2**62
# `renamed_by` of a database that was restored elsewhere may lie in the future of this one.
NEWS = """
    pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS news_until,
    ARRAY(SELECT id || ':' || renamed_by FROM cadres WHERE renamed_by BETWEEN %(news_since)s
          AND pg_snapshot_xmax(pg_current_snapshot())::text::bigint) AS news
"""
NAMES = """
    SELECT c.id, c.name, c.display, c.status, u.name AS unit
    FROM cadres c JOIN units u ON u.id = c.unit_id WHERE c.id = ANY(%(ids)s)
"""


@dataclass(frozen=True)
class Known:
    """A cadre as boards know her: `name` is for herself, `shown` for everybody else."""

    id: int
    name: str
    shown: str
    initials: str
    color: int
    unit: str
    hidden: bool


class _Memory:
    """What is kept. Anything learned meanwhile keeps a slower reader from putting back the old."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.forget()

    def forget(self) -> None:
        self.names: dict[int, Known] = {}
        self.since = NEVER
        self.news: list[str] = []
        self.times_learned = 0
        self.fresh_until = 0.0
        self.emptied_at = time.monotonic()


_memory = _Memory()


def since() -> int:
    """What `NEWS` has to be asked with."""
    return _memory.since


def learn(since: int, news_until: int, news: list[str]) -> None:
    """Forget who changed, as a row with the columns of `NEWS`, asked with `since`, tells it."""
    now = time.monotonic()
    with _memory.lock:
        if since == NEVER != _memory.since:
            return  # it knows nothing of what changed after names began to be kept
        if news != _memory.news:
            for one in news:
                _memory.names.pop(int(one.partition(":")[0]), None)
            _memory.news = news
            _memory.times_learned += 1
        if now - _memory.emptied_at > UNITS_KEPT_S or len(_memory.names) > MOST:
            _memory.names = {}
            _memory.emptied_at = now
        _memory.since = news_until
        _memory.fresh_until = now + FRESH_S


def cadres(ids: set[int]) -> dict[int, Known]:
    """Those of these people whom the database knows; one query for whoever is not kept."""
    with _memory.lock:
        fresh = time.monotonic() < _memory.fresh_until
        found = {one: _memory.names[one] for one in ids if one in _memory.names} if fresh else {}
        times_learned = _memory.times_learned
    missing = ids - found.keys()
    if missing:
        asked = {row.id: _known(row) for row in read(NAMES, {"ids": list(missing)})}
        with _memory.lock:
            if times_learned == _memory.times_learned:
                _memory.names |= asked
        found |= asked
    return found


def forget() -> None:
    """Ask for everybody anew: other people stand there."""
    _memory.forget()


def _known(row: Any) -> Known:
    shown = board_name(row.name, row.display, row.unit)
    by_name = row.display in ("full", "initials")
    return Known(
        id=row.id,
        name=row.name,
        shown=shown,
        initials=initials(row.name if by_name else shown),
        color=color(row.id),
        unit=row.unit,
        hidden=row.display == "hidden" or row.status != "active",
    )
