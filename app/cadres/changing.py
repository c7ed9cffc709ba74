"""A new password: chosen by its owner, or handed out once by an operator when it is lost."""

import secrets

from app.cadres import passwords, sessions, throttle
from app.cadres.models import Cadre
from app.db import session as database
from app.db import transaction
from app.errors import NotFound, Refusal

# Letters and digits that are hard to mistake for one another, spoken or written.
SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS, GROUP = 4, 4


def change(cadre_id: int, old: str, new: str, agent: str, address: str) -> str:
    """Replace the password; every session ends and the token of a new one is returned.

    Opens its own transactions: trying the old password counts as an attempt to sign in, so a
    borrowed phone cannot guess it. Raises Refusal at the field concerned, or TooOften.
    """
    phone = database().get_one(Cadre, cadre_id).phone or ""
    with transaction():
        throttle.knock(phone, address)
    with transaction():
        cadre = database().get_one(Cadre, cadre_id, with_for_update=True)
        if not passwords.matches(cadre.password_hash, old):
            raise Refusal("password_old", "Kata sandi yang sekarang tidak cocok.", "sandi_lama")
        passwords.check(new, cadre.name, phone)
        cadre.password_hash = passwords.hashed(new)
        throttle.forgive(phone)
        sessions.end_all(cadre_id)
        return sessions.begin(cadre_id, agent, address)


def hand_out(cadre: Cadre) -> str:
    """A random password for somebody who lost hers; all of her sessions end.

    It is told to her once, by voice or in person, and she changes it on her own page.
    """
    if cadre.phone is None:
        raise NotFound
    groups = ("".join(secrets.choice(SIGNS) for _ in range(GROUP)) for _ in range(GROUPS))
    password = "-".join(groups)
    cadre.password_hash = passwords.hashed(password)
    throttle.forgive(cadre.phone)
    sessions.end_all(cadre.id)
    return password
