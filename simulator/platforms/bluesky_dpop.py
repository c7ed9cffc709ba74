"""Proofs of possession as servers check them: signed by their own key, fresh, and used once.

The server's number changes every three minutes and the one before is still taken; without it the
proof is refused with a new one, which is how clients come by it. (RFC 9449)
"""

import base64
import hashlib
import hmac
import json
import secrets

from flask import Response, g, request
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from simulator.platforms.bluesky_shapes import KEY
from simulator.stage import stage

ROTATES_S = 180
AGE_MAX_S = 60
NONCE_WANTED, BAD_PROOF = "use_dpop_nonce", "invalid_dpop_proof"

_secret = secrets.token_bytes(32)


class DpopError(Exception):
    """A proof that does not do; `code` is the standard's word for why."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(words)
        self.code = code
        self.words = words


def proven(access: str = "") -> str:
    """The thumbprint of the key behind this request, if its proof is good. Raises DpopError."""
    g.asks_dpop = True
    key, claims = _opened(request.headers.get("DPoP", ""))
    if claims.get("htm") != request.method or claims.get("htu") != _asked_at():
        raise DpopError(BAD_PROOF, "DPoP htm or htu mismatch")
    issued = claims.get("iat")
    if not isinstance(issued, int) or abs(issued - stage().clock.seconds()) > AGE_MAX_S:
        raise DpopError(BAD_PROOF, 'DPoP proof is too old: "iat" claim timestamp check failed')
    if claims.get("nonce") not in _nonces():
        raise DpopError(NONCE_WANTED, "Authorization server requires nonce in DPoP proof")
    if access and claims.get("ath") != _digest(access):
        raise DpopError(BAD_PROOF, "DPoP ath mismatch")
    _only_once(claims.get("jti"))
    return key.thumbprint()


def nonce_header(answer: Response) -> Response:
    """Every answer to a proof brings the number for the next one."""
    if g.get("asks_dpop"):
        answer.headers["DPoP-Nonce"] = _nonces()[0]
        answer.headers["Access-Control-Expose-Headers"] = "DPoP-Nonce"
    return answer


def _opened(proof: str) -> tuple[ECKey, dict]:
    try:
        head = proof.partition(".")[0]
        header = json.loads(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)))
        if header["typ"] != "dpop+jwt" or header["alg"] != "ES256" or "d" in header["jwk"]:
            raise ValueError("not a proof")
        key = ECKey.import_key(header["jwk"])
        return key, jwt.decode(proof, key, algorithms=["ES256"]).claims
    except (JoseError, ValueError, KeyError, TypeError):
        raise DpopError(BAD_PROOF, "Failed to verify DPoP proof") from None


def _asked_at() -> str:
    """The address of this request as the world knows it."""
    _, _, host, path = request.path.split("/", 3)
    return f"https://{host}/{path}"


def _only_once(jti: object) -> None:
    if not isinstance(jti, str) or stage().store.got(f"{KEY} jti", jti):
        raise DpopError(BAD_PROOF, "DPoP proof replayed")
    stage().store.put(f"{KEY} jti", jti, "used")


def _nonces() -> list[str]:
    """The number of now, the next one and the one before."""
    window = int(stage().clock.seconds()) // ROTATES_S
    return [
        _digest(hmac.digest(_secret, str(window + step).encode(), "sha256").hex())
        for step in (0, 1, -1)
    ]


def _digest(text: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip("=")
