"""The chain over the log: every few minutes new events are sealed, each hash over the one before.

Events commit in another order than their ids, so nobody hashes while acting: whoever seals takes
what is there, alone, in the order of ids, and what commits later is sealed later. Who changes one
byte of a sealed event would have to write every later hash anew, and the newest hash may be kept
outside the database: `flask auditing verify` prints it, and asks for it with `--expect`.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy import Exists, Row, exists, func, select, text

from app.auditing.models import AuditEvent, AuditLink
from app.db import session

SEED = b"gelanggang audit log"
BATCH = 5_000
# A transaction that began earlier than so many events ago is over by now.
LATE_IDS = 100_000
UNSEALED = timedelta(hours=1)  # longer means that nobody seals
ALONE = text("SELECT pg_advisory_xact_lock(hashtext('audit_links'))")
COLUMNS = (
    AuditEvent.id,
    AuditEvent.at,
    AuditEvent.actor_id,
    AuditEvent.role,
    AuditEvent.role_path,
    AuditEvent.act,
    AuditEvent.unit_path,
    AuditEvent.subject_kind,
    AuditEvent.subject,
    AuditEvent.about,
    AuditEvent.details,
)


@dataclass
class Verified:
    """What came of looking at the whole chain: events sealed and not yet, the newest hash, and
    every id that is not as it was sealed. `known` says whether the expected hash stands in it."""

    sealed: int = 0
    unsealed: int = 0
    newest: bytes = b""
    problems: list[str] = field(default_factory=list)
    known: bool = False


def hashed(before: bytes, event: Sequence[object]) -> bytes:
    """The hash over one event (its values in the order of `COLUMNS`) and the hash before. Pure."""
    words = json.dumps(
        [_canonical(value) for value in event],
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    return hashlib.sha256(before + words.encode()).digest()


def seal(now: datetime) -> int:
    """Add every event that is not sealed yet to the chain; how many. In the caller's transaction,
    and alone: whoever seals at the same time waits."""
    session().execute(ALONE)
    newest = select(AuditLink.hash).order_by(AuditLink.position.desc()).limit(1)
    before = session().scalar(newest) or SEED
    sealed_to = session().scalar(select(func.max(AuditLink.event_id))) or 0
    fresh = (
        select(*COLUMNS)
        .where(AuditEvent.id > sealed_to - LATE_IDS, ~_linked())
        .order_by(AuditEvent.id)
        .limit(BATCH)
    )
    found = session().execute(fresh).all()
    for event in found:
        before = hashed(before, event)
        session().add(AuditLink(event_id=event.id, hash=before, sealed_at=now))
        session().flush()
    return len(found)


def verify(now: datetime, expected: bytes | None = None) -> Verified:
    """Look at every link and every event behind it; names each that is not what was sealed."""
    found, before = Verified(newest=SEED), SEED
    for link in _chain():
        hash_now = hashed(before, link[2:]) if link.id is not None else b""
        if hash_now != link.hash:
            found.problems.append(f"event {link.event_id} is not what was sealed")
        found.sealed += 1
        found.newest = before = link.hash
        found.known = found.known or link.hash == expected
    waiting = session().execute(
        select(func.count(), func.min(AuditEvent.at), func.min(AuditEvent.id)).where(~_linked())
    )
    found.unsealed, oldest, first = waiting.one()
    if found.unsealed and now - oldest > UNSEALED:
        found.problems.append(f"event {first} was never sealed")
    if expected is not None and not found.known:
        found.problems.append(f"the hash {expected.hex()} does not stand in the chain")
    return found


def _chain() -> Iterator[Row]:
    asked = (
        select(AuditLink.event_id, AuditLink.hash, *COLUMNS)
        .outerjoin(AuditEvent, AuditEvent.id == AuditLink.event_id)
        .order_by(AuditLink.position)
        .execution_options(yield_per=BATCH)
    )
    yield from session().execute(asked)


def _linked() -> Exists:
    return exists().where(AuditLink.event_id == AuditEvent.id)


def _canonical(value: object) -> object:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value
