"""How a unit is doing: who is active this week, who is new, who has gone quiet and why.

Read only. Knows people, their accounts and their hand-ins; a leader's page is made of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import RowMapping, text

from app import clock
from app.cadres.held import held
from app.cadres.roles import Actor
from app.cadres.search import literally
from app.db import session as database
from app.seasons.calendar import week_start
from app.units.lines import Scope
from app.units.naming import title
from app.units.tree import depth
from app.words import Said, counted, said

NEW_DAYS = 14
PAGE = 50
REJECTIONS = 2  # in a row, and somebody needs help rather than a reminder


@dataclass(frozen=True)
class Figures:
    """Cadres of a unit and everything below it, each counted in one of three lists."""

    cadres: int
    active: int
    new: int

    @property
    def quiet(self) -> int:
        """Neither active this week nor new."""
        return self.cadres - self.active - self.new


@dataclass(frozen=True)
class Member:
    """One row of a list: who, and the facts from which the reason is told.

    `phone` is None where this leader has no business calling.
    """

    id: int
    public_id: str
    name: str
    unit_name: str
    leader: bool
    phone: str | None
    activated_at: datetime
    accounts: int
    expired: int
    week: int
    last_at: datetime | None
    rejections: int


@dataclass(frozen=True)
class Child:
    """A unit right below: how many cadres it has and how many handed something in this week."""

    code: str
    title: str
    cadres: int
    active: int

    @property
    def choice(self) -> tuple[str, str]:
        """As a list to choose from wants it."""
        return self.code, self.title


# A cadre is in exactly one list: active before new before quiet.
HEAD = """
WITH members AS (
  SELECT c.id, c.public_id, c.name, c.phone, c.unit_id, c.activated_at, u.name AS unit_name, u.path,
         EXISTS (SELECT 1 FROM submissions s
                 WHERE s.cadre_id = c.id AND s.submitted_at >= :monday) AS active,
         c.activated_at >= :fresh AS fresh
  FROM cadres c JOIN units u ON u.id = c.unit_id
  WHERE c.status = 'active' AND u.path <@ CAST(:scope AS ltree)
)
"""
FIGURES = """
SELECT count(*) AS cadres, count(*) FILTER (WHERE active) AS active,
       count(*) FILTER (WHERE fresh AND NOT active) AS new
FROM members
"""
CHILDREN = """
, below AS (
  SELECT subpath(path, 0, :depth) AS path, count(*) AS cadres,
         count(*) FILTER (WHERE active) AS active
  FROM members WHERE nlevel(path) >= :depth GROUP BY 1
)
SELECT k.code, k.name, k.level, coalesce(b.cadres, 0) AS cadres, coalesce(b.active, 0) AS active
FROM units k LEFT JOIN below b ON b.path = k.path
WHERE k.parent_id = :unit AND (k.active_until IS NULL OR k.active_until >= :today)
ORDER BY active DESC, cadres DESC, k.code LIMIT 200
"""
ACCOUNTS = """
    EXISTS (SELECT FROM linked_accounts a WHERE a.cadre_id = m.id AND a.status = '{status}')
"""
EXPIRED = ACCOUNTS.format(status="expired")
# Every list somebody can ask for, by its word in an address; the first three share everybody.
WHICH = {
    "diam": "NOT fresh AND NOT active",
    "baru": "fresh AND NOT active",
    "aktif": "active",
    "kedaluwarsa": EXPIRED,
    "tanpa-akun": f"NOT ({EXPIRED}) AND NOT ({ACCOUNTS.format(status='active')})",
    "ditolak": f"last.rejections >= {REJECTIONS}",
    "semua": "true",
}
LISTS = tuple(WHICH)
# Facts are asked for those on the page alone: of a province everybody has a last hand-in.
LIST = """
, chosen AS (
  SELECT m.*, last.at AS last_at, coalesce(last.rejections, 0) AS rejections,
         row_number() OVER (ORDER BY last.at DESC NULLS LAST, m.activated_at DESC, m.id) AS place
  FROM members m LEFT JOIN LATERAL (
    SELECT max(l.submitted_at) AS at,
           count(*) FILTER (WHERE l.state = 'rejected')
             * (bool_or(l.state = 'rejected' AND l.nth = 1))::int AS rejections
    FROM (SELECT s.submitted_at, s.state,
                 row_number() OVER (ORDER BY s.submitted_at DESC, s.id DESC) AS nth
          FROM submissions s WHERE s.cadre_id = m.id
          ORDER BY s.submitted_at DESC, s.id DESC LIMIT :rejections) l) last ON true
  WHERE {which} AND m.name ILIKE :named
  ORDER BY place LIMIT :limit OFFSET :skip
)
SELECT m.id, m.public_id, m.name, m.phone, m.unit_id, m.unit_name, m.activated_at,
       EXISTS (SELECT 1 FROM roles r WHERE r.cadre_id = m.id AND r.kind = 'leader'
               AND {leads}) AS leader,
       (SELECT count(*) FROM linked_accounts a
        WHERE a.cadre_id = m.id AND a.status = 'active') AS accounts,
       (SELECT count(*) FROM linked_accounts a
        WHERE a.cadre_id = m.id AND a.status = 'expired') AS expired,
       (SELECT count(*) FROM submissions s
        WHERE s.cadre_id = m.id AND s.submitted_at >= :monday) AS week,
       m.last_at, m.rejections
FROM chosen m ORDER BY m.place
"""


def figures(unit: Scope) -> Figures:
    """How many cadres the unit and everything below it have, active, new and quiet."""
    row = database().execute(text(HEAD + FIGURES), spans(unit)).one()
    return Figures(row.cadres, row.active, row.new)


def children(unit: Scope) -> Sequence[Child]:
    """Units right below, the liveliest first; empty below a ranting without anak ranting."""
    asked = spans(unit) | {"unit": unit.id, "depth": depth(unit.path) + 1}
    rows = database().execute(text(HEAD + CHILDREN), asked)
    return [Child(row.code, title(row), row.cadres, row.active) for row in rows]


def members(
    unit: Scope, which: str, actor: Actor, page: int = 1, named: str = "", limit: int = 0
) -> Sequence[Member]:
    """One page (from 1) of a list of `LISTS`, those who did something last first.

    With `named` only people whose name holds these words. A phone number is handed out only where
    the actor leads the unit itself, or for the leaders below him: whoever leads a province has no
    list of its numbers.
    """
    many = limit or PAGE
    asked = spans(unit) | {
        "limit": many,
        "skip": many * (page - 1),
        "named": f"%{literally(named)}%",
        "rejections": REJECTIONS,
    }
    people = LIST.format(which=WHICH[which], leads=held("r", ":today"))
    rows = database().execute(text(HEAD + people), asked)
    led = led_by(actor)
    return [_member(row._mapping, led, actor) for row in rows]


def led_by(actor: Actor) -> set[int]:
    """Ids of the units that somebody leads himself."""
    return {grant.unit_id for grant in actor.grants if grant.kind == "leader"}


def reason(member: Member, now: datetime) -> str:
    """Why somebody is in her list, in words a leader can do something with."""
    if member.week:
        return counted("%(num)s kiriman minggu ini", member.week)
    joined = (clock.party_day(now) - clock.party_day(member.activated_at)).days
    why = _obstacle(member, now)
    if joined >= NEW_DAYS:
        return why
    return said("Bergabung %(ago)s · %(why)s", ago=_ago(joined), why=why)


def _obstacle(member: Member, now: datetime) -> str:
    if member.accounts == 0:
        return said("Tautan akun kedaluwarsa") if member.expired else said("Belum menautkan akun")
    if member.last_at is None:
        return said("Belum pernah mengirim")
    if member.rejections >= REJECTIONS:
        return counted("%(num)s kiriman terakhir ditolak", member.rejections)
    if member.rejections:
        return said("Kiriman terakhir ditolak")
    days = (clock.party_day(now) - clock.party_day(member.last_at)).days
    return said("Terakhir mengirim %(ago)s", ago=_ago(days))


def _ago(days: int) -> Said:
    if days > 1:
        return counted("%(num)s hari lalu", days)
    return said("kemarin") if days else said("hari ini")


def _member(row: RowMapping, led: set[int], actor: Actor) -> Member:
    known = dict(row)
    unit_id, phone = known.pop("unit_id"), known.pop("phone")
    near = bool(led) and (unit_id in led or known["leader"]) and known["id"] != actor.id
    return Member(**known, phone=phone if near else None)


def spans(unit: Scope) -> dict[str, object]:
    """The values that `HEAD` wants: where, and since when somebody is active or new."""
    now = clock.now()
    today = clock.party_day(now)
    monday = clock.midnight(week_start(today))
    return {
        "scope": unit.path,
        "monday": monday,
        "fresh": now - timedelta(days=NEW_DAYS),
        "today": today,
    }
