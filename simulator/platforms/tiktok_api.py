"""TikTok's Display API v2: who somebody is, her public posts, and whether a post is hers.

Nobody else's posts can be asked for, and none that is hidden. Limits slide over the last minute,
per endpoint, and no answer says when to come back.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Blueprint, Response, jsonify, request

from simulator.grants import Token
from simulator.lies import told
from simulator.people import Person
from simulator.platforms import tiktok_oauth, tiktok_shapes
from simulator.posts import Post
from simulator.stage import stage
from simulator.switches import Switches

doors = Blueprint("tiktok_api", __name__, url_prefix="/tiktok/open/v2")

KEY = "tiktok"
LIST_DEFAULT, LIST_MAX = 10, 20
WINDOW_S = 60


class TikTokError(Exception):
    """An answer whose envelope says that something is wrong."""

    def __init__(self, code: str, words: str = "") -> None:
        super().__init__(code)
        self.status, usual = tiktok_shapes.ERRORS[code]
        self.body = tiktok_shapes.envelope({}, code, words or usual)


def tiktok_door(scope: str) -> Callable[..., Any]:
    """Guard an endpoint: its limit, a live token, its scope."""

    def guarded(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def door() -> Any:
            switches = stage().board.get(KEY).own
            if stage().meter.count_since(request.path, WINDOW_S) > int(switches["calls_a_minute"]):
                raise TikTokError("rate_limit_exceeded")
            token = _bearer()
            if reason := switches["refused_as"]:
                raise TikTokError(str(reason))
            if scope not in token.scope_set:
                raise TikTokError("scope_not_authorized")
            return tiktok_shapes.envelope(view(stage().people.by_id(token.person), token))

        return door

    return guarded


@doors.get("/user/info/")
@tiktok_door("user.info.basic")
def user_info(reader: Person, token: Token) -> dict[str, Any]:
    """Whose token this is."""
    fields = _fields(frozenset(tiktok_shapes.USER_FIELDS))
    if any(tiktok_shapes.USER_FIELDS[name] not in token.scope_set for name in fields):
        raise TikTokError("scope_not_authorized")
    return {"user": tiktok_shapes.user_json(reader, fields)}


@doors.post("/video/list/")
@tiktok_door("video.list")
def video_list(reader: Person, token: Token) -> dict[str, Any]:
    """The own public posts, newest first, from a cursor in milliseconds backwards."""
    fields, asked = _fields(tiktok_shapes.VIDEO_FIELDS), _body()
    size = _whole(asked.get("max_count", LIST_DEFAULT), 1, LIST_MAX)
    cursor = _whole(asked.get("cursor", 1 << 53), 0, 1 << 53)
    found = [one for one in _public(reader) if one.created_ms < cursor]
    page = found[:size]
    return {
        "videos": [tiktok_shapes.video_json(told(one), token.client_id, fields) for one in page],
        "cursor": page[-1].created_ms if page else 0,
        "has_more": len(found) > len(page),
    }


@doors.post("/video/query/")
@tiktok_door("video.list")
def video_query(reader: Person, token: Token) -> dict[str, Any]:
    """Those of the posts asked for that are hers and public."""
    fields, asked = _fields(tiktok_shapes.VIDEO_FIELDS), _body().get("filters")
    wanted = asked.get("video_ids") if isinstance(asked, dict) else None
    if not isinstance(wanted, list) or not 1 <= len(wanted) <= LIST_MAX:
        raise TikTokError("invalid_params", "video_ids must hold 1 to 20 ids")
    found = [one for one in _public(reader) if one.id in wanted]
    return {
        "videos": [tiktok_shapes.video_json(told(one), token.client_id, fields) for one in found]
    }


@doors.errorhandler(TikTokError)
def show_error(raised: TikTokError) -> Response:
    """An error with its status."""
    answer = jsonify(raised.body)
    answer.status_code = raised.status
    return answer


def limited(_: Switches) -> Response:
    """The answer to every call while the switch is on."""
    if request.path.startswith(tiktok_oauth.doors.url_prefix or ""):
        return tiktok_oauth.limited()
    return show_error(TikTokError("rate_limit_exceeded"))


def _bearer() -> Token:
    given = request.authorization
    value = given.token if given and given.type == "bearer" else None
    token = stage().grants.find(value) if value else None
    if token is None or token.dead or (token.platform, token.kind) != (KEY, "access"):
        raise TikTokError("access_token_invalid")
    return token


def _public(reader: Person) -> list[Post]:
    return [] if reader.is_private(KEY) else stage().posts.listing(KEY, reader)


def _fields(known: frozenset[str]) -> list[str]:
    asked = [one for one in request.args.get("fields", "").split(",") if one]
    if not asked or set(asked) - known:
        raise TikTokError("invalid_params", "fields is required and must name known fields")
    return asked


def _body() -> dict[str, Any]:
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise TikTokError("invalid_params", "The body must be a JSON object")
    return body


def _whole(value: Any, least: int, most: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise TikTokError("invalid_params")
    return value
