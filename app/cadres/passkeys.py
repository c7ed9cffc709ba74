"""Passkeys (WebAuthn): a key that stays in the cadre's own device and names its owner by itself.

The device opens it by finger, face or PIN (user verification), so one tap shows both what she has
and who she is. Which site it is for comes from the settings, never from what a request says.
"""

import json
import secrets
import struct
from collections.abc import Sequence
from ipaddress import ip_address
from urllib.parse import urlsplit

import webauthn
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from webauthn.helpers import (
    base64url_to_bytes,
    options_to_json_dict,
    parse_authentication_credential_json,
)
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticationCredential,
    AuthenticatorAttachment,
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from app import clock
from app.cadres.models import Cadre, Passkey
from app.db import session as database
from app.errors import NotFound, Refusal
from app.words import said

MOST = 20  # passkeys of one cadre
ANSWER_MAX = 8_000
UNUSABLE = "Kunci sandi itu tidak dikenali di sini. Masuk dengan kata sandi."
NOT_KEPT = "Kunci sandi belum jadi. Mulai sekali lagi."
# What strange answers make of the library; it promises only the first.
ODD = (WebAuthnException, ValueError, TypeError, KeyError, IndexError, struct.error, RecursionError)

_site = {"origin": "", "rp_id": "", "party": ""}


def configure_passkeys(public_url: str, party: str) -> None:
    """Take from the settings which site passkeys are for, and what the phone calls it."""
    parts = urlsplit(public_url)
    _site.update(origin=f"{parts.scheme}://{parts.netloc}", rp_id=parts.hostname or "", party=party)


def possible() -> bool:
    """Whether browsers make passkeys for this site: it has a name, and a safe way leads to it."""
    host = _site["rp_id"]
    try:
        ip_address(host)
    except ValueError:
        return _site["origin"].startswith("https://") or host == "localhost"
    return False


def insist_on_a_site() -> None:
    """Raises NotFound where browsers make no passkeys for this site: then there is no such door."""
    if not possible():
        raise NotFound


def to_enrol(cadre: Cadre, slip: str) -> dict:
    """What the browser is asked for when a new passkey is made: `slip` is its riddle."""
    options = webauthn.generate_registration_options(
        rp_id=_site["rp_id"],
        rp_name=f"Gelanggang {_site['party']}",
        user_id=cadre.public_id.encode(),
        user_name=cadre.name,
        user_display_name=cadre.name,
        challenge=base64url_to_bytes(slip),
        authenticator_selection=AuthenticatorSelectionCriteria(
            authenticator_attachment=AuthenticatorAttachment.PLATFORM,
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[
            PublicKeyCredentialDescriptor(id=one.credential_id) for one in listed(cadre.id)
        ],
    )
    return options_to_json_dict(options)


def to_enter(slip: str) -> dict:
    """What the browser is asked for at sign-in: any passkey of this site, and `slip` signed."""
    options = webauthn.generate_authentication_options(
        rp_id=_site["rp_id"],
        challenge=base64url_to_bytes(slip),
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return options_to_json_dict(options)


def enrol(cadre_id: int, slip: str, answer: str, name: str) -> Passkey:
    """Keep the public half of a new passkey. The slip was spent before. Raises Refusal."""
    if len(listed(cadre_id)) >= MOST:
        raise Refusal("passkeys_full", said("Paling banyak %(n)s kunci sandi.", n=MOST))
    try:
        made = webauthn.verify_registration_response(
            credential=_json(answer),
            expected_challenge=base64url_to_bytes(slip),
            expected_rp_id=_site["rp_id"],
            expected_origin=_site["origin"],
            require_user_verification=True,
        )
    except ODD:
        raise Refusal("passkey", NOT_KEPT) from None
    row = Passkey(
        public_id=secrets.token_hex(6),
        cadre_id=cadre_id,
        credential_id=made.credential_id,
        public_key=made.credential_public_key,
        sign_count=made.sign_count,
        name=name,
        created_at=clock.now(),
    )
    try:
        with database().begin_nested():
            database().add(row)
    except IntegrityError:  # somebody's already
        raise Refusal("passkey", NOT_KEPT) from None
    return row


def read(answer: str) -> AuthenticationCredential:
    """The answer of a passkey, not yet believed. Raises Refusal("passkey")."""
    try:
        return parse_authentication_credential_json(_json(answer))
    except ODD:
        raise Refusal("passkey", UNUSABLE) from None


def verified(shown: AuthenticationCredential, slip: str) -> int:
    """Whose passkey signed the riddle; its use is noted. Raises Refusal("passkey").

    A key that counts its uses must count on: one that counts less than before was copied.
    """
    row = database().scalar(
        select(Passkey).where(Passkey.credential_id == shown.raw_id).with_for_update()
    )
    owner = database().get_one(Cadre, row.cadre_id) if row else None
    if row is None or owner is None or owner.status != "active":
        raise Refusal("passkey", UNUSABLE)
    handle = shown.response.user_handle
    try:
        told = webauthn.verify_authentication_response(
            credential=shown,
            expected_challenge=base64url_to_bytes(slip),
            expected_rp_id=_site["rp_id"],
            expected_origin=_site["origin"],
            credential_public_key=row.public_key,
            credential_current_sign_count=row.sign_count,
            require_user_verification=True,
        )
    except ODD:
        raise Refusal("passkey", UNUSABLE) from None
    if handle is not None and handle != owner.public_id.encode():
        raise Refusal("passkey", UNUSABLE)
    row.sign_count, row.used_at = told.new_sign_count, clock.now()
    return owner.id


def listed(cadre_id: int) -> Sequence[Passkey]:
    """Her passkeys, the newest first."""
    mine = select(Passkey).where(Passkey.cadre_id == cadre_id).order_by(Passkey.id.desc())
    return database().scalars(mine).all()


def remove(public_id: str, cadre_id: int) -> str:
    """Know one of one's own passkeys no more; its name. Raises NotFound for anybody else's."""
    mine = Passkey.public_id == public_id, Passkey.cadre_id == cadre_id
    name = database().scalar(delete(Passkey).where(*mine).returning(Passkey.name))
    if name is None:
        raise NotFound
    return name


def forget(cadre_id: int) -> None:
    """All of her passkeys."""
    database().execute(delete(Passkey).where(Passkey.cadre_id == cadre_id))


def _json(answer: str) -> dict:
    told = json.loads(answer) if len(answer) <= ANSWER_MAX else None
    if not isinstance(told, dict):
        raise ValueError("no answer of a passkey")
    return told
