"""Writing down that a leader turned to somebody, and for what purpose; the words stay his."""

from datetime import datetime, timedelta

from sqlalchemy import delete

from app import clock
from app.db import session
from app.teams.models import Contact

PURPOSES = ("recall", "welcome", "thank", "lead")  # to one person
GROUP = "group"
ASKING = frozenset({"recall", GROUP})  # these ask people to take part
KEPT = timedelta(days=365)


def note(by: int, unit_id: int, cadre_id: int | None, purpose: str) -> None:
    """Add one, within the caller's transaction; without a cadre it was the unit's group."""
    session().add(
        Contact(by=by, unit_id=unit_id, cadre_id=cadre_id, purpose=purpose, at=clock.now())
    )
    session().flush()


def forget(now: datetime) -> None:
    """Delete what is older than a year."""
    session().execute(delete(Contact).where(Contact.at < now - KEPT))


def forget_cadre(cadre_id: int) -> None:
    """Nobody needs to know any more who turned to somebody who left, nor to whom she did."""
    session().execute(delete(Contact).where(Contact.cadre_id == cadre_id))
    session().execute(delete(Contact).where(Contact.by == cadre_id))
