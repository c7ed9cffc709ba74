"""Proofs of possession, as the standard's own reader sees them."""

import base64
import hashlib
import json

import pytest
from joserfc import jwt
from joserfc.errors import BadSignatureError
from joserfc.jwk import ECKey

from app import clock
from app.providers import dpop

URL = "https://rumah.example/oauth/token"


def opened(proof: str) -> jwt.Token:
    """A proof, checked against the key it carries itself."""
    head = proof.partition(".")[0]
    header = json.loads(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)))
    return jwt.decode(proof, ECKey.import_key(header["jwk"]), algorithms=["ES256"])


def test_a_proof_names_its_request_and_carries_only_the_public_key() -> None:
    key = dpop.new_key()
    found = opened(dpop.proof(key, "POST", f"{URL}?a=1#b", "nomor-1"))
    assert found.header["typ"] == "dpop+jwt"
    assert "d" not in found.header["jwk"]
    assert "d" in json.loads(key)
    assert (found.claims["htm"], found.claims["htu"]) == ("POST", URL)
    assert found.claims["nonce"] == "nomor-1"
    assert abs(found.claims["iat"] - clock.now().timestamp()) < 5
    assert "ath" not in found.claims


def test_no_two_proofs_are_the_same_and_the_first_has_no_number() -> None:
    key = dpop.new_key()
    one, two = (opened(dpop.proof(key, "GET", URL, None)) for _ in range(2))
    assert one.claims["jti"] != two.claims["jti"]
    assert "nonce" not in one.claims


def test_a_proof_for_a_token_names_it_by_its_digest() -> None:
    found = opened(dpop.proof(dpop.new_key(), "GET", URL, None, access="rahasia"))
    digest = base64.urlsafe_b64decode(found.claims["ath"] + "=")
    assert digest == hashlib.sha256(b"rahasia").digest()


def test_a_proof_of_another_key_does_not_open() -> None:
    proof = dpop.proof(dpop.new_key(), "GET", URL, None)
    with pytest.raises(BadSignatureError):
        jwt.decode(proof, ECKey.import_key(json.loads(dpop.new_key())), algorithms=["ES256"])


def test_pkce_of_the_standards_own_example() -> None:
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    assert dpop.digest(verifier) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
