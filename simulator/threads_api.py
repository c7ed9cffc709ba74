"""Threads' graph as far as reading one's own profile and posts goes.

There is no look-up by link or shortcode, and nobody else's posts can be read: a client lists its
person's own posts and compares shortcodes.
"""

import base64
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, g, request

from simulator import threads_shapes
from simulator.lies import other_post
from simulator.people import Person
from simulator.posts import Post
from simulator.stage import stage
from simulator.threads_oauth import living_token
from simulator.threads_shapes import GraphError, invisible

doors = Blueprint("threads_api", __name__)

CALLS_A_WINDOW = 500  # 4,800 × 10 calls a day, spread over the quarter hours
PAGE_DEFAULT, PAGE_MAX = 25, 100
LIMIT_WORDS = {
    4: "Application request limit reached",
    17: "User request limit reached",
}


def graph_door(view: Callable[..., Any]) -> Callable[..., Any]:
    """Guard an endpoint: a living token with threads_basic, and the person's call limit."""

    @wraps(view)
    def door(**arguments: str) -> Any:
        token = living_token()
        if "threads_basic" not in token.scope_set:
            raise GraphError(10, "Application does not have permission for this action")
        calls, _ = stage().meter.count(f"threads {token.person}")
        g.usage = min(100, calls * 100 // CALLS_A_WINDOW)
        if calls > CALLS_A_WINDOW:
            raise too_many(17)
        return view(stage().people.by_id(token.person), **arguments)

    return door


@doors.get("/me")
@doors.get("/v1.0/me")
@graph_door
def me(reader: Person) -> dict[str, Any]:
    """Whose token this is."""
    return threads_shapes.user_json(reader, _fields(threads_shapes.USER_FIELDS))


@doors.get("/<owner>/threads")
@doors.get("/v1.0/<owner>/threads")
@graph_door
def own_posts(reader: Person, owner: str) -> dict[str, Any]:
    """The person's own posts, newest first, with cursors."""
    if owner not in ("me", reader.threads_id):
        raise invisible(owner)
    fields = _fields(threads_shapes.POST_FIELDS)
    limit = request.args.get("limit", str(PAGE_DEFAULT))
    if not limit.isdecimal() or not 1 <= int(limit) <= PAGE_MAX:
        raise GraphError(100, f"(#100) limit must be between 1 and {PAGE_MAX}")
    found = _between(stage().posts.listing("threads", reader))
    page, rest = found[: int(limit)], found[int(limit) :]
    answer: dict[str, Any] = {
        "data": [threads_shapes.post_json(_lied(one), fields) for one in page]
    }
    if page:
        cursors = {"before": _cursor(page[0]), "after": _cursor(page[-1])}
        more = {"next": _next(cursors["after"])} if rest else {}
        answer["paging"] = {"cursors": cursors} | more
    return answer


@doors.get("/<object_id>")
@doors.get("/v1.0/<object_id>")
@graph_door
def one(reader: Person, object_id: str) -> dict[str, Any]:
    """One own post, or the own profile by its number."""
    if object_id == reader.threads_id:
        return threads_shapes.user_json(reader, _fields(threads_shapes.USER_FIELDS))
    post = stage().posts.get("threads", object_id)
    if post is None or post.hidden or post.person.id != reader.id:
        raise invisible(object_id)
    return threads_shapes.post_json(_lied(post), _fields(threads_shapes.POST_FIELDS))


@doors.route("/<path:rest>", methods=["GET", "POST", "PUT", "DELETE"])
def nowhere(rest: str) -> Any:
    """Everything else."""
    raise GraphError(2500, f"Unknown path components: /{rest}", status=404)


@doors.after_request
def usage_header(answer: Response) -> Response:
    """How much of the app's allowance is gone, in percent."""
    used = getattr(g, "usage", 0)
    body = {"call_count": used, "total_cputime": used // 4, "total_time": used // 3}
    answer.headers["X-App-Usage"] = json.dumps(body)
    return answer


def too_many(code: int) -> GraphError:
    """The rate error: no status of its own and no Retry-After; 100 % in the usage header."""
    g.usage = 100
    return GraphError(code, f"(#{code}) {LIMIT_WORDS[code]}")


def regain_minutes(until: float) -> int:
    """Whole minutes until calls work again, rounded up as Meta does."""
    return max(1, -int(-(until - stage().clock.seconds()) // 60))


def _fields(known: frozenset[str]) -> list[str]:
    asked = [one for one in request.args.get("fields", "id").split(",") if one]
    for name in asked:
        if name not in known:
            raise GraphError(100, f"(#100) Tried accessing nonexisting field ({name})")
    return asked


def _lied(post: Post) -> Post:
    lying = stage().board.get("threads").lying
    if not lying:
        return post
    other = other_post(post)
    return other if lying == "post" else replace(post, person=other.person)


def _cursor(post: Post) -> str:
    return base64.urlsafe_b64encode(f"{post.created_ms}:{post.id}".encode()).decode()


def _place(cursor: str) -> tuple[int, str]:
    try:
        ms, _, post_id = base64.urlsafe_b64decode(cursor).decode().partition(":")
        return int(ms), post_id
    except ValueError:
        raise GraphError(100, "(#100) Invalid cursor") from None


def _between(posts: list[Post]) -> list[Post]:
    since, until = _moment("since"), _moment("until")
    if since is not None:
        posts = [one for one in posts if one.created_ms >= since]
    if until is not None:
        posts = [one for one in posts if one.created_ms <= until]
    after, before = request.args.get("after"), request.args.get("before")
    if after:
        posts = _beyond(posts, _place(after)[1], behind=True)
    elif before:
        posts = _beyond(posts, _place(before)[1], behind=False)
    return posts


def _beyond(posts: list[Post], post_id: str, behind: bool) -> list[Post]:
    at = next((i for i, one in enumerate(posts) if one.id == post_id), None)
    if at is None:
        return []
    return posts[at + 1 :] if behind else posts[:at]


def _moment(name: str) -> float | None:
    value = request.args.get(name)
    if not value:
        return None
    if value.isdecimal() and len(value) <= 12:
        return int(value) * 1000
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise GraphError(100, f"(#100) param {name} must be a date or unix time") from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1000


def _next(cursor: str) -> str:
    kept = {key: value for key, value in request.args.items() if key != "after"}
    base = (stage().base_url or request.host_url).rstrip("/")
    return f"{base}{request.path}?{urlencode(kept | {'after': cursor})}"
