"""What a browser is handed and may give back once, within minutes: the riddle that a passkey has
to sign, and the word that the password was right while the second step is still to come.

The browser keeps the slip in its signed cookie; that it works once is decided here, since a cookie
can be shown again.
"""

import hashlib
import secrets
from datetime import timedelta

from sqlalchemy import ColumnElement, delete, select

from app import clock
from app.cadres.models import Slip
from app.db import session as database
from app.errors import Refusal

KEPT = timedelta(minutes=5)
OVER = "Waktunya habis atau sudah terpakai. Mulai sekali lagi."


def hand_out(purpose: str, cadre_id: int | None = None) -> str:
    """A new slip, 256 random bits as base64url, the only time it is known."""
    token = secrets.token_urlsafe(32)
    row = Slip(hash=_hash(token), purpose=purpose, cadre_id=cadre_id, expires_at=clock.now() + KEPT)
    database().add(row)
    database().flush()
    return token


def owner(token: str, purpose: str) -> int:
    """Whom the slip was handed to; it stays good. Raises Refusal("slip")."""
    found = database().scalar(select(Slip.cadre_id).where(*_good(token, purpose)))
    if found is None:
        raise Refusal("slip", OVER)
    return found


def spend(token: str, purpose: str, cadre_id: int | None = None) -> None:
    """Take the slip back, once, from the very cadre it was handed to (None: from anybody).

    Raises Refusal("slip").
    """
    mine = (*_good(token, purpose), Slip.cadre_id.is_not_distinct_from(cadre_id))
    if database().execute(delete(Slip).where(*mine).returning(Slip.hash)).first() is None:
        raise Refusal("slip", OVER)


def sweep() -> None:
    """Forget slips that were never given back."""
    database().execute(delete(Slip).where(Slip.expires_at < clock.now()))


def _good(token: str, purpose: str) -> tuple[ColumnElement[bool], ...]:
    return Slip.hash == _hash(token), Slip.purpose == purpose, Slip.expires_at > clock.now()


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
