"""Recovery codes: ten ways in for when the phone with the authenticator app is lost.

Each is random enough (`spoken.py`) that a plain hash suffices where a password needs a slow one.
"""

import hashlib

from sqlalchemy import delete, func, select, update

from app import clock
from app.cadres.models import RecoveryCode
from app.cadres.spoken import plain, spoken
from app.db import session as database

CODES = 10


def renew(cadre_id: int) -> list[str]:
    """Ten new codes, the only time they are known; all earlier ones are worth nothing."""
    forget(cadre_id)
    codes = [spoken() for _ in range(CODES)]
    database().add_all(RecoveryCode(cadre_id=cadre_id, hash=_hash(cadre_id, one)) for one in codes)
    database().flush()
    return codes


def spend(cadre_id: int, typed: str) -> bool:
    """Whether this is one of her codes that was not used yet; now it is."""
    mine = RecoveryCode.cadre_id == cadre_id, RecoveryCode.hash == _hash(cadre_id, typed)
    spent = update(RecoveryCode).where(*mine, RecoveryCode.used_at.is_(None))
    done = database().execute(spent.values(used_at=clock.now()).returning(RecoveryCode.hash))
    return done.first() is not None


def left(cadre_id: int) -> int:
    """How many codes she has not used."""
    unused = RecoveryCode.cadre_id == cadre_id, RecoveryCode.used_at.is_(None)
    return database().scalar(select(func.count()).where(*unused)) or 0


def forget(cadre_id: int) -> None:
    """All of her codes, used or not."""
    database().execute(delete(RecoveryCode).where(RecoveryCode.cadre_id == cadre_id))


def _hash(cadre_id: int, typed: str) -> str:
    return hashlib.sha256(f"{cadre_id}:{plain(typed)}".encode()).hexdigest()
