"""Pictures of a challenge's kit: added by its officer, made ready by a worker, shown within reach.

They are content like its words: whoever changes them becomes its last author, it has to be
proposed anew, and once it is published nothing changes any more. They lie in the database, which
every web process sees and every backup holds.
"""

import secrets
from collections.abc import Sequence
from functools import lru_cache

from sqlalchemy import delete, func, select

from app import clock
from app.cadres.fields import note
from app.cadres.roles import Actor
from app.campaigns import kit_items
from app.campaigns.models import Challenge, KitFile, KitImage, Recall
from app.campaigns.publishing import begin_anew, keep
from app.db import read, session
from app.errors import Refusal
from app.pictures import kept, making
from app.pictures.kept import ALT_MAX, Picture
from app.words import said

MOST = 4  # of a challenge: each is paid for in data
KEPT = 64  # bodies, of 20 to 250 KB, for the moments in which a whole party opens a challenge
FOUND = f"""
    SELECT i.id, f.size, c.state, text(u.path) AS path, text(issuer.path) AS issuer,
        {kit_items.allowed("image_id", "i")} AS allowed
    FROM kit_files f JOIN kit_images i ON i.id = f.image_id
    JOIN challenges c ON c.id = i.challenge_id JOIN units u ON u.id = c.unit_id
        LEFT JOIN units issuer ON issuer.id = c.issuer_id
    WHERE i.public_id = %(public_id)s AND f.digest = %(digest)s AND f.format = %(format)s
"""  # noqa: S608 - put together from constants
BODY = """
    SELECT body FROM kit_files
    WHERE image_id = %(id)s AND size = %(size)s AND format = %(format)s
"""


def add(actor: Actor, challenge: Challenge, raw: bytes, alt: str) -> KitImage:
    """Take in what was uploaded. Raises Refusal for its kind, without words for those who cannot
    see it, and beyond `MOST`. The challenge is locked by the caller."""
    begin_anew(actor, challenge)
    making.kind_of(raw)
    words = note(alt, ALT_MAX, "alt")
    if not words:
        wanted = said("Tulis apa yang tampak di gambar, untuk yang tidak dapat melihatnya.")
        raise Refusal("alt_missing", wanted, "alt")
    mine = KitImage.challenge_id == challenge.id
    if (session().scalar(select(func.count()).where(mine)) or 0) >= MOST:
        many = said("Paling banyak %(n)s gambar untuk satu tantangan.", n=MOST)
        raise Refusal("pictures_many", many, making.FIELD)
    image = KitImage(
        public_id=secrets.token_hex(6),
        challenge_id=challenge.id,
        alt=words,
        raw=raw,
        added_by=actor.id,
        added_at=clock.now(),
    )
    session().add(image)
    session().flush()
    keep(actor, "picture_added", challenge)
    return image


def remove(actor: Actor, challenge: Challenge, public_id: str) -> None:
    """Take a picture out. Raises NotFound for one of another challenge."""
    begin_anew(actor, challenge)
    image = kit_items.one(KitImage, challenge, public_id)
    session().execute(delete(KitFile).where(KitFile.image_id == image.id))
    session().delete(image)
    session().flush()
    keep(actor, "picture_removed", challenge)


def prepare(image_id: int) -> None:
    """Make the files of a picture that waits; what cannot be one is refused with words."""
    kept.prepare(KitImage, KitFile, image_id)


def listed(challenge_id: int) -> Sequence[Picture]:
    """Every picture of a challenge in the order in which they were added, whatever its state."""
    asked = select(KitImage).where(KitImage.challenge_id == challenge_id).order_by(KitImage.id)
    images = session().scalars(asked).all()
    files = session().scalars(select(KitFile).where(KitFile.image_id.in_([i.id for i in images])))
    return kept.pictures(images, files)


def ready(challenge_id: int) -> Sequence[Picture]:
    """Those that can be shown: made, and not taken back."""
    recalled = select(KitImage.public_id).join(Recall, Recall.image_id == KitImage.id)
    gone = session().scalars(recalled.where(KitImage.challenge_id == challenge_id)).all()
    found = (one for one in listed(challenge_id) if one.state == "ready")
    return [one for one in found if one.public_id not in gone]


def body_of(actor: Actor, public_id: str, digest: str, format: str) -> bytes:
    """The bytes of a file, for whoever its challenge is for while the election calendar allows it
    and nobody took it back, and for officers above it.

    Raises NotFound for everybody else.
    """
    one = kit_items.reached(actor, FOUND, public_id=public_id, digest=digest, format=format)
    return _body(one.id, one.size, format)


@lru_cache(KEPT)
def _body(image_id: int, size: str, format: str) -> bytes:
    return read(BODY, {"id": image_id, "size": size, "format": format})[0].body
