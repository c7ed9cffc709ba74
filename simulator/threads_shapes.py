"""The JSON of Threads' graph: people, posts, and Meta's error envelope."""

import secrets
from datetime import UTC, datetime
from typing import Any

from simulator.people import Person
from simulator.posts import Post

POST_FIELDS = frozenset(
    {
        "id",
        "media_product_type",
        "media_type",
        "media_url",
        "gif_url",
        "permalink",
        "owner",
        "username",
        "text",
        "timestamp",
        "shortcode",
        "thumbnail_url",
        "children",
        "is_quote_post",
        "quoted_post",
        "reposted_post",
        "alt_text",
        "link_attachment_url",
        "has_replies",
        "is_reply",
        "is_reply_owned_by_me",
        "root_post",
        "replied_to",
        "hide_status",
        "reply_audience",
        "topic_tag",
        "is_verified",
        "profile_picture_url",
    }
)
USER_FIELDS = frozenset(
    {
        "id",
        "username",
        "name",
        "threads_profile_picture_url",
        "threads_biography",
        "is_verified",
        "is_eligible_for_geo_gating",
    }
)


class GraphError(Exception):
    """An error of the graph: HTTP 400 (by default) with Meta's envelope."""

    def __init__(
        self,
        code: int,
        message: str,
        kind: str = "OAuthException",
        subcode: int | None = None,
        status: int = 400,
    ) -> None:
        super().__init__(message)
        self.status = status
        error: dict[str, Any] = {"message": message, "type": kind, "code": code}
        if subcode:
            error["error_subcode"] = subcode
        self.body = {"error": error | {"fbtrace_id": secrets.token_urlsafe(8)}}


def invisible(object_id: str) -> GraphError:
    """An object that does not exist, or that this token may not see: Meta does not say which."""
    words = (
        f"Unsupported get request. Object with ID '{object_id}' does not exist, cannot be loaded "
        "due to missing permissions, or does not support this operation."
    )
    return GraphError(100, words, "GraphMethodException", 33)


def when(moment: datetime) -> str:
    """`2024-09-12T23:17:39+0000`: whole seconds, no colon in the offset."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S+0000")


def post_json(post: Post, fields: list[str]) -> dict[str, Any]:
    """A post with the fields asked for; id is always there, fields without a value are left out."""
    known: dict[str, Any] = {
        "media_product_type": "THREADS",
        "media_type": "TEXT_POST",
        "permalink": post.url,
        "owner": {"id": post.person.threads_id},
        "username": post.person.handle,
        "text": post.text,
        "timestamp": when(post.at),
        "shortcode": post.code,
        "is_quote_post": False,
        "has_replies": False,
        "is_reply": False,
        "reply_audience": "EVERYONE",
    }
    return {name: known[name] for name in fields if name in known} | {"id": post.id}


def user_json(person: Person, fields: list[str]) -> dict[str, Any]:
    """A profile with the fields asked for; id is always there."""
    known: dict[str, Any] = {
        "username": person.handle,
        "name": person.name,
        "threads_biography": "",
        "is_verified": False,
        "is_eligible_for_geo_gating": False,
    }
    return {name: known[name] for name in fields if name in known} | {"id": person.threads_id}
