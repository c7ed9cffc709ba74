"""Phones that may be called: how one comes in by its owner's tap, and the many ways it goes out.

It goes when she says so, signs out there, or ends that session from elsewhere; when somebody else
signs in there; when she leaves; and when its push service no longer knows it. A session that only
ran out takes nothing with it: she comes back to the same phone, and `follow` notices.
"""

import hashlib
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from app import clock
from app.accounts.rotation import Kind
from app.cadres.models import Cadre, Session
from app.cadres.roles import Actor
from app.db import session
from app.errors import Refusal
from app.notifications import services
from app.notifications.encryption import SECRET_BYTES, read_point
from app.notifications.models import Subscription
from app.notifications.vapid import decoded
from app.sealing import seal, unseal

PURPOSE = "push"
MOST = 5  # devices of one cadre; the oldest goes
HANDOVER = timedelta(minutes=1)  # between the end of one session and the next in the same browser
SEALED = (Kind(Subscription.address, PURPOSE, (Subscription.id,)),)


@dataclass(frozen=True)
class Address:
    """Where a phone is called, and what it takes to write so that it alone can read."""

    endpoint: str
    phone: bytes
    secret: bytes


def read_address(endpoint: str, phone: str, secret: str) -> Address:
    """An address as a browser tells it. Raises Refusal for a service nobody knows or bad keys."""
    if services.origin(endpoint) is None:
        words = "Layanan pemberitahuan peramban ini belum didukung."
        raise Refusal("push_service", words)
    try:
        found = Address(endpoint, decoded(phone), decoded(secret))
        read_point(found.phone)
        if len(found.secret) != SECRET_BYTES:
            raise ValueError("a secret of another length")
    except ValueError:
        words = "Pemberitahuan belum bisa dinyalakan di HP ini. Coba lagi."
        raise Refusal("push_keys", words) from None
    return found


def new_device() -> str:
    """What a browser shows from now on to be known again."""
    return secrets.token_urlsafe(32)


def subscribe(actor: Actor, address: Address, device: str) -> None:
    """Call this phone for this cadre from now on, and for nobody else."""
    known_by = _hash(address.endpoint)
    same = (Subscription.endpoint_hash == known_by) | (Subscription.device_hash == _hash(device))
    session().execute(delete(Subscription).where(same))
    plain = json.dumps([address.endpoint, address.phone.hex(), address.secret.hex()])
    session().add(
        Subscription(
            cadre_id=actor.id,
            session_id=actor.session_id,
            device_hash=_hash(device),
            endpoint_hash=known_by,
            address=seal(plain.encode(), PURPOSE, actor.id),
            created_at=clock.now(),
        )
    )
    session().flush()
    _keep_newest(actor.id)


def renew(actor: Actor, address: Address, device: str) -> None:
    """Another address for a phone that is called for her already, as its push service wants it.

    Raises Refusal for any other phone: nobody is called who did not tap for it.
    """
    here, _ = devices_of(actor.id, device)
    if not here:
        raise Refusal("push_unknown", "HP ini belum dipanggil untuk Anda.")
    subscribe(actor, address, device)


def address_of(subscription: Subscription) -> Address:
    """The address, opened. Raises SealBroken when its key has left the ring."""
    plain = unseal(subscription.address, PURPOSE, subscription.cadre_id)
    endpoint, phone, secret = json.loads(plain)
    return Address(endpoint, bytes.fromhex(phone), bytes.fromhex(secret))


def devices_of(cadre_id: int, device: str) -> tuple[bool, int]:
    """Whether this device is called for her, and how many devices are in all."""
    hashes = session().scalars(
        select(Subscription.device_hash).where(Subscription.cadre_id == cadre_id, *_alive())
    )
    found = hashes.all()
    return bool(device) and _hash(device) in found, len(found)


def stop(cadre_id: int, device: str | None = None) -> None:
    """Call her no more: on this device, or on none of hers."""
    mine = [Subscription.cadre_id == cadre_id]
    if device is not None:
        mine.append(Subscription.device_hash == _hash(device))
    session().execute(delete(Subscription).where(*mine))


def follow(device: str, session_id: int, cadre_id: int) -> None:
    """Somebody signed in on a device that was called before: for her it goes on, else it ends."""
    now = clock.now()
    found = session().scalars(
        select(Subscription)
        .where(Subscription.device_hash == _hash(device))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    for one in found:
        ended = session().scalar(select(Session.ended_at).where(Session.id == one.session_id))
        if one.cadre_id == cadre_id and (ended is None or now - ended < HANDOVER):
            one.session_id = session_id
        else:
            session().delete(one)


def sweep(now: datetime) -> None:
    """Delete what can never be called again: whoever left, and sessions that were ended."""
    ended = select(Session.id).where(Session.ended_at < now - HANDOVER)
    left = select(Cadre.id).where(Cadre.status != "active")
    gone = Subscription.session_id.in_(ended) | Subscription.cadre_id.in_(left)
    session().execute(delete(Subscription).where(gone))


def _alive() -> Sequence:
    here = Session.id == Subscription.session_id, Session.ended_at.is_(None)
    return (select(Session.id).where(*here).exists(),)


def _keep_newest(cadre_id: int) -> None:
    mine = Subscription.cadre_id == cadre_id
    newest = select(Subscription.id).where(mine).order_by(Subscription.id.desc()).limit(MOST)
    session().execute(delete(Subscription).where(mine, Subscription.id.not_in(newest)))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
