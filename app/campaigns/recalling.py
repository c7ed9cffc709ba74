"""*Tarik & ralat*: what went out and was wrong is taken back at once, and put right.

One officer alone may do it, since every hour counts (KUHP art. 263–264); who, when and why stays
known. A whole challenge is over with its recall; of a kit one item is taken out and the rest goes
on. Points that were earned stay: their cadres did what they were asked.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from app import clock
from app.cadres.fields import Collected, text, web_address
from app.cadres.roles import Actor
from app.campaigns import kit_items
from app.campaigns.kit_items import Item
from app.campaigns.models import Challenge, Recall
from app.campaigns.states import RECALLABLE, move
from app.db import session
from app.errors import NotFound, Refusal
from app.words import said

REASON_MAX = 300
CORRECTION_MAX = 1000
LINK_MAX = 300
WHOLE = "semua"


@dataclass(frozen=True)
class Correction:
    """Why something is taken back, and what is true instead, with where that can be read."""

    reason: str
    text: str
    source: str


def read(typed: Mapping[str, str]) -> Correction:
    """The form of a recall. Raises Refusals naming every wrong field."""
    got = Collected()
    reason = got.read(text, typed.get("sebab", ""), REASON_MAX, "sebab")
    words = got.read(text, typed.get("ralat", ""), CORRECTION_MAX, "ralat")
    source = got.read(_source, typed.get("sumber", ""))
    got.settle()
    return Correction(reason or "", words or "", source or "")


def recall(actor: Actor, challenge: Challenge, correction: Correction, part: str) -> Recall:
    """Take back the challenge (`part` is "semua") or one item of its kit by its public id.

    The challenge is locked by the caller. Raises Refusal for what was never published or was
    taken back before, NotFound for an item of another challenge.
    """
    item = None if part == WHOLE else _item(challenge, part)
    if item is None:
        _end(actor, challenge)
    row = Recall(
        public_id=secrets.token_hex(6),
        challenge_id=challenge.id,
        image_id=item.id if item and item.kind == "image" else None,
        video_id=item.id if item and item.kind == "video" else None,
        item=item.alt if item else "",
        reason=correction.reason,
        correction=correction.text,
        source=correction.source,
        recalled_by=actor.id,
        recalled_at=clock.now(),
    )
    session().add(row)
    session().flush()
    return row


def of_challenge(challenge_id: int) -> Sequence[Recall]:
    """Everything of a challenge that was taken back, the newest first."""
    asked = select(Recall).where(Recall.challenge_id == challenge_id)
    return session().scalars(asked.order_by(Recall.id.desc())).all()


def one(challenge: Challenge, public_id: str) -> Recall:
    """A recall of this challenge. Raises NotFound for any other."""
    mine = Recall.challenge_id == challenge.id, Recall.public_id == public_id
    found = session().scalar(select(Recall).where(*mine))
    if found is None:
        raise NotFound
    return found


def _end(actor: Actor, challenge: Challenge) -> None:
    move(challenge, "recalled")
    if challenge.closed_at is None:
        challenge.closed_by, challenge.closed_at = actor.id, clock.now()


def _item(challenge: Challenge, public_id: str) -> Item:
    found = [one for one in kit_items.published(challenge.id) if one.public_id == public_id]
    if not found:
        raise NotFound
    if challenge.state not in RECALLABLE:
        raise Refusal("not_published", said("Hanya yang sudah terbit yang dapat ditarik."))
    if found[0].recalled:
        raise Refusal("recalled_before", said("Bahan itu sudah ditarik."))
    return found[0]


def _source(typed: str) -> str:
    found = web_address(typed, LINK_MAX, "sumber")
    if not found:
        words = said("Tulis tautan ke sumber yang benar.")
        raise Refusal("source", words, "sumber")
    return found
