"""Threads' graph as far as reading one's own profile and posts goes.

There is no look-up by link or shortcode, and nobody else's posts can be read: a client lists its
person's own posts and compares shortcodes.
"""

from typing import Any

from flask import Blueprint

from simulator.lies import told
from simulator.people import Person
from simulator.platforms import meta, threads_shapes
from simulator.platforms.threads_oauth import threads_token
from simulator.stage import stage

doors = Blueprint("threads_api", __name__, url_prefix="/threads/graph")
meta.graph_answers(doors, "threads")
doors.add_url_rule("/<path:rest>", view_func=meta.nowhere, methods=["GET", "POST", "PUT", "DELETE"])

threads_door = meta.graph_door(threads_token, "threads_basic")


@doors.get("/me")
@doors.get("/v1.0/me")
@threads_door
def me(reader: Person) -> dict[str, Any]:
    """Whose token this is."""
    return threads_shapes.user_json(reader, meta.fields(threads_shapes.USER_FIELDS))


@doors.get("/<owner>/threads")
@doors.get("/v1.0/<owner>/threads")
@threads_door
def own_posts(reader: Person, owner: str) -> dict[str, Any]:
    """The person's own posts, newest first, with cursors; her replies are not among them."""
    if owner not in ("me", reader.account_id("threads")):
        raise meta.invisible(owner)
    fields = meta.fields(threads_shapes.POST_FIELDS)
    listing = stage().posts.listing("threads", reader)
    return meta.page_of(
        [one for one in listing if "replied_to" not in one.details],
        lambda one: threads_shapes.post_json(told(one), fields),
    )


@doors.get("/<object_id>")
@doors.get("/v1.0/<object_id>")
@threads_door
def one(reader: Person, object_id: str) -> dict[str, Any]:
    """One own post, or the own profile by its number."""
    if object_id == reader.account_id("threads"):
        return threads_shapes.user_json(reader, meta.fields(threads_shapes.USER_FIELDS))
    post = stage().posts.get("threads", object_id)
    if post is None or post.hidden or post.person.id != reader.id:
        raise meta.invisible(object_id)
    return threads_shapes.post_json(told(post), meta.fields(threads_shapes.POST_FIELDS))
