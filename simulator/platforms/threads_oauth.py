"""Threads' token endpoints: code → short token → long token → refreshed long token."""

from typing import Any

from flask import Blueprint

from simulator.grants import Token
from simulator.platform import DAY
from simulator.platforms import meta, meta_oauth
from simulator.stage import stage

doors = Blueprint("threads_oauth", __name__, url_prefix="/threads/graph")
meta.graph_answers(doors, "threads")

PRIVATE_GRANT_LIFE = 90 * DAY


@doors.post("/oauth/access_token")
def short_token() -> dict[str, Any]:
    """Trade a code for a token of one hour."""
    meta_oauth.check_grant_type("authorization_code")
    token = meta_oauth.short_token("threads")
    person = stage().people.by_id(token.person)
    user_id: str | int = person.account_id("threads") if person else "0"
    if stage().board.get("threads").own["user_id_as"] == "number":
        user_id = int(user_id)
    return {"access_token": token.token, "user_id": user_id}


def threads_token() -> Token:
    """The living token of this request; a private profile's consent lasts but ninety days."""
    token = meta.living_token("threads")
    person = stage().people.by_id(token.person)
    outlived = stage().clock.seconds() - token.granted > PRIVATE_GRANT_LIFE
    if person and person.is_private("threads") and outlived:
        raise meta.expired()
    return token


meta_oauth.mount_long_tokens(doors, "th", threads_token)
