"""How push services know who calls: a short letter signed with the party's own key (RFC 8292).

Browsers bind a subscription to that key when it is made, so that nobody else can call her. Without
a key nothing is offered. The key is kept in the settings alone.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from app.notifications.encryption import CURVE, point

VALID = timedelta(hours=12)  # at most a day, says the standard


@dataclass(frozen=True)
class _Caller:
    key: ec.EllipticCurvePrivateKey
    subject: str


_caller: _Caller | None = None


def configure_push(private_key: str, subject: str) -> None:
    """Take the key (32 bytes in base64url) and where its owner is to be reached; empty is none."""
    global _caller
    _caller = None
    if private_key:
        number = int.from_bytes(decoded(private_key), "big")
        _caller = _Caller(ec.derive_private_key(number, CURVE), subject)


def public_key() -> str | None:
    """What a browser wants to know of us before it subscribes; None while push is not offered."""
    return encoded(point(_caller.key.public_key())) if _caller else None


def authorization(origin: str, at: datetime) -> str:
    """The header that says who calls, for one push service. Push must be configured."""
    if _caller is None:
        raise RuntimeError("push is not configured")
    claims = {
        "aud": origin,
        "exp": int((at + VALID).timestamp()),
        "sub": _caller.subject,
    }
    letter = f"{_part({'typ': 'JWT', 'alg': 'ES256'})}.{_part(claims)}"
    r, s = decode_dss_signature(_caller.key.sign(letter.encode(), ec.ECDSA(SHA256())))
    signed = encoded(r.to_bytes(32, "big") + s.to_bytes(32, "big"))
    return f"vapid t={letter}.{signed}, k={public_key()}"


def new_key() -> str:
    """A fresh private key, as the settings want it."""
    number = ec.generate_private_key(CURVE).private_numbers().private_value
    return encoded(number.to_bytes(32, "big"))


def encoded(raw: bytes) -> str:
    """Bytes in base64url without filling, as all of web push writes them."""
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    """Bytes out of base64url, filled or not. Raises ValueError."""
    return urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))


def _part(values: Mapping[str, object]) -> str:
    return encoded(json.dumps(values, separators=(",", ":")).encode())
