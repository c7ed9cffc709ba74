"""X's token endpoints: code and refresh for a confidential client, and revocation.

Words of the errors are X's own where they are publicly known: a bad code is an `invalid_request`,
not the standard's `invalid_grant`.
"""

from typing import Any

from flask import Blueprint, request

from simulator.grants import Client, Token
from simulator.stage import stage

doors = Blueprint("x_oauth", __name__, url_prefix="/x/api")

Answer = tuple[dict[str, Any], int]


def _refusal(status: int, error: str, words: str) -> Answer:
    return {"error": error, "error_description": words}, status


NO_CLIENT = _refusal(401, "unauthorized_client", "Missing valid authorization header")
WRONG_CLIENT = _refusal(401, "invalid_client", "Client authentication failed.")
BAD_CODE = _refusal(400, "invalid_request", "Value passed for the authorization code was invalid.")
BAD_VERIFIER = _refusal(
    400,
    "invalid_request",
    "Value passed for the code verifier did not match the code challenge.",
)
BAD_REDIRECT = _refusal(
    400, "invalid_request", "Value passed for the redirect uri did not match the uri of the code."
)
BAD_REFRESH = _refusal(400, "invalid_grant", "Value passed for the token was invalid.")


@doors.post("/2/oauth2/token")
def token() -> Answer:
    """Trade a code or a refresh token for tokens."""
    client = _client()
    if not isinstance(client, Client):
        return client
    kind = request.form.get("grant_type", "")
    if kind == "authorization_code":
        return _from_code(client)
    if kind == "refresh_token":
        pair = stage().grants.rotate(client, _field("refresh_token"))
        return (_tokens(*pair), 200) if pair else BAD_REFRESH
    return _refusal(400, "unsupported_grant_type", "Value passed for grant_type is not supported.")


@doors.post("/2/oauth2/revoke")
def revoke() -> Answer:
    """Kill a token; unknown ones are answered alike, as the standard asks."""
    client = _client()
    if not isinstance(client, Client):
        return client
    if not _field("token"):
        return _refusal(400, "invalid_request", "Missing required parameter [token].")
    stage().grants.revoke(client, _field("token"))
    return {"revoked": True}, 200


def _from_code(client: Client) -> Answer:
    for name in ("code", "redirect_uri", "code_verifier"):
        if not _field(name):
            return _refusal(400, "invalid_request", f"Missing required parameter [{name}].")
    code = stage().grants.take_code(client, _field("code"))
    if code is None:
        return BAD_CODE
    if code.redirect_uri != _field("redirect_uri"):
        return BAD_REDIRECT
    if not code.verifies(_field("code_verifier")):
        return BAD_VERIFIER
    access = stage().grants.issue("access", code)
    if not stage().platforms["x"].refreshes(code.scopes.split()):
        return _tokens(access, None), 200
    return _tokens(access, stage().grants.issue("refresh", code)), 200


def _tokens(access: Token, refresh: Token | None) -> dict[str, Any]:
    answer = {
        "token_type": "bearer",
        "expires_in": stage().platforms["x"].tokens["access"].life_s,
        "access_token": access.token,
        "scope": access.scopes,
    }
    return answer | ({"refresh_token": refresh.token} if refresh else {})


def _client() -> Client | Answer:
    given = request.authorization
    if given is None or given.type != "basic":
        return NO_CLIENT
    client = stage().grants.client("x", given.username or "")
    if client is None or not client.proves(given.password or ""):
        return WRONG_CLIENT
    return client


def _field(name: str) -> str:
    return request.form.get(name, "")
