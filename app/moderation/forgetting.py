"""What is forgotten with a cadre who leaves: words about her and from her. Decisions stay."""

from sqlalchemy import delete, update

from app.db import session
from app.moderation.models import Appeal, Sanction


def forget_cadre(cadre_id: int) -> None:
    """Her appeals lose their words, those not answered yet are withdrawn, and so her sanctions."""
    hers = Appeal.cadre_id == cadre_id
    session().execute(delete(Appeal).where(hers, Appeal.state == "open"))
    session().execute(update(Appeal).where(hers).values(words="", answer=""))
    session().execute(update(Sanction).where(Sanction.cadre_id == cadre_id).values(words=""))
