"""Items of a challenge's kit, pictures and videos alike: whom they are for, which were taken back.

What only one kind has (files in sizes, parts of a film) stands in `kits.py` and `kit_videos.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, LiteralString, TypeVar

from sqlalchemy import select, text

from app import clock
from app.cadres.roles import Actor
from app.campaigns.elections import permitted
from app.campaigns.local import sees
from app.campaigns.models import Challenge, KitImage, KitVideo
from app.campaigns.states import OPEN_TO_CADRES
from app.db import read, session
from app.errors import NotFound
from app.units.tree import within

Row = TypeVar("Row", KitImage, KitVideo)
PUBLISHED = text(
    """
    SELECT 'image' AS kind, i.id, i.public_id, i.alt, r.id IS NOT NULL AS recalled
    FROM kit_images i LEFT JOIN recalls r ON r.image_id = i.id
    WHERE i.challenge_id = :challenge AND i.state = 'ready'
    UNION ALL
    SELECT 'video', v.id, v.public_id, v.alt, r.id IS NOT NULL
    FROM kit_videos v LEFT JOIN recalls r ON r.video_id = v.id
    WHERE v.challenge_id = :challenge
    ORDER BY kind, id
    """
)


@dataclass(frozen=True)
class Item:
    """A picture or a video (`kind` is image or video) with the words that tell what it shows."""

    kind: str
    id: int
    public_id: str
    alt: str
    recalled: bool


def published(challenge_id: int) -> Sequence[Item]:
    """Every item that cadres can be shown or were, pictures before videos."""
    found = session().execute(PUBLISHED, {"challenge": challenge_id})
    return [Item(*row) for row in found]


def allowed(column: LiteralString, item: LiteralString) -> LiteralString:
    """SQL: whether cadres may have an item `item` of challenge `c` now, by the election calendar
    where the reader lives and as nobody took it back; `column` is what `recalls` call it."""
    return f"""
        {permitted("c.campaigning", "%(reader)s", "%(now)s")} AND c.state <> 'recalled'
            AND NOT EXISTS (SELECT FROM recalls r WHERE r.{column} = {item}.id)
    """


def reached(actor: Actor, query: LiteralString, **asked: str) -> Any:
    """The row of a kit's file with the state and path of its challenge, and whether it is allowed
    now, as `query` finds it. Raises NotFound for whoever it is not for."""
    found = read(query, asked | {"reader": actor.unit_path, "now": clock.now()})
    if not found:
        raise NotFound
    one = found[0]
    hers = one.state in OPEN_TO_CADRES and within(actor.unit_path, one.path) and one.allowed
    if not hers and not sees(actor, one.issuer, one.path):
        raise NotFound
    return one


def one(model: type[Row], challenge: Challenge, public_id: str) -> Row:
    """The picture or video of this challenge. Raises NotFound for one of another."""
    mine = model.challenge_id == challenge.id, model.public_id == public_id
    found = session().scalar(select(model).where(*mine))
    if found is None:
        raise NotFound
    return found
