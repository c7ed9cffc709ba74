"""The servers that keep people's records: open to everybody, but for what a grant tells of itself.

A missing record is a 400 that names itself; calls are counted by address, 3,000 in five minutes.
"""

import json
from typing import Any

from flask import Blueprint, Response, g, jsonify, request

from simulator.lies import told
from simulator.people import Person
from simulator.platforms import bluesky_shapes as shapes
from simulator.platforms.bluesky_dpop import DpopError, nonce_header, proven
from simulator.platforms.bluesky_shapes import KEY, POSTS, PROFILE
from simulator.posts import Post
from simulator.stage import stage
from simulator.switches import Switches

doors = Blueprint("bluesky_pds", __name__)
doors.after_request(nonce_header)

CALLS_A_WINDOW, WINDOW_S = 3000, 300
LIST_DEFAULT, LIST_MAX = 50, 100


class XrpcError(Exception):
    """A "no" of a home: its name is what counts."""

    def __init__(self, name: str, words: str, status: int = 400) -> None:
        super().__init__(words)
        self.name = name
        self.words = words
        self.status = status


@doors.errorhandler(XrpcError)
def refused(error: XrpcError) -> tuple[dict[str, str], int]:
    """A name and words."""
    return {"error": error.name, "message": error.words}, error.status


@doors.errorhandler(DpopError)
def unproven(error: DpopError) -> Response:
    """A proof that does not do is a 401, told in a header as well."""
    words = error.words.replace("Authorization server", "Resource server")
    answer = jsonify({"error": error.code, "message": words})
    answer.status_code = 401
    answer.headers["WWW-Authenticate"] = f'DPoP error="{error.code}", error_description="{words}"'
    return answer


@doors.before_request
def count() -> Response | None:
    """Count a call of this address."""
    calls, _ = stage().meter.count(f"{KEY} {request.remote_addr}")
    g.left = max(0, CALLS_A_WINDOW - calls)
    return _too_many() if calls > CALLS_A_WINDOW else None


@doors.after_request
def rate_headers(answer: Response) -> Response:
    """How many calls are left, and when all of them are again: in unix seconds."""
    window = (int(stage().clock.seconds()) // WINDOW_S + 1) * WINDOW_S
    answer.headers["RateLimit-Limit"] = str(CALLS_A_WINDOW)
    answer.headers["RateLimit-Remaining"] = str(g.get("left", 0))
    answer.headers["RateLimit-Reset"] = str(g.get("reset", window))
    answer.headers["RateLimit-Policy"] = f"{CALLS_A_WINDOW};w={WINDOW_S}"
    return answer


def limited(switches: Switches) -> Response:
    """The answer to every call while the switch is on."""
    g.reset = int(switches.rate_limited_until)
    return _too_many()


@doors.get("/.well-known/oauth-protected-resource")
def resource(host: str) -> dict[str, Any]:
    """Who signs in the people of this home."""
    home = next(one for one in shapes.HOMES.values() if one.pds == host)
    return {
        "resource": f"https://{host}",
        "authorization_servers": [f"https://{home.issuer}"],
        "scopes_supported": [],
        "bearer_methods_supported": ["header"],
        "resource_documentation": "https://atproto.com",
    }


@doors.get("/xrpc/com.atproto.server.getSession")
def session(host: str) -> dict[str, Any]:
    """Whose grant this is: for whoever holds its key, and on her home only."""
    scheme, _, value = request.headers.get("Authorization", "").partition(" ")
    if scheme != "DPoP":
        raise XrpcError("AuthMissing", "Authentication Required", 401)
    key = proven(value)
    token = stage().grants.find(value)
    person = stage().people.by_id(token.person) if token else None
    if token is None or person is None or json.loads(token.asked).get("jkt") != key:
        raise DpopError("invalid_token", "Invalid DPoP key binding")
    if token.dead or token.kind != "access" or shapes.home_of(person).pds != host:
        raise DpopError("invalid_token", "Token is not valid here, or not any more")
    return {"did": person.account_id(KEY), "handle": shapes.handle_of(person), "active": True}


@doors.get("/xrpc/com.atproto.repo.getRecord")
def get_record(host: str) -> dict[str, Any]:
    """One record of somebody who lives here."""
    person, collection, key = _repository(host), _needed("collection"), _needed("rkey")
    if collection == PROFILE and key == "self":
        name = f"at://{person.account_id(KEY)}/{PROFILE}/self"
        return shapes.envelope(name, shapes.profile(person))
    post = stage().posts.get(KEY, key) if collection == POSTS else None
    if post is None or post.hidden or post.person.id != person.id:
        name = f"at://{person.account_id(KEY)}/{collection}/{key}"
        raise XrpcError("RecordNotFound", f"Could not locate record: {name}")
    return _shown(post)


@doors.get("/xrpc/com.atproto.repo.listRecords")
def list_records(host: str) -> dict[str, Any]:
    """The records of one kind, newest first."""
    person, collection = _repository(host), _needed("collection")
    limit = request.args.get("limit", str(LIST_DEFAULT))
    if not limit.isdecimal() or not 1 <= int(limit) <= LIST_MAX:
        raise XrpcError("InvalidRequest", f"Error: limit must be between 1 and {LIST_MAX}")
    found = stage().posts.listing(KEY, person) if collection == POSTS else []
    cursor = request.args.get("cursor")
    if cursor:
        found = [one for one in found if one.id < cursor]
    if request.args.get("reverse") == "true":
        found.reverse()
    page = found[: int(limit)]
    answer: dict[str, Any] = {"records": [_shown(one) for one in page]}
    return answer | ({"cursor": page[-1].id} if page else {})


@doors.get("/xrpc/<name>")
def unknown(host: str, name: str) -> Any:
    """Everything else."""
    raise XrpcError("MethodNotImplemented", "Method Not Implemented", 501)


def _shown(post: Post) -> dict[str, Any]:
    one = told(post)
    return shapes.envelope(shapes.uri(one), shapes.record(one))


def _repository(host: str) -> Person:
    repo = _needed("repo")
    person = shapes.person_of(repo) or shapes.person_named(repo)
    if person is None or shapes.home_of(person).pds != host:
        raise XrpcError("RepoNotFound", f"Could not find repo: {repo}")
    return person


def _needed(name: str) -> str:
    value = request.args.get(name, "")
    if not value:
        raise XrpcError("InvalidRequest", f'Error: Params must have the property "{name}"')
    return value


def _too_many() -> Response:
    body = {"error": "RateLimitExceeded", "message": "Rate Limit Exceeded"}
    return Response(json.dumps(body), 429, content_type="application/json")
