"""How often sign-in and activation may be tried, in fixed windows that all web processes share.

Counted before the password is looked at, in a transaction of its own, so that the count stays
whatever comes of the attempt. An attempt that is refused here is not counted any more: the window
ends when it ends, and nobody can lock an owner out for longer than that.
"""

from datetime import timedelta

from sqlalchemy import case, delete
from sqlalchemy.dialects.postgresql import insert

from app import clock
from app.cadres.models import Throttle
from app.db import session as database
from app.errors import TooOften
from app.words import said

WINDOW = timedelta(minutes=15)
PER_ACCOUNT = 10
PER_ADDRESS = 50
CODES_PER_ACCOUNT = 5
ACTIVATIONS_PER_ADDRESS = 60  # a whole meeting may sit behind one address


def knock(phone: str, address: str) -> None:
    """Count one attempt to sign in. Raises TooOften, with the wait, past either limit."""
    _count(_account(phone), PER_ACCOUNT)
    _count(f"masuk:dari:{address[:45]}", PER_ADDRESS)


def knock_to_join(address: str) -> None:
    """Count one attempt to activate, so that an invitation cannot be used to try phone numbers.

    Raises TooOften past the limit.
    """
    _count(f"gabung:dari:{address[:45]}", ACTIVATIONS_PER_ADDRESS)


def knock_with_code(cadre_id: int, address: str) -> None:
    """Count one attempt at a second step: six digits are guessed sooner than a password.

    Raises TooOften past either limit.
    """
    _count(_codes(cadre_id), CODES_PER_ACCOUNT)
    _count(f"masuk:dari:{address[:45]}", PER_ADDRESS)


def forgive_codes(cadre_id: int) -> None:
    """The right code came: mistyped ones are forgotten."""
    database().execute(delete(Throttle).where(Throttle.key == _codes(cadre_id)))


def forgive(phone: str) -> None:
    """The right person came: her own mistypings are forgotten, the address keeps its count."""
    database().execute(delete(Throttle).where(Throttle.key == _account(phone)))


def sweep() -> int:
    """Forget windows that have ended; returns how many."""
    ended = delete(Throttle).where(Throttle.window_start < clock.now() - WINDOW)
    return len(database().execute(ended.returning(Throttle.key)).all())


def _account(phone: str) -> str:
    return f"masuk:nomor:{phone}"


def _codes(cadre_id: int) -> str:
    return f"masuk:kode:{cadre_id}"


def _count(key: str, limit: int) -> None:
    now = clock.now()
    ended = Throttle.window_start <= now - WINDOW
    counted = (
        insert(Throttle)
        .values(key=key, window_start=now, count=1)
        .on_conflict_do_update(
            index_elements=[Throttle.key],
            set_={
                "count": case((ended, 1), else_=Throttle.count + 1),
                "window_start": case((ended, now), else_=Throttle.window_start),
            },
        )
        .returning(Throttle.window_start, Throttle.count)
    )
    start, count = database().execute(counted).one()
    if count > limit:
        wait_s = max(1, int((start + WINDOW - now).total_seconds()) + 1)
        minutes = -(-wait_s // 60)
        raise TooOften(
            said(
                "Terlalu sering mencoba. Tunggu %(minutes)s menit, lalu coba lagi.", minutes=minutes
            ),
            wait_s,
        )
