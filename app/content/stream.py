"""The stream of items as cadres read it: the newest first, page after page."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select, tuple_
from sqlalchemy.orm import contains_eager

from app.content.models import Item, Source
from app.db import session
from app.errors import NotFound

PAGE = 20


@dataclass(frozen=True)
class Page:
    """Items, the newest first; `further` names the last one when there are older ones."""

    items: tuple[Item, ...]
    further: str | None


def page(before: str = "") -> Page:
    """The newest items, or those older than the one with the public id `before`.

    Pages follow an item, not a number, so that what arrives meanwhile repeats nothing.
    """
    asked = _on_show()
    if before:
        place = select(Item.published_at, Item.id).where(Item.public_id == before).scalar_subquery()
        asked = asked.where(tuple_(Item.published_at, Item.id) < place)
    found = session().scalars(_newest(asked, PAGE + 1)).all()
    shown = tuple(found[:PAGE])
    return Page(shown, shown[-1].public_id if len(found) > PAGE else None)


def newest(number: int) -> Sequence[Item]:
    """The last few items, for other pages."""
    return session().scalars(_newest(_on_show(), number)).all()


def find(public_id: str) -> Item:
    """An item on show. Raises NotFound."""
    found = session().scalar(_on_show().where(Item.public_id == public_id))
    if found is None:
        raise NotFound
    return found


def _on_show() -> Select[Item]:
    return select(Item).join(Item.source).where(Source.active).options(contains_eager(Item.source))


def _newest(asked: Select[Item], number: int) -> Select[Item]:
    return asked.order_by(Item.published_at.desc(), Item.id.desc()).limit(number)
