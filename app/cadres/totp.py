"""Codes of an authenticator app (TOTP, RFC 6238): six digits, a new one every half minute.

A code of the half minute before and after is taken too, since clocks of phones differ; none is
taken twice (RFC 6238, 5.2).
"""

import hmac

import pyotp
from sqlalchemy import delete, select

from app import clock
from app.cadres import recovery
from app.cadres.models import TotpSecret
from app.db import session as database
from app.errors import Refusal
from app.sealing import SealBroken, seal, unseal

STEP_S = 30
DIGITS = 6
PURPOSE = "totp"
WRONG = "Kode tidak cocok atau sudah terpakai. Tunggu kode berikutnya, lalu coba lagi."


def start(cadre_id: int) -> str:
    """The secret to give to the app; the same one until it is confirmed.

    Raises Refusal("totp_on") when an app is in force already.
    """
    row = _row(cadre_id, lock=True)
    if row is not None and row.confirmed_at:
        raise Refusal("totp_on", "Aplikasi kode sudah aktif.")
    secret = _opened(row) if row else None
    if secret:
        return secret
    secret = pyotp.random_base32()
    sealed = seal(secret.encode(), PURPOSE, cadre_id)
    if row is None:
        database().add(TotpSecret(cadre_id=cadre_id, sealed=sealed, made_at=clock.now()))
    else:
        row.sealed, row.made_at = sealed, clock.now()
    database().flush()
    return secret


def address(secret: str, name: str) -> str:
    """What the QR code says, for apps to read (`otpauth://totp/…`)."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name="Gelanggang")


def confirm(cadre_id: int, code: str) -> list[str]:
    """Put the app in force by its first code; ten recovery codes come with it.

    Raises Refusal("code") at its field for a wrong code.
    """
    row = _row(cadre_id, lock=True)
    if row is None or row.confirmed_at or not _take(row, code):
        raise Refusal("code", WRONG, "kode")
    row.confirmed_at = clock.now()
    return recovery.renew(cadre_id)


def spend(cadre_id: int, code: str) -> bool:
    """Whether the app shows this code now and it was not taken before; now it is."""
    row = _row(cadre_id, lock=True)
    return row is not None and row.confirmed_at is not None and _take(row, code)


def on(cadre_id: int) -> bool:
    """Whether a second step follows her password."""
    row = _row(cadre_id)
    return row is not None and row.confirmed_at is not None


def remove(cadre_id: int) -> None:
    """No second step any more; the recovery codes go with it."""
    database().execute(delete(TotpSecret).where(TotpSecret.cadre_id == cadre_id))
    recovery.forget(cadre_id)


def _row(cadre_id: int, lock: bool = False) -> TotpSecret | None:
    query = select(TotpSecret).where(TotpSecret.cadre_id == cadre_id)
    fresh = query.execution_options(populate_existing=True)
    return database().scalar(fresh.with_for_update() if lock else fresh)


def _take(row: TotpSecret, code: str) -> bool:
    secret, plain = _opened(row), "".join(code.split())
    if secret is None or not plain.isascii():
        return False
    now = int(clock.now().timestamp()) // STEP_S
    app = pyotp.TOTP(secret, digits=DIGITS, interval=STEP_S)
    for step in (now - 1, now, now + 1):
        if step > row.last_step and hmac.compare_digest(app.generate_otp(step), plain):
            row.last_step = step
            return True
    return False


def _opened(row: TotpSecret) -> str | None:
    """The secret; None when its key has left the ring: then only recovery codes are left."""
    try:
        return unseal(row.sealed, PURPOSE, row.cadre_id).decode()
    except SealBroken:
        return None
