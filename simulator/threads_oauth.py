"""Threads' token endpoints: code → short token → long token → refreshed long token.

Secrets and tokens travel in the query of two of them, as on the platform.
"""

import hmac
from typing import Any

from flask import Blueprint, request

from simulator.grants import DAY, LIFE, Client, Token
from simulator.stage import stage
from simulator.threads_shapes import GraphError

doors = Blueprint("threads_oauth", __name__)

PRIVATE_GRANT_LIFE = 90 * DAY


@doors.post("/oauth/access_token")
def short_token() -> dict[str, Any]:
    """Trade a code (form fields, no PKCE) for a token of one hour."""
    if request.form.get("grant_type") != "authorization_code":
        raise GraphError(100, "Invalid parameter: grant_type must be authorization_code")
    client = stage().grants.client("threads", request.form.get("client_id", ""))
    if client is None:
        raise GraphError(101, "Error validating application. Cannot get application info.")
    _check_secret(client, request.form.get("client_secret", ""))
    code = stage().grants.take_code(client, request.form.get("code", ""))
    if code is None:
        raise GraphError(100, "This authorization code has been used, is invalid or has expired.")
    if code.redirect_uri != request.form.get("redirect_uri"):
        raise GraphError(
            100,
            "Error validating verification code. Please make sure your redirect_uri is identical "
            "to the one you used in the OAuth dialog request",
        )
    token = stage().grants.issue("short", code)
    person = stage().people.by_id(token.person)
    user_id: str | int = person.threads_id if person else "0"
    if stage().board.get("threads").user_id_as == "number":
        user_id = int(user_id)
    return {"access_token": token.token, "user_id": user_id}


@doors.get("/access_token")
def long_token() -> dict[str, Any]:
    """Exchange a living short token for one of sixty days."""
    if request.args.get("grant_type") != "th_exchange_token":
        raise GraphError(100, "Invalid parameter: grant_type must be th_exchange_token")
    token = living_token()
    client = stage().grants.client("threads", token.client_id)
    if client is None:
        raise GraphError(101, "Error validating application. Cannot get application info.")
    _check_secret(client, request.args.get("client_secret", ""))
    if token.kind != "short":
        raise GraphError(452, "Session key invalid: only a short-lived token can be exchanged.")
    return _long(stage().grants.issue("long", token))


@doors.get("/refresh_access_token")
def refreshed_token() -> dict[str, Any]:
    """Sixty more days for a long token that is a day old and alive."""
    if request.args.get("grant_type") != "th_refresh_token":
        raise GraphError(100, "Invalid parameter: grant_type must be th_refresh_token")
    token = living_token()
    if token.kind != "long":
        raise GraphError(100, "Only a long-lived token can be refreshed.")
    if stage().clock.seconds() - token.issued < DAY:
        raise GraphError(100, "The token must be at least 24 hours old to be refreshed.")
    return _long(stage().grants.issue("long", token))


def living_token() -> Token:
    """The token of this request, from the query or the Bearer header; GraphError 190 if not."""
    given = request.authorization
    value = request.args.get("access_token") or (
        given.token if given and given.type == "bearer" else None
    )
    token = stage().grants.find(value) if value else None
    if token is None or token.platform != "threads":
        raise GraphError(190, "Invalid OAuth access token - Cannot parse access token")
    person = stage().people.by_id(token.person)
    outlived = stage().clock.seconds() - token.granted > PRIVATE_GRANT_LIFE
    # A private profile's consent lasts ninety days, however often the token was refreshed.
    if token.dead == "expired" or (person and person.threads_private and outlived):
        raise GraphError(190, "Error validating access token: Session has expired.", subcode=463)
    if token.dead:
        raise GraphError(
            190,
            "Error validating access token: The user has not authorized application.",
            subcode=458,
        )
    return token


def _long(token: Token) -> dict[str, Any]:
    return {"access_token": token.token, "token_type": "bearer", "expires_in": LIFE["long"]}


def _check_secret(client: Client, secret: str) -> None:
    if not hmac.compare_digest(secret.encode(), client.secret.encode()):
        raise GraphError(1, "Error validating client secret.")
