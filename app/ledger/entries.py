"""The only writers of the ledger.

Locks are always taken in this order: the cadre's day, her week of local challenges, the entry's
unique key, the totals in order of period. Every writer keeps to it, so writers wait for each other
but never in a circle; the projector, which also locks totals, never waits at all.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.clock import party_day
from app.db import ask
from app.ledger.models import PERIODS
from app.ledger.scoring import points_for, within_week
from app.rulebook import versions
from app.seasons.calendar import season_key, week_key
from app.words import noted, said

REASON_MAX = 200
OVER_THE_CAP = noted("%(reason)s (batas harian: %(given)s dari %(base)s poin)", "reason")
OVER_THE_WEEK = noted(
    "%(reason)s (batas mingguan tantangan lokal: %(given)s dari %(base)s poin)", "reason"
)

# The season is looked up in the same trip, and every time: it may have been set a moment ago.
LOCK_DAY = f"""
    INSERT INTO daily_points AS d (cadre_id, day, points) VALUES (%(cadre_id)s, %(day)s, 0)
    ON CONFLICT (cadre_id, day) DO UPDATE SET points = d.points
    RETURNING d.points,
        (SELECT id FROM seasons WHERE %(day)s BETWEEN starts_on AND ends_on) AS season_id,
        {versions.in_force("points", "%(day)s")} AS rule
"""  # noqa: S608 - put together from constants

LOCK_WEEK = """
    INSERT INTO local_points AS w (cadre_id, week, points) VALUES (%(cadre_id)s, %(week)s, 0)
    ON CONFLICT (cadre_id, week) DO UPDATE SET points = w.points
    RETURNING w.points
"""
RAISE_WEEK = """
    UPDATE local_points SET points = points + %(points)s
    WHERE cadre_id = %(cadre_id)s AND week = %(week)s RETURNING points
"""
# One statement, so that an entry without its totals cannot exist even by a programming error.
# The table itself leaves out an entry whose key (source, kind) is taken.
WRITE = f"""
WITH entry AS (
    INSERT INTO entries (cadre_id, unit_id, day, week, season, campaign, points, kind, source,
                         reverses, rule_version, grade, reason, "by", at)
    VALUES (%(cadre_id)s, %(unit_id)s, %(day)s, %(week)s, %(season)s, %(campaign)s, %(points)s,
            %(kind)s, %(source)s, %(reverses)s, %(rule_version)s, %(grade)s, %(reason)s, %(by)s,
            %(at)s)
    RETURNING *
), earned AS (
    UPDATE daily_points d SET points = d.points + entry.points FROM entry
    WHERE entry.kind = 'share' AND d.cadre_id = entry.cadre_id AND d.day = entry.day
), raised AS (
    INSERT INTO totals AS t (period, cadre_id, unit_id, points, dirty)
    SELECT period, cadre_id, unit_id, points, true
    FROM entry, {PERIODS}
    WHERE period IS NOT NULL
    ORDER BY period
    ON CONFLICT (period, cadre_id, unit_id)
    DO UPDATE SET points = t.points + excluded.points, dirty = true
)
SELECT * FROM entry
"""  # noqa: S608 - put together from constants
# The key tells the day, and so the month in which to look.
ENTERED = """
    SELECT e.* FROM entry_keys k JOIN entries e ON e.id = k.entry_id AND e.day = k.day
    WHERE k.source = %(source)s AND k.kind = %(kind)s
"""


def award(
    cadre_id: int,
    unit_id: int,
    points: int,
    source: str,
    grade: str,
    reason: str,
    at: datetime,
    by: int | None = None,
    kind: str = "share",
    campaign: str | None = None,
    weekly_cap: int | None = None,
) -> Any:
    """Credit `points` for `source` once; within the caller's transaction.

    `unit_id` is the cadre's unit when the points were earned, `at` the moment that decides the
    party day, week and season; `campaign` is the period of the campaign they were earned for.
    Asked again it returns the entry that is there. Shares stand under the day's cap, those of local
    challenges under their `weekly_cap` too; what is above is lost, and the reason says so.
    """
    day = party_day(at)
    hers = {"cadre_id": cadre_id, "day": day, "week": week_key(day)}
    (today,) = ask(LOCK_DAY, hers)
    rule = versions.of("points", today.rule)
    given = points_for(kind, points, today.points, rule)
    if given < points:
        reason = said(OVER_THE_CAP, reason=reason, given=given, base=points)
    if weekly_cap is not None:
        given, reason = _within_week(hers, weekly_cap, given, reason)
    written = _write(
        {
            **hers,
            "unit_id": unit_id,
            "season": season_key(today.season_id) if today.season_id else None,
            "campaign": campaign,
            "points": given,
            "kind": kind,
            "source": source,
            "reverses": None,
            "rule_version": rule.version,
            "grade": grade,
            "reason": reason,
            "by": by,
            "at": at,
        }
    )
    if written and weekly_cap is not None:
        ask(RAISE_WEEK, hers | {"points": given})
    (entry,) = written or _entered(source, kind)
    return entry


def _within_week(hers: Mapping[str, object], cap: int, points: int, reason: str) -> tuple[int, str]:
    """What the cap leaves of the points, her week held from here on, and the reason with what it
    took."""
    (held,) = ask(LOCK_WEEK, hers)
    given = within_week(points, held.points, cap)
    if given < points:
        reason = said(OVER_THE_WEEK, reason=reason, given=given, base=points)
    return given, reason


def reverse(source: str, reason: str, at: datetime, by: int | None = None) -> Any:
    """Take back what `source` was awarded, once; None when nothing was awarded for it.

    Nor is anything taken back of a month that was detached: its points stand.
    The reversal carries the unit, day and periods of what it reverses, so that exactly the totals
    that rose fall again, and its version of the rules. The day's cap is not given back: deleting
    and posting anew earns nothing.
    """
    found = _entered(source, "share") or _entered(source, "manual")
    if not found:
        return None
    (awarded,) = found
    written = _write(
        {
            "cadre_id": awarded.cadre_id,
            "unit_id": awarded.unit_id,
            "day": awarded.day,
            "week": awarded.week,
            "season": awarded.season,
            "campaign": awarded.campaign,
            "points": -awarded.points,
            "kind": "reversal",
            "source": source,
            "reverses": awarded.id,
            "rule_version": awarded.rule_version,
            "grade": awarded.grade,
            "reason": reason,
            "by": by,
            "at": at,
        }
    )
    (entry,) = written or _entered(source, "reversal")
    return entry


def correct(source: str, reason: str, at: datetime, by: int) -> Any:
    """Give back what was reversed for `source`, once; None when nothing was, or its month was
    detached. A correction carries unit, day and periods of what it makes good.
    """
    found = _entered(source, "reversal")
    if not found:
        return None
    return _correction(found[0], -found[0].points, reason, at, by)


def make_good(source: str, points: int, reason: str, at: datetime, by: int) -> Any:
    """Add `points`, once, to what `source` was awarded: 0 of them, for a cause that fell since.

    None when nothing was entered for it.
    """
    found = _entered(source, "share")
    return _correction(found[0], points, reason, at, by) if found else None


def _correction(cause: Any, points: int, reason: str, at: datetime, by: int) -> Any:
    same = ("cadre_id", "unit_id", "day", "week", "season", "campaign", "source", "grade")
    same += ("rule_version",)
    values = {name: getattr(cause, name) for name in same}
    more = {"points": points, "kind": "correction", "reverses": None}
    written = _write({**values, **more, "reason": reason, "by": by, "at": at})
    (entry,) = written or _entered(cause.source, "correction")
    return entry


def _write(values: Mapping[str, object]) -> list[Any]:
    """Insert the entry and raise its totals; no row when there is one of this source and kind."""
    reason = str(values["reason"])[:REASON_MAX]
    return ask(WRITE, {**values, "reason": reason})


def _entered(source: str, kind: str) -> list[Any]:
    return ask(ENTERED, {"source": source, "kind": kind})
