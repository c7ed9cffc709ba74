"""Threads, by its Graph API.

Answers carry no word on whether a profile is private; a grant of one that is ends after ninety
days. Nobody but its author is shown what stands in a post.
"""

from typing import Any

from app.providers import meta, wire
from app.providers.base import Identity, LinkForm, LinkShape, Post, Token, link_pattern
from app.providers.meta import Meta

KEY = "threads"
LABEL = "Threads"
TEXT_MAX = 10_000
# Somebody else's words under one's own name: not an own post.
REPOST = "REPOST_FACADE"

HOSTS = frozenset({"threads.com", "threads.net"})
PLAIN = "https://www.threads.com/t/{id}"

LINKS = LinkShape(
    provider=KEY,
    label=LABEL,
    example="https://www.threads.com/@nama/post/Ab1…",
    forms=(
        LinkForm(HOSTS, link_pattern(r"/@[\w.]{1,30}/post/(?P<id>[\w-]{5,20})"), PLAIN),
        LinkForm(HOSTS, link_pattern(r"/t/(?P<id>[\w-]{5,20})"), PLAIN),
    ),
)


class Threads(Meta):
    """The platform Threads, as its registered client."""

    key = KEY
    label = LABEL
    scopes = ("threads_basic",)
    author_only = True
    long_kind = "th_exchange_token"
    refresh_kind = "th_refresh_token"
    posts_path = "/me/threads"
    post_fields = (
        "id,owner,permalink,shortcode,text,timestamp,media_type,is_reply,is_quote_post,"
        "link_attachment_url,topic_tag"
    )

    def identify(self, token: Token) -> Identity:
        """Whose account the grant opens."""
        me = self._read(token, "/me", {"fields": "id,username,name"})
        with wire.understood(LABEL):
            handle = wire.word(me["username"], 80)
            name = wire.prose(me.get("name") or handle, 120)
            return Identity(meta.identifier(me["id"]), handle, name)

    def _post(self, data: dict[str, Any], token: Token, author_id: str) -> Post | None:
        """One item of the own list; a repost is nothing of one's own."""
        if data.get("media_type") == REPOST:
            return None
        meta.check_owner(data.get("owner"), {author_id})
        shortcode = wire.word(data["shortcode"], 20)
        text = wire.prose(data.get("text") or "", TEXT_MAX)
        topic = data.get("topic_tag")
        return Post(
            provider=KEY,
            post_id=shortcode,
            author_id=author_id,
            posted_at=wire.moment(data["timestamp"]),
            text=text,
            links=meta.linked(text, data.get("link_attachment_url")),
            tags=wire.tags(text, [topic] if topic else []),
            public=True,
            url=PLAIN.format(id=shortcode),
            canonical_id=meta.identifier(data["id"]),
            original=not (data.get("is_reply") or data.get("is_quote_post")),
        )
