"""TikTok's oEmbed: no token, the whole caption, the author's handle."""

import html
import re
from typing import Any

from flask import Blueprint, request

from simulator.lies import told
from simulator.platforms import tiktok_shapes
from simulator.posts import Post
from simulator.stage import stage

doors = Blueprint("tiktok_oembed", __name__, url_prefix="/tiktok")

LINK = re.compile(r"https://(?:www\.|m\.)?tiktok\.com/@[\w.-]*/(?:video|photo)/(\d{15,19})(?!\d)")
Answer = tuple[dict[str, Any], int]


@doors.get("/oembed")
def oembed() -> Answer:
    """What a page needs to show the post of `url`."""
    found = LINK.match(request.args.get("url", ""))
    post = stage().posts.get("tiktok", found[1]) if found else None
    if post is None or post.hidden or post.person.is_private("tiktok"):
        return {"code": 400, "message": "Something went wrong"}, 400
    return _shape(told(post)), 200


def _shape(post: Post) -> dict[str, Any]:
    author = f"https://www.tiktok.com/@{post.person.handle}"
    return {
        "version": "1.0",
        "type": "video",
        "title": post.text,
        "author_url": author,
        "author_name": post.person.name,
        "author_unique_id": post.person.handle,
        "width": "100%",
        "height": "100%",
        "html": f'<blockquote class="tiktok-embed" cite="{tiktok_shapes.page(post)}" '
        f'data-video-id="{post.id}" data-embed-from="oembed"> <section> '
        f'<a target="_blank" href="{author}?refer=embed">@{post.person.handle}</a> '
        f"<p>{html.escape(post.text)}</p> </section> </blockquote>",
        "thumbnail_width": 576,
        "thumbnail_height": 1024,
        "thumbnail_url": "https://p16-sign.tiktokcdn.com/sampul",
        "provider_url": "https://www.tiktok.com",
        "provider_name": "TikTok",
        "embed_product_id": post.id,
        "embed_type": "video",
    }
