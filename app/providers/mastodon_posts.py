"""How links to posts of Mastodon look, and how a status becomes a `Post`. Pure.

A post is known by its home server; a copy on another (`/@nama@rumah.example/123`) has another
number there and is not the post. `content` is HTML; a link's words are shortened in it, and its
address is whole. https://docs.joinmastodon.org/entities/Status/
"""

from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

from app.errors import Fault
from app.providers import wire
from app.providers.base import LinkForm, LinkShape, Post, link_pattern
from app.words import said

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

OPEN = frozenset({"public", "unlisted"})
TEXT_MAX = 25_000
BREAKS = {"p": "\n\n", "br": "\n", "li": "\n", "blockquote": "\n", "pre": "\n"}
# Addresses whose words are what was written: a tag, somebody's name.
NAMES = frozenset({"hashtag", "mention"})


def copied() -> Fault:
    """What another server keeps: there the post has another number, and here it proves nothing."""
    words = said("Itu salinan dari server lain. Kirim tautan dari server Mastodon Anda sendiri.")
    return Fault("forbidden", words, True)


def account_id(account: dict[str, Any], host: str) -> str | None:
    """Whose account it is on this server, as one text; None for somebody of another server."""
    here = "@" not in wire.word(account["acct"], 255)
    if not here or urlsplit(wire.word(account["url"], 500)).hostname != host:
        return None
    return f"{host}/{wire.word(account['id'], 40)}"


def post_of(data: dict[str, Any], host: str) -> Post:
    """One status of a server; a boost has no words of its own.

    Raises Fault for a copy; KeyError, TypeError, ValueError for what does not fit.
    """
    account = data["account"]
    author = account_id(account, host)
    if author is None:
        raise copied()
    number = wire.word(data["id"], 40)
    text, links = written(wire.prose(data["content"], TEXT_MAX * 4))
    if data["spoiler_text"]:
        text = f"{wire.prose(data['spoiler_text'], TEXT_MAX)}\n\n{text}"
    return Post(
        provider=KEY,
        post_id=f"{host}/{number}",
        author_id=author,
        posted_at=wire.moment(data["created_at"]),
        text=text[:TEXT_MAX],
        links=links,
        tags=wire.tags(text, [one["name"] for one in data["tags"]]),
        public=data["visibility"] in OPEN,
        url=PLAIN.format(host=host, user=wire.word(account["username"], 80), id=number),
        original=not (data["in_reply_to_id"] or data["reblog"] or data.get("quote")),
    )


def written(markup: str) -> tuple[str, tuple[str, ...]]:
    """The words of a status with whole links in them, and those links."""
    reader = _Reader()
    reader.feed(markup)
    reader.close()
    return "".join(reader.parts).strip(), tuple(dict.fromkeys(reader.links))


class _Reader(HTMLParser):
    """Keeps words, breaks and addresses; the server has cleaned the rest away, or lies."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.links: list[str] = []
        self._inside_link = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Breaks before anything but the first words; a link stands for its own words."""
        if tag in BREAKS and self.parts:
            self.parts.append(BREAKS[tag])
        found = dict(attrs)
        href, kinds = found.get("href") or "", set((found.get("class") or "").split())
        if tag == "a" and not kinds & NAMES and href.startswith(("https://", "http://")):
            self._inside_link = True
            self.links.append(href[:2000])
            self.parts.append(href[:2000])

    def handle_endtag(self, tag: str) -> None:
        """Behind a link, words count again."""
        if tag == "a":
            self._inside_link = False

    def handle_data(self, data: str) -> None:
        """Words, but those of a link."""
        if not self._inside_link:
            self.parts.append(data)
