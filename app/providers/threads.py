"""Threads, by its Graph API."""

import re

from app.providers.base import LinkShape

KEY = "threads"
LABEL = "Threads"

LINKS = LinkShape(
    provider=KEY,
    label=LABEL,
    hosts=frozenset({"threads.com", "threads.net"}),
    paths=(
        re.compile(
            r"/(?:@|%40)[\w.]{1,30}/post/(?P<id>[A-Za-z0-9_-]{5,20})(?![\w%-])",
            re.ASCII,
        ),
        re.compile(r"/t/(?P<id>[A-Za-z0-9_-]{5,20})(?![\w%-])", re.ASCII),
    ),
    plain="https://www.threads.com/t/{}",
    example="https://www.threads.com/@nama/post/Ab1…",
)
