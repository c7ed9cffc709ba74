"""What a phone's share sheet hands over: a title, a text and an address, filled as each app likes.

Pure. Android puts the link into the text, some apps amid a sentence; others fill the address.
"""

import re
from urllib.parse import parse_qsl, urlencode, urlsplit

from app.providers import links, website
from app.providers.links import LinkUnknown

ADDRESS = re.compile(r"https?://[^\s<>\"'\\]+", re.IGNORECASE)
ENDS_A_SENTENCE = ".,;:!?)]}…"
LONGEST = 2000


def link_in(*texts: str) -> str:
    """The one link in these texts, the likeliest text first: that of a post, bare; else a short
    link, which hand-in follows; else the first address, without tracking. Empty when none is."""
    for find in (_post, links.short, _address):
        for text in texts:
            if found := find(text):
                return found
    return ""


def _post(text: str) -> str | None:
    try:
        return links.parse(text).url
    except LinkUnknown:
        return None


def _address(text: str) -> str | None:
    found = ADDRESS.search(text)
    try:
        parts = urlsplit(found[0].rstrip(ENDS_A_SENTENCE) if found else "")
        asked = [
            pair
            for pair in parse_qsl(parts.query, keep_blank_values=True)
            if not website.TRACKING.fullmatch(pair[0])
        ]
    except ValueError:
        return None
    if not parts.hostname:
        return None
    plain = parts._replace(query=urlencode(asked), fragment="").geturl()
    return plain if len(plain) <= LONGEST else None
