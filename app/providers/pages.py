"""A web page as a reader and a search engine see it: words, links, and what its head says.

Markup by strangers: whatever is broken, missing or contradictory is simply not there.
"""

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin

from app.providers import wire
from app.providers.open_web import Answer

TEXT_MAX, LINKS_MAX, URL_MAX = 25_000, 200, 2000
SILENT = frozenset({"script", "style", "template", "noscript", "nav", "footer", "form", "svg"})
# Where a page marks what it is about, words elsewhere (menus, lists of other posts) do not count.
BODIES = ("article", "main")
PUBLISHED = ("article:published_time", "datepublished", "date", "dc.date", "dcterms.created")
CHARSET = re.compile(rb"charset=[\"']?([\w-]{1,40})", re.IGNORECASE)


@dataclass(frozen=True)
class Page:
    """What a page says. `rels` are links as (relations, address); `metas` have names in lower case
    and come from its head alone, which strangers' comments do not reach."""

    title: str
    text: str
    metas: tuple[tuple[str, str], ...]
    rels: tuple[tuple[frozenset[str], str], ...]
    links: tuple[str, ...]
    published_at: datetime | None


def read(answer: Answer) -> Page:
    """Take a page apart, in whatever encoding it came."""
    reader = _Reader(answer.url)
    reader.feed(_decoded(answer))
    reader.close()
    text = wire.prose(" ".join(" ".join(reader.words()).split()), TEXT_MAX)
    return Page(
        title=wire.prose(" ".join("".join(reader.title).split()), 300),
        text=text,
        metas=tuple(reader.metas),
        rels=tuple(reader.rels),
        links=tuple(dict.fromkeys(reader.links[:LINKS_MAX])),
        published_at=_published(reader),
    )


class _Reader(HTMLParser):
    def __init__(self, url: str) -> None:
        super().__init__(convert_charrefs=True)
        self.url = url
        self.title: list[str] = []
        self.metas: list[tuple[str, str]] = []
        self.rels: list[tuple[frozenset[str], str]] = []
        self.links: list[str] = []
        self.times: list[str] = []
        self.data: list[str] = []
        self._said: dict[str, list[str]] = {"": [], **{name: [] for name in BODIES}}
        self._open: list[str] = []

    def words(self) -> list[str]:
        """Those of the article where there is one, else of the main part, else of all."""
        return next((self._said[name] for name in BODIES if self._said[name]), self._said[""])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "meta" and "body" not in self._open:
            name = told.get("property") or told.get("name") or told.get("itemprop") or ""
            self.metas.append((name.lower(), told.get("content", "")))
        elif tag in ("link", "a") and (href := self._whole(told.get("href", ""))):
            self.rels.append((frozenset(told.get("rel", "").lower().split()), href))
            if tag == "a":
                self.links.append(href)
        elif tag == "time" and told.get("datetime"):
            self.times.append(told["datetime"])
        if tag in ("title", "body", *SILENT, *BODIES):
            self._open.append(tag if tag != "script" else f"script {told.get('type', '')}")

    def handle_endtag(self, tag: str) -> None:
        for at in range(len(self._open) - 1, -1, -1):
            if self._open[at].split()[0] == tag:
                del self._open[at:]
                return

    def handle_data(self, data: str) -> None:
        if "title" in self._open:
            self.title.append(data)
        elif "script application/ld+json" in self._open:
            self.data.append(data)
        elif not any(tag.split()[0] in SILENT for tag in self._open):
            self._said[""].append(data)
            for name in BODIES:
                if name in self._open:
                    self._said[name].append(data)

    def _whole(self, href: str) -> str:
        with suppress(ValueError):
            found = urljoin(self.url, href.strip())
            if found.startswith(("https://", "http://")) and len(found) <= URL_MAX:
                return found
        return ""


def _decoded(answer: Answer) -> str:
    told = answer.headers.get("Content-Type", "").encode("ascii", "ignore")
    named = CHARSET.search(told) or CHARSET.search(answer.body[:2048])
    for encoding in (named[1].decode() if named else "utf-8", "utf-8"):
        with suppress(LookupError, UnicodeDecodeError):
            return answer.body.decode(encoding)
    return answer.body.decode("utf-8", "replace")


def _published(reader: _Reader) -> datetime | None:
    """When a page says that it was published: in its head, its data, or its first <time>."""
    metas = dict(reversed(reader.metas))
    told = [metas[name] for name in PUBLISHED if name in metas]
    for moment in (*told, *_dates(reader.data), *reader.times[:1]):
        with suppress(ValueError, TypeError, OverflowError):
            return wire.moment(moment.strip())
    return None


def _dates(data: list[str]) -> Iterator[str]:
    """Every `datePublished` of a page's linked data."""
    for block in data:
        with suppress(ValueError, RecursionError):
            yield from _named(json.loads(block), 0)


def _named(found: Any, depth: int) -> Iterator[str]:
    if depth > 5:
        return
    if isinstance(found, list):
        for one in found[:50]:
            yield from _named(one, depth + 1)
    elif isinstance(found, dict):
        if isinstance(told := found.get("datePublished"), str):
            yield told
        yield from _named(found.get("@graph"), depth + 1)
