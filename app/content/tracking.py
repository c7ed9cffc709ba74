"""A cadre's own short link to one thing, and what stands at its end.

A code is the number of a row and a signature of it, in an alphabet that survives being read out and
typed in capitals. A code that nobody signed is refused before any table is asked.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.dialects.postgresql import insert

from app import clock
from app.campaigns.models import Challenge
from app.campaigns.states import phase
from app.content.models import Item, Source, TrackedLink
from app.db import session
from app.errors import NotFound

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's: no i, l, o, u to be misread
SIGNED = 10  # signs of the signature, 50 bits: every guess costs a request
LONGEST = 13 + SIGNED  # the digits of the largest row number and the signature


@dataclass(frozen=True)
class Shown:
    """An item as strangers see it."""

    title: str
    summary: str
    source: str
    published_at: datetime


@dataclass(frozen=True)
class Target:
    """What a link leads to: an item, shown on a page of ours, or the page a challenge names.

    `counts` says whether who comes now is counted: for a challenge only while it is live.
    """

    link_id: int
    cadre_id: int
    url: str
    shown: Shown | None
    counts: bool


def key_of(secret: str) -> bytes:
    """The key for codes, derived from the server's secret for this purpose only."""
    return hmac.digest(secret.encode(), b"gelanggang tracked links", hashlib.sha256)


def code_of(link_id: int, key: bytes) -> str:
    """The code of a link: its number, then the signature."""
    digest = hmac.digest(key, str(link_id).encode(), hashlib.sha256)
    signature = int.from_bytes(digest) >> (8 * len(digest) - 5 * SIGNED)
    return _written(link_id) + _written(signature).rjust(SIGNED, "0")


def link_to(cadre_id: int, thing: Item | Challenge) -> int:
    """The id of the cadre's link to an item or a challenge, made the first time she asks for it."""
    ends = {"item_id" if isinstance(thing, Item) else "challenge_id": thing.id}
    wanted = select(TrackedLink.id).filter_by(cadre_id=cadre_id, **ends)
    found = session().scalar(wanted)
    if found is None:
        new = insert(TrackedLink).values(cadre_id=cadre_id, made_at=clock.now(), **ends)
        session().execute(new.on_conflict_do_nothing())
        found = session().scalars(wanted).one()
    return found


def find(code: str, key: bytes, at: datetime) -> Target:
    """What a code leads to at this moment.

    Raises NotFound for a forged code, without a look-up, and for what is not on show: items of a
    source that was switched off, challenges that were never published.
    """
    asked = (
        select(TrackedLink, Item, Source, Challenge)
        .outerjoin(Item, Item.id == TrackedLink.item_id)
        .outerjoin(Source, Source.id == Item.source_id)
        .outerjoin(Challenge, Challenge.id == TrackedLink.challenge_id)
        .where(TrackedLink.id == _link_id(code, key))
        .where(or_(Source.active, Challenge.state.in_(("published", "closed"))))
    )
    row = session().execute(asked).one_or_none()
    if row is None:
        raise NotFound
    link, item, source, challenge = row
    url = item.url if item else challenge.required_link
    if not url.startswith("https://"):
        raise NotFound
    shown = Shown(item.title, item.summary, source.title, item.published_at) if item else None
    counts = challenge is None or phase(challenge, at) == "live"
    return Target(link.id, link.cadre_id, url, shown, counts)


def _link_id(code: str, key: bytes) -> int:
    """The number a code carries. Raises NotFound unless every sign of it is as we write it."""
    plain = code.lower()
    number = plain[:-SIGNED]
    if not number or len(plain) > LONGEST or not set(plain) <= set(ALPHABET):
        raise NotFound
    link_id = 0
    for sign in number:
        link_id = 32 * link_id + ALPHABET.index(sign)
    if not hmac.compare_digest(plain, code_of(link_id, key)):
        raise NotFound
    return link_id


def _written(number: int) -> str:
    signs = ""
    while number:
        number, rest = divmod(number, 32)
        signs = ALPHABET[rest] + signs
    return signs
