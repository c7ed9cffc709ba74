"""X's oEmbed: no token, the author's handle, the text in HTML, and the date to the day."""

import html
import re
from typing import Any

from flask import Blueprint, request

from simulator.lies import told
from simulator.platforms.x_shapes import delivered
from simulator.posts import Post
from simulator.stage import stage

doors = Blueprint("x_oembed", __name__, url_prefix="/x/publish")

LINK = re.compile(r"https://(?:www\.)?(?:x|twitter)\.com/(?:\w+|i/web)/status(?:es)?/(\d{1,19})\b")
Answer = tuple[dict[str, Any], int]


@doors.get("/oembed")
def oembed() -> Answer:
    """What a page needs to show the post of `url`."""
    found = LINK.match(request.args.get("url", ""))
    post = stage().posts.get("x", found[1]) if found else None
    if post is None:
        return {"error": "Sorry, that page does not exist", "errors": [{"code": 34}]}, 404
    if post.hidden or post.person.is_private("x"):
        return {"error": "Sorry, you are not authorized to see this status."}, 403
    return _shape(told(post)), 200


def _shape(post: Post) -> dict[str, Any]:
    author = f"https://x.com/{post.person.handle}"
    return {
        "url": post.url,
        "author_name": post.person.name,
        "author_url": author,
        "html": _html(post),
        "width": 550,
        "height": None,
        "type": "rich",
        "cache_age": "3153600000",
        "provider_name": "X",
        "provider_url": "https://x.com",
        "version": "1.0",
    }


def _html(post: Post) -> str:
    text, entities = delivered(post)
    for one in entities.get("urls", []):
        text = text.replace(one["url"], f'<a href="{one["url"]}">{one["url"]}</a>')
    day = f"{post.at:%B} {post.at.day}, {post.at.year}"
    return (
        f'<blockquote class="twitter-tweet"><p lang="in" dir="ltr">{text}</p>&mdash; '
        f"{html.escape(post.person.name)} (@{post.person.handle}) "
        f'<a href="{post.url}?ref_src=twsrc%5Etfw">{day}</a></blockquote>\n'
    )
