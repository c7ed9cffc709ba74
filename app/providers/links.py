"""From pasted text to the post it means: pure, total, without any network.

Phones share a sentence around a link, with tracking behind it; people type links without `https`.
Only the host, the shape of the path and the id are read: names in a link prove nothing.
"""

import re

from app.errors import Refusal
from app.providers import threads, x
from app.providers.base import LinkShape, PostRef

SHAPES = (x.LINKS, threads.LINKS)
TEXT_MAX = 4000

_HOST = r"(?P<host>(?:[a-z0-9-]{1,63}\.){1,4}[a-z]{2,10})"
# A scheme may follow anything; a bare host must not be the tail of another address.
_LINK = re.compile(
    rf"(?:https?://|(?<![\w.@/:%-])){_HOST}(?::443|:80)?(?P<path>/[^\s?#<>\"'\\]*)",
    re.IGNORECASE | re.ASCII,
)


class LinkUnknown(Refusal):
    """No link to a post that we can read; the words say which ones we can."""

    def __init__(self) -> None:
        known = " atau ".join(f"{one.label} (contoh: {one.example})" for one in SHAPES)
        super().__init__("link_unknown", f"Tempel tautan unggahan {known}.", "tautan")


def parse(text: str) -> PostRef:
    """The first post linked in `text`. Raises LinkUnknown for every other string."""
    for found in _LINK.finditer(text[:TEXT_MAX]):
        host = found["host"].lower().removeprefix("www.")
        for shape in SHAPES:
            if host in shape.hosts and (ref := _matched(shape, found["path"])):
                return ref
    raise LinkUnknown


def _matched(shape: LinkShape, path: str) -> PostRef | None:
    for pattern in shape.paths:
        if found := pattern.match(path):
            return PostRef(shape.provider, found["id"], shape.plain.format(found["id"]))
    return None
