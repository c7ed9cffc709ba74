"""Keeping in the audit log what people decided about a cadre, at the unit she is in."""

from sqlalchemy import select

from app.auditing.recording import Detail, record
from app.cadres.models import Cadre
from app.cadres.roles import Actor
from app.db import session
from app.units.models import Unit

OF_NOBODY = frozenset({"turn_ended"})  # which post it was is nobody's business


def note(
    actor: Actor, act: str, subject_kind: str, subject: str, cadre_id: int, **details: Detail
) -> None:
    """Record an act about one cadre, within its transaction; as `record` says."""
    about = () if act in OF_NOBODY else (cadre_id,)
    asked = select(Unit.path).join(Cadre, Cadre.unit_id == Unit.id).where(Cadre.id == cadre_id)
    path = session().scalars(asked).one()
    record(actor, act, path, subject_kind, subject, about=about, **details)
