"""Meta's oEmbed: without a token since 2026-06-15, and without an author since 2025-11-03.

It shows a post of Facebook, Instagram or Threads to whoever looks, and proves nothing.
"""

import html
import re
from typing import Any

from flask import Blueprint, request

from simulator.platforms import meta
from simulator.stage import stage

doors = Blueprint("facebook_oembed", __name__, url_prefix="/facebook/graph/v26.0")
threads_doors = Blueprint("threads_oembed", __name__, url_prefix="/threads/graph")
for one in (doors, threads_doors):
    one.register_error_handler(meta.GraphError, meta.envelope)

LAST = re.compile(r"([A-Za-z0-9_-]{5,80})/?(?:[?#].*)?$")
HOMES = {
    "facebook": ("Facebook", "https://www.facebook.com/"),
    "instagram": ("Instagram", "https://www.instagram.com/"),
    "threads": ("Threads", "https://www.threads.com/"),
}


@doors.get("/oembed_post")
@doors.get("/oembed_video", endpoint="video")
@doors.get("/oembed_page", endpoint="page")
def facebook() -> dict[str, Any]:
    """A post of Facebook."""
    return _shown("facebook")


@doors.get("/instagram_oembed")
def instagram() -> dict[str, Any]:
    """A post of Instagram."""
    return _shown("instagram")


@threads_doors.get("/oembed")
def threads() -> dict[str, Any]:
    """A post of Threads."""
    return _shown("threads")


def _shown(platform: str) -> dict[str, Any]:
    url = request.args.get("url", "")
    found = LAST.search(url)
    post = stage().posts.by_code(platform, found[1]) if found else None
    if post is None or post.hidden or post.person.is_private(platform):
        raise meta.GraphError(24, "The requested resource does not exist", status=400)
    name, home = HOMES[platform]
    quoted = html.escape(post.text)
    return {
        "version": "1.0",
        "type": "rich",
        "provider_name": name,
        "provider_url": home,
        "width": 658,
        "html": f'<blockquote cite="{html.escape(url)}"><p>{quoted}</p></blockquote>',
    }
