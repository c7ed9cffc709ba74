"""The networks' own pages for writing a post, opened by a tap: what a browser without a share sheet
has instead of one. Pure.

They are handed a tag, a mark of disclosure and a link at most: the words of a post are its
writer's. Instagram, TikTok and YouTube have no such page; for them there is the share sheet.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from app.providers.links import LABELS


@dataclass(frozen=True)
class Way:
    """One network: its key, what people call it, and the address that opens its page."""

    provider: str
    label: str
    url: str


def ways(words: str, link: str, providers: Sequence[str] = ()) -> list[Way]:
    """The pages of these networks (all of them when none is named) with words and a link in them.

    https://docs.x.com/x-for-websites/web-intents/overview
    https://developers.facebook.com/documentation/threads/threads-web-intents
    https://developers.facebook.com/docs/plugins/share-button (the sharer needs a link)
    https://docs.bsky.app/docs/advanced-guides/intent-links
    """
    pages = {
        "x": address("https://x.com/intent/post", text=words, url=link),
        "threads": address("https://www.threads.com/intent/post", text=words, url=link),
        "facebook": link and address("https://www.facebook.com/sharer/sharer.php", u=link),
        "bluesky": address("https://bsky.app/intent/compose", text=f"{words} {link}".strip()),
    }
    return [
        Way(key, LABELS[key], url)
        for key, url in pages.items()
        if url and (not providers or key in providers)
    ]


def address(where: str, **query: str) -> str:
    """An address with those parts of its query that are not empty."""
    given = {name: value for name, value in query.items() if value}
    return f"{where}?{urlencode(given, quote_via=quote)}"
