"""The body of a push that only the phone can open, whoever carries it: RFC 8291 over RFC 8188."""

import secrets

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

CURVE = ec.SECP256R1()
POINT_BYTES, SECRET_BYTES, SALT_BYTES = 65, 16, 16
RECORD = 4096
ALIKE = 512  # all bodies are as long as this, so that their length tells nothing


def point(key: ec.EllipticCurvePublicKey) -> bytes:
    """A public key as both ends write it: uncompressed."""
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def read_point(raw: bytes) -> ec.EllipticCurvePublicKey:
    """A phone's public key. Raises ValueError for what is no point of the curve."""
    if len(raw) != POINT_BYTES:
        raise ValueError("not an uncompressed point")
    return ec.EllipticCurvePublicKey.from_encoded_point(CURVE, raw)


def encrypted(
    plain: bytes,
    phone: bytes,
    secret: bytes,
    *,
    length: int = ALIKE,
    key: ec.EllipticCurvePrivateKey | None = None,
    salt: bytes = b"",
) -> bytes:
    """`plain` for the phone with this public key and authentication secret, filled up to `length`.

    Key and salt are new ones each time; only the standard's own example brings its own. Raises
    ValueError for a key that is none.
    """
    key = key or ec.generate_private_key(CURVE)
    salt = salt or secrets.token_bytes(SALT_BYTES)
    own = point(key.public_key())
    shared = key.exchange(ec.ECDH(), read_point(phone))
    material = _derived(shared, secret, b"WebPush: info\0" + phone + own, 32)
    content_key = _derived(material, salt, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derived(material, salt, b"Content-Encoding: nonce\0", 12)
    record = (plain + b"\x02").ljust(length, b"\0")  # 2 ends the last record, zeros fill it
    header = salt + RECORD.to_bytes(4, "big") + bytes([len(own)]) + own
    return header + AESGCM(content_key).encrypt(nonce, record, None)


def _derived(material: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length, salt, info).derive(material)
