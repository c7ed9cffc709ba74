"""Where names lead: the directory of DIDs, hosts that are handles, and a view of the network."""

from typing import Any

from flask import Blueprint, Response, abort, request

from simulator.platforms import bluesky_shapes as shapes
from simulator.platforms.bluesky_shapes import KEY
from simulator.posts import Post
from simulator.stage import stage

directory = Blueprint("bluesky_directory", __name__)
handles = Blueprint("bluesky_handles", __name__)
view = Blueprint("bluesky_view", __name__)
embed = Blueprint("bluesky_embed", __name__)

ASKED_MAX = 25
Answer = dict[str, Any] | tuple[dict[str, Any], int]


@directory.get("/<account>")
def document(host: str, account: str) -> Answer:
    """The document of a DID."""
    person = shapes.person_of(account)
    if person is None:
        return {"message": f"DID not registered: {account}"}, 404
    return shapes.document(person)


@handles.get("/.well-known/atproto-did")
def well_known(host: str) -> Response:
    """The DID of whoever has this host as her handle."""
    account = _leads_to(host)
    if account is None:
        return Response("User not found", 404, content_type="text/plain; charset=utf-8")
    return Response(account, content_type="text/plain; charset=utf-8")


@handles.get("/.well-known/did.json")
def own_document(host: str) -> Any:
    """The document of a DID that is a host: its owner lays it there."""
    laid = stage().store.got("bluesky document", f"did:web:{host}")
    return Response(laid, content_type="application/json") if laid else abort(404)


@view.get("/xrpc/com.atproto.identity.resolveHandle")
def resolve(host: str) -> Answer:
    """Where a handle leads, as the view has seen it."""
    account = _leads_to(request.args.get("handle", ""))
    if account is None:
        return {"error": "InvalidRequest", "message": "Unable to resolve handle"}, 400
    return {"did": account}


@view.get("/xrpc/app.bsky.feed.getPosts")
def posts(host: str) -> Answer:
    """Posts as people see them, with the moment at which the view first saw each."""
    wanted = request.args.getlist("uris")
    if not 1 <= len(wanted) <= ASKED_MAX:
        return {"error": "InvalidRequest", "message": f"Error: uris must be 1 to {ASKED_MAX}"}, 400
    found = [stage().posts.get(KEY, one.rpartition("/")[2]) for one in wanted]
    seen = [one for one in found if one and not one.hidden and shapes.uri(one) in wanted]
    return {"posts": [_viewed(one) for one in seen]}


@embed.get("/oembed")
def oembed(host: str) -> Answer:
    """What a page needs to show a post; hidden from strangers is hidden here."""
    post = stage().posts.get(KEY, request.args.get("url", "").rpartition("/")[2])
    if post is None or post.hidden or post.person.is_private(KEY):
        return {"error": "NotFound", "message": "Post not found"}, 404
    author = f"https://bsky.app/profile/{shapes.handle_of(post.person)}"
    return {
        "type": "rich",
        "version": "1.0",
        "author_name": f"{post.person.name} (@{shapes.handle_of(post.person)})",
        "author_url": author,
        "provider_name": "Bluesky Social",
        "provider_url": "https://bsky.app",
        "cache_age": 86400,
        "width": 600,
        "height": None,
        "html": f'<blockquote class="bluesky-embed" data-bluesky-uri="{shapes.uri(post)}">'
        "</blockquote>",
    }


def _leads_to(handle: str) -> str | None:
    """A handle's DID; tests may make one lead elsewhere, as its owner may."""
    laid = stage().store.got("bluesky handle", handle)
    if laid is not None:
        return laid or None
    person = shapes.person_named(handle)
    return person.account_id(KEY) if person else None


def _viewed(post: Post) -> dict[str, Any]:
    whole = shapes.envelope(shapes.uri(post), shapes.record(post))
    account = post.account_id
    own = f"at://{account}/{shapes.PROFILE}/self"
    hidden = [{"src": account, "uri": own, "val": shapes.HIDDEN, "cts": shapes.when(post.at)}]
    return {
        "uri": whole["uri"],
        "cid": whole["cid"],
        "author": {
            "did": account,
            "handle": shapes.handle_of(post.person),
            "displayName": post.person.name,
            "labels": hidden if post.person.is_private(KEY) else [],
        },
        "record": whole["value"],
        "replyCount": 0,
        "repostCount": 0,
        "likeCount": 0,
        "quoteCount": 0,
        "indexedAt": shapes.when(post.at),
        "labels": [],
    }
