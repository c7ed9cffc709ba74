"""The API of a server as far as reading one's own statuses goes.

Whatever is not there, or not for the asker, is a 404. Calls are counted, 300 in five minutes, and
the header that says when they begin anew holds a moment written out, not a number.
"""

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, g, jsonify, request

from simulator.grants import Token
from simulator.lies import told
from simulator.people import Person
from simulator.platforms import mastodon_shapes as shapes
from simulator.platforms.mastodon_shapes import KEY, SERVERS
from simulator.posts import Post
from simulator.stage import stage
from simulator.switches import Switches

doors = Blueprint("mastodon_api", __name__)

CALLS_A_WINDOW, WINDOW_S = 300, 300
LIST_DEFAULT, LIST_MAX = 20, 40
OPEN = ("public", "unlisted")


class ApiError(Exception):
    """A "no" of the API: one word of JSON, and a status."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status = status
        self.words = words


MISSING = (404, "Record not found")


@doors.errorhandler(ApiError)
def refused(error: ApiError) -> tuple[dict[str, str], int]:
    """The words are all there is."""
    return {"error": error.words}, error.status


@doors.before_request
def count() -> Response | None:
    """Count a call of this address."""
    calls, _ = stage().meter.count(f"{KEY} {request.remote_addr}")
    g.left = max(0, CALLS_A_WINDOW - calls)
    return _too_many() if calls > CALLS_A_WINDOW else None


@doors.after_request
def rate_headers(answer: Response) -> Response:
    """The three headers; the reset is ISO 8601 with microseconds."""
    window = (int(stage().clock.seconds()) // WINDOW_S + 1) * WINDOW_S
    reset = datetime.fromtimestamp(g.get("reset", window), UTC)
    answer.headers["X-RateLimit-Limit"] = str(CALLS_A_WINDOW)
    answer.headers["X-RateLimit-Remaining"] = str(g.get("left", 0))
    written = reset.isoformat(timespec="microseconds").replace("+00:00", "Z")
    answer.headers["X-RateLimit-Reset"] = written
    return answer


def limited(switches: Switches) -> Response:
    """The answer to every call while the switch is on."""
    g.reset = switches.rate_limited_until
    return rate_headers(_too_many())


@doors.get("/api/v1/accounts/verify_credentials")
def me(host: str) -> dict[str, Any]:
    """Whose token this is."""
    token = _living_token()
    if token is None:
        raise ApiError(401, "The access token is invalid")
    if not token.scope_set & {"profile", "read", "read:accounts"}:
        raise ApiError(403, "This action is outside the authorized scopes")
    person = stage().people.by_id(token.person)
    if person is None or shapes.home_of(person) != _answering(host):
        raise ApiError(401, "The access token is invalid")
    source = {"privacy": "public", "sensitive": False, "language": "id", "note": "", "fields": []}
    return shapes.account(person, host) | {"source": source}


@doors.get("/api/v1/accounts/<account_id>")
def account(host: str, account_id: str) -> dict[str, Any]:
    """Somebody whom this server knows."""
    return shapes.account(_person(host, account_id), host)


@doors.get("/api/v1/accounts/<account_id>/statuses")
def statuses(host: str, account_id: str) -> Response:
    """Somebody's statuses, newest first: those that the asker may see."""
    person, reader = _person(host, account_id), _reader("read:statuses")
    limit = request.args.get("limit", str(LIST_DEFAULT))
    size = min(int(limit), LIST_MAX) if limit.isdecimal() else LIST_DEFAULT
    found = stage().posts.listing(KEY, person, hidden=True)
    before = request.args.get("max_id")
    if before and before.isdecimal():
        found = [one for one in found if int(one.id) < int(before)]
    seen = [shapes.status(told(one), host) for one in found if _may_see(one, reader)]
    if _flag("exclude_reblogs"):
        seen = [one for one in seen if one["reblog"] is None]
    if _flag("exclude_replies"):
        own = (None, person.account_id(KEY))
        seen = [one for one in seen if one["in_reply_to_account_id"] in own]
    return jsonify(seen[:size])


@doors.get("/api/v1/statuses/<status_id>")
def status(host: str, status_id: str) -> dict[str, Any]:
    """One status, of this server or a copy it keeps of another's."""
    reader = _reader("read:statuses")
    post = _post(host, status_id)
    if post is None or not _may_see(post, reader):
        raise ApiError(*MISSING)
    return shapes.status(told(post), host)


@doors.get("/api/oembed")
def oembed(host: str) -> dict[str, Any]:
    """What a page needs to show a status of this server; who wrote it is told."""
    url = request.args.get("url", "")
    post = _post(host, url.rpartition("/")[2]) if url.startswith(f"https://{host}/") else None
    if post is None or shapes.visibility(post) not in OPEN:
        raise ApiError(*MISSING)
    shown = shapes.account(post.person, host)
    return {
        "type": "rich",
        "version": "1.0",
        "title": f"New status by {post.person.handle}",
        "author_name": post.person.name,
        "author_url": shown["url"],
        "provider_name": host,
        "provider_url": f"https://{host}/",
        "cache_age": 86400,
        "html": f'<iframe src="{post.url}/embed" class="mastodon-embed"></iframe>',
        "width": 400,
        "height": None,
    }


@doors.get("/api/v1/instance", strict_slashes=False)
def instance(host: str) -> dict[str, Any]:
    """What a server says of itself."""
    return {"uri": host, "title": host, "version": SERVERS[host].version, "languages": ["id"]}


@doors.get("/api/v2/instance", strict_slashes=False)
def instance_now(host: str) -> dict[str, Any]:
    """The same in the shape of today."""
    known = {
        "domain": host,
        "title": host,
        "version": SERVERS[host].version,
        "source_url": "https://github.com/mastodon/mastodon",
        "languages": ["id"],
    }
    return known | ({"api_versions": {"mastodon": 7}} if SERVERS[host].described else {})


@doors.route("/api/<path:rest>", methods=["GET", "POST", "PUT", "DELETE"])
def nowhere(host: str, rest: str) -> Any:
    """Everything else."""
    raise ApiError(404, "Not Found")


def _reader(scope: str) -> Person | None:
    """Whoever asks with a token that reaches this far; nobody in particular without one."""
    if "Authorization" not in request.headers:
        return None
    token = _living_token()
    if token is None:
        raise ApiError(401, "The access token is invalid")
    if not token.scope_set & {"read", scope}:
        raise ApiError(403, "This action is outside the authorized scopes")
    return stage().people.by_id(token.person)


def _living_token() -> Token | None:
    given = request.authorization
    value = given.token if given and given.type == "bearer" else None
    token = stage().grants.find(value) if value else None
    if token and token.dead:
        raise ApiError(401, "The access token was revoked")
    return token if token and token.platform == KEY else None


def _person(host: str, account_id: str) -> Person:
    original = shapes.original_of(account_id) if account_id.isdecimal() else None
    person = stage().people.by_account(KEY, original or account_id)
    if person is None or (shapes.home_of(person) == host) is bool(original):
        raise ApiError(*MISSING)
    return person


def _post(host: str, status_id: str) -> Post | None:
    if not status_id.isdecimal():
        return None
    original = shapes.original_of(status_id)
    post = stage().posts.get(KEY, original or status_id)
    if post is None or (shapes.home_of(post.person) == host) is bool(original):
        return None
    return post


def _may_see(post: Post, reader: Person | None) -> bool:
    own = reader is not None and reader.id == post.person.id
    return own or shapes.visibility(post) in OPEN


def _answering(host: str) -> str:
    """For whose people this server answers; by switch for another server's."""
    return str(stage().board.get(KEY).own["answers_for"]) or host


def _flag(name: str) -> bool:
    return request.args.get(name, "") in ("true", "1")


def _too_many() -> Response:
    answer = jsonify({"error": "Too many requests"})
    answer.status_code = 429
    return answer
