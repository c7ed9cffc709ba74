"""What platforms tell everybody about one post: who wrote it, and some of its words.

Weaker than a grant: a handle can change hands, YouTube tells a title only, X cuts long posts. No
endpoint tells a time of use; ids do, see `links.posted_at_from_id`. Of the HTML in an answer the
text is read and nothing else.

Not here, and not to be added: Meta. Its endpoints (Instagram, Facebook, Threads) name no author
since 2025-11-03, and its terms strictly prohibit any use but showing the embed
(developers.facebook.com: graph-api/reference/oembed-post, instagram-platform/oembed, threads).
Open networks prove authors by their own protocols and need none of this.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any
from urllib.parse import unquote

import requests

from app import clock
from app.errors import Fault
from app.providers import base, wire
from app.providers.base import PostRef, Readable

LIMIT_WAIT = timedelta(minutes=15)
HTML_MAX, TEXT_MAX = 20_000, 10_000


@dataclass(frozen=True)
class Seen:
    """A post as anybody sees it. Handles are compared without regard to case; None where the
    author is named by an address without one."""

    author_handle: str | None
    author_url: str
    text: str
    links: tuple[str, ...]
    tags: tuple[str, ...]


@dataclass(frozen=True)
class Endpoint:
    """How one platform answers: where the author's handle and the words stand, how its HTML names
    the post, and which statuses speak about the post and not about the question."""

    author: re.Pattern[str]
    words: str
    naming: str
    gone: frozenset[int] = frozenset({404})
    forbidden: frozenset[int] = frozenset({403})


ENDPOINTS: Mapping[str, Endpoint] = {
    "x": Endpoint(re.compile(r"https://(?:x|twitter)\.com/(\w{1,15})"), "html", "/status/{id}"),
    "youtube": Endpoint(
        # A 401 only says that its owner wants it embedded nowhere.
        re.compile(r"https?://www\.youtube\.com/(?:@([^/?#]{1,90})|channel/[\w-]+|user/\w+|c/.+)"),
        "title",
        "/embed/{id}",
    ),
    "tiktok": Endpoint(
        # It is being retired, so that its silence proves nothing.
        re.compile(r"https://www\.tiktok\.com/@([\w.]{1,30})"),
        "title",
        'data-video-id="{id}"',
        gone=frozenset(),
        forbidden=frozenset(),
    ),
}


def read(provider: Readable, ref: PostRef) -> Seen:
    """The post as its platform shows it to everybody; the platform is one of ENDPOINTS.

    Raises Fault: `gone` and `forbidden` where the platform says so, else what its failure is.
    """
    endpoint, label = ENDPOINTS[provider.key], provider.label
    with wire.Wire(label) as client:
        asked = {"url": ref.url, "format": "json"}
        response = client.plain("GET", provider.options["oembed_url"], params=asked)
    if response.status_code != 200:
        raise _problem(label, endpoint, response)
    body = wire.read_json(label, response)
    with wire.understood(label):
        return _seen(endpoint, ref, body)


def _seen(endpoint: Endpoint, ref: PostRef, body: Mapping[str, Any]) -> Seen:
    html = wire.prose(body["html"], HTML_MAX)
    if not re.search(re.escape(endpoint.naming.format(id=ref.post_id)) + r"(?![\w-])", html):
        raise ValueError("another post than the one asked for")
    author_url = wire.word(body["author_url"], 300)
    author = endpoint.author.fullmatch(author_url)
    if author is None:
        raise ValueError("an author who lives elsewhere")
    words = _paragraph(html) if endpoint.words == "html" else body["title"]
    handle = author[1] and wire.word(unquote(author[1]), 90)
    text = wire.prose(words, TEXT_MAX)
    return Seen(handle, author_url, text, wire.links(text), wire.tags(text, []))


def _problem(label: str, endpoint: Endpoint, response: requests.Response) -> Fault:
    if response.status_code in endpoint.gone:
        return base.gone(label)
    if response.status_code in endpoint.forbidden:
        return base.forbidden(label)
    if response.status_code == 429:
        return base.rate_limited(label, clock.now() + LIMIT_WAIT, everywhere=False)
    return base.nonsense(label)


class _FirstParagraph(HTMLParser):
    """The words of the first paragraph, its line breaks kept."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._inside: bool | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "p" and self._inside is None:
            self._inside = True
        elif tag == "br" and self._inside:
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "p":
            self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.words.append(data)


def _paragraph(html: str) -> str:
    parser = _FirstParagraph()
    parser.feed(html)
    parser.close()
    return "".join(parser.words)
