"""YouTube's Data API v3 as far as reading videos goes: channels, lists of uploads, videos.

Every question costs a unit of what the whole program may ask in a day, wrong ones too; the day is
California's. What somebody may not see is left out of an answer without a word.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, jsonify, request

from simulator.grants import Token
from simulator.lies import told
from simulator.people import Person
from simulator.platforms import google_oauth, youtube_shapes
from simulator.posts import Post
from simulator.stage import stage
from simulator.switches import Switches

doors = Blueprint("youtube_api", __name__, url_prefix="/google/youtube/v3")

KEY = "youtube"
SCOPE = "https://www.googleapis.com/auth/youtube.readonly"
PACIFIC = ZoneInfo("America/Los_Angeles")
SIZE_DEFAULT, SIZE_MAX = 5, 50
PARTS = {
    "channel": {"id", "snippet", "contentDetails", "statistics", "status"},
    "video": {"id", "snippet", "contentDetails", "statistics", "status"},
    "playlistItem": {"id", "snippet", "contentDetails", "status"},
}


class GoogleError(Exception):
    """An answer that is Google's error envelope."""

    def __init__(self, body: dict[str, Any]) -> None:
        super().__init__(body["error"]["message"])
        self.body = body


def google_door(view: Callable[..., Any]) -> Callable[..., Any]:
    """Guard an endpoint: a unit of the day, a live token, its scope."""

    @wraps(view)
    def door() -> Any:
        switches = stage().board.get(KEY).own
        day = stage().clock.now().astimezone(PACIFIC).date()
        if stage().meter.count_in(day, "youtube units") > int(switches["units_a_day"]):
            raise _refused("quotaExceeded")
        token = _bearer()
        if reason := switches["refused_as"]:
            raise _refused(str(reason))
        if SCOPE not in token.scope_set:
            raise _refused("insufficientPermissions")
        return view(stage().people.by_id(token.person))

    return door


@doors.get("/channels")
@google_door
def channels(reader: Person) -> dict[str, Any]:
    """The own channel, or channels by id."""
    parts = _parts("channel")
    if request.args.get("mine") == "true":
        found = [reader] if stage().board.get(KEY).own["channels"] else []
    else:
        every = (stage().people.by_account(KEY, one) for one in _listed("id"))
        found = [one for one in every if one]
    items = [youtube_shapes.channel_json(one, parts) for one in found]
    return youtube_shapes.page_json("channel", items, len(items), SIZE_DEFAULT)


@doors.get("/videos")
@google_door
def videos(reader: Person) -> dict[str, Any]:
    """Videos by id, those left out that this person may not see."""
    parts, wanted = _parts("video"), _listed("id")
    if not 1 <= len(wanted) <= SIZE_MAX:
        raise _bad("missingRequiredParameter", "No filter selected. Expected one of: id")
    every = (stage().posts.get(KEY, one) for one in wanted)
    found = [told(one) for one in every if one and _visible(one, reader)]
    items = [youtube_shapes.video_json(one, parts) for one in found]
    return youtube_shapes.page_json("video", items, len(items), len(items))


@doors.get("/playlistItems")
@google_door
def playlist_items(reader: Person) -> dict[str, Any]:
    """The uploads of a channel, newest first."""
    parts, size = _parts("playlistItem"), _size()
    owner = _owner_of(request.args.get("playlistId", ""))
    found = stage().posts.listing(KEY, owner, hidden=owner.id == reader.id)
    found = [one for one in found if _visible(one, reader, listed=True)]
    if not found:
        raise _no_list()
    wanted = request.args.get("videoId")
    found = [one for one in found if wanted in (None, one.id)]
    start = _start(found)
    page = found[start : start + size]
    items = [
        youtube_shapes.item_json(told(one), owner, start + n, parts) for n, one in enumerate(page)
    ]
    answer = youtube_shapes.page_json("playlistItem", items, len(found), size)
    behind = start + size
    return answer | ({"nextPageToken": f"EAAa{behind}"} if behind < len(found) else {})


@doors.errorhandler(GoogleError)
def show_error(raised: GoogleError) -> Response:
    """An error with its status."""
    answer = jsonify(raised.body)
    answer.status_code = raised.body["error"]["code"]
    return answer


def limited(switches: Switches) -> Response:
    """The answer to every call while the switch is on; there is no word on how long."""
    if request.path.startswith(google_oauth.doors.url_prefix or ""):
        return google_oauth.limited()
    if not request.path.startswith(doors.url_prefix or ""):
        return Response("Too Many Requests", 429)
    return show_error(_refused(str(switches.own["limit_as"])))


def _bearer() -> Token:
    given = request.authorization
    value = given.token if given and given.type == "bearer" else None
    token = stage().grants.find(value) if value else None
    if token is None or token.dead or (token.platform, token.kind) != (KEY, "access"):
        where = {"location": "Authorization", "locationType": "header"}
        words = youtube_shapes.AUTH_WORDS
        raise GoogleError(youtube_shapes.error_json(401, "global", "authError", words, **where))
    return token


def _visible(post: Post, reader: Person, listed: bool = False) -> bool:
    """Whether somebody may see a video; an unlisted one is found by its id only."""
    if post.person.id == reader.id:
        return True
    if post.hidden or post.person.is_private(KEY):
        return False
    return not listed or youtube_shapes.privacy(post) == "public"


def _owner_of(playlist: str) -> Person:
    owner = stage().people.by_account(KEY, "UC" + playlist.removeprefix("UU"))
    if owner is None or not playlist.startswith("UU"):
        raise _no_list()
    return owner


def _parts(kind: str) -> set[str]:
    asked = _listed("part")
    if not asked:
        raise _bad("missingRequiredParameter", "No value was given for the parameter part.")
    for one in asked:
        if one not in PARTS[kind]:
            raise _bad("unknownPart", f"'{one}'")
    return set(asked)


def _listed(name: str) -> list[str]:
    return [one for given in request.args.getlist(name) for one in given.split(",") if one]


def _size() -> int:
    size = request.args.get("maxResults", str(SIZE_DEFAULT))
    if not size.isdecimal() or int(size) > SIZE_MAX:
        raise _bad("invalidParameter", f"Invalid value '{size}'. Values must be within 0 and 50.")
    return int(size)


def _start(found: list[Post]) -> int:
    token = request.args.get("pageToken", "EAAa0").removeprefix("EAAa")
    if not token.isdecimal() or int(token) > len(found):
        raise _bad("invalidPageToken", "The request specifies an invalid page token.")
    return int(token)


def _refused(reason: str) -> GoogleError:
    return GoogleError(youtube_shapes.refusal_json(reason))


def _bad(reason: str, words: str) -> GoogleError:
    return GoogleError(youtube_shapes.error_json(400, "youtube.parameter", reason, words))


def _no_list() -> GoogleError:
    words = "The playlist identified with the request's playlistId parameter cannot be found."
    where = {"location": "playlistId", "locationType": "parameter"}
    body = youtube_shapes.error_json(
        404, "youtube.playlistItem", "playlistNotFound", words, **where
    )
    return GoogleError(body)
