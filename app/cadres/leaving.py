"""What is left of a cadre who leaves: a row without a person, for the points that units keep.

Name, phone, date of birth and every way in are erased, so the phone is free for a new account.
What she agreed to stays as proof, without her name; so do the days of her membership.
"""

from datetime import timedelta

from sqlalchemy import update

from app import clock
from app.cadres import consents, entering, founding, throttle
from app.cadres.models import Cadre, Invitation, Membership, Session
from app.db import session as database

GONE = "Kader yang keluar"


def erase(cadre: Cadre) -> None:
    """Make a tombstone of her row, which the caller has locked; roles and sessions end at once."""
    if cadre.phone:
        throttle.forgive(cadre.phone)
    entering.forget_ways(cadre.id)
    for kind in {given.kind for given in consents.history(cadre.id)}:
        consents.withdraw(cadre.id, kind)
    for role in founding.held_by(cadre.id):
        founding.end(cadre, role.kind, role.unit)
    _end_membership(cadre.id)
    _forget_traces(cadre.id)
    cadre.name, cadre.phone, cadre.birth_date, cadre.password_hash = GONE, None, None, None
    cadre.display, cadre.status, cadre.language = "hidden", "left", None
    database().flush()


def _end_membership(cadre_id: int) -> None:
    yesterday = clock.party_day(clock.now()) - timedelta(days=1)
    still = Membership.cadre_id == cadre_id, Membership.ends_on.is_(None)
    for one in database().query(Membership).where(*still):
        one.ends_on = max(one.starts_on, yesterday)


def _forget_traces(cadre_id: int) -> None:
    """Where she signed in from, and what she noted on invitations; open ones close."""
    hers = update(Session).where(Session.cadre_id == cadre_id)
    database().execute(hers.values(agent="", address=""))
    made = update(Invitation).where(Invitation.created_by == cadre_id)
    database().execute(made.values(note=""))
    database().execute(made.where(Invitation.revoked_at.is_(None)).values(revoked_at=clock.now()))
