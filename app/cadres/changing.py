"""A new password: chosen by its owner, or handed out once by an operator when it is lost."""

from app.cadres import passwords, sessions, throttle
from app.cadres.models import Cadre
from app.cadres.spoken import spoken
from app.errors import NotFound, Refusal


def change(cadre: Cadre, old: str, new: str) -> None:
    """Replace the password of a cadre whose row the caller has locked.

    Raises Refusal at the field concerned.
    """
    if not passwords.matches(cadre.password_hash, old):
        raise Refusal("password_old", "Kata sandi yang sekarang tidak cocok.", "sandi_lama")
    passwords.check(new, cadre.name, cadre.phone or "")
    cadre.password_hash = passwords.hashed(new)


def hand_out(cadre: Cadre) -> str:
    """A random password for somebody who lost hers; all of her sessions end.

    It is told to her once, by voice or in person, and she changes it on her own page.
    """
    if cadre.phone is None:
        raise NotFound
    password = spoken()
    cadre.password_hash = passwords.hashed(password)
    throttle.forgive(cadre.phone)
    sessions.end_all(cadre.id)
    return password
