"""Secrets at rest: AES-256-GCM under a ring of keys, bound to purpose, cadre and place.

The place is the platform that gave the secret; a secret of our own has none.

A sealed value names its key, so that old values open while new ones are sealed with the newest
key. Moved to another cadre's row, or from one column to another, it does not open.
"""

import secrets
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

VERSION = b"\x01"
NONCE_BYTES = 12

_ring: dict[str, AESGCM] = {}


class SealBroken(Exception):
    """The value was not sealed for this place, was changed, or its key is no longer in the ring."""


def configure_keys(keys: Mapping[str, bytes]) -> None:
    """Take the key ring from the settings, the newest key first."""
    _ring.clear()
    _ring.update({name: AESGCM(key) for name, key in keys.items()})


def seal(plain: bytes, purpose: str, cadre_id: int, place: str = "") -> bytes:
    """Close `plain` for one purpose, cadre and place, under the newest key."""
    name = next(iter(_ring))
    header = _header(name)
    nonce = secrets.token_bytes(NONCE_BYTES)
    bound = header + _bound(purpose, cadre_id, place)
    return header + nonce + _ring[name].encrypt(nonce, plain, bound)


def unseal(sealed: bytes, purpose: str, cadre_id: int, place: str = "") -> bytes:
    """Open what `seal` closed for the same place. Raises SealBroken."""
    if sealed[:1] != VERSION or len(sealed) < 2:
        raise SealBroken("unknown shape")
    ends = 2 + sealed[1]
    header, nonce, body = sealed[:ends], sealed[ends : ends + NONCE_BYTES], sealed[ends:]
    key = _ring.get(header[2:].decode("utf-8", "replace"))
    if key is None:
        raise SealBroken("the key is not in the ring")
    try:
        bound = header + _bound(purpose, cadre_id, place)
        return key.decrypt(nonce, body[NONCE_BYTES:], bound)
    except (InvalidTag, ValueError):
        raise SealBroken("changed, or sealed for another place") from None


def newest() -> bytes:
    """How values begin that were sealed under the newest key: whatever begins otherwise is old."""
    return _header(next(iter(_ring)))


def _header(name: str) -> bytes:
    encoded = name.encode()
    return VERSION + bytes([len(encoded)]) + encoded


def _bound(purpose: str, cadre_id: int, place: str) -> bytes:
    return f"{purpose}:{cadre_id}:{place}".encode()
