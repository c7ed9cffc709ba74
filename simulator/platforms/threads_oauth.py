"""Threads' token endpoints: code → short token → long token → refreshed long token.

Secrets and tokens travel in the query of two of them, as on the platform.
"""

from typing import Any

from flask import Blueprint, request

from simulator.grants import Token
from simulator.platform import DAY
from simulator.platforms import meta
from simulator.platforms.meta import GraphError
from simulator.stage import stage

doors = Blueprint("threads_oauth", __name__, url_prefix="/threads/graph")
meta.graph_answers(doors, "threads")

PRIVATE_GRANT_LIFE = 90 * DAY


@doors.post("/oauth/access_token")
def short_token() -> dict[str, Any]:
    """Trade a code for a token of one hour."""
    token = meta.short_token("threads")
    person = stage().people.by_id(token.person)
    user_id: str | int = person.account_id("threads") if person else "0"
    if stage().board.get("threads").own["user_id_as"] == "number":
        user_id = int(user_id)
    return {"access_token": token.token, "user_id": user_id}


@doors.get("/access_token")
def long_token() -> dict[str, Any]:
    """Exchange a living short token for one of sixty days."""
    if request.args.get("grant_type") != "th_exchange_token":
        raise GraphError(100, "Invalid parameter: grant_type must be th_exchange_token")
    token = threads_token()
    client = stage().grants.client("threads", token.client_id)
    meta.check_secret(client, request.args.get("client_secret", ""))
    if token.kind != "short":
        raise GraphError(452, "Session key invalid: only a short-lived token can be exchanged.")
    return _long(token)


@doors.get("/refresh_access_token")
def refreshed_token() -> dict[str, Any]:
    """Sixty more days for a long token that is a day old and alive."""
    if request.args.get("grant_type") != "th_refresh_token":
        raise GraphError(100, "Invalid parameter: grant_type must be th_refresh_token")
    token = threads_token()
    if token.kind != "long":
        raise GraphError(100, "Only a long-lived token can be refreshed.")
    if stage().clock.seconds() - token.issued < DAY:
        raise GraphError(100, "The token must be at least 24 hours old to be refreshed.")
    return _long(token)


def threads_token() -> Token:
    """The living token of this request; a private profile's consent lasts but ninety days."""
    token = meta.living_token("threads")
    person = stage().people.by_id(token.person)
    outlived = stage().clock.seconds() - token.granted > PRIVATE_GRANT_LIFE
    if person and person.is_private("threads") and outlived:
        raise meta.expired()
    return token


def _long(source: Token) -> dict[str, Any]:
    token = stage().grants.issue("long", source)
    life_s = stage().platforms["threads"].tokens["long"].life_s
    return {"access_token": token.token, "token_type": "bearer", "expires_in": life_s}
