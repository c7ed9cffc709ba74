"""TikTok's token endpoints: forms with `client_key`, an error envelope of their own, rotation.

A code is handed out with letters that addresses encode, and taken only decoded.
"""

from secrets import token_hex
from typing import Any

from flask import Blueprint, Response, jsonify, request

from simulator.grants import Client, Token
from simulator.platform import DAY, HOUR
from simulator.stage import stage

doors = Blueprint("tiktok_oauth", __name__, url_prefix="/tiktok/open/v2/oauth")

KEY = "tiktok"
ACCESS_S, REFRESH_S = 2 * HOUR, 180 * DAY
CODE_END = "*0!6203.va"

Answer = tuple[dict[str, Any], int]


def handed_out(code: str) -> str:
    """A code as people carry it back."""
    return code + CODE_END


@doors.post("/token/")
def token() -> Answer:
    """Trade a code or a refresh token for a new pair."""
    client = _client()
    if not isinstance(client, Client):
        return client
    kind = request.form.get("grant_type", "")
    if kind == "authorization_code":
        return _from_code(client)
    if kind == "refresh_token":
        pair = stage().grants.rotate(client, request.form.get("refresh_token", ""))
        return (
            _tokens(*pair)
            if pair
            else _refused("invalid_grant", "Refresh token is invalid or expired.")
        )
    return _refused("unsupported_grant_type", "Grant type is not supported.")


@doors.post("/revoke/")
def revoke() -> Answer | Response:
    """End what an access token gives; the answer to a good one is empty."""
    client = _client()
    if not isinstance(client, Client):
        return client
    found = stage().grants.find(request.form.get("token", ""))
    if found is None or found.dead or found.kind != "access" or found.client_id != client.client_id:
        return _refused("invalid_request", "The access token is invalid or not found.")
    person = stage().people.by_id(found.person)
    if person:
        stage().grants.revoke_person(KEY, person)
    return Response("", 200)


def limited() -> Response:
    """The answer of these endpoints while they want silence."""
    answer = jsonify(_envelope("rate_limit_exceeded", "Too many requests."))
    answer.status_code = 429
    return answer


def _from_code(client: Client) -> Answer:
    given = request.form.get("code", "")
    if not given.endswith(CODE_END):
        return _refused("invalid_request", "Code is malformed; decode it before you send it.")
    code = stage().grants.take_code(client, given.removesuffix(CODE_END))
    if code is None:
        return _refused("invalid_grant", "Authorization code is expired.")
    if code.redirect_uri != request.form.get("redirect_uri"):
        words = "Redirect_uri is not matched with the uri when requesting code."
        return _refused("invalid_request", words)
    grants = stage().grants
    return _tokens(grants.issue("access", code), grants.issue("refresh", code))


def _tokens(access: Token, refresh: Token) -> Answer:
    person = stage().people.by_id(access.person)
    body = {
        "access_token": access.token,
        "expires_in": ACCESS_S,
        "open_id": person.account_id(KEY) if person else "",
        "refresh_expires_in": REFRESH_S,
        "refresh_token": refresh.token,
        "scope": ",".join(access.scopes.split()),
        "token_type": "Bearer",
    }
    return body, 200


def _client() -> Client | Answer:
    if request.mimetype != "application/x-www-form-urlencoded":
        return _refused("invalid_request", "Only application/x-www-form-urlencoded is supported.")
    client = stage().grants.client(KEY, request.form.get("client_key", ""))
    if client is None or not client.proves(request.form.get("client_secret", "")):
        return _envelope("invalid_client", "Client key or secret is incorrect."), 401
    return client


def _refused(error: str, words: str) -> Answer:
    return _envelope(error, words), 400


def _envelope(error: str, words: str) -> dict[str, str]:
    return {"error": error, "error_description": words, "log_id": token_hex(16).upper()}
