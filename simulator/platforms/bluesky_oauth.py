"""Signing in: the description of a server, pushed requests, consent, tokens bound to keys.

Clients register nowhere: their `client_id` is an address, and what stands there says who they are.
The stand-in leaves no machine, so for clients of the web that document is laid on its shelf; a
program on the person's own machine says it in its `client_id`.
"""

import json
import secrets
from typing import Any
from urllib.parse import parse_qs, urlsplit

from flask import Blueprint, Response, request

from simulator import consent
from simulator.grants import Client, Token
from simulator.platform import DAY
from simulator.platforms.bluesky_dpop import DpopError, nonce_header, proven
from simulator.platforms.bluesky_shapes import (
    KEY,
    handle_of,
    home_of,
    names_of,
    person_named,
    person_of,
)
from simulator.session import signed_in
from simulator.stage import stage

doors = Blueprint("bluesky_oauth", __name__)
doors.after_request(nonce_header)

PUSHED_LIFE_S = 300
SESSION_LIFE_S = 14 * DAY  # of clients that cannot prove who they are
URN = "urn:ietf:params:oauth:request_uri:req-"
LOOPBACK = ("127.0.0.1", "::1")


class OAuthError(Exception):
    """A "no" in the words of the standard."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(words)
        self.code = code
        self.words = words


@doors.errorhandler(OAuthError)
@doors.errorhandler(DpopError)
def refused(error: OAuthError | DpopError) -> tuple[dict[str, str], int]:
    """Every "no" is a 400 here."""
    return {"error": error.code, "error_description": error.words}, 400


@doors.get("/.well-known/oauth-authorization-server")
def metadata(host: str) -> dict[str, Any]:
    """What this server does."""
    issuer = f"https://{host}"
    return {
        "issuer": issuer,
        "request_parameter_supported": True,
        "request_uri_parameter_supported": True,
        "require_request_uri_registration": True,
        "scopes_supported": ["atproto", "transition:email", "transition:generic"],
        "subject_types_supported": ["public"],
        "response_types_supported": ["code"],
        "response_modes_supported": ["query", "fragment", "form_post"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "code_challenge_methods_supported": ["S256"],
        "ui_locales_supported": ["en-US"],
        "display_values_supported": ["page", "popup", "touch"],
        "authorization_response_iss_parameter_supported": True,
        "jwks_uri": f"{issuer}/oauth/jwks",
        "authorization_endpoint": f"{issuer}/oauth/authorize",
        "token_endpoint": f"{issuer}/oauth/token",
        "token_endpoint_auth_methods_supported": ["none", "private_key_jwt"],
        "token_endpoint_auth_signing_alg_values_supported": ["RS256", "ES256", "ES256K"],
        "revocation_endpoint": f"{issuer}/oauth/revoke",
        "pushed_authorization_request_endpoint": f"{issuer}/oauth/par",
        "require_pushed_authorization_requests": True,
        "dpop_signing_alg_values_supported": ["RS256", "ES256", "ES256K"],
        "client_id_metadata_document_supported": True,
    }


@doors.post("/oauth/par")
def push(host: str) -> tuple[dict[str, Any], int]:
    """Take a request for consent, checked, and give it a name for the browser's way."""
    key = proven()
    asked = request.form.to_dict()
    _check_request(asked)
    asked |= {"host": host, "jkt": key}
    name = URN + secrets.token_hex(16)
    expires = stage().clock.seconds() + PUSHED_LIFE_S
    stage().store.put(f"{KEY} pushed", name, json.dumps({"expires": expires, "asked": asked}))
    stage().grants.register(KEY, asked["client_id"], "", [asked["redirect_uri"]])
    return {"request_uri": name, "expires_in": PUSHED_LIFE_S}, 201


@doors.route("/oauth/authorize", methods=["GET", "POST"])
def authorize(host: str) -> consent.Page:
    """The consent page for a pushed request, for the account that was asked for."""
    asked = _pushed(host, request.args.get("request_uri", ""))
    if asked is None or asked["client_id"] != request.args.get("client_id"):
        return consent.turned_away("request_uri tidak dikenal atau sudah kedaluwarsa.")
    person, hint = signed_in(), asked.get("login_hint", "")
    if person and home_of(person).issuer != host:
        return consent.turned_away(f"Akun @{handle_of(person)} tidak masuk lewat {host}.")
    if person and hint and hint not in names_of(person):
        return consent.turned_away(f"Yang diminta masuk adalah {hint}, bukan @{handle_of(person)}.")
    return consent.authorize(stage().platforms[KEY], asked)


@doors.post("/oauth/token")
def token(host: str) -> dict[str, Any]:
    """Trade a code or a refresh token for tokens that work with one key only."""
    key = proven()
    client = stage().grants.client(KEY, request.form.get("client_id", ""))
    if client is None:
        raise OAuthError("invalid_client", "Unknown client")
    kind = request.form.get("grant_type")
    if kind == "authorization_code":
        return _from_code(client, host, key)
    if kind == "refresh_token":
        return _refreshed(client, key)
    raise OAuthError("unsupported_grant_type", f'Grant type "{kind}" not supported')


@doors.post("/oauth/revoke")
def revoke(host: str) -> Response:
    """Kill a token and what came with it; unknown ones are answered alike."""
    proven()
    client = stage().grants.client(KEY, request.form.get("client_id", ""))
    if client is None:
        raise OAuthError("invalid_client", "Unknown client")
    stage().grants.revoke(client, request.form.get("token", ""))
    return Response(status=200)


def issuer_of_answer() -> dict[str, str]:
    """What the callback says about who answers; a switch says something else, or nothing."""
    said = str(stage().board.get(KEY).own["iss"])
    host = (request.view_args or {}).get("host", "")
    return {"": {}, "own": {"iss": f"https://{host}"}}.get(said, {"iss": said})


def _pushed(host: str, name: str) -> dict[str, str] | None:
    laid = json.loads(stage().store.got(f"{KEY} pushed", name) or "{}")
    fresh = laid and laid["expires"] > stage().clock.seconds()
    return laid["asked"] if fresh and laid["asked"]["host"] == host else None


def _check_request(asked: dict[str, str]) -> None:
    """Held against the client's own document, and the profile."""
    about = _client_document(asked.get("client_id", ""))
    scopes = set(asked.get("scope", "").split())
    if "atproto" not in scopes or not scopes <= set(about["scope"].split()):
        raise OAuthError("invalid_scope", "The scope must include atproto, and nothing undeclared")
    if asked.get("response_type") != "code":
        raise OAuthError("unsupported_response_type", "Unsupported response_type")
    if asked.get("code_challenge_method") != "S256" or len(asked.get("code_challenge", "")) != 43:
        raise OAuthError("invalid_request", "Use of PKCE with S256 is required")
    if not asked.get("state"):
        raise OAuthError("invalid_request", "state is required")
    if not _redirects(about, asked.get("redirect_uri", "")):
        raise OAuthError("invalid_request", "Invalid redirect_uri")


def _client_document(client_id: str) -> dict[str, Any]:
    parts = urlsplit(client_id)
    if parts.scheme == "http" and parts.netloc == "localhost" and parts.path in ("", "/"):
        said = parse_qs(parts.query)
        usual = ["http://127.0.0.1/", "http://[::1]/"]
        scope = said.get("scope", ["atproto"])[0]
        return {"redirect_uris": said.get("redirect_uri", usual), "scope": scope, "local": True}
    laid = stage().store.got("bluesky client", client_id) if parts.scheme == "https" else None
    if laid is None:
        raise OAuthError("invalid_client_metadata", "Unable to obtain client metadata")
    about = json.loads(laid)
    _check_document(about, client_id)
    return {**about, "local": False}


def _check_document(about: dict[str, Any], client_id: str) -> None:
    """What the profile demands of a client's own document."""
    wanted = {
        "its client_id": about.get("client_id") == client_id,
        "grant_types": {"authorization_code", "refresh_token"} <= set(about.get("grant_types", [])),
        "response_types": "code" in about.get("response_types", []),
        "dpop_bound_access_tokens": about.get("dpop_bound_access_tokens") is True,
        "an https redirect_uri": all(
            one.startswith("https://") for one in about.get("redirect_uris", [""])
        ),
        "no authentication": about.get("token_endpoint_auth_method") == "none",
        "the same client_uri": urlsplit(about.get("client_uri", client_id)).hostname
        == urlsplit(client_id).hostname,
    }
    missing = [name for name, there in wanted.items() if not there]
    if missing:
        raise OAuthError("invalid_client_metadata", f"Client metadata lacks {', '.join(missing)}")


def _redirects(about: dict[str, Any], redirect_uri: str) -> bool:
    if not about["local"]:
        return redirect_uri in about["redirect_uris"]
    # On one's own machine any port will do, and "localhost" may lead elsewhere (RFC 8252).
    asked = urlsplit(redirect_uri)
    known = [urlsplit(one) for one in about["redirect_uris"]]
    same = [(one.hostname, one.path) == (asked.hostname, asked.path) for one in known]
    return asked.scheme == "http" and asked.hostname in LOOPBACK and any(same)


def _from_code(client: Client, host: str, key: str) -> dict[str, Any]:
    code = stage().grants.take_code(client, request.form.get("code", ""))
    if code is None or code.redirect_uri != request.form.get("redirect_uri"):
        raise OAuthError("invalid_grant", "Invalid code")
    asked = json.loads(code.asked)
    if not code.verifies(request.form.get("code_verifier", "")):
        raise OAuthError("invalid_grant", "Invalid code_verifier")
    if (asked["jkt"], asked["host"]) != (key, host):
        raise OAuthError("invalid_grant", "Invalid DPoP key binding")
    return _tokens(stage().grants.issue("access", code), stage().grants.issue("refresh", code))


def _refreshed(client: Client, key: str) -> dict[str, Any]:
    old = stage().grants.find(request.form.get("refresh_token", ""))
    if old is None or json.loads(old.asked).get("jkt") != key:
        raise OAuthError("invalid_grant", "Invalid refresh token")
    if stage().clock.seconds() - old.granted > SESSION_LIFE_S:
        raise OAuthError("invalid_grant", "Session expired")
    pair = stage().grants.rotate(client, old.token)
    if pair is None:
        raise OAuthError("invalid_grant", "Refresh token replayed")
    return _tokens(*pair)


def _tokens(access: Token, refresh: Token) -> dict[str, Any]:
    return {
        "access_token": access.token,
        "token_type": "DPoP",
        "refresh_token": refresh.token,
        "scope": access.scopes,
        "expires_in": stage().platforms[KEY].tokens["access"].life_s,
        "sub": _subject(access),
    }


def _subject(token: Token) -> str:
    """Whose tokens they are; by switch those of another account."""
    person = stage().people.by_id(token.person)
    other = str(stage().board.get(KEY).own["sub"])
    if other:
        liar = person_named(other) or person_of(other)
        return liar.account_id(KEY) if liar else other
    return person.account_id(KEY) if person else ""
