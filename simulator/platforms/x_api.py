"""X's API v2 as far as reading one's own posts goes: users, timelines, posts.

A rule of the platform that this keeps: every answer carries the rate headers, and what cannot be
seen is either a problem with its status or, by switch, a 200 that holds nothing but `errors[]`.
"""

import base64
import json
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from flask import Blueprint, Response, g, request

from simulator.grants import Token
from simulator.lies import told
from simulator.people import Person
from simulator.platforms import x_shapes
from simulator.posts import Post
from simulator.stage import stage
from simulator.switches import Switches

doors = Blueprint("x_api", __name__, url_prefix="/x/api")

IDS_MAX = 100
APP_TOKEN = "token-aplikasi-x-untuk-demo"  # of the program registered by default


class Problem(Exception):
    """An answer of application/problem+json."""

    def __init__(self, body: dict[str, Any]) -> None:
        super().__init__(body["title"])
        self.body = body


def x_door(name: str, limit: int, scopes: tuple[str, ...] = ("tweet.read", "users.read")) -> Any:
    """Guard an endpoint: a live token, its scopes, and `limit` calls a quarter hour per person."""

    def guarded(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def door(**arguments: str) -> Any:
            token = _bearer()
            reader = stage().people.by_id(token.person)
            calls, reset = stage().meter.count(f"{name} {token.person}")
            g.rate = (limit, max(0, limit - calls), reset)
            if calls > limit:
                return _too_many()
            if spent := stage().board.get("x").own["spent"]:
                raise Problem(x_shapes.spent(str(spent)))
            if not token.scope_set.issuperset(scopes):
                raise Problem(x_shapes.problem(403, "about:blank", "Forbidden", "Forbidden"))
            return view(reader, **arguments)

        return door

    return guarded


@doors.get("/2/users/me")
@x_door("users_me", 75)
def me(reader: Person) -> dict[str, Any]:
    """Who the token belongs to."""
    return {"data": x_shapes.user_json(reader, _fields("user.fields", x_shapes.USER_FIELDS))}


@doors.get("/2/users/<user_id>")
@x_door("users_one", 900)
def user(reader: Person, user_id: str) -> Any:
    """One person by id."""
    found = stage().people.by_account("x", _number("id", user_id))
    fields = _fields("user.fields", x_shapes.USER_FIELDS)
    if found is None:
        return _nothing(x_shapes.missing("user", user_id, "id"), 404)
    return {"data": x_shapes.user_json(found, fields)}


@doors.get("/2/tweets/<post_id>")
@x_door("tweets_one", 900)
def one_post(reader: Person, post_id: str) -> Any:
    """One post by id; an older version of an edited post answers under its own id."""
    fields, vocabulary = _post_fields()
    error, post = _visible(reader, _number("id", post_id), "id", vocabulary)
    if post is None:
        status = 404 if error["title"].startswith("Not Found") else 403
        return _nothing(error, status)
    return _with_authors([post], fields, vocabulary, single=True)


@doors.get("/2/tweets")
@x_door("tweets_many", 5000)
def many_posts(reader: Person) -> Any:
    """Up to a hundred posts by id; what cannot be seen is listed in errors[]."""
    wanted = [one for one in request.args.get("ids", "").split(",") if one]
    if not 1 <= len(wanted) <= IDS_MAX:
        raise _invalid("ids", f"size must be between 1 and {IDS_MAX}")
    fields, vocabulary = _post_fields()
    posts, errors = [], []
    for post_id in wanted:
        error, post = _visible(reader, _number("ids", post_id), "ids", vocabulary)
        if post:
            posts.append(post)
        else:
            errors.append(error)
    answer = _with_authors(posts, fields, vocabulary) if posts else {}
    return answer | ({"errors": errors} if errors else {})


@doors.get("/2/users/<user_id>/tweets")
@x_door("users_tweets", 900)
def timeline(reader: Person, user_id: str) -> Any:
    """A person's posts, newest first, newest versions only."""
    fields, vocabulary = _post_fields()
    size = request.args.get("max_results", "10")
    if not size.isdecimal() or not 5 <= int(size) <= 100:
        raise _invalid("max_results", f"[{size}] is not between 5 and 100")
    author = stage().people.by_account("x", _number("id", user_id))
    if author is None:
        return {"errors": [x_shapes.missing("user", user_id, "id")]}
    if author.is_private("x") and author.id != reader.id:
        return {"errors": [x_shapes.unauthorized("User", user_id, "id")]}
    found = _between(_kept(stage().posts.listing("x", author)))
    page, rest = found[: int(size)], found[int(size) :]
    if not page:
        return {"meta": {"result_count": 0}}
    meta = {"result_count": len(page), "newest_id": page[0].id, "oldest_id": page[-1].id}
    if rest:
        meta["next_token"] = base64.urlsafe_b64encode(page[-1].id.encode()).decode().rstrip("=")
    return _with_authors([told(one) for one in page], fields, vocabulary) | {"meta": meta}


@doors.get("/2/trends/by/woeid/<woeid>")
def trends(woeid: str) -> Any:
    """What is talked about most at a place, for the app's own token or a person's."""
    given = request.authorization
    if not (given and given.type == "bearer" and given.token == APP_TOKEN):
        _bearer()
    calls, reset = stage().meter.count("trends")
    g.rate = (75, max(0, 75 - calls), reset)
    if calls > 75:
        return _too_many()
    if spent := stage().board.get("x").own["spent"]:
        raise Problem(x_shapes.spent(str(spent)))
    most = request.args.get("max_trends", "20")
    if not most.isdecimal() or not 1 <= int(most) <= 50:
        raise _invalid("max_trends", f"[{most}] is not between 1 and 50")
    if _number("woeid", woeid) != x_shapes.INDONESIA:
        return _nothing(x_shapes.missing("trends", woeid, "woeid"), 404)
    fields = _fields("trend.fields", x_shapes.TREND_FIELDS) or {"trend_name"}
    minute = int(stage().clock.seconds()) // 60
    return {"data": x_shapes.trends_json(minute, fields)[: int(most)]}


@doors.route("/<path:rest>", methods=["GET", "POST", "PUT", "DELETE"])
def nowhere(rest: str) -> Any:
    """Everything else."""
    raise Problem(x_shapes.problem(404, "about:blank", "Not Found", "Not Found"))


@doors.errorhandler(Problem)
def show_problem(raised: Problem) -> Response:
    """A problem as the platform words it."""
    body, status = raised.body, raised.body["status"]
    return Response(json.dumps(body), status, content_type="application/problem+json")


@doors.after_request
def rate_headers(answer: Response) -> Response:
    """The three headers every answer carries; reset is in unix seconds."""
    fallback = int(stage().clock.seconds()) // 900 * 900 + 900
    limit, left, reset = getattr(g, "rate", (900, 899, fallback))
    answer.headers["x-rate-limit-limit"] = str(limit)
    answer.headers["x-rate-limit-remaining"] = str(left)
    answer.headers["x-rate-limit-reset"] = str(reset)
    return answer


def limited(switches: Switches) -> Response:
    """The answer to every call while the switch is on; the reset is in the headers."""
    g.rate = (900, 0, int(switches.rate_limited_until))
    return rate_headers(_too_many())


def _too_many() -> Response:
    body = {"errors": [{"code": 88, "message": "Rate limit exceeded"}]}
    return Response(json.dumps(body), 429, content_type="application/json")


def _bearer() -> Token:
    given = request.authorization
    value = given.token if given and given.type == "bearer" else None
    token = stage().grants.find(value) if value else None
    if token is None or token.dead or (token.platform, token.kind) != ("x", "access"):
        raise Problem(x_shapes.problem(401, "about:blank", "Unauthorized", "Unauthorized"))
    return token


def _visible(
    reader: Person, post_id: str, parameter: str, vocabulary: str
) -> tuple[dict[str, Any], Post | None]:
    post = stage().posts.get("x", post_id)
    if post is None:
        return x_shapes.missing(vocabulary, post_id, parameter), None
    locked = post.person.is_private("x") and post.person.id != reader.id
    if post.hidden or locked:
        return x_shapes.unauthorized(vocabulary, post_id, parameter), None
    return {}, told(post)


def _nothing(error: dict[str, Any], status: int) -> Any:
    if stage().board.get("x").own["twin404"]:
        return {"errors": [error]}
    raise Problem({**error, "status": status})


def _with_authors(
    posts: list[Post], fields: set[str], vocabulary: str, single: bool = False
) -> dict[str, Any]:
    asked = set(request.args.get("expansions", "").split(","))
    # What the new vocabulary only expands has no effect there when it is asked for as a field.
    expanded = x_shapes.EXPANDED[vocabulary]
    fields = (fields - expanded if vocabulary == "post" else fields) | (asked & expanded)
    shown = [_shown(one, fields, vocabulary) for one in posts]
    answer: dict[str, Any] = {"data": shown[0] if single else shown}
    includes: dict[str, Any] = {}
    if "author_id" in asked:
        names = _fields("user.fields", x_shapes.USER_FIELDS)
        authors = {one.person.id: x_shapes.user_json(one.person, names) for one in posts}
        includes["users"] = list(authors.values())
    if others := [_shown(one, fields, vocabulary) for one in _others(posts, asked)]:
        includes[f"{vocabulary}s"] = others
    return answer | ({"includes": includes} if includes else {})


def _shown(post: Post, fields: set[str], vocabulary: str) -> dict[str, Any]:
    history = stage().posts.history(post) or [post.id]
    return x_shapes.post_json(post, history, fields, vocabulary)


def _others(posts: list[Post], asked: set[str]) -> list[Post]:
    """The posts that `expansions` bring along: other versions, and what is referred to."""
    wanted: list[str] = []
    for post in posts:
        if asked & {"edit_history_tweet_ids", "edit_history_post_ids"}:
            wanted += stage().posts.history(post)
        if asked & {"referenced_tweets.id", "referenced_posts"}:
            wanted += [post.details[kind] for kind in x_shapes.REFERENCES if kind in post.details]
    found = (stage().posts.get("x", one) for one in dict.fromkeys(wanted))
    return [one for one in found if one and not one.hidden]


def _kept(posts: list[Post]) -> list[Post]:
    """The list without the kinds that `exclude` names."""
    named = request.args.get("exclude", "").split(",")
    out = {kind for name, kind in x_shapes.EXCLUDED.items() if name in named}
    return [one for one in posts if not out & set(one.details)]


def _post_fields() -> tuple[set[str], str]:
    new = "post.fields" in request.args
    name = "post.fields" if new else "tweet.fields"
    return _fields(name, x_shapes.POST_FIELDS), "post" if new else "tweet"


def _fields(name: str, known: frozenset[str]) -> set[str]:
    asked = {one for one in request.args.get(name, "").split(",") if one}
    if asked - known:
        raise _invalid(name, f"[{sorted(asked - known)[0]}] is not one of the known fields")
    return asked


def _number(parameter: str, value: str) -> str:
    if not (value.isascii() and value.isdigit() and len(value) <= 19):
        raise _invalid(parameter, f"[{value[:40]}] does not match ^[0-9]{{1,19}}$")
    return value


def _invalid(parameter: str, why: str) -> Problem:
    errors = [
        {
            "parameters": {parameter: [request.args.get(parameter, "")[:200]]},
            "message": f"The `{parameter}` query parameter value {why}",
        }
    ]
    detail = "One or more parameters to your request was invalid."
    body = x_shapes.problem(400, "invalid-request", "Invalid Request", detail, errors=errors)
    return Problem(body)


def _between(posts: list[Post]) -> list[Post]:
    since, until = request.args.get("since_id"), request.args.get("until_id")
    cursor = request.args.get("pagination_token")
    if cursor:
        try:
            until = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
        except ValueError:
            raise _invalid("pagination_token", "is not a token of ours") from None
    if since:
        posts = [one for one in posts if int(one.id) > int(_number("since_id", since))]
    if until:
        posts = [one for one in posts if int(one.id) < int(_number("until_id", until))]
    start, end = _time("start_time"), _time("end_time")
    return [one for one in posts if (not start or one.at >= start) and (not end or one.at < end)]


def _time(parameter: str) -> datetime | None:
    value = request.args.get(parameter)
    if not value:
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise _invalid(parameter, "is not an RFC 3339 time") from None
    if moment.tzinfo is None:
        raise _invalid(parameter, "is not an RFC 3339 time")
    return moment
