"""X, by its API v2."""

import re

from app.providers.base import LinkShape

KEY = "x"
LABEL = "X"

LINKS = LinkShape(
    provider=KEY,
    label=LABEL,
    hosts=frozenset({"x.com", "m.x.com", "mobile.x.com"})
    | {"twitter.com", "m.twitter.com", "mobile.twitter.com"},
    # No leading zero: every spelling of an id must come out the same, since it is claimable once.
    paths=(
        re.compile(
            r"/(?:\w{1,15}|i/web)/status(?:es)?/(?P<id>[1-9]\d{0,18})(?![\w%-])",
            re.ASCII | re.IGNORECASE,
        ),
        re.compile(r"/statuses/(?P<id>[1-9]\d{0,18})(?![\w%-])", re.ASCII | re.IGNORECASE),
    ),
    plain="https://x.com/i/web/status/{}",
    example="https://x.com/nama/status/123…",
)
