"""Instagram's graph as far as reading one's own profile and posts goes.

There is no look-up by link or shortcode, and nobody else's posts can be read.
"""

from typing import Any

from flask import Blueprint

from simulator.lies import told
from simulator.people import Person
from simulator.platforms import meta
from simulator.platforms.instagram_oauth import instagram_token, numbered
from simulator.posts import Post
from simulator.stage import stage

doors = Blueprint("instagram_api", __name__, url_prefix="/instagram/graph")
meta.graph_answers(doors, "instagram")
doors.add_url_rule("/<path:rest>", view_func=meta.nowhere, methods=["GET", "POST", "PUT", "DELETE"])

instagram_door = meta.graph_door(instagram_token, "instagram_business_basic")

ACCOUNT_TYPES = {"professional": "BUSINESS", "personal": "PERSONAL"}
# By the detail `media` of a post: media_type, media_product_type.
MEDIA = {
    "feed": ("IMAGE", "FEED"),
    "reel": ("VIDEO", "REELS"),
    "carousel": ("CAROUSEL_ALBUM", "FEED"),
    "story": ("IMAGE", "STORY"),
}
USER_FIELDS = frozenset(
    "account_type biography followers_count follows_count id media_count name "
    "profile_picture_url user_id username website".split()
)
POST_FIELDS = frozenset(
    "alt_text caption comments_count id is_ai_generated is_comment_enabled is_shared_to_feed "
    "like_count media_product_type media_type media_url owner permalink shortcode thumbnail_url "
    "timestamp username children".split()
)


@doors.get("/me", strict_slashes=False)
@doors.get("/<version>/me")
@instagram_door
def me(reader: Person, version: str = "") -> dict[str, Any]:
    """Whose token this is."""
    return _user_json(reader)


@doors.get("/<owner>/media")
@doors.get("/<version>/<owner>/media")
@instagram_door
def own_posts(reader: Person, owner: str, version: str = "") -> dict[str, Any]:
    """The person's own posts, newest first, with cursors."""
    if owner not in ("me", *_numbers(reader)):
        raise meta.invisible(owner)
    fields = meta.fields(POST_FIELDS)
    listing = stage().posts.listing("instagram", reader)
    return meta.page_of(listing, lambda one: _post_json(told(one), fields))


@doors.get("/<object_id>", strict_slashes=False)
@instagram_door
def one(reader: Person, object_id: str) -> dict[str, Any]:
    """One own post, or the own profile by either of its numbers."""
    if object_id in _numbers(reader):
        return _user_json(reader)
    post = stage().posts.get("instagram", object_id)
    if post is None or post.hidden or post.person.id != reader.id:
        raise meta.invisible(object_id)
    return _post_json(told(post), meta.fields(POST_FIELDS))


def _numbers(person: Person) -> tuple[str, str]:
    return numbered(person, "public"), numbered(person, "scoped")


def _user_json(person: Person) -> dict[str, Any]:
    public, scoped = _numbers(person)
    known: dict[str, Any] = {
        "user_id": public,
        "username": person.handle,
        "name": person.name,
        "account_type": ACCOUNT_TYPES[person.kind("instagram")],
        "biography": "",
        "followers_count": 0,
        "follows_count": 0,
        "media_count": len(stage().posts.listing("instagram", person)),
    }
    asked = meta.fields(USER_FIELDS)
    return {name: known[name] for name in asked if name in known} | {"id": scoped}


def _post_json(post: Post, fields: list[str]) -> dict[str, Any]:
    """A post with the fields asked for; id is always there, hidden counts are left out."""
    own = stage().board.get("instagram").own
    media_type, product = MEDIA[post.details.get("media", "feed")]
    known: dict[str, Any] = {
        "caption": post.text,
        "media_type": media_type,
        "media_product_type": product,
        "permalink": post.url,
        "shortcode": post.code,
        "timestamp": meta.when(post.at),
        "username": post.person.handle,
        "owner": {"id": numbered(post.person, str(own["owner_as"]))},
        "is_comment_enabled": True,
        "comments_count": 0,
    }
    if not own["likes_hidden"]:
        known["like_count"] = 0
    return {name: known[name] for name in fields if name in known} | {"id": post.id}
