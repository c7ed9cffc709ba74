"""A new password: chosen by its owner, or handed out once by an operator when it is lost."""

from app.cadres import passwords, sessions, throttle
from app.cadres.models import Cadre
from app.cadres.roles import Actor
from app.cadres.sessions import Device
from app.cadres.spoken import spoken
from app.db import session as database
from app.db import transaction
from app.errors import NotFound, Refusal


def change(actor: Actor, old: str, new: str, device: Device) -> str:
    """Replace the password; every session ends and the token of a new one is returned, as strong
    as the one it was changed in.

    Opens its own transactions: trying the old password counts as an attempt to sign in, so a
    borrowed phone cannot guess it. Raises Refusal at the field concerned, or TooOften.
    """
    phone = database().get_one(Cadre, actor.id).phone or ""
    with transaction():
        throttle.knock(phone, device.address)
    with transaction():
        cadre = database().get_one(Cadre, actor.id, with_for_update=True)
        if not passwords.matches(cadre.password_hash, old):
            raise Refusal("password_old", "Kata sandi yang sekarang tidak cocok.", "sandi_lama")
        passwords.check(new, cadre.name, phone)
        cadre.password_hash = passwords.hashed(new)
        throttle.forgive(phone)
        sessions.end_all(actor.id)
        return sessions.begin(actor.id, device.agent, device.address, strong=actor.strong)


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
