"""The JSON of TikTok's API v2: one envelope for good and bad, videos, people.

Times of posts are seconds, those of cursors milliseconds. Captions come cut.
"""

from secrets import token_hex
from typing import Any

from simulator.people import Person
from simulator.posts import Post

KEY = "tiktok"
CAPTION_MAX = 150
# Every error with its status and words.
ERRORS = {
    "access_token_invalid": (401, "The access token is invalid or not found in the request."),
    "scope_not_authorized": (
        401,
        "The user did not authorize the scope required for completing this request.",
    ),
    "scope_permission_missed": (401, "Some fields need additional scopes."),
    "invalid_params": (400, "One or more fields in request is invalid."),
    "rate_limit_exceeded": (429, "The API rate limit was exceeded. Please try again later."),
    "internal_error": (500, "Something went wrong. Please try again later."),
}
BASIC, PROFILE, STATS = "user.info.basic", "user.info.profile", "user.info.stats"
# Fields of a person, with the scope that opens them.
USER_FIELDS = {
    **dict.fromkeys(("open_id", "union_id", "avatar_url", "display_name"), BASIC),
    **dict.fromkeys(("bio_description", "is_verified", "profile_deep_link", "username"), PROFILE),
    **dict.fromkeys(("follower_count", "following_count", "likes_count", "video_count"), STATS),
}
VIDEO_FIELDS = frozenset(
    {
        *("id", "create_time", "cover_image_url", "share_url", "video_description", "duration"),
        *("height", "width", "title", "embed_html", "embed_link", "is_aigc"),
        *("like_count", "comment_count", "share_count", "view_count"),
    }
)


def envelope(data: dict[str, Any], code: str = "ok", words: str = "") -> dict[str, Any]:
    """An answer; success is an error called ok."""
    error = {"code": code, "message": words, "log_id": token_hex(16).upper()}
    return {"data": data, "error": error}


def page(post: Post) -> str:
    """Where a post is shown."""
    kind = "photo" if post.details.get("photo") else "video"
    return f"https://www.tiktok.com/@{post.person.handle}/{kind}/{post.id}"


def user_json(person: Person, fields: list[str]) -> dict[str, Any]:
    """A person, as far as was asked."""
    whole = {
        "open_id": person.account_id(KEY),
        "union_id": f"union-{person.account_id(KEY)}",
        "avatar_url": "",
        "display_name": person.name,
        "bio_description": "",
        "is_verified": False,
        "profile_deep_link": f"https://vm.tiktok.com/{person.handle}",
        "username": person.handle,
        **dict.fromkeys((name for name, scope in USER_FIELDS.items() if scope == STATS), 0),
    }
    return {name: whole[name] for name in fields}


def video_json(post: Post, client_key: str, fields: list[str]) -> dict[str, Any]:
    """A post, as far as was asked."""
    caption = post.text[:CAPTION_MAX]
    whole = {
        "id": post.id,
        "create_time": post.created_ms // 1000,
        "cover_image_url": "",
        "share_url": f"{page(post)}?utm_campaign=tt4d_open_api&utm_source={client_key}",
        "video_description": caption,
        "duration": 0 if post.details.get("photo") else 17,
        "height": 1024,
        "width": 576,
        "title": caption,
        "embed_html": "",
        "embed_link": f"https://www.tiktok.com/player/v1/{post.id}",
        "is_aigc": False,
        **dict.fromkeys(("like_count", "comment_count", "share_count", "view_count"), 0),
    }
    return {name: whole[name] for name in fields}
