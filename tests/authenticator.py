"""A phone that keeps passkeys: makes them and signs riddles as the standard says, or as told.

Everything a test may want to bend is a parameter; what is not named is as an honest phone does it.
"""

import hashlib
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

PRESENT, VERIFIED, HAS_KEY = 0x01, 0x04, 0x40
ORIGIN, SITE = "http://localhost", "localhost"


def coded(data: bytes) -> str:
    """base64url without padding."""
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def plain(text: str) -> bytes:
    """The bytes back."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Phone:
    """One passkey. `uses` is its counter; phones that copy keys between them always tell 0."""

    def __init__(self, counts: bool = True) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = secrets.token_bytes(32)
        self.owner = b""
        self.counts, self.uses = counts, 0

    def make(self, options: dict, origin: str = ORIGIN, verified: bool = True) -> str:
        """What navigator.credentials.create() answers, as the page sends it."""
        self.owner = plain(options["user"]["id"])
        point = self.key.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32), -3: point.y.to_bytes(32)}
        kept = bytes(16) + len(self.id).to_bytes(2) + self.id + cbor2.dumps(cose)
        told = self._told(options["rp"]["id"], verified, HAS_KEY) + kept
        made = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": told})
        client = _client("webauthn.create", options["challenge"], origin)
        return self._sent({"clientDataJSON": coded(client), "attestationObject": coded(made)})

    def use(
        self,
        options: dict,
        origin: str = ORIGIN,
        site: str | None = None,
        verified: bool = True,
        owner: bytes | None = None,
    ) -> str:
        """What navigator.credentials.get() answers, as the page sends it."""
        self.uses += self.counts
        told = self._told(site or options["rpId"], verified)
        client = _client("webauthn.get", options["challenge"], origin)
        signed = self.key.sign(told + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._sent(
            {
                "clientDataJSON": coded(client),
                "authenticatorData": coded(told),
                "signature": coded(signed),
                "userHandle": coded(self.owner if owner is None else owner),
            }
        )

    def _told(self, site: str, verified: bool, more: int = 0) -> bytes:
        flags = PRESENT | (VERIFIED if verified else 0) | more
        return hashlib.sha256(site.encode()).digest() + bytes([flags]) + self.uses.to_bytes(4)

    def _sent(self, response: dict) -> str:
        own = coded(self.id)
        return json.dumps({"id": own, "rawId": own, "type": "public-key", "response": response})


def _client(kind: str, challenge: str, origin: str) -> bytes:
    return json.dumps({"type": kind, "challenge": challenge, "origin": origin}).encode()
