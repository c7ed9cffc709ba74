"""What the sign-ins of Meta have in common: a code for a short token, that for a long one.

Secrets and tokens travel in the query of some calls, as on the platforms.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any

from flask import Blueprint, request

from simulator.grants import Client, Token
from simulator.platform import DAY
from simulator.platforms.meta import GraphError
from simulator.stage import stage


def check_secret(client: Client | None, secret: str) -> Client:
    """The client, if there is one and this is its secret; GraphError if not."""
    if client is None:
        raise GraphError(101, "Error validating application. Cannot get application info.")
    if not client.proves(secret):
        raise GraphError(1, "Error validating client secret.")
    return client


def named_client(platform: str) -> Client:
    """The client that this request names and proves to be."""
    client_id, secret = (request.values.get(f"client_{one}", "") for one in ("id", "secret"))
    return check_secret(stage().grants.client(platform, client_id), secret)


def short_token(platform: str) -> Token:
    """Trade the code of this request (no PKCE) for a short token; GraphError when it is no good."""
    client = named_client(platform)
    code = stage().grants.take_code(client, request.values.get("code", ""))
    if code is None:
        raise GraphError(100, "This authorization code has been used, is invalid or has expired.")
    if code.redirect_uri != request.values.get("redirect_uri"):
        raise GraphError(
            100,
            "Error validating verification code. Please make sure your redirect_uri is identical "
            "to the one you used in the OAuth dialog request",
        )
    return stage().grants.issue("short", code)


def signed_request(client: Client, user_id: str) -> str:
    """What Meta posts to a program whose access a person ends: signed with the program's secret."""
    told = {
        "algorithm": "HMAC-SHA256",
        "issued_at": int(stage().clock.seconds()),
        "user_id": user_id,
    }
    payload = _base64(json.dumps(told).encode())
    signature = hmac.digest(client.secret.encode(), payload.encode(), hashlib.sha256)
    return f"{_base64(signature)}.{payload}"


def check_grant_type(wanted: str) -> None:
    """GraphError unless the request says that it wants this."""
    if request.values.get("grant_type") != wanted:
        raise GraphError(100, f"Invalid parameter: grant_type must be {wanted}")


def mount_long_tokens(
    doors: Blueprint,
    prefix: str,
    living: Callable[[], Token],
    more: Callable[[Token], dict[str, Any]] = lambda token: {},
) -> None:
    """The doors to long tokens, whose grant types begin with `prefix`; `more` is told of a new one.

    `living` finds the living token of the request.
    """

    @doors.get("/access_token")
    def long_token() -> dict[str, Any]:
        """Exchange a living short token for one of sixty days."""
        check_grant_type(f"{prefix}_exchange_token")
        token = living()
        client = stage().grants.client(token.platform, token.client_id)
        check_secret(client, request.args.get("client_secret", ""))
        if token.kind != "short":
            raise GraphError(452, "Session key invalid: only a short-lived token can be exchanged.")
        return _long(token)

    @doors.get("/refresh_access_token")
    def refreshed_token() -> dict[str, Any]:
        """Sixty more days for a long token that is a day old and alive."""
        check_grant_type(f"{prefix}_refresh_token")
        token = living()
        if token.kind != "long":
            raise GraphError(100, "Only a long-lived token can be refreshed.")
        if stage().clock.seconds() - token.issued < DAY:
            raise GraphError(100, "The token must be at least 24 hours old to be refreshed.")
        return _long(token) | more(token)


def _base64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _long(source: Token) -> dict[str, Any]:
    token = stage().grants.issue("long", source)
    life_s = stage().platforms[source.platform].tokens["long"].life_s
    return {"access_token": token.token, "token_type": "bearer", "expires_in": life_s}
