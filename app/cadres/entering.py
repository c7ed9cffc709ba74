"""The ways in: password, a second step after it where an app is in force, or a passkey alone.

Each opens its own transactions: the attempt is counted, and what works once is spent, in one
before anything is looked at, so that both outlive the refusal. Each ends in `sessions.begin`,
which lets nobody in who is not active. To prove oneself once more is simply to enter again.
"""

import hashlib
from dataclasses import dataclass

from sqlalchemy import select

from app.cadres import passkeys, passwords, phones, recovery, sessions, slips, throttle, totp
from app.cadres.models import Cadre
from app.cadres.sessions import WRONG, Device
from app.db import session as database
from app.db import transaction
from app.errors import Refusal


@dataclass(frozen=True)
class Entered:
    """Whose session began, and its token; or no token yet and the slip for the second step.

    `asleep` says that she holds a wide role that this session cannot use.
    """

    cadre_id: int
    token: str = ""
    slip: str = ""
    asleep: bool = False


def by_password(typed_phone: str, password: str, device: Device) -> Entered:
    """Check phone and password.

    An unknown phone costs the same work and gets the same words as a wrong password. Raises
    TooOften, or Refusal("sign_in").
    """
    phone = _phone_or_same(typed_phone)
    with transaction():
        throttle.knock(phone, device.address)
    with transaction():
        found = database().scalar(select(Cadre).where(Cadre.phone == phone))
        right = passwords.matches(found.password_hash if found else None, password)
        if found is None or not right or found.status != "active":
            raise Refusal("sign_in", WRONG)
        throttle.forgive(phone)
        if found.password_hash and passwords.outdated(found.password_hash):
            found.password_hash = passwords.hashed(password)
        if totp.on(found.id):
            return Entered(found.id, slip=slips.hand_out("second", found.id))
        return _begun(found.id, device, strong=False)


def by_second_step(slip: str, code: str, device: Device) -> Entered:
    """Check the code of the app, or a recovery code, of whoever got her password right before.

    Raises TooOften, Refusal("slip") when she has to begin anew, or Refusal("code").
    """
    with transaction():
        cadre_id = slips.owner(slip, "second")
        throttle.knock_with_code(cadre_id, device.address)
    with transaction():
        if not totp.spend(cadre_id, code) and not recovery.spend(cadre_id, code):
            raise Refusal("code", totp.WRONG, "kode")
        slips.spend(slip, "second", cadre_id)
        throttle.forgive_codes(cadre_id)
        return _begun(cadre_id, device, strong=True)


def by_passkey(slip: str, answer: str, device: Device) -> Entered:
    """Check what a passkey made of the riddle in `slip`; who it is, the passkey says.

    It was opened by finger, face or PIN, so it is both proofs at once. Raises TooOften,
    Refusal("slip"), or Refusal("passkey").
    """
    shown = passkeys.read(answer)
    account = f"kunci:{hashlib.sha256(shown.raw_id).hexdigest()[:32]}"
    with transaction():
        throttle.knock(account, device.address)
        slips.spend(slip, "enter")
    with transaction():
        cadre_id = passkeys.verified(shown, slip)
        throttle.forgive(account)
        return _begun(cadre_id, device, strong=True)


def forget_ways(cadre_id: int) -> None:
    """Nothing but the password is left to her, and every session ends. Within the caller's
    transaction."""
    passkeys.forget(cadre_id)
    totp.remove(cadre_id)
    sessions.end_all(cadre_id)


def _begun(cadre_id: int, device: Device, strong: bool) -> Entered:
    token = sessions.begin(cadre_id, device.agent, device.address, device.token, strong)
    return Entered(cadre_id, token, asleep=not strong and sessions.wide(cadre_id))


def _phone_or_same(typed: str) -> str:
    """A number nobody could have is throttled and refused like any other unknown one."""
    try:
        return phones.normal(typed)
    except Refusal:
        return "".join(sign for sign in typed if sign in "0123456789")[: phones.TYPED_MAX]
