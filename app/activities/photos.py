"""Photos of activities: made ready by a worker, served within sight alone."""

from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache

from sqlalchemy import select

from app.activities import sight
from app.activities.models import Activity, ActivityFile, ActivityImage
from app.cadres.roles import Actor
from app.db import read, session
from app.errors import NotFound
from app.pictures import kept
from app.pictures.kept import Picture

KEPT = 64  # bodies, of 20 to 250 KB, for the moments in which a unit looks at what was shown
FOUND = f"""
    SELECT i.id, f.size FROM activity_files f
    JOIN activity_images i ON i.id = f.image_id
    JOIN activities ON activities.id = i.activity_id
    JOIN units ON units.id = activities.unit_id
    WHERE i.public_id = %(public_id)s AND f.digest = %(digest)s AND f.format = %(format)s
        AND {sight.SEEN}
"""  # noqa: S608 - made of constants
BODY = """
    SELECT body FROM activity_files
    WHERE image_id = %(id)s AND size = %(size)s AND format = %(format)s
"""


def prepare(image_id: int) -> str | None:
    """Make the files of a photo that waits: the state it came to. Opens its own transactions."""
    return kept.prepare(ActivityImage, ActivityFile, image_id)


def activity_of(image_id: int) -> Activity:
    """The activity a photo belongs to."""
    of = select(Activity).join(ActivityImage, ActivityImage.activity_id == Activity.id)
    return session().scalars(of.where(ActivityImage.id == image_id)).one()


def pictures_of(activity_ids: Collection[int]) -> Mapping[int, Sequence[Picture]]:
    """The photos of each of these, in the order in which they were chosen."""
    asked = select(ActivityImage).where(ActivityImage.activity_id.in_(activity_ids))
    images = session().scalars(asked.order_by(ActivityImage.id)).all()
    made = ActivityFile.image_id.in_([image.id for image in images])
    shown = kept.pictures(images, session().scalars(select(ActivityFile).where(made)))
    found: dict[int, list[Picture]] = {one: [] for one in activity_ids}
    for image, picture in zip(images, shown, strict=True):
        found[image.activity_id].append(picture)
    return found


def body_of(actor: Actor, public_id: str, digest: str, format: str) -> bytes:
    """The bytes of a file, for whoever may see its activity. Raises NotFound for others."""
    asked = {"public_id": public_id, "digest": digest, "format": format}
    found = read(FOUND, asked | sight.of(actor))
    if not found:
        raise NotFound
    return _body(found[0].id, found[0].size, format)


@lru_cache(KEPT)
def _body(image_id: int, size: str, format: str) -> bytes:
    return read(BODY, {"id": image_id, "size": size, "format": format})[0].body
