"""Videos of a challenge's kit: content like its words, so whoever changes them writes it anew.

They lie in the database beside the pictures, and are read from there in the parts a phone asks for.
"""

import secrets
from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select

from app import clock
from app.cadres.fields import note
from app.cadres.roles import Actor
from app.campaigns import kit_items, videos
from app.campaigns.models import Challenge, KitVideo, Recall
from app.campaigns.publishing import begin_anew, keep, may_hold_videos
from app.db import read, session
from app.errors import Refusal
from app.pictures.kept import ALT_MAX
from app.words import said

MOST = 2  # of a challenge
FOUND = f"""
    SELECT v.id, v.bytes, c.state, text(u.path) AS path, text(i.path) AS issuer,
        {kit_items.allowed("video_id", "v")} AS allowed
    FROM kit_videos v JOIN challenges c ON c.id = v.challenge_id JOIN units u ON u.id = c.unit_id
        LEFT JOIN units i ON i.id = c.issuer_id
    WHERE v.public_id = %(public_id)s AND v.digest = %(digest)s
"""  # noqa: S608 - put together from constants
PART = """
    SELECT substring(body FROM %(first)s FOR %(length)s) AS part FROM kit_videos WHERE id = %(id)s
"""


def add(actor: Actor, challenge: Challenge, raw: bytes, alt: str) -> KitVideo:
    """Take in what was uploaded, cleaned. Raises Refusal for its kind and size, without words for
    those who cannot see it, and beyond `MOST`. The challenge is locked by the caller."""
    may_hold_videos(challenge)
    begin_anew(actor, challenge)
    film = videos.cleaned(raw)
    words = note(alt, ALT_MAX, "isi-video")
    if not words:
        wanted = said("Tulis isi video, untuk yang tidak dapat melihat atau mendengarnya.")
        raise Refusal("alt_missing", wanted, "isi-video")
    mine = KitVideo.challenge_id == challenge.id
    if (session().scalar(select(func.count()).where(mine)) or 0) >= MOST:
        many = said("Paling banyak %(n)s video untuk satu tantangan.", n=MOST)
        raise Refusal("videos_many", many, videos.FIELD)
    video = KitVideo(
        public_id=secrets.token_hex(6),
        challenge_id=challenge.id,
        alt=words,
        digest=film.digest,
        width=film.width,
        height=film.height,
        seconds=film.seconds,
        bytes=len(film.body),
        body=film.body,
        added_by=actor.id,
        added_at=clock.now(),
    )
    session().add(video)
    session().flush()
    keep(actor, "video_added", challenge)
    return video


def remove(actor: Actor, challenge: Challenge, public_id: str) -> None:
    """Take a video out. Raises NotFound for one of another challenge."""
    begin_anew(actor, challenge)
    session().delete(kit_items.one(KitVideo, challenge, public_id))
    session().flush()
    keep(actor, "video_removed", challenge)


def most(challenge: Challenge) -> int:
    """How many its kit may hold."""
    try:
        may_hold_videos(challenge)
    except Refusal:
        return 0
    return MOST


def listed(challenge_id: int) -> Sequence[KitVideo]:
    """Every video of a challenge, in the order in which they were added, without their bodies."""
    asked = select(KitVideo).where(KitVideo.challenge_id == challenge_id)
    return session().scalars(asked.order_by(KitVideo.id)).all()


def ready(challenge_id: int) -> Sequence[KitVideo]:
    """Those that can be shown: not taken back."""
    gone = select(Recall.id).where(Recall.video_id == KitVideo.id).exists()
    asked = select(KitVideo).where(KitVideo.challenge_id == challenge_id, ~gone)
    return session().scalars(asked.order_by(KitVideo.id)).all()


def found(actor: Actor, public_id: str, digest: str) -> Any:
    """Id and bytes of a video, for whoever its challenge is for while the election calendar allows
    it and nobody took it back, and for officers above it. Raises NotFound for everybody else."""
    return kit_items.reached(actor, FOUND, public_id=public_id, digest=digest)


def part(video_id: int, first: int, length: int) -> bytes:
    """So many bytes of a video from one on, counted from 0."""
    return read(PART, {"id": video_id, "first": first + 1, "length": length})[0].part
