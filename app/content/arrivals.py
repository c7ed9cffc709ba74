"""Counting who comes through tracked links: once a visitor, link and day, keeping nobody's address.

A visitor is a hash of where she comes from under the salt of the day. When the day is over the salt
is deleted, and from then on nobody, we included, can ask whether an address was among them.
"""

import hashlib
import hmac
import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, func, select, text
from sqlalchemy.dialects.postgresql import insert

from app.cadres.sessions import addresses_since
from app.campaigns.models import Challenge
from app.clock import midnight, party_day
from app.content import visitors
from app.content.models import Arrival, DaySalt, Item, TrackedLink
from app.content.tracking import Target
from app.db import session

BURST = 20  # people of one network that count for a link on one day; phone companies share networks
LISTED = 50
HASHED = 32  # hexadecimal signs

# Two visitors of one network at once would both see room for one more: they come in one by one.
ONE_BY_ONE = text("SELECT pg_advisory_xact_lock(hashtextextended(:gate, 0))")
ARRIVE = text(
    """
    INSERT INTO arrivals AS a (link_id, day, visitor, network, kind, hits, at)
    SELECT :link_id, :day, :visitor, came.network, CASE
        WHEN came.kind = 'human' AND :burst <= (
            SELECT count(*) FROM arrivals b WHERE b.link_id = :link_id AND b.day = :day
            AND b.network = came.network AND b.kind = 'human')
        THEN 'burst' ELSE came.kind END, 1, :at
    FROM (VALUES (:network, :kind)) AS came (network, kind)
    ON CONFLICT (link_id, day, visitor) DO UPDATE
    SET hits = a.hits + 1, kind = CASE WHEN excluded.kind = 'own' THEN 'own' ELSE a.kind END
    """
)


@dataclass(frozen=True)
class Visit:
    """One request: what it looks like (`visitors.kind_of`), from where, and who is signed in."""

    kind: str
    address: str
    cadre_id: int | None


@dataclass(frozen=True)
class Tally:
    """Visitors of a link over all its days; only `people` count."""

    people: int = 0
    previews: int = 0
    bots: int = 0
    own: int = 0
    burst: int = 0


@dataclass(frozen=True)
class Visited:
    """A link that somebody used, and what it leads to: the public id of an item or a challenge."""

    link_id: int
    title: str
    item: str | None
    challenge: str | None


def arrive(target: Target, visit: Visit, at: datetime) -> None:
    """Count one request within the caller's transaction; asked again it only counts another hit.

    Previews and bots are visitors of their own, so that a person may follow from the same address.
    """
    if not target.counts:
        return
    day = party_day(at)
    salt = _salt(day)
    kind = "own" if visit.kind == "human" and _own(target, visit, day) else visit.kind
    class_of = "human" if kind == "own" else kind
    network = _hash(salt, visitors.network_of(visit.address))
    session().execute(ONE_BY_ONE, {"gate": f"arrivals {target.link_id} {network}"})
    session().execute(
        ARRIVE,
        {
            "link_id": target.link_id,
            "day": day,
            "visitor": _hash(salt, f"{class_of} {visitors.source_of(visit.address)}"),
            "network": network,
            "kind": kind,
            "burst": BURST,
            "at": at,
        },
    )


def tallies(link_ids: Collection[int], day: date | None = None) -> Mapping[int, Tally]:
    """Visitors of each of these links, over all days or on one of them."""
    asked = select(Arrival.link_id, Arrival.kind, func.count()).where(Arrival.link_id.in_(link_ids))
    if day is not None:
        asked = asked.where(Arrival.day == day)
    counts: dict[int, dict[str, int]] = {link_id: {} for link_id in link_ids}
    for link_id, kind, number in session().execute(asked.group_by(Arrival.link_id, Arrival.kind)):
        counts[link_id][kind] = number
    return {link_id: _tally(found) for link_id, found in counts.items()}


def visited(cadre_id: int) -> Sequence[Visited]:
    """A cadre's links that were used at all, the latest first."""
    asked = (
        select(
            TrackedLink.id,
            func.coalesce(Item.title, Challenge.title),
            Item.public_id,
            Challenge.public_id,
        )
        .join(Arrival, Arrival.link_id == TrackedLink.id)
        .outerjoin(Item, Item.id == TrackedLink.item_id)
        .outerjoin(Challenge, Challenge.id == TrackedLink.challenge_id)
        .where(TrackedLink.cadre_id == cadre_id)
        .group_by(TrackedLink.id, Item.id, Challenge.id)
        .order_by(func.max(Arrival.at).desc())
        .limit(LISTED)
    )
    return [Visited(*row) for row in session().execute(asked)]


def forget_salts(today: date) -> None:
    """Delete the salts of days that are over."""
    session().execute(delete(DaySalt).where(DaySalt.day < today))


def _tally(found: Mapping[str, int]) -> Tally:
    return Tally(
        people=found.get("human", 0),
        previews=found.get("preview", 0),
        bots=found.get("bot", 0),
        own=found.get("own", 0),
        burst=found.get("burst", 0),
    )


def _own(target: Target, visit: Visit, day: date) -> bool:
    """The cadre herself: signed in here, or at an address where she was signed in today."""
    if visit.cadre_id == target.cadre_id:
        return True
    begins = midnight(day)
    hers = {visitors.source_of(one) for one in addresses_since(target.cadre_id, begins)}
    return visitors.source_of(visit.address) in hers


def _salt(day: date) -> bytes:
    """The salt of a day; of many who need it first at once, one makes it."""
    wanted = select(DaySalt.salt).where(DaySalt.day == day)
    salt = session().scalar(wanted)
    if salt is None:
        new = insert(DaySalt).values(day=day, salt=secrets.token_bytes(32))
        session().execute(new.on_conflict_do_nothing())
        salt = session().scalars(wanted).one()
    return salt


def _hash(salt: bytes, words: str) -> str:
    return hmac.new(salt, words.encode(), hashlib.sha256).hexdigest()[:HASHED]
