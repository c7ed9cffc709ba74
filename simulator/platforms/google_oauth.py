"""Google's token endpoints: codes and refresh tokens, which do not rotate, and taking back.

A refresh token comes with the first grant only, unless consent was prompted for, and only to those
who asked for `access_type=offline`. A client proves itself in the form or by HTTP Basic.
"""

import json
from typing import Any

from flask import Blueprint, Response, jsonify, request

from simulator.grants import Client, Code, Token
from simulator.stage import stage

doors = Blueprint("google_oauth", __name__, url_prefix="/google/oauth2")

KEY = "youtube"
LIFE_S = 3599

Answer = tuple[dict[str, Any], int]


def _refusal(status: int, error: str, words: str) -> Answer:
    return {"error": error, "error_description": words}, status


NO_CLIENT = _refusal(400, "invalid_request", "Could not determine client ID from request.")
WRONG_CLIENT = _refusal(401, "invalid_client", "Unauthorized")
BAD_CODE = _refusal(400, "invalid_grant", "Malformed auth code.")
BAD_VERIFIER = _refusal(400, "invalid_grant", "Invalid code verifier.")
BAD_REDIRECT = _refusal(400, "redirect_uri_mismatch", "Bad Request")
DEAD = _refusal(400, "invalid_grant", "Token has been expired or revoked.")


@doors.post("/token")
def token() -> Answer:
    """Trade a code for tokens, or a refresh token for an access token."""
    client = _client()
    if not isinstance(client, Client):
        return client
    kind = request.form.get("grant_type", "")
    if kind == "authorization_code":
        return _from_code(client)
    if kind == "refresh_token":
        return _from_refresh(client)
    return _refusal(400, "unsupported_grant_type", f"Invalid grant_type: {kind}")


@doors.post("/revoke")
def revoke() -> Answer:
    """Take back the whole grant that a token belongs to, whichever of them it is."""
    value = request.form.get("token") or request.args.get("token", "")
    found = stage().grants.find(value)
    if found is None or found.dead or found.platform != KEY:
        return _refusal(400, "invalid_token", "Token expired or revoked")
    person = stage().people.by_id(found.person)
    if person:
        stage().grants.revoke_person(KEY, person)
    return {}, 200


def limited() -> Response:
    """The answer of these endpoints while they want silence."""
    answer = jsonify(error="rate_limit_exceeded", error_description="Rate Limit Exceeded")
    answer.status_code = 429
    return answer


def _from_code(client: Client) -> Answer:
    for name in ("code", "redirect_uri"):
        if not request.form.get(name):
            return _refusal(400, "invalid_request", f"Missing required parameter: {name}")
    code = stage().grants.take_code(client, request.form["code"])
    if code is None:
        return BAD_CODE
    if code.redirect_uri != request.form["redirect_uri"]:
        return BAD_REDIRECT
    if not code.verifies(request.form.get("code_verifier", "")):
        return BAD_VERIFIER
    lasting = _lasting(code)
    tokens = _tokens(stage().grants.issue("access", code))
    if lasting:
        tokens["refresh_token"] = stage().grants.issue("refresh", code).token
    return tokens, 200


def _lasting(code: Code) -> bool:
    asked = json.loads(code.asked)
    if asked.get("access_type") != "offline":
        return False
    person = stage().people.by_id(code.person)
    granted_before = person is not None and stage().grants.holds(KEY, person)
    return not granted_before or "consent" in asked.get("prompt", "").split()


def _from_refresh(client: Client) -> Answer:
    found = stage().grants.find(request.form.get("refresh_token", ""))
    if (
        found is None
        or found.dead
        or (found.kind, found.client_id)
        != (
            "refresh",
            client.client_id,
        )
    ):
        return DEAD
    return _tokens(stage().grants.issue("access", found)), 200


def _tokens(access: Token) -> dict[str, Any]:
    return {
        "access_token": access.token,
        "expires_in": LIFE_S,
        "scope": access.scopes,
        "token_type": "Bearer",
    }


def _client() -> Client | Answer:
    given = request.authorization
    basic = given if given and given.type == "basic" else None
    client_id = (basic.username if basic else request.form.get("client_id")) or ""
    secret = (basic.password if basic else request.form.get("client_secret")) or ""
    if not client_id:
        return NO_CLIENT
    client = stage().grants.client(KEY, client_id)
    if client is None or not client.proves(secret):
        return WRONG_CLIENT
    return client
