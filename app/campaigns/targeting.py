"""Whom a challenge is for: everybody in its unit and below, while its window is open."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, select, text
from sqlalchemy.orm import contains_eager, joinedload

from app.cadres.roles import Actor
from app.campaigns.elections import permitted
from app.campaigns.models import Challenge
from app.campaigns.states import OPEN_TO_CADRES
from app.db import session
from app.errors import NotFound
from app.units.models import Unit

SHOWN = 100
ALLOWED = permitted("challenges.campaigning", ":reader", ":at")


def open_at(moment: datetime) -> ColumnElement[bool]:
    """Whether a challenge is open at a moment, for whomever it is meant."""
    in_window = and_(Challenge.opens_at <= moment, Challenge.closes_at > moment)
    return and_(Challenge.state == "published", in_window)


def live_for(unit_path: str, moment: datetime) -> Sequence[Challenge]:
    """What is open for a cadre of this unit, that which ends first at the top; nothing in the quiet
    period there."""
    allowed = text(ALLOWED).bindparams(reader=unit_path, at=moment)
    now_open = _for(unit_path).where(open_at(moment), allowed)
    ends_first = now_open.order_by(Challenge.closes_at, Challenge.id)
    return session().scalars(ends_first.limit(SHOWN)).all()


def upcoming_for(unit_path: str, moment: datetime) -> Sequence[Challenge]:
    """What will open for this unit, the next one first."""
    soon = (
        _for(unit_path)
        .where(Challenge.state == "published", Challenge.opens_at > moment)
        .order_by(Challenge.opens_at, Challenge.id)
    )
    return session().scalars(soon.limit(SHOWN)).all()


def find(public_id: str, actor: Actor) -> Challenge:
    """A challenge that was published for the actor's unit, whatever the clock says by now.

    Raises NotFound for drafts and for those of other units alike.
    """
    hers = _for(actor.unit_path).where(
        Challenge.public_id == public_id, Challenge.state.in_(OPEN_TO_CADRES)
    )
    found = session().scalar(hers)
    if found is None:
        raise NotFound
    return found


def _for(unit_path: str) -> Select[Challenge]:
    above = text("units.path @> CAST(:reader AS ltree)").bindparams(reader=unit_path)
    return (
        select(Challenge)
        .join(Unit, Unit.id == Challenge.unit_id)
        .options(contains_eager(Challenge.unit), joinedload(Challenge.issuer))
        .where(above)
    )
