"""Mastodon: many servers, each with its own numbers; a post is known by its home server.

A copy of a post on another server (`/@nama@rumah.example/123`) has another number there and is not
the post.
"""

from app.providers.base import LinkForm, LinkShape, link_pattern

KEY = "mastodon"
LABEL = "Mastodon"
ID = r"(?P<id>[1-9]\d{0,19})"
USER = r"(?P<user>\w[\w.-]{0,60})"
POST_ID = "{host}/{id}"
PLAIN = "https://{host}/@{user}/{id}"

LINKS = LinkShape(
    provider=KEY,
    label=LABEL,
    example="https://mastodon.social/@nama/11…",
    forms=(
        LinkForm(
            None,
            link_pattern(rf"/(?:web/)?@{USER}/{ID}"),
            PLAIN,
            POST_ID,
        ),
        LinkForm(None, link_pattern(rf"/users/{USER}/statuses/{ID}"), PLAIN, POST_ID),
        LinkForm(
            None,
            link_pattern(rf"/ap/users/(?P<user>[1-9]\d{{0,19}})/statuses/{ID}"),
            "https://{host}/ap/users/{user}/statuses/{id}",
            POST_ID,
        ),
    ),
)
