"""Signed-in devices. The browser holds 256 random bits, the table only their hash.

A session ends by sign-out, from the list of devices, after a time without use (idle) or after a
time at all (absolute); people with wide roles have shorter times. Roles and limits are read anew
at every request, so a granted or ended role counts from the next click on. Wide roles sleep in a
session that showed only a password (`entering.py` tells the ways in).
"""

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, select, update

from app import clock
from app.cadres import known
from app.cadres.held import held, held_on
from app.cadres.models import Cadre, Role, Session
from app.cadres.roles import WIDE, Actor, Grant
from app.db import read, transaction
from app.db import session as database
from app.errors import NotFound, Refusal

IDLE, ABSOLUTE = timedelta(hours=12), timedelta(days=7)
STRICT_IDLE, STRICT_ABSOLUTE = timedelta(minutes=30), timedelta(hours=12)
WRONG = "Nomor telepon atau kata sandi tidak cocok."
TOUCH_EVERY = timedelta(minutes=5)  # a board that stays open asks every minute
AGENT_MAX = 200
ADDRESS_MAX = 45
ACTOR = f"""
    SELECT c.id, c.public_id, c.name, c.display, c.language, c.unit_id,
        c.suspended_until, s.id AS session_id,
        s.public_id AS session_public_id, s.created_at, s.seen_at, s.strong,
        u.code, u.name AS unit_name, u.path::text AS path, u.level, u.zone,
        r.kind, there.id AS grant_unit, there.path::text AS grant_path, there.level AS grant_level,
        {known.NEWS}
    FROM sessions s
    JOIN cadres c ON c.id = s.cadre_id AND c.status = 'active'
    JOIN units u ON u.id = c.unit_id
    LEFT JOIN roles r ON r.cadre_id = c.id AND {held("r", "%(today)s")}
    LEFT JOIN units there ON there.id = r.unit_id
    WHERE s.token_hash = %(token)s AND s.ended_at IS NULL AND s.expires_at > %(now)s
    ORDER BY r.id
"""  # noqa: S608 - put together from constants


@dataclass(frozen=True)
class Device:
    """The browser that asks to come in: what it calls itself, where it is, the token it holds.

    The session of that token, whoever's it was, ends when another begins here.
    """

    agent: str
    address: str
    token: str = ""


def limits(kinds: Iterable[str]) -> tuple[timedelta, timedelta]:
    """Idle and absolute lifetime of a session of somebody with these roles."""
    if WIDE.intersection(kinds):
        return STRICT_IDLE, STRICT_ABSOLUTE
    return IDLE, ABSOLUTE


def begin(cadre_id: int, agent: str, address: str, replaces: str = "", strong: bool = False) -> str:
    """Begin a session and return its token, the only time it is known.

    `replaces` is the token this browser held before; that session ends, whoever's it was. Raises
    Refusal("sign_in") for anybody but an active cadre: no session lies there and waits for the day
    on which she is active again.
    """
    _only_active(cadre_id)
    now = clock.now()
    token = secrets.token_urlsafe(32)
    _, absolute = limits(_kinds(cadre_id, clock.party_day(now)))
    if replaces:
        _end(Session.token_hash == _hash(replaces))
    database().add(
        Session(
            public_id=secrets.token_hex(8),
            token_hash=_hash(token),
            cadre_id=cadre_id,
            created_at=now,
            seen_at=now,
            expires_at=now + absolute,
            agent=agent[:AGENT_MAX],
            address=address[:ADDRESS_MAX],
            strong=strong,
        )
    )
    database().flush()
    return token


def actor_for(token: str, visit: bool = True) -> Actor | None:
    """Who holds this token, with today's roles; None when the session is over. One query, which
    also brings the news of `known`.

    Notes the visit now and then, in a transaction of its own: ask before opening one. What only
    stays open, as a stream does, is no `visit`.
    """
    now = clock.now()
    since = known.since()
    asked = {"token": _hash(token), "now": now, "today": clock.party_day(now)}
    rows = read(ACTOR, {**asked, "news_since": since})
    if not rows:
        return None
    first = rows[0]
    known.learn(since, first.news_until, first.news)
    grants = tuple(Grant(r.kind, r.grant_unit, r.grant_path, r.grant_level) for r in rows if r.kind)
    idle, absolute = limits(grant.kind for grant in grants)
    if now >= first.seen_at + idle or now >= first.created_at + absolute:
        return None
    if visit and now - first.seen_at >= TOUCH_EVERY:
        with transaction() as current:
            current.execute(
                update(Session).where(Session.id == first.session_id).values(seen_at=now)
            )
    return _actor(first, grants, now)


def wide(cadre_id: int) -> bool:
    """Whether she holds a role today that wants two proofs of who she is."""
    return bool(WIDE.intersection(_kinds(cadre_id, clock.party_day(clock.now()))))


def holder(token: str) -> tuple[int, int] | None:
    """The session that this token opens, and whose it is: their ids; None when it opens none."""
    held = select(Session.id, Session.cadre_id).where(
        Session.token_hash == _hash(token), Session.ended_at.is_(None)
    )
    found = database().execute(held).one_or_none()
    return (found.id, found.cadre_id) if found else None


def once_held(token: str) -> int | None:
    """Whose session this token opened, though it may be over by now; None when it never did."""
    held = select(Session.cadre_id).where(Session.token_hash == _hash(token))
    return database().scalar(held) if token else None


def end(session_public_id: str, cadre_id: int) -> None:
    """End one of one's own sessions. Raises NotFound for anybody else's or none."""
    mine = and_(Session.public_id == session_public_id, Session.cadre_id == cadre_id)
    if not _end(mine):
        raise NotFound


def end_all(cadre_id: int, but: int | None = None) -> int:
    """End every session of a cadre, except the one with the id `but`; returns how many."""
    mine = Session.cadre_id == cadre_id
    return _end(mine if but is None else and_(mine, Session.id != but))


def listed(cadre_id: int) -> Sequence[Session]:
    """Sessions that still open the door, the latest used first."""
    now = clock.now()
    idle, absolute = limits(_kinds(cadre_id, clock.party_day(now)))
    alive = (
        Session.cadre_id == cadre_id,
        Session.ended_at.is_(None),
        Session.expires_at > now,
        Session.seen_at > now - idle,
        Session.created_at > now - absolute,
    )
    return database().scalars(select(Session).where(*alive).order_by(Session.seen_at.desc())).all()


def addresses_since(cadre_id: int, moment: datetime) -> Sequence[str]:
    """Where the devices signed in from that were in use since `moment`."""
    seen = select(Session.address).where(Session.cadre_id == cadre_id, Session.seen_at >= moment)
    return database().scalars(seen).all()


def _actor(row: Any, grants: tuple[Grant, ...], now: datetime) -> Actor:
    suspended = row.suspended_until if row.suspended_until and row.suspended_until > now else None
    if suspended:
        grants = ()
    return Actor(
        id=row.id,
        public_id=row.public_id,
        name=row.name,
        display=row.display,
        unit_id=row.unit_id,
        unit_code=row.code,
        unit_name=row.unit_name,
        unit_path=row.path,
        unit_level=row.level,
        zone=row.zone,
        session_id=row.session_id,
        session_public_id=row.session_public_id,
        grants=tuple(one for one in grants if row.strong or one.kind not in WIDE),
        asleep=tuple(one for one in grants if one.kind in WIDE and not row.strong),
        strong=row.strong,
        signed_in_at=row.created_at,
        language=row.language,
        suspended_until=suspended,
    )


def _only_active(cadre_id: int) -> None:
    """Hold her row until the session is there, so that disabling her comes before or after it."""
    status = select(Cadre.status).where(Cadre.id == cadre_id).with_for_update(read=True)
    if database().scalar(status) != "active":
        raise Refusal("sign_in", WRONG)


def _kinds(cadre_id: int, day: date) -> Sequence[str]:
    held = select(Role.kind).where(Role.cadre_id == cadre_id, *held_on(day))
    return database().scalars(held).all()


def _end(which: ColumnElement[bool]) -> int:
    ended = (
        update(Session)
        .where(which, Session.ended_at.is_(None))
        .values(ended_at=clock.now())
        .returning(Session.id)
    )
    return len(database().execute(ended).all())


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
