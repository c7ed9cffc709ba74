"""Registering a program with one server, signing in there, and tokens that do not age.

Every server knows only the programs that registered with it, with the scopes they named then.
"""

import json
import secrets
from typing import Any

from flask import Blueprint, abort, request

from simulator import canary, consent
from simulator.grants import Client
from simulator.platforms.mastodon_shapes import KEY, SERVERS
from simulator.session import signed_in
from simulator.stage import stage

doors = Blueprint("mastodon_oauth", __name__)

NEW_SCOPES = frozenset({"profile"})  # since 4.3
PKCE = ("code_challenge", "code_challenge_method")
WORDS = {
    "invalid_client": "Client authentication failed due to unknown client, no client "
    "authentication included, or unsupported authentication method.",
    "invalid_grant": "The provided authorization grant is invalid, expired, revoked, does not "
    "match the redirection URI used in the authorization request, or was issued to another client.",
    "invalid_scope": "The requested scope is invalid, unknown, or malformed.",
    "unsupported_grant_type": "The authorization grant type is not supported by the "
    "authorization server.",
    "unauthorized_client": "You are not authorized to revoke this token",
}
Answer = tuple[dict[str, Any], int]


def no(status: int, error: str) -> Answer:
    """A "no" in the words of the standard."""
    return {"error": error, "error_description": WORDS[error]}, status


@doors.get("/.well-known/oauth-authorization-server")
def metadata(host: str) -> dict[str, Any]:
    """What a server can do; before 4.3 there is no such page."""
    if not SERVERS[host].described:
        abort(404)
    origin = f"https://{host}"
    return {
        "issuer": f"{origin}/",
        "service_documentation": "https://docs.joinmastodon.org/",
        "authorization_endpoint": f"{origin}/oauth/authorize",
        "token_endpoint": f"{origin}/oauth/token",
        "app_registration_endpoint": f"{origin}/api/v1/apps",
        "revocation_endpoint": f"{origin}/oauth/revoke",
        "userinfo_endpoint": f"{origin}/oauth/userinfo",
        "scopes_supported": _scopes(host),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query", "fragment", "form_post"],
        "code_challenge_methods_supported": ["S256"],
        "grant_types_supported": ["authorization_code", "client_credentials"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
    }


@doors.post("/api/v1/apps")
def register(host: str) -> Answer:
    """A new program of this server."""
    asked = request.get_json() if request.is_json else request.form.to_dict()
    redirects = asked.get("redirect_uris", "")
    redirects = redirects if isinstance(redirects, list) else redirects.split()
    scopes = asked.get("scopes", "read").split()
    if not asked.get("client_name"):
        return {"error": "Validation failed: Application name can't be blank"}, 422
    if not redirects or not all("://" in one for one in redirects):
        return {"error": "Validation failed: Redirect URI must be an absolute URI."}, 422
    if set(scopes) - set(_scopes(host)):
        return {"error": "Validation failed: Scopes doesn't match configured on the server."}, 422
    client_id, secret = secrets.token_urlsafe(32), canary.secret(32)
    stage().grants.register(KEY, client_id, secret, redirects)
    stage().store.put("mastodon app", client_id, json.dumps({"host": host, "scopes": scopes}))
    return {
        "id": str(secrets.randbelow(10**6)),
        "name": asked["client_name"],
        "website": asked.get("website"),
        "scopes": scopes,
        "redirect_uri": "\n".join(redirects),
        "redirect_uris": redirects,
        "client_id": client_id,
        "client_secret": secret,
        "client_secret_expires_at": 0,
    }, 200


@doors.route("/oauth/authorize", methods=["GET", "POST"])
def authorize(host: str) -> consent.Page:
    """The consent page of a server, for its own people and programs."""
    asked = request.args.to_dict()
    app = _app(host, asked.get("client_id", ""))
    if app is None:
        return consent.turned_away(WORDS["invalid_client"])
    if set(asked.get("scope", "read").split()) - set(app["scopes"]):
        return consent.turned_away(WORDS["invalid_scope"])
    person = signed_in()
    if person and person.kind(KEY) != host:
        return consent.turned_away(f"Akun @{person.handle}@{person.kind(KEY)} tidak ada di {host}.")
    if not SERVERS[host].described:
        asked = {name: one for name, one in asked.items() if name not in PKCE}
    return consent.authorize(stage().platforms[KEY], asked)


@doors.post("/oauth/token")
def token(host: str) -> Answer:
    """Trade a code for a token, or prove to be a program that is still known."""
    client = _client(host)
    if client is None:
        return no(401, "invalid_client")
    kind = request.form.get("grant_type")
    if kind == "client_credentials":
        scopes = request.form.get("scope", "read").split()
        app = _app(host, client.client_id)
        if app is None or set(scopes) - set(app["scopes"]):
            return no(400, "invalid_scope")
        return _token(canary.secret(32), " ".join(scopes)), 200
    if kind != "authorization_code":
        return no(400, "unsupported_grant_type")
    code = stage().grants.take_code(client, request.form.get("code", ""))
    if code is None or code.redirect_uri != request.form.get("redirect_uri"):
        return no(400, "invalid_grant")
    if not code.verifies(request.form.get("code_verifier", "")):
        return no(400, "invalid_grant")
    found = stage().grants.issue("access", code)
    return _token(found.token, found.scopes), 200


@doors.post("/oauth/revoke")
def revoke(host: str) -> Answer:
    """Kill a token of this program; twice is as good as once."""
    client = _client(host)
    value = request.form.get("token", "")
    found = stage().grants.find(value)
    if client is None or (found and found.client_id != client.client_id):
        return no(403, "unauthorized_client")
    stage().grants.revoke(client, value)
    return {}, 200


def _token(value: str, scopes: str) -> dict[str, Any]:
    created = int(stage().clock.seconds())
    return {
        "access_token": value,
        "token_type": "Bearer",
        "scope": scopes,
        "created_at": created,
    }


def _scopes(host: str) -> list[str]:
    """The scopes a server knows: those for reading are all we describe, and a few beside."""
    known = list(stage().platforms[KEY].scopes)
    older = [one for one in known if one not in NEW_SCOPES]
    return known if SERVERS[host].described else older


def _app(host: str, client_id: str) -> dict[str, Any] | None:
    """What a program registered with this server; None for others'."""
    app = json.loads(stage().store.got("mastodon app", client_id) or "{}")
    known = stage().grants.client(KEY, client_id)
    return app if known and app.get("host") == host else None


def _client(host: str) -> Client | None:
    """The program behind this request, by its secret in the form or in the header."""
    given = request.authorization
    basic = given if given and given.type == "basic" else None
    client_id = (basic.username if basic else request.form.get("client_id")) or ""
    secret = (basic.password if basic else request.form.get("client_secret")) or ""
    client = stage().grants.client(KEY, client_id)
    known = client is not None and client.proves(secret) and _app(host, client_id) is not None
    return client if known else None
