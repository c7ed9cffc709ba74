"""Calling phones: whose turn it is, what it is called for, and what its push service answered.

A phone is asked about once there is something to tell (`next_at`), and called outside of any
transaction. That it was called today is written down before, so that a worker that dies calls it
too seldom and never twice.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Row, select, text
from sqlalchemy.dialects.postgresql import insert

from app import clock
from app.cadres.models import Cadre, Session
from app.db import ask, session, transaction
from app.errors import Fault
from app.notifications import courtesy, services, subscriptions, vapid
from app.notifications.courtesy import Waiting
from app.notifications.encryption import encrypted
from app.notifications.inbox import MINE, SEEN
from app.notifications.models import Notice, Push, Subscription
from app.notifications.words import KINDS
from app.providers import open_web
from app.sealing import SealBroken
from app.units.models import Unit
from app.words.catalogues import OWN, tell

AT_ONCE = 2000  # a minute: whoever is called comes to look
SLICE = 5000
LEASE = timedelta(minutes=10)
FIRST_WAIT = timedelta(minutes=1)
FAILURES = 5  # of a kind that trying again does not mend; then the phone is let go
ANSWER_MAX = 4096
GONE, TOO_MANY = frozenset({404, 410}), 429
TO_ROUSE = (
    select(Notice, Unit.path)
    .join(Unit, Unit.id == Notice.unit_id)
    .where(Notice.unit_id.is_not(None), Notice.roused_at.is_(None))
    .order_by(Notice.at)
    .with_for_update(of=Notice, skip_locked=True)
)
# A slice of all phones at a time, so that no statement is long, whatever the unit.
ROUSE = text(
    """
    WITH slice AS (
        SELECT id, cadre_id FROM push_subscriptions WHERE id > :after ORDER BY id LIMIT :most),
    woken AS (
        UPDATE push_subscriptions p SET next_at = least(coalesce(p.next_at, :now), :now)
        FROM slice s JOIN cadres c ON c.id = s.cadre_id
            JOIN units u ON u.id = c.unit_id AND u.path <@ CAST(:path AS ltree)
        WHERE p.id = s.id RETURNING p.id)
    SELECT (SELECT count(*) FROM slice) AS seen, (SELECT max(id) FROM slice) AS last,
        (SELECT count(*) FROM woken) AS woken
    """
)
TAKE = text(
    """
    UPDATE push_subscriptions SET next_at = :lease WHERE id IN (
        SELECT id FROM push_subscriptions WHERE next_at <= :now
        ORDER BY next_at LIMIT :most FOR UPDATE SKIP LOCKED)
    RETURNING id
    """
)
NEWS = f"""
    SELECT n.id, n.kind, n.about, n.at FROM ({MINE}) n
    WHERE n.at > {SEEN} AND NOT EXISTS (
        SELECT FROM pushes p
        WHERE p.cadre_id = %(cadre)s AND p.notice_id = n.id AND p.day < %(day)s)
"""  # noqa: S608 - put together from constants


@dataclass(frozen=True)
class Call:
    """One phone to be called: where, with what, and until when the call is worth anything."""

    subscription_id: int
    zone: str
    url: str
    origin: str
    body: bytes
    seconds: int


def take_due(now: datetime) -> Sequence[int]:
    """Phones whose turn has come, leased to whoever asks; those of units with news are woken."""
    for notice, path in session().execute(TO_ROUSE.where(Notice.at <= now)).all():
        _rouse(notice, str(path), now)
    asked = {"now": now, "lease": now + LEASE, "most": AT_ONCE}
    return session().scalars(TAKE, asked).all()


def _rouse(notice: Notice, path: str, now: datetime) -> None:
    """Wake the next phones of a unit, about as many as are called in a minute anyway."""
    woken = 0
    while woken < AT_ONCE:
        asked = {"now": now, "path": path, "after": notice.roused_to or 0, "most": SLICE}
        part = session().execute(ROUSE, asked).one()
        woken += part.woken
        if part.seen < SLICE:
            notice.roused_at = now
            return
        notice.roused_to = part.last


def call(subscription_id: int) -> None:
    """Call one phone, if the rules allow it now and there is something to tell. Raises nothing for
    what a push service does."""
    with transaction():
        found = _prepare(subscription_id, clock.now())
    if found is None:
        return
    headers = {
        "Authorization": vapid.authorization(found.origin, clock.now()),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(found.seconds),
        "Topic": "kabar",  # a phone that was away hears of the last call only
        "Urgency": "normal",
    }
    try:
        answer = open_web.post(found.url, raw=found.body, headers=headers, max_bytes=ANSWER_MAX)
        status, retry_at = answer.status, answer.retry_at
    except Fault as fault:
        status, retry_at = (0 if fault.kind == "down" else 400), fault.retry_at
    with transaction():
        _settle(found, status, retry_at, clock.now())


def _prepare(subscription_id: int, now: datetime) -> Call | None:
    """What to send now; None when nobody is to be called, or later."""
    row = _held(subscription_id)
    if row is None:
        return None
    phone: Subscription = row.Subscription
    phone.next_at = None
    if row.status != "active" or row.ended_at is not None or vapid.public_key() is None:
        return None
    today = courtesy.day(now, row.zone)
    news = _news(row, now, today)
    best = courtesy.choose(news, now)
    if best is None:
        return None
    ready = courtesy.ready(now, row.zone, phone.pushed_on)
    if ready > now:
        phone.next_at = ready
        return None
    stands = _of_today(phone.cadre_id, today, best.id)
    phone.pushed_on = today
    phone.next_at = courtesy.ready(now, row.zone, today)  # what else there is comes another day
    chosen = next((one for one in news if one.id == stands), None)
    return _call(row, chosen, now) if chosen else None


def _held(subscription_id: int) -> Row | None:
    asked = (
        select(Subscription, Cadre.status, Cadre.language, Session.ended_at, Unit.zone, Unit.path)
        .join(Cadre, Cadre.id == Subscription.cadre_id)
        .join(Unit, Unit.id == Cadre.unit_id)
        .join(Session, Session.id == Subscription.session_id)
        .where(Subscription.id == subscription_id, Subscription.next_at.is_not(None))
        .with_for_update(of=Subscription)
        .execution_options(populate_existing=True)
    )
    return session().execute(asked).one_or_none()


def _news(row: Row, now: datetime, today: date) -> Sequence[Waiting]:
    """What she has not seen, and was not called for on an earlier day."""
    asked = {"cadre": row.Subscription.cadre_id, "path": str(row.path), "now": now, "day": today}
    return [Waiting._make(one) for one in ask(NEWS, asked)]


def _of_today(cadre_id: int, today: date, best: int) -> int | None:
    """The one notice of this day, on all of her phones; the database keeps it the one."""
    made = insert(Push).values(cadre_id=cadre_id, day=today, notice_id=best)
    session().execute(made.on_conflict_do_nothing())
    here = Push.cadre_id == cadre_id, Push.day == today
    return session().scalars(select(Push.notice_id).where(*here)).one()


def _call(row: Row, chosen: Waiting, now: datetime) -> Call | None:
    phone: Subscription = row.Subscription
    try:
        address = subscriptions.address_of(phone)
    except SealBroken:
        session().delete(phone)
        return None
    origin = services.origin(address.endpoint)
    if origin is None:
        session().delete(phone)
        return None
    kind = KINDS[chosen.kind]
    told = {
        "title": "Gelanggang",
        "body": tell(kind.call, row.language or OWN),
        "url": f"/{kind.room}/{chosen.about}",
    }
    body = encrypted(json.dumps(told).encode(), address.phone, address.secret)
    seconds = courtesy.seconds_left(now, row.zone)
    return Call(phone.id, row.zone, address.endpoint, origin, body, seconds)


def _settle(made: Call, status: int, retry_at: datetime | None, now: datetime) -> None:
    phone = session().get(
        Subscription, made.subscription_id, with_for_update=True, populate_existing=True
    )
    if phone is None:
        return
    if status in GONE:
        session().delete(phone)
    elif 200 <= status < 300:
        phone.failures = 0
    elif status == TOO_MANY or not status:
        wait = FIRST_WAIT * 2 ** min(phone.failures, 6)
        phone.failures += 1
        _again(phone, made.zone, max(now + wait, retry_at or now))
    else:
        phone.failures += 1
        if phone.failures >= FAILURES:
            session().delete(phone)


def _again(phone: Subscription, zone: str, at: datetime) -> None:
    """Another try today; in the evening it is too late for it, and tomorrow brings its own news."""
    if phone.pushed_on == courtesy.day(at, zone) and not courtesy.quiet(at, zone):
        phone.pushed_on, phone.next_at = None, at
