"""From pasted text to the post it means: pure, total, without any network.

Phones share a sentence around a link, with tracking behind it; people type links without `https`.
Only the host, the shape of the path and the id are read: names in a link prove nothing.
"""

import re
from collections.abc import Iterator
from datetime import datetime

from app.errors import Refusal
from app.providers import (
    bluesky_posts,
    facebook,
    instagram,
    mastodon_posts,
    threads,
    tiktok,
    x,
    youtube,
)
from app.providers.base import LinkForm, PostRef
from app.words import said

SHAPES = (
    x.LINKS,
    threads.LINKS,
    instagram.LINKS,
    facebook.LINKS,
    youtube.LINKS,
    tiktok.LINKS,
    bluesky_posts.LINKS,
    mastodon_posts.LINKS,
)
# What people call each platform, also those whose posts no link names.
LABELS = {shape.provider: shape.label for shape in SHAPES} | {
    "website": said("Situs web"),
    "whatsapp": "WhatsApp",
}
# Below what a form hands on, so that a text that was cut, maybe in an id, is never read.
TEXT_MAX = 3000
ID_MAX = 300  # as much of an id as the database keeps

_HOST = r"(?P<host>(?!www\.)(?:(?!xn--)[a-z0-9-]{1,63}\.){1,4}[a-z]{2,24})"
_ALONE = r"(?<!(?u:[^\s(<\[\"'“‘]))"
_REST = r"/(?u:[^\s<>\"'\\])*"
_LINK = re.compile(
    # A scheme may follow anything; a bare host must not be the tail of something else.
    rf"(?:https?://|{_ALONE})(?:www\.)?{_HOST}(?::443|:80)?(?P<path>{_REST})"
    rf"|{_ALONE}(?P<at>at:)/(?P<record>{_REST})",
    re.ASCII | re.IGNORECASE,
)
# Nobody sees these; chat programs put them around and into links.
_UNSEEN = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
# Behind an id these would make it another one, in any script.
_GOES_ON = re.compile(r"[\w%-]|(?!\.html)[.:@=+~][\w%]")
_FORMS = [(shape.provider, form) for shape in SHAPES for form in shape.forms]
_SHORT = [(shape.provider, form) for shape in SHAPES for form in shape.short]
# Every host that some platform calls its own.
HOSTS = frozenset(host for _, form in (*_SHORT, *_FORMS) for host in form.hosts or ())


class LinkUnknown(Refusal):
    """No link to a post that we can read; the words say where one is found."""

    def __init__(self) -> None:
        *labels, last = (shape.label for shape in SHAPES)
        super().__init__(
            "link_unknown",
            said(
                "Tempel tautan satu unggahan dari %(others)s, atau %(last)s. Buka unggahannya, "
                "ketuk Bagikan, lalu Salin tautan.",
                others=", ".join(labels),
                last=last,
            ),
            "tautan",
        )


def parse(text: str) -> PostRef:
    """The first post linked in `text`. Raises LinkUnknown for every other string."""
    for host, target in _linked(text):
        for provider, form in _FORMS:
            if parts := _parts(form, host, target):
                return PostRef(
                    provider, form.post_id.format_map(parts), form.plain.format_map(parts)
                )
    raise LinkUnknown


def short(text: str) -> str | None:
    """The first short link in `text`, bare and by https: whoever wants the post must follow it."""
    for host, target in _linked(text):
        for _, form in _SHORT:
            if parts := _parts(form, host, target):
                return form.plain.format_map(parts)
    return None


def platform(text: str) -> str | None:
    """Whose posts the first link in `text` leads to, also a short one that nobody followed yet."""
    for forms in (_FORMS, _SHORT):
        for host, target in _linked(text):
            for provider, form in forms:
                if _parts(form, host, target):
                    return provider
    return None


def posted_at_from_id(provider: str, post_id: str) -> datetime | None:
    """When a post was made, to a minute or two, on platforms whose ids tell; None elsewhere."""
    for shape in SHAPES:
        if shape.provider == provider and shape.written:
            return shape.written(post_id)
    return None


def _linked(text: str) -> Iterator[tuple[str, str]]:
    """Host and path of every address in a text; a record of atproto has the host `at:`."""
    seen = _UNSEEN.sub("", text)
    if len(text) > TEXT_MAX or _CONTROL.search(seen):
        return
    for found in _LINK.finditer(seen):
        target = found["path"] or found["record"]
        for code, sign in (("%40", "@"), ("%3a", ":"), ("%3A", ":"), ("&amp;", "&")):
            target = target.replace(code, sign)
        yield (found["host"] or found["at"]).lower(), target


def _parts(form: LinkForm, host: str, target: str) -> dict[str, str] | None:
    """What the groups of a form hold when an address is written in it; else None."""
    if host not in form.hosts if form.hosts is not None else host in HOSTS:
        return None
    found = form.pattern.match(target)
    if found is None or _GOES_ON.match(target, found.end("id")):
        return None
    parts = {name: (value or "").lower() for name, value in found.groupdict().items()}
    parts |= {"host": host, "id": found["id"]}
    return parts if len(form.post_id.format_map(parts)) <= ID_MAX else None
