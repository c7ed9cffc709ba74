"""Facebook's token endpoints: code → short token → long token, and what a token is good for.

There is no refreshing: a person agrees anew. Calls of servers prove by `appsecret_proof` that they
know the secret of the program for which the token was made.
"""

import hashlib
import hmac
from typing import Any

from flask import Blueprint, request

from simulator.grants import Token
from simulator.people import Person
from simulator.platform import DAY
from simulator.platforms import meta, meta_oauth
from simulator.platforms.meta import GraphError
from simulator.stage import stage

doors = Blueprint("facebook_oauth", __name__, url_prefix="/facebook/graph/v26.0")
meta.graph_answers(doors, "facebook")


@doors.route("/oauth/access_token", methods=["GET", "POST"])
def access_token() -> dict[str, Any]:
    """Trade a code for a token of two hours, or a living token for one of sixty days."""
    if request.values.get("grant_type") != "fb_exchange_token":
        return _told(meta_oauth.short_token("facebook"))
    meta_oauth.named_client("facebook")
    old = meta.living(request.values.get("fb_exchange_token"), "facebook")
    return _told(stage().grants.issue("long", old))


@doors.get("/debug_token")
def debug_token() -> dict[str, Any]:
    """What the program with the app token `id|secret` may know of a token of its own."""
    client_id, _, secret = request.args.get("access_token", "").partition("|")
    client = meta_oauth.check_secret(stage().grants.client("facebook", client_id), secret)
    try:
        token = meta.living(request.args.get("input_token"), "facebook")
    except GraphError as error:
        told = error.body["error"]
        return {"data": {"error": told, "is_valid": False, "scopes": []}}
    person = stage().people.by_id(token.person)
    days = int(stage().board.get("facebook").own["data_access_days"])
    return {
        "data": {
            "app_id": client.client_id,
            "type": "USER",
            "application": "Gelanggang",
            "data_access_expires_at": int(token.granted + days * DAY),
            "expires_at": int(token.expires),
            "is_valid": True,
            "issued_at": int(token.issued),
            "scopes": token.scopes.split(),
            "user_id": person.account_id("facebook") if person else "0",
        }
    }


@doors.get("/<owner>/permissions")
def permissions(owner: str) -> dict[str, Any]:
    """What the person allows and what she does not."""
    token, _ = _own(owner)
    known = stage().platforms["facebook"].scopes
    return {
        "data": [
            {"permission": one, "status": "granted" if one in token.scope_set else "declined"}
            for one in known
        ]
    }


@doors.delete("/<owner>/permissions")
def give_back(owner: str) -> dict[str, Any]:
    """The program wants none of them any more."""
    _, person = _own(owner)
    stage().grants.revoke_person("facebook", person)
    return {"success": True}


def facebook_token() -> Token:
    """The living token of this request, shown by the program for which it was made."""
    token = meta.living_token("facebook")
    proof = request.args.get("appsecret_proof")
    client = stage().grants.client("facebook", token.client_id)
    secret = client.secret.encode() if client else b""
    made = hmac.new(secret, token.token.encode(), hashlib.sha256).hexdigest()
    if proof is None and stage().board.get("facebook").own["proof_needed"]:
        words = "API calls from the server require an appsecret_proof argument"
        raise GraphError(100, words, "GraphMethodException")
    if proof is not None and not hmac.compare_digest(proof.encode(), made.encode()):
        words = "Invalid appsecret_proof provided in the API argument"
        raise GraphError(100, words, "GraphMethodException")
    return token


def _own(owner: str) -> tuple[Token, Person]:
    """The token of this request and its person, if she is the one meant."""
    token = facebook_token()
    person = stage().people.by_id(token.person)
    if person is None or owner not in ("me", person.account_id("facebook")):
        raise meta.invisible(owner)
    return token, person


def _told(token: Token) -> dict[str, Any]:
    life_s = int(token.expires - stage().clock.seconds())
    return {"access_token": token.token, "token_type": "bearer", "expires_in": life_s}
