"""Proofs that a grant is in the hands of whoever got it (DPoP, RFC 9449), signed with ES256.

A key is made for one grant and lives as long as it; it travels as the text of a private JWK, so
that it can be sealed with the grant.
"""

import hashlib
import json
import secrets

from joserfc import jwt
from joserfc.jwk import ECKey
from joserfc.util import urlsafe_b64encode

from app import clock

ALGORITHM = "ES256"
SCHEME = "DPoP"
NONCE_WANTED = "use_dpop_nonce"


def new_key() -> str:
    """A key for one grant."""
    return json.dumps(ECKey.generate_key("P-256").as_dict(private=True))


def proof(key: str, method: str, url: str, nonce: str | None, access: str = "") -> str:
    """A proof for one request; never used twice. `access` is the token that goes with it."""
    signer = ECKey.import_key(json.loads(key))
    header = {"typ": "dpop+jwt", "alg": ALGORITHM, "jwk": signer.as_dict(private=False)}
    claims = {
        "jti": secrets.token_urlsafe(16),
        "htm": method,
        "htu": url.partition("#")[0].partition("?")[0],
        "iat": int(clock.now().timestamp()),
    }
    if nonce:
        claims["nonce"] = nonce
    if access:
        claims["ath"] = digest(access)
    return jwt.encode(header, claims, signer)


def digest(text: str) -> str:
    """SHA-256 in the alphabet of addresses: what proofs say of a token, and PKCE of a verifier."""
    return urlsafe_b64encode(hashlib.sha256(text.encode("ascii")).digest()).decode()
