"""Moving a cadre to another unit. Points stay where they were earned."""

from datetime import timedelta

from sqlalchemy import select

from app import clock
from app.cadres.models import Cadre, Membership
from app.db import session as database
from app.errors import NotFound, Refusal
from app.units.models import Unit


def transfer(cadre_id: int, unit_id: int) -> Membership:
    """Close the open membership and open one in the other unit, from today on.

    Locks the cadre's row, so two transfers at once happen one after the other and a hand-in sees
    one unit or the other. Raises NotFound for no active cadre or no open unit, Refusal for the
    unit she is in already.
    """
    cadre = database().scalar(
        select(Cadre).where(Cadre.id == cadre_id, Cadre.status == "active").with_for_update()
    )
    unit = database().get(Unit, unit_id)
    today = clock.party_day(clock.now())
    if cadre is None or unit is None or (unit.active_until and unit.active_until < today):
        raise NotFound
    if cadre.unit_id == unit_id:
        raise Refusal("transfer_same_unit", "Kader ini sudah berada di unit itu.", "unit")
    was = (
        database()
        .scalars(
            select(Membership).where(Membership.cadre_id == cadre_id, Membership.ends_on.is_(None))
        )
        .one()
    )
    was.ends_on = max(was.starts_on, today - timedelta(days=1))
    database().flush()
    became = Membership(cadre_id=cadre_id, unit_id=unit_id, starts_on=today)
    database().add(became)
    cadre.unit_id = unit_id
    database().flush()
    return became
