"""What a unit aims at together: setting a goal, counting how far it has come, looking at goals.

A goal counts verified hand-ins made in the unit or below it, or how many cadres made any, by the
day of the hand-in. It is counted anew every minute, for as long as checks of its last days may
come; once reached it stays reached. Nothing in it names a person.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select, text

from app import clock
from app.cadres.fields import Collected, whole
from app.db import session
from app.errors import NotFound, Refusal
from app.seasons.calendar import SETTLES
from app.teams.models import Goal
from app.units.naming import title
from app.words import Said, counted, said

MEASURES = ("posts", "active")
TARGET_MAX = 1_000_000
LONGEST = timedelta(days=84)
SHOWN = 20
TARGET_WORDS = said("Isi angka target, 1 sampai %(most)s.", most=TARGET_MAX)
# Goals of the units above a path that run on a day; for statements that ask for more.
RUNNING = """
    SELECT g.public_id, g.measure, g.target, g.done, g.ends_on, g.reached_at IS NOT NULL AS reached,
        u.level, u.name
    FROM units u JOIN goals g ON g.unit_id = u.id
    WHERE u.path @> CAST(%(path)s AS ltree) AND g.withdrawn_at IS NULL
        AND CAST(%(day)s AS date) BETWEEN g.starts_on AND g.ends_on
    ORDER BY nlevel(u.path) DESC, g.ends_on, g.id
"""
COUNT = text(
    """
    WITH counting AS (
        SELECT g.id, g.measure, g.starts_on, g.ends_on, u.path
        FROM goals g JOIN units u ON u.id = g.unit_id
        WHERE g.withdrawn_at IS NULL AND g.starts_on <= :today AND g.ends_on >= :settling
    ), counted AS (
        SELECT c.id, CASE WHEN c.measure = 'posts' THEN count(s.id)
                          ELSE count(DISTINCT s.cadre_id) END AS done
        FROM counting c JOIN units below ON below.path <@ c.path
        LEFT JOIN submissions s ON s.unit_id = below.id AND s.state = 'verified'
            AND s.day BETWEEN c.starts_on AND c.ends_on
        GROUP BY c.id, c.measure
    )
    UPDATE goals g SET done = counted.done, counted_at = :now,
        reached_at = coalesce(g.reached_at, CASE WHEN counted.done >= g.target THEN :now END)
    FROM counted WHERE counted.id = g.id
    RETURNING g.id, g.reached_at = :now AS just_reached
    """
)


@dataclass(frozen=True)
class Aim:
    """A goal that runs, as everybody of the unit sees it."""

    public_id: str
    measure: str
    target: int
    done: int
    ends_on: date
    reached: bool
    level: str
    name: str

    @property
    def of(self) -> str:
        """Whose it is."""
        return title(self)

    @property
    def words(self) -> Said:
        """What is aimed at."""
        return aim_words(self.measure, self.target)


def aim_words(measure: str, target: int) -> Said:
    """A goal in words."""
    if measure == "posts":
        return counted("%(num)s kiriman terverifikasi", target)
    return counted("%(num)s kader aktif", target)


def aims(told: Sequence[Mapping[str, Any]] | None) -> list[Aim]:
    """What `RUNNING` found, as JSON."""
    return [_aim(dict(one)) for one in told or ()]


def set_goal(actor_id: int, unit_id: int, sent: Mapping[str, str]) -> Goal:
    """A new goal of a unit from the form as typed. Raises Refusals.

    At most one goal a measure runs at a time, so that a bar means one thing.
    """
    typed = Collected()
    now = clock.now()
    target = typed.read(whole, sent.get("target", ""), 1, TARGET_MAX, TARGET_WORDS, "target")
    measure = typed.read(_measure, sent.get("ukuran", ""))
    span = typed.read(_span, sent, clock.party_day(now))
    typed.settle()
    assert target and measure and span
    _refuse_second(unit_id, measure, span)
    goal = Goal(
        public_id=secrets.token_hex(6),
        unit_id=unit_id,
        measure=measure,
        target=target,
        starts_on=span[0],
        ends_on=span[1],
        set_by=actor_id,
        set_at=now,
    )
    session().add(goal)
    session().flush()
    return goal


def withdraw(unit_id: int, public_id: str) -> Goal:
    """Take a goal back that is still ahead or runs; no bar shows it any more. Raises NotFound."""
    goal = session().scalar(
        select(Goal).where(Goal.public_id == public_id, Goal.unit_id == unit_id).with_for_update()
    )
    over = goal is None or goal.ends_on < clock.party_day(clock.now())
    if goal is None or over or goal.withdrawn_at or goal.reached_at:
        raise NotFound
    goal.withdrawn_at = clock.now()
    session().flush()
    return goal


def count(now: datetime) -> Sequence[Goal]:
    """Count how far every goal has come; those that were reached just now."""
    today = clock.party_day(now)
    asked = {"now": now, "today": today, "settling": today - SETTLES}
    reached = [row.id for row in session().execute(COUNT, asked) if row.just_reached]
    found = select(Goal).where(Goal.id.in_(reached)).order_by(Goal.id)
    return session().scalars(found.execution_options(populate_existing=True)).all()


def of_unit(unit_id: int) -> Sequence[Goal]:
    """Goals of a unit that were not taken back, the last to end first."""
    hers = select(Goal).where(Goal.unit_id == unit_id, Goal.withdrawn_at.is_(None))
    return session().scalars(hers.order_by(Goal.ends_on.desc(), Goal.id.desc()).limit(SHOWN)).all()


def one(public_id: str) -> Goal:
    """The goal with this public id, unless it was taken back. Raises NotFound."""
    asked = select(Goal).where(Goal.public_id == public_id, Goal.withdrawn_at.is_(None))
    found = session().scalar(asked)
    if found is None:
        raise NotFound
    return found


def _aim(one: dict[str, Any]) -> Aim:
    one["ends_on"] = date.fromisoformat(one["ends_on"])
    return Aim(**one)


def _measure(typed: str) -> str:
    if typed not in MEASURES:
        raise Refusal("goal_measure", "Pilih yang dihitung.", "ukuran")
    return typed


def _span(sent: Mapping[str, str], today: date) -> tuple[date, date]:
    starts = _day(sent.get("mulai", ""), "mulai")
    ends = _day(sent.get("sampai", ""), "sampai")
    if starts < today:
        raise Refusal("goal_past", "Target dimulai hari ini atau sesudahnya.", "mulai")
    if ends < starts:
        raise Refusal("goal_order", "Hari terakhir sesudah hari pertama.", "sampai")
    if ends - starts >= LONGEST or starts - today > LONGEST:
        words = said("Target paling lama %(days)s hari.", days=LONGEST.days)
        raise Refusal("goal_long", words, "sampai")
    return starts, ends


def _day(typed: str, field: str) -> date:
    try:
        return date.fromisoformat(typed.strip())
    except ValueError:
        raise Refusal("goal_day", "Tulis tanggal lengkap.", field) from None


def _refuse_second(unit_id: int, measure: str, span: tuple[date, date]) -> None:
    same = select(Goal.id).where(
        Goal.unit_id == unit_id,
        Goal.measure == measure,
        Goal.withdrawn_at.is_(None),
        Goal.starts_on <= span[1],
        Goal.ends_on >= span[0],
    )
    if session().scalar(same.limit(1)):
        words = said("Pada hari-hari itu sudah ada target dengan ukuran yang sama.")
        raise Refusal("goal_second", words, "ukuran")
