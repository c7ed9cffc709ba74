"""Instagram's token endpoints: a code at one host, long tokens at the other.

The first has an error envelope of its own. An account has two numbers: one that everybody sees, and
one that only this program does.
"""

import hashlib
from typing import Any

from flask import Blueprint

from simulator.grants import Token
from simulator.people import Person
from simulator.platforms import meta, meta_oauth
from simulator.platforms.meta import GraphError
from simulator.stage import stage

code_doors = Blueprint("instagram_code", __name__, url_prefix="/instagram/api")
doors = Blueprint("instagram_oauth", __name__, url_prefix="/instagram/graph")
meta.graph_answers(doors, "instagram")


@code_doors.post("/oauth/access_token")
def short_token() -> dict[str, Any]:
    """Trade a code for a token of one hour: in a list, as documented, or flat."""
    meta_oauth.check_grant_type("authorization_code")
    token = meta_oauth.short_token("instagram")
    own = stage().board.get("instagram").own
    person = stage().people.by_id(token.person)
    user_id = numbered(person, str(own["user_id_as"])) if person else "0"
    if own["token_as"] == "flat":
        permissions = token.scopes.split()
        return {
            "access_token": token.token,
            "user_id": int(user_id),
            "permissions": permissions,
        }
    permissions = ",".join(token.scopes.split())
    answer = {"access_token": token.token, "user_id": user_id, "permissions": permissions}
    return {"data": [answer]}


@code_doors.errorhandler(GraphError)
def refused(raised: GraphError) -> tuple[dict[str, Any], int]:
    """The envelope of the older host."""
    error = raised.body["error"]
    return {
        "error_type": error["type"],
        "code": raised.status,
        "error_message": error["message"],
    }, raised.status


def numbered(person: Person, how: str) -> str:
    """The number of a person's account: the "public" one, or the one "scoped" to this program."""
    public = person.account_id("instagram")
    digest = hashlib.sha256(f"gelanggang {public}".encode()).digest()
    return public if how == "public" else str(10**16 + int.from_bytes(digest[:6]))


def instagram_token() -> Token:
    """The living token of this request."""
    return meta.living_token("instagram")


meta_oauth.mount_long_tokens(
    doors,
    "ig",
    instagram_token,
    more=lambda token: {"permissions": ",".join(token.scopes.split())},
)
