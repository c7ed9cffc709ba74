"""Bluesky: posts are records in the author's own repository, wherever that is kept.

The name in a link is the author's lasting DID, or a handle that leads to it: only a look-up can
tell that both mean one post.
"""

from app.providers.base import LinkForm, LinkShape, link_pattern

KEY = "bluesky"
LABEL = "Bluesky"
HOSTS = frozenset({"bsky.app", "main.bsky.dev"})
PLAIN = "https://bsky.app/profile/{author}/post/{id}"
HANDLE = r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,4}[a-z]{2,24}"
AUTHOR = rf"(?P<author>did:plc:[a-z2-7]{{24}}|did:web:{HANDLE}|{HANDLE})"
# A record key of posts is a TID: thirteen letters that sort by time.
TID = r"(?P<id>(?-i:[2-7a-j][2-7a-z]{12}))"

LINKS = LinkShape(
    provider=KEY,
    label=LABEL,
    example="https://bsky.app/profile/nama.bsky.social/post/3k…",
    forms=(
        LinkForm(
            HOSTS, link_pattern(rf"/profile/{AUTHOR}/post/{TID}"), PLAIN, post_id="{author}/{id}"
        ),
        LinkForm(
            frozenset({"at:"}),
            link_pattern(rf"/{AUTHOR}/app\.bsky\.feed\.post/{TID}"),
            PLAIN,
            post_id="{author}/{id}",
        ),
    ),
)
