"""What was typed into a form that came too late: kept for an hour, for whoever typed it.

Whoever holds a wide role is signed out after half an hour without a page, and a long text is
written in one. It is sealed for its cadre and lies in the store; while that is gone nothing is
kept. Forms with a password or a file are never kept.
"""

import json
import secrets
from base64 import b64decode, b64encode
from dataclasses import dataclass
from typing import Any

from flask import request, url_for

from app.errors import NotFound
from app.sealing import SealBroken, seal, unseal
from app.store import Unavailable, store

KEPT_S = 3600
MOST = 32 * 1024  # bytes
PURPOSE = "held_form"
TOKEN = "csrf_token"  # noqa: S105 - the name of a field
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Held:
    """A form as it was sent: where to, and its fields in order."""

    to: str
    fields: list[tuple[str, str]]


def hold(cadre_id: int | None) -> str | None:
    """Keep the form of this request for that cadre. Returns the address at which she finds it, None
    where nothing was kept."""
    fields = [one for one in request.form.items(multi=True) if one[0] != TOKEN]
    secret = any(name.startswith("sandi") for name, _ in fields)
    if cadre_id is None or not fields or secret or request.mimetype != FORM:
        return None
    plain = json.dumps([request.full_path.rstrip("?"), fields]).encode()
    if len(plain) > MOST:
        return None
    name = secrets.token_urlsafe(16)
    try:
        with store.client() as client:
            client.set(_key(name), b64encode(seal(plain, PURPOSE, cadre_id)), ex=KEPT_S)
    except Unavailable:
        return None
    return url_for("held.show", held=name)


def find(name: str, cadre_id: int) -> Held:
    """What that cadre typed. Raises NotFound for anybody else, and once it is gone."""
    try:
        with store.client() as client:
            sealed: Any = client.get(_key(name))
        to, fields = json.loads(unseal(b64decode(sealed or ""), PURPOSE, cadre_id))
    except (SealBroken, Unavailable):
        raise NotFound from None
    return Held(to, [(field, value) for field, value in fields])


def _key(name: str) -> str:
    return store.key("held", name)
