"""Facebook's graph as far as reading one's own name and posts goes.

Without `user_posts` a list of posts is not refused, but empty. Links carry words that no call turns
into numbers.
"""

import re
from typing import Any

from flask import Blueprint

from simulator.lies import told
from simulator.people import Person
from simulator.platforms import meta
from simulator.platforms.facebook_oauth import facebook_token
from simulator.posts import Post
from simulator.stage import stage

doors = Blueprint("facebook_api", __name__, url_prefix="/facebook/graph/v26.0")
meta.graph_answers(doors, "facebook")
doors.add_url_rule("/<path:rest>", view_func=meta.nowhere, methods=["GET", "POST", "PUT", "DELETE"])

facebook_door = meta.graph_door(facebook_token, "public_profile")

SITE = "https://www.facebook.com"
LINK = re.compile(r"https?://\S+")
USER_FIELDS = frozenset({"id", "name", "first_name", "last_name", "middle_name", "name_format"})
POST_FIELDS = frozenset(
    "actions application attachments backdated_time created_time from full_picture icon id "
    "is_hidden message message_tags object_id parent_id permalink_url picture place privacy "
    "reactions comments shares status_type story timeline_visibility updated_time".split()
)
# What hangs on a post, by its detail `hung`: how Facebook calls it, and where it is.
ATTACHED = {
    "photo": ("photo", "/photo.php?fbid={}"),
    "video": ("video_inline", "/watch/?v={}"),
    "reel": ("video_inline", "/reel/{}/"),
    "album": ("album", "/photo.php?fbid={}"),
}


@doors.get("/me", strict_slashes=False)
@facebook_door
def me(reader: Person) -> dict[str, Any]:
    """Whose token this is."""
    return _user_json(reader)


@doors.get("/<owner>/posts")
@doors.get("/<owner>/feed", endpoint="feed")
@facebook_door
def own_posts(reader: Person, owner: str) -> dict[str, Any]:
    """The person's own posts, newest first, with cursors; those for herself alone are there."""
    if owner not in ("me", reader.account_id("facebook")):
        raise meta.invisible(owner)
    fields = meta.fields(POST_FIELDS)
    listing = stage().posts.listing("facebook", reader, hidden=True)
    return meta.page_of(listing if _allowed() else [], lambda one: _post_json(told(one), fields))


@doors.get("/<object_id>", strict_slashes=False)
@facebook_door
def one(reader: Person, object_id: str) -> dict[str, Any]:
    """One own post, `{person}_{post}`, or the own profile by its number."""
    if object_id == reader.account_id("facebook"):
        return _user_json(reader)
    owner, _, number = object_id.partition("_")
    post = stage().posts.get("facebook", number)
    own = post is not None and post.person.id == reader.id and post.account_id == owner
    if post is None or not own or not _allowed():
        raise meta.invisible(object_id)
    return _post_json(told(post), meta.fields(POST_FIELDS))


def _allowed() -> bool:
    return "user_posts" in facebook_token().scope_set


def _user_json(person: Person) -> dict[str, Any]:
    known = {"name": person.name, "first_name": person.name.partition(" ")[0]}
    asked = meta.fields(USER_FIELDS)
    return {name: known[name] for name in asked if name in known} | {
        "id": person.account_id("facebook")
    }


def _post_json(post: Post, fields: list[str]) -> dict[str, Any]:
    """A post with the fields asked for; id is always there, fields without a value are left out."""
    own = stage().board.get("facebook").own
    whole = f"{post.account_id}_{post.id}"
    numbered = f"{SITE}/{post.account_id}/posts/{post.id}"
    known: dict[str, Any] = {
        "from": {"name": post.person.name, "id": post.account_id},
        "message": post.text,
        "created_time": meta.when(post.at),
        "updated_time": meta.when(post.at),
        "permalink_url": numbered if own["permalink_as"] == "number" else post.url,
        "status_type": "added_photos" if "hung" in post.details else "mobile_status_update",
        "privacy": _privacy(post),
        "is_hidden": False,
    }
    if attached := _attachments(post):
        known["attachments"] = {"data": attached}
    if "parent_id" in post.details:
        known["parent_id"] = post.details["parent_id"]
    return {name: known[name] for name in fields if name in known} | {"id": whole}


def _privacy(post: Post) -> dict[str, str]:
    """Everybody's, or her friends', or nobody's but hers."""
    value, words = "EVERYONE", "Public"
    if post.hidden:
        value, words = "SELF", "Only me"
    elif post.person.is_private("facebook"):
        value, words = "ALL_FRIENDS", "Your friends"
    blank = dict.fromkeys(("allow", "deny", "friends", "networks"), "")
    return blank | {"description": words, "value": value}


def _attachments(post: Post) -> list[dict[str, Any]]:
    """A picture or video with a number of its own; else the first link in the text."""
    if kind := post.details.get("hung"):
        return [_medium(*ATTACHED[kind], number=str(int(post.id) + 1), album=kind == "album")]
    if link := LINK.search(post.text):
        return [
            {
                "type": "share",
                "url": f"https://l.facebook.com/l.php?u={link[0]}",
                "unshimmed_url": link[0],
                "target": {"url": f"https://l.facebook.com/l.php?u={link[0]}"},
            }
        ]
    return []


def _medium(kind: str, path: str, number: str, album: bool) -> dict[str, Any]:
    url = SITE + path.format(number)
    medium = {"type": kind, "target": {"id": number, "url": url}, "url": url, "unshimmed_url": url}
    if not album:
        return medium
    parts = [medium | {"type": "photo"}]
    return {"type": "album", "subattachments": {"data": parts}}
