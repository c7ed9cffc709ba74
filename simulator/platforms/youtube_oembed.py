"""YouTube's oEmbed: no token, the title, the channel's address. Its errors are bare words."""

import html
import re
from typing import Any

from flask import Blueprint, Response, request

from simulator.lies import told
from simulator.posts import Post
from simulator.stage import stage

doors = Blueprint("youtube_oembed", __name__, url_prefix="/youtube")

LINK = re.compile(
    r"https?://(?:www\.|m\.)?(?:youtube\.com/(?:watch\?(?:.*&)?v=|shorts/|live/)|youtu\.be/)"
    r"([\w-]{11})(?![\w-])"
)


@doors.get("/oembed")
def oembed() -> dict[str, Any] | Response:
    """What a page needs to show the video of `url`."""
    found = LINK.match(request.args.get("url", ""))
    if found is None:
        return Response("Bad Request", 400)
    post = stage().posts.get("youtube", found[1])
    if post is None:
        return Response("Not Found", 404)
    if post.hidden or post.person.is_private("youtube"):
        return Response("Forbidden", 403)
    if not post.details.get("embeddable", True):
        return Response("Unauthorized", 401)
    return _shape(told(post))


def _shape(post: Post) -> dict[str, Any]:
    title = post.text.partition("\n")[0]
    source = f"https://www.youtube.com/embed/{post.id}?feature=oembed"
    return {
        "title": title,
        "author_name": post.person.name,
        "author_url": f"https://www.youtube.com/@{post.person.handle}",
        "type": "video",
        "height": 113,
        "width": 200,
        "version": "1.0",
        "provider_name": "YouTube",
        "provider_url": "https://www.youtube.com/",
        "thumbnail_height": 360,
        "thumbnail_width": 480,
        "thumbnail_url": f"https://i.ytimg.com/vi/{post.id}/hqdefault.jpg",
        "html": f'<iframe width="200" height="113" src="{source}" frameborder="0" '
        f'allowfullscreen title="{html.escape(title)}"></iframe>',
    }
