"""Feeds of sites and channels, RSS and Atom: asked conditionally, read whatever their faults.

A feed is text by strangers: its markup is taken off, its dates are doubted, and a feed that is
broken half way still gives what stands before the break.
"""

import calendar
import hashlib
import io
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

import feedparser

from app.errors import Fault
from app.providers import open_web
from app.providers.wire import prose
from app.words import said

TITLE_MAX, SUMMARY_MAX, URL_MAX, KEY_MAX, NAME_MAX = 200, 600, 2000, 500, 80
ETAG_MAX, MODIFIED_MAX = 300, 100
ENTRIES_MAX = 100  # the newest; a feed is no archive
PARTS_MAX = 5_000  # what the parser needs seconds for is no feed of a party
ENTRY = re.compile(rb"<(?:\w+:)?(?:item|entry)\b")
HTML = re.compile(rb"^\s*(?:<\?xml[^>]*>\s*)?<(?:!doctype\s+)?html\b", re.IGNORECASE)
SILENT = frozenset({"script", "style"})
NOT_A_FEED = said("Isi alamat ini bukan umpan RSS atau Atom.")
A_PAGE = said("Alamat ini berisi halaman web, bukan umpan. Cari alamat RSS atau Atom-nya.")
TOO_MUCH = said("Umpan ini terlalu besar untuk dibaca.")


@dataclass(frozen=True)
class Entry:
    """One thing published; `key` is the feed's own name for it, `published_at` None if unknown."""

    key: str
    title: str
    summary: str
    url: str
    published_at: datetime | None


@dataclass(frozen=True)
class Feed:
    """What a feed holds now, and the marks by which to ask for changes next time."""

    title: str
    entries: tuple[Entry, ...]
    etag: str = ""
    last_modified: str = ""


def fetch(url: str, etag: str = "", last_modified: str = "") -> Feed | None:
    """The feed at `url`, or None when nothing has changed since these marks were given.

    Raises Fault, in words, for a site that does not answer and for whatever is no feed.
    """
    marks = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    answer = open_web.get(url, headers={name: mark for name, mark in marks.items() if mark})
    if answer.status == 304:
        return None
    if answer.status != 200:
        words = said("Situsnya menjawab dengan kode %(status)s.", status=f"{answer.status}")
        raise Fault("feed", words, permanent=answer.status in (404, 410))
    return replace(
        read(answer.body, answer.headers.get("Content-Type", ""), answer.url),
        etag=_mark(answer.headers.get("ETag", ""), ETAG_MAX),
        last_modified=_mark(answer.headers.get("Last-Modified", ""), MODIFIED_MAX),
    )


def read(body: bytes, content_type: str, url: str) -> Feed:
    """Take a feed apart. Raises Fault when there is none in it."""
    if b"<!ENTITY" in body or len(ENTRY.findall(body)) > PARTS_MAX:
        raise Fault("feed", TOO_MUCH)
    headers = {"content-type": content_type, "content-location": url}
    try:
        # As a stream: bytes would be taken for an address or for the name of a file of ours.
        found = feedparser.parse(
            io.BytesIO(body),
            response_headers=headers,
            sanitize_html=False,
            resolve_relative_uris=False,
        )
        if not found.get("version"):
            raise Fault("feed", A_PAGE if HTML.match(body) else NOT_A_FEED)
        entries = {entry.key: entry for entry in _entries(found.entries, url)}
        title = _plain(found.feed.get("title_detail"), NAME_MAX) or urlsplit(url).hostname or url
    except Fault:
        raise
    except Exception:  # a parser that stumbles over a stranger's text is no accident of ours
        raise Fault("feed", NOT_A_FEED) from None
    return Feed(title[:NAME_MAX], tuple(entries.values()))


def _mark(told: str, longest: int) -> str:
    """A mark is sent back as it came or not at all."""
    return told if told.isascii() and told.isprintable() and len(told) <= longest else ""


def _entries(found: list[Any], url: str) -> Iterator[Entry]:
    host = urlsplit(url).hostname
    for one in found[:ENTRIES_MAX]:
        link = _secure(one.get("link") or "", host)
        title = _plain(one.get("title_detail"), TITLE_MAX)
        if link and title:
            yield Entry(
                key=_key(one.get("id") or link),
                title=title,
                summary=_plain(one.get("summary_detail"), SUMMARY_MAX),
                url=link,
                published_at=_moment(one),
            )


def _secure(link: str, host: str | None) -> str | None:
    """A link we may send people to; the feed's own site answered https, so it does again."""
    with suppress(ValueError, Fault):
        parts = urlsplit(link.strip())
        if parts.scheme == "http" and parts.hostname == host:
            parts = parts._replace(scheme="https")
        whole = parts.geturl()
        open_web.outside(whole)
        return whole if len(whole) <= URL_MAX else None
    return None


def _key(name: str) -> str:
    kept = prose(name, KEY_MAX + 1)
    return kept if len(kept) <= KEY_MAX else "sha256:" + hashlib.sha256(name.encode()).hexdigest()


def _moment(entry: Any) -> datetime | None:
    """When it was published, or last changed; None for a date that cannot be read."""
    for name in ("published_parsed", "updated_parsed"):
        told = dict.get(entry, name)  # its own `get` lets one of them answer for the other
        if told:
            with suppress(ValueError, OverflowError, OSError):
                return datetime.fromtimestamp(calendar.timegm(told), UTC)
    return None


class _Words(HTMLParser):
    """What a reader would see of a piece of HTML."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in SILENT
        self.parts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self.silent = max(0, self.silent - (tag in SILENT))
        self.parts.append(" ")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.parts.append(data)


def _plain(detail: Any, longest: int) -> str:
    """One line of text without markup, cut between words."""
    if not detail or not isinstance(detail.get("value"), str):
        return ""
    text = detail["value"]
    if detail.get("type") != "text/plain":
        words = _Words()
        words.feed(text)
        words.close()
        text = "".join(words.parts)
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    line = prose(line, len(line))
    if len(line) <= longest:
        return line
    return line[: longest - 1].rpartition(" ")[0].rstrip(".,;:") + "…"
