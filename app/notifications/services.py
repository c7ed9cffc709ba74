"""The push services that are ever called: those of the browsers there are.

A subscription names its own address, so anybody could name any: only these hosts are believed, by
https, in one spelling.
"""

import re

HOSTS = (
    r"fcm\.googleapis\.com",  # Chrome, Samsung Internet, Opera
    r"updates\.push\.services\.mozilla\.com",  # Firefox
    r"web\.push\.apple\.com",  # Safari, and everything on an iPhone
    r"[a-z0-9-]+\.notify\.windows\.com",  # Edge
)
ADDRESS = re.compile(rf"(https://(?:{'|'.join(HOSTS)}))/[\w./~:%=?&+-]{{8,1000}}", re.ASCII)


def origin(endpoint: str) -> str | None:
    """Scheme and host of a push service's address; None for every other address."""
    found = ADDRESS.fullmatch(endpoint)
    return found[1] if found else None
