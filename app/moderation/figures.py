"""How honest it is, in figures that anybody in the party may read: no names, no small cells."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import text

from app.db import read_late
from app.moderation.signals import SIGNALS
from app.units.naming import title

BACK = timedelta(days=90)
HIDDEN_BELOW = 5  # as everywhere: who knows the place must not recognise the person
OF_SIGNALS = text(
    """
    SELECT signal, count(*) AS opened, count(*) FILTER (WHERE state = 'confirmed') AS confirmed,
        count(*) FILTER (WHERE state = 'false_alarm') AS false_alarms
    FROM cases WHERE opened_at > :since GROUP BY signal
    """
)
OF_APPEALS = text(
    """
    SELECT count(*) AS filed, count(*) FILTER (WHERE state = 'overturned') AS overturned,
        count(*) FILTER (WHERE state = 'upheld') AS upheld,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM decided_at - filed_at))
            AS wait_s
    FROM appeals WHERE filed_at > :since
    """
)
OF_SANCTIONS = text(
    """
    SELECT kind, count(*) AS given FROM sanctions
    WHERE proposed_at > :since AND state = 'active' GROUP BY kind
    """
)
# About those who belong to a unit or below it today; who left the party is nobody's any more.
UNDER = """
    FROM cases k JOIN cadres c ON c.id = k.cadre_id AND c.status = 'active'
        JOIN units u ON u.id = c.unit_id AND u.path <@ CAST(:path AS ltree)
"""
IN_UNIT = text(
    f"""
    SELECT count(*) FILTER (WHERE k.state = 'open') AS open,
        count(*) FILTER (WHERE k.state = 'confirmed') AS confirmed,
        count(*) FILTER (WHERE k.state = 'false_alarm') AS false_alarms
    {UNDER} WHERE k.opened_at > :since
    """
)
RESULTS = text(
    f"""
    SELECT k.signal, k.decided_at, c.name AS cadre, u.name, u.level,
        (SELECT s.kind FROM sanctions s WHERE s.case_id = k.id AND s.cadre_id = c.id
            AND s.state = 'active' ORDER BY s.id DESC LIMIT 1) AS sanction
    {UNDER} WHERE k.state = 'confirmed' AND k.decided_at > :since
    ORDER BY k.decided_at DESC LIMIT 100
    """  # noqa: S608 - put together from constants
)


@dataclass(frozen=True)
class OfSignal:
    """How often a signal opened a case, and how often people found it right or wrong."""

    signal: str
    opened: int
    confirmed: int
    false_alarms: int

    @property
    def false_rate(self) -> int | None:
        """False alarms among what was decided, in percent; None while too few are."""
        decided = self.confirmed + self.false_alarms
        return round(100 * self.false_alarms / decided) if decided >= HIDDEN_BELOW else None


@dataclass(frozen=True)
class Honesty:
    """The figures of the last 90 days; `wait_s` is the median from appeal to answer, in seconds."""

    signals: Sequence[OfSignal]
    filed: int
    overturned: int
    upheld: int
    wait_s: float | None
    sanctions: dict[str, int]


def lately(now: datetime) -> Honesty:
    """What the page shows."""
    since = {"since": now - BACK}
    found = {
        row.signal: OfSignal(row.signal, row.opened, row.confirmed, row.false_alarms)
        for row in read_late(OF_SIGNALS, since)
    }
    (appeals,) = read_late(OF_APPEALS, since)
    sanctions = {row.kind: row.given for row in read_late(OF_SANCTIONS, since)}
    signals = [found.get(name, OfSignal(name, 0, 0, 0)) for name in SIGNALS]
    heard = (appeals.filed, appeals.overturned, appeals.upheld, appeals.wait_s)
    return Honesty(signals, *heard, sanctions)


@dataclass(frozen=True)
class OfUnit:
    """Cases of the last 90 days about cadres of a unit and below it, by how they ended."""

    open: int
    confirmed: int
    false_alarms: int


@dataclass(frozen=True)
class Result:
    """A case that people found proven: about whom, why, and the sanction in force, if any."""

    signal: str
    decided_at: datetime
    name: str
    unit: str
    sanction: str | None


def of_unit(path: str, now: datetime) -> OfUnit:
    """The counts that whoever leads there may read."""
    (row,) = read_late(IN_UNIT, {"path": path, "since": now - BACK})
    return OfUnit(row.open, row.confirmed, row.false_alarms)


def results(path: str, now: datetime) -> Sequence[Result]:
    """What was proven there, the newest first; what is only suspected stays with its judges."""
    rows = read_late(RESULTS, {"path": path, "since": now - BACK})
    return [Result(row.signal, row.decided_at, row.cadre, title(row), row.sanction) for row in rows]
