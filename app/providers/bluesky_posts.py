"""How links to posts of Bluesky look, and how a record becomes a `Post`. Pure.

The name in a link is the author's lasting DID, or a handle that leads to it: only a look-up can
tell that both mean one post. A record's words are short forms: its facets say, by bytes of UTF-8,
where a link really leads.
https://docs.bsky.app/docs/advanced-guides/post-richtext
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from app import clock
from app.providers import wire
from app.providers.atproto import LABEL
from app.providers.base import LinkForm, LinkShape, Post, link_pattern

KEY = "bluesky"
COLLECTION = "app.bsky.feed.post"
PLAIN = "https://bsky.app/profile/{author}/post/{id}"
HIDDEN = "!no-unauthenticated"  # "not for whoever has not signed in", said by the author
TEXT_MAX = 10_000
FACETS_MAX = 100
HOSTS = frozenset({"bsky.app", "main.bsky.dev"})
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


def is_original(record: dict[str, Any]) -> bool:
    """Whether a record neither answers nor shows somebody's post; lists and feeds it may show."""
    embed = record.get("embed") or {}
    quoted = embed.get("record") or {}
    shown = (quoted.get("record") or quoted).get("uri", "")
    return not record.get("reply") and f"/{COLLECTION}/" not in shown


def labels(record: dict[str, Any]) -> set[str]:
    """What an author has marked her own record with."""
    own = record.get("labels") or {}
    return {wire.word(one["val"], 128) for one in own.get("values") or []}


def post_of(did: str, key: str, record: dict[str, Any], seen_at: datetime | None) -> Post:
    """One record as a post, open to all unless it is marked.

    `createdAt` is whatever the author's program says: where the network saw the post earlier, that
    is when it was made. Raises KeyError, TypeError, ValueError for what does not fit.
    """
    if record["$type"] != COLLECTION:
        raise ValueError("no post")
    text, links, tags = _told(record)
    made_at = min(wire.moment(record["createdAt"]), seen_at or clock.now())
    return Post(
        provider=KEY,
        post_id=f"{did}/{key}",
        author_id=did,
        posted_at=made_at,
        text=text,
        links=links,
        tags=wire.tags(text, tags),
        public=HIDDEN not in labels(record),
        original=is_original(record),
        url=PLAIN.format(author=did, id=key),
        canonical_id=f"{did}/{key}",
    )


def _told(record: dict[str, Any]) -> tuple[str, tuple[str, ...], list[str]]:
    """The words with whole links in them, all links, and the tags beside the words."""
    raw = wire.prose(record["text"], TEXT_MAX).encode()
    links, tags = [], [wire.prose(one, 640) for one in record.get("tags") or []]
    # From the end, so that what comes before keeps its place.
    for start, end, feature in reversed(list(_features(record, len(raw)))):
        if "uri" in feature:
            target = wire.prose(feature["uri"], 2000)
            raw = raw[:start] + target.encode() + raw[end:]
            links.insert(0, target)
        elif "tag" in feature:
            tags.insert(0, wire.prose(feature["tag"], 640))
    embed = record.get("embed") or {}
    if external := (embed.get("media") or embed).get("external"):
        links.append(wire.prose(external["uri"], 2000))
    text = raw.decode("utf-8", "replace")[:TEXT_MAX]
    return text, tuple(dict.fromkeys(links)), tags


def _features(record: dict[str, Any], size: int) -> Iterator[tuple[int, int, dict[str, Any]]]:
    """Every link and tag with its place. Facets that overlap or lie outside are not shown."""
    free = 0
    facets = sorted(record.get("facets") or [], key=lambda one: one["index"]["byteStart"])
    for one in facets[:FACETS_MAX]:
        start, end = one["index"]["byteStart"], one["index"]["byteEnd"]
        if free <= start < end <= size:
            free = end
            yield from ((start, end, feature) for feature in one["features"][:1])
