"""Choosing a cadre by her name, for whoever is about to decide something about her."""

from collections.abc import Sequence

from sqlalchemy import select, text
from sqlalchemy.orm import joinedload

from app.cadres.models import Cadre
from app.cadres.search import literally, long_enough, named
from app.db import session
from app.units.models import Unit

FOUND = 12
UNDER = text("units.path <@ ANY(CAST(:roots AS ltree[]))")


def people(words: str, paths: Sequence[str], but: int, *, led: bool = False) -> Sequence[Cadre]:
    """Active cadres in or below units whose name holds these words, `but` oneself.

    Who leads these units (`led`) knows all of them by name; others find whom boards show in full.
    """
    if not paths or not long_enough(words):
        return ()
    asked = select(Cadre).join(Unit, Unit.id == Cadre.unit_id)
    if led:
        like = Cadre.name.ilike(f"%{literally(words)}%")
        asked = asked.where(UNDER.bindparams(roots=list(paths)), like, Cadre.status == "active")
    else:
        asked = asked.where(Cadre.id.in_(named(words, paths)))
    whole = asked.where(Cadre.id != but).options(joinedload(Cadre.unit))
    return session().scalars(whole.order_by(Cadre.name, Cadre.id).limit(FOUND)).all()


def chosen(public_id: str) -> Cadre | None:
    """Whom a form named, while she is active."""
    asked = select(Cadre).where(Cadre.public_id == public_id, Cadre.status == "active")
    return session().scalar(asked) if "\x00" not in public_id else None
