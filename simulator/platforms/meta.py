"""What the graphs of Meta have in common: tokens, errors, rate limits, and paging by cursors.

The habits of the graph: an error is HTTP 400 with an envelope of its own, an object that does not
exist and one that may not be seen look alike, and how much may still be asked stands in percent.
Meta's own client asks for an object with a slash at the end.
"""

import base64
import json
import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import wraps
from math import ceil
from secrets import token_urlsafe
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, g, jsonify, request

from simulator.grants import Token
from simulator.platform import Switch
from simulator.posts import Post
from simulator.stage import stage
from simulator.switches import Switches

CALLS_A_WINDOW = 500  # 4,800 × 10 calls a day, spread over the quarter hours
PAGE_DEFAULT, PAGE_MAX = 25, 100
LIMIT_WORDS = {
    4: "Application request limit reached",
    17: "User request limit reached",
    32: "Page request limit reached",
    341: "Application limit reached",
    613: "Calls to this api have exceeded the rate limit.",
}
SWITCHES = (
    Switch("rate_code", 4, "Galat pembatasan", choices=tuple(LIMIT_WORDS)),
    Switch("usage_as", "business", "Menit tunggu di", choices=("business", "app", "nowhere")),
    Switch("graph_error", "", "Galat graf: kode, atau kode/subkode"),
)
BEHIND_A_FIELD = re.compile(r"\{[^}]*\}|\.\w+\([^)]*\)")
DENIED = {
    "error": "access_denied",
    "error_reason": "user_denied",
    "error_description": "The user denied your request.",
}
# Appended to the callback; a client that reads the code from the raw address must strip it.
TAIL = "#_"


class GraphError(Exception):
    """An error of the graph: HTTP 400 (by default) with Meta's envelope.

    A `transient` one says so: asking again later may do.
    """

    def __init__(
        self,
        code: int,
        message: str,
        kind: str = "OAuthException",
        subcode: int | None = None,
        status: int = 400,
        transient: bool = False,
    ) -> None:
        super().__init__(message)
        self.status = status
        error: dict[str, Any] = {"message": message, "type": kind, "code": code}
        if transient:
            error["is_transient"] = True
        if subcode:
            error["error_subcode"] = subcode
        self.body = {"error": error | {"fbtrace_id": token_urlsafe(8)}}


def graph_answers(doors: Blueprint, platform: str) -> None:
    """Let a blueprint answer with the envelope, and with the usage header."""
    doors.before_request(_fails_as_switched(platform))
    doors.register_error_handler(GraphError, envelope)
    doors.after_request(_usage_header)


def envelope(raised: GraphError) -> Response:
    """Meta's answer to what went wrong."""
    answer = jsonify(raised.body)
    answer.status_code = raised.status
    return answer


def graph_door(living: Callable[[], Token], scope: str) -> Callable[..., Any]:
    """Guard an endpoint: a `living` token with this scope, and the person's call limit."""

    def guarded(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def door(**arguments: str) -> Any:
            token = living()
            if scope not in token.scope_set:
                raise GraphError(10, "Application does not have permission for this action")
            calls, _ = stage().meter.count(f"{token.platform} {token.person}")
            g.usage = min(100, calls * 100 // CALLS_A_WINDOW)
            if calls > CALLS_A_WINDOW:
                raise _too_many(17)
            return view(stage().people.by_id(token.person), **arguments)

        return door

    return guarded


def living_token(platform: str) -> Token:
    """The token of this request, from the query or the Bearer header; GraphError 190 if not."""
    given = request.authorization
    value = request.args.get("access_token") or (
        given.token if given and given.type == "bearer" else None
    )
    return living(value, platform)


def living(value: str | None, platform: str) -> Token:
    """The token that this is, if it lives; GraphError 190 if not."""
    token = stage().grants.find(value) if value else None
    if token is None or token.platform != platform:
        raise GraphError(190, "Invalid OAuth access token - Cannot parse access token")
    if token.dead == "expired":
        raise expired()
    if token.dead:
        raise GraphError(
            190,
            "Error validating access token: The user has not authorized application.",
            subcode=458,
        )
    return token


def expired() -> GraphError:
    """The error of a token past its time."""
    return GraphError(190, "Error validating access token: Session has expired.", subcode=463)


def invisible(object_id: str) -> GraphError:
    """An object that does not exist, or that this token may not see: Meta does not say which."""
    words = (
        f"Unsupported get request. Object with ID '{object_id}' does not exist, cannot be loaded "
        "due to missing permissions, or does not support this operation."
    )
    return GraphError(100, words, "GraphMethodException", 33)


def nowhere(rest: str) -> Any:
    """The answer to every path the graph does not know."""
    raise GraphError(2500, f"Unknown path components: /{rest}", status=404)


def limited(platform: str) -> Callable[[Switches], Response]:
    """The rate error of a platform: no status of its own and no Retry-After, but a usage header."""

    def answer(switches: Switches) -> Response:
        answer = envelope(_too_many(int(switches.own["rate_code"])))
        left_s = switches.rate_limited_until - stage().clock.seconds()
        usage = {
            "call_count": 100,
            "total_cputime": 25,
            "total_time": 25,
            "estimated_time_to_regain_access": max(1, ceil(left_s / 60)),
        }
        if switches.own["usage_as"] == "business":
            told = {"0": [usage | {"type": platform}]}
            answer.headers["X-Business-Use-Case-Usage"] = json.dumps(told)
        elif switches.own["usage_as"] == "app":
            answer.headers["X-App-Usage"] = json.dumps(usage)
        return answer

    return answer


def when(moment: datetime) -> str:
    """`2024-09-12T23:17:39+0000`: whole seconds, no colon in the offset."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S+0000")


def fields(known: frozenset[str]) -> list[str]:
    """The fields asked for, `{…}` and `.limit(…)` behind them let be; GraphError for others."""
    bare = BEHIND_A_FIELD.sub("", request.args.get("fields", "id"))
    asked = [one.strip() for one in bare.split(",") if one]
    for name in asked:
        if name not in known:
            raise GraphError(100, f"(#100) Tried accessing nonexisting field ({name})")
    return asked


def page_of(posts: Sequence[Post], shape: Callable[[Post], dict[str, Any]]) -> dict[str, Any]:
    """One page of a list, newest first, within the time and behind the cursor asked for."""
    limit = request.args.get("limit", str(PAGE_DEFAULT))
    if not limit.isdecimal() or not 1 <= int(limit) <= PAGE_MAX:
        raise GraphError(100, f"(#100) limit must be between 1 and {PAGE_MAX}")
    found = _between(list(posts))
    page, rest = found[: int(limit)], found[int(limit) :]
    answer: dict[str, Any] = {"data": [shape(one) for one in page]}
    if page:
        cursors = {"before": _cursor(page[0]), "after": _cursor(page[-1])}
        more = {"next": _next(cursors["after"])} if rest else {}
        answer["paging"] = {"cursors": cursors} | more
    return answer


def _fails_as_switched(platform: str) -> Callable[[], None]:
    def fail() -> None:
        code, _, part = str(stage().board.get(platform).own["graph_error"]).partition("/")
        if code:
            raise GraphError(int(code), f"(#{code}) As switched", subcode=int(part or 0))

    return fail


def _usage_header(answer: Response) -> Response:
    """How much of the app's allowance is gone, in percent."""
    used = getattr(g, "usage", 0)
    body = {"call_count": used, "total_cputime": used // 4, "total_time": used // 3}
    answer.headers.setdefault("X-App-Usage", json.dumps(body))
    return answer


def _too_many(code: int) -> GraphError:
    g.usage = 100
    return GraphError(code, f"(#{code}) {LIMIT_WORDS[code]}", transient=True)


def _cursor(post: Post) -> str:
    return base64.urlsafe_b64encode(f"{post.created_ms}:{post.id}".encode()).decode()


def _place(cursor: str) -> str:
    try:
        return base64.urlsafe_b64decode(cursor).decode().partition(":")[2]
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
        posts = _beyond(posts, _place(after), behind=True)
    elif before:
        posts = _beyond(posts, _place(before), behind=False)
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
