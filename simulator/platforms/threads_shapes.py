"""The JSON of Threads' graph: people and posts."""

from typing import Any

from simulator.people import Person
from simulator.platforms.meta import when
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


# What a post can be in relation to an earlier one; the details of a post name that one's id.
REFERENCES = {
    "replied_to": {"is_reply": True},
    "quoted_post": {"is_quote_post": True},
    "reposted_post": {"media_type": "REPOST_FACADE"},
}
ATTACHED = ("link_attachment_url", "topic_tag")


def post_json(post: Post, fields: list[str]) -> dict[str, Any]:
    """A post with the fields asked for; id is always there, fields without a value are left out."""
    known: dict[str, Any] = {
        "media_product_type": "THREADS",
        "media_type": "TEXT_POST",
        "permalink": post.url,
        "owner": {"id": post.account_id},
        "username": post.person.handle,
        "text": post.text,
        "timestamp": when(post.at),
        "shortcode": post.code,
        "is_quote_post": False,
        "has_replies": False,
        "is_reply": False,
        "reply_audience": "EVERYONE",
    }
    known |= {name: post.details[name] for name in ATTACHED if name in post.details}
    for name, more in REFERENCES.items():
        if name in post.details:
            known |= more | {name: {"id": post.details[name]}}
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
    return {name: known[name] for name in fields if name in known} | {
        "id": person.account_id("threads")
    }
