"""Phones of this demo that can be called, and the calls they got, opened with their own keys.

Written from the standards (RFC 8291, 8188) and not from the program, so that it judges what comes.
"""

import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import asdict, dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from simulator.store import Store

OWNER = "push"
CURVE = ec.SECP256R1()
SHOWN = 50


class Unreadable(ValueError):
    """A body that the phone it was sent to cannot open."""


@dataclass(frozen=True)
class Phone:
    """A browser that subscribed: its address, its keys, and the key of whoever may call it."""

    id: str
    name: str
    endpoint: str
    number: str  # the private key, in hexadecimal
    auth: str
    caller: str = ""  # base64url; empty: anybody
    gone: bool = False

    @property
    def key(self) -> ec.EllipticCurvePrivateKey:
        """The private key."""
        return ec.derive_private_key(int(self.number, 16), CURVE)

    @property
    def p256dh(self) -> str:
        """The public key, as browsers write it."""
        return encoded(_point(self.key.public_key()))

    def opened(self, body: bytes) -> str:
        """What was written to this phone. Raises Unreadable."""
        salt, size, length = body[:16], int.from_bytes(body[16:20], "big"), body[20:21]
        if length != b"\x41" or size < 18 or len(body) - 86 > size:
            raise Unreadable("Kepala pesan tidak menurut RFC 8188.")
        theirs, sealed = body[21:86], body[86:]
        try:
            sender = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, theirs)
            shared = self.key.exchange(ec.ECDH(), sender)
            info = b"WebPush: info\x00" + decoded(self.p256dh) + theirs
            material = HKDF(SHA256(), 32, decoded(self.auth), info).derive(shared)
            key = HKDF(SHA256(), 16, salt, b"Content-Encoding: aes128gcm\x00").derive(material)
            nonce = HKDF(SHA256(), 12, salt, b"Content-Encoding: nonce\x00").derive(material)
            record = AESGCM(key).decrypt(nonce, sealed, None).rstrip(b"\x00")
        except (ValueError, InvalidTag):
            raise Unreadable("Pesan ini bukan untuk telepon ini.") from None
        if not record.endswith(b"\x02"):
            raise Unreadable("Pesan terpotong.")
        return record[:-1].decode()


@dataclass(frozen=True)
class Received:
    """One call that arrived; `text` is what it says, `ttl` how long it could have waited."""

    phone: str
    name: str
    text: str
    ttl: int
    urgency: str
    at: float  # unix seconds


class Phones:
    """The phones on the shelf, and what arrived at them."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add(self, name: str, endpoint: str, caller: str = "") -> Phone:
        """A new phone at `endpoint`, in which `{id}` becomes its own."""
        known = secrets.token_urlsafe(16)
        number = ec.generate_private_key(CURVE).private_numbers().private_value
        secret = encoded(secrets.token_bytes(16))
        phone = Phone(known, name, endpoint.format(id=known), f"{number:x}", secret, caller)
        self._store.put(OWNER, f"phone:{known}", json.dumps(asdict(phone)))
        return phone

    def find(self, known: str) -> Phone | None:
        """The phone of this id."""
        kept = self._store.got(OWNER, f"phone:{known}")
        return Phone(**json.loads(kept)) if kept else None

    def lose(self, known: str) -> None:
        """Its owner took the permission back: the address answers 410 from now on."""
        phone = self.find(known)
        if phone:
            kept = asdict(phone) | {"gone": True}
            self._store.put(OWNER, f"phone:{known}", json.dumps(kept))

    def receive(self, call: Received) -> None:
        """Keep a call that arrived."""
        name = f"call:{call.at:017.6f}:{secrets.token_hex(4)}"
        self._store.put(OWNER, name, json.dumps(asdict(call)))

    def received(self) -> list[Received]:
        """The latest calls, the newest first."""
        with self._store.read() as connection:
            rows = connection.execute(
                "SELECT value FROM shelf WHERE owner = ? AND name LIKE 'call:%' "
                "ORDER BY name DESC LIMIT ?",
                (OWNER, SHOWN),
            ).fetchall()
        return [Received(**json.loads(row["value"])) for row in rows]


def encoded(raw: bytes) -> str:
    """Bytes in base64url without filling."""
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    """Bytes out of base64url. Raises ValueError."""
    return urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))


def _point(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
