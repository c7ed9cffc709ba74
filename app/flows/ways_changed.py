"""A cadre changes how she signs in, and is told so wherever she is: it might not have been she.

Each opens its own transactions: what works once is spent and what may be guessed is counted in one
before anything is looked at; the change and the notice of it stand in one together.
"""

from app import clock
from app.cadres import changing, passkeys, sessions, slips, throttle, totp
from app.cadres.devices import device_name
from app.cadres.models import Cadre
from app.cadres.roles import Actor
from app.cadres.sessions import Device
from app.db import session, transaction
from app.notifications import outbox

PAGE = "keamanan"  # on which all ways in are to be seen
TITLE_MAX = 80


def new_passkey(cadre_id: int, slip: str, answer: str, device: Device) -> str:
    """Keep a passkey that her browser just made; the session goes on as a strong one.

    Gives back its token. Raises Refusal("slip"), or Refusal("passkey").
    """
    with transaction():
        slips.spend(slip, "enrol", cadre_id)
    with transaction():
        row = passkeys.enrol(cadre_id, slip, answer, device_name(device.agent))
        _tell(cadre_id, "passkey_added", row.name)
        return _begun(cadre_id, device, strong=True)


def dropped_passkey(cadre_id: int, public_id: str) -> None:
    """Know one of her passkeys no more. Raises NotFound for anybody else's or none."""
    with transaction():
        _tell(cadre_id, "passkey_dropped", passkeys.remove(public_id, cadre_id))


def new_app(cadre_id: int, code: str, device: Device) -> tuple[str, list[str]]:
    """Put her authenticator app in force by its first code; all other devices are signed out.

    Gives back the token of a strong session and ten recovery codes. Raises TooOften, or
    Refusal("code").
    """
    with transaction():
        throttle.knock_with_code(cadre_id, device.address)
    with transaction():
        codes = totp.confirm(cadre_id, code)
        throttle.forgive_codes(cadre_id)
        sessions.end_all(cadre_id)
        _tell(cadre_id, "app_added", device_name(device.agent))
        return _begun(cadre_id, device, strong=True), codes


def dropped_app(cadre_id: int, device: Device) -> None:
    """Passwords alone suffice again."""
    with transaction():
        totp.remove(cadre_id)
        _tell(cadre_id, "app_dropped", device_name(device.agent))


def new_password(actor: Actor, old: str, new: str, device: Device) -> str:
    """Replace the password; every session ends and the token of a new one is returned, as strong
    as the one it was changed in.

    Trying the old password counts as an attempt to sign in, so a borrowed phone cannot guess it.
    Raises Refusal at the field concerned, or TooOften.
    """
    phone = session().get_one(Cadre, actor.id).phone or ""
    with transaction():
        throttle.knock(phone, device.address)
    with transaction():
        changing.change(session().get_one(Cadre, actor.id, with_for_update=True), old, new)
        throttle.forgive(phone)
        sessions.end_all(actor.id)
        _tell(actor.id, "password_changed", device_name(device.agent))
        return _begun(actor.id, device, actor.strong)


def _begun(cadre_id: int, device: Device, strong: bool) -> str:
    return sessions.begin(cadre_id, device.agent, device.address, device.token, strong)


def _tell(cadre_id: int, kind: str, where: str) -> None:
    outbox.tell(cadre_id, kind, PAGE, where[:TITLE_MAX], clock.now())
