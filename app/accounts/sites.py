"""Linking a site of one's own: a code that is hers alone, shown there, is all the proof it takes.

The code follows from cadre and host, so that nothing has to be kept before it is found; nobody
else's code is accepted, and what was proven once can be looked up by its owner at any time.
"""

import hmac
from base64 import b32encode

from app.accounts.linking import adopt
from app.db import transaction
from app.errors import Fault, Refusal
from app.providers import get, website
from app.providers.base import Identity
from app.words import said

CODE_BYTES = 10


class NotProven(Refusal):
    """The code was in none of the three places."""

    def __init__(self, host: str) -> None:
        words = said(
            "Kode itu belum terlihat di %(host)s. Simpan dulu perubahan di situs Anda; catatan "
            "DNS kadang baru terbaca sesudah satu jam.",
            host=host,
        )
        super().__init__("not_proven", words, website.FIELD)


class SiteSilent(Refusal):
    """The site could not be read just now."""

    def __init__(self, host: str, words: str) -> None:
        super().__init__(
            "site_silent",
            said("%(host)s tidak dapat dibaca. %(words)s", host=host, words=words),
            website.FIELD,
        )


def code_of(cadre_id: int, host: str, key: bytes) -> str:
    """The code which shows that a host is this cadre's; `key` is the program's own secret."""
    told = f"site:{cadre_id}:{host}".encode()
    return b32encode(hmac.digest(key, told, "sha256")[:CODE_BYTES]).decode().lower()


def link(cadre_id: int, host: str, code: str, me_url: str) -> str:
    """Look for the code and link the site it is found on; the way in which it was proven.

    Asks the site, so no transaction may be open. Raises NotFound while sites are switched off,
    NotProven, SiteSilent, and what `linking.adopt` refuses.
    """
    get(website.KEY)
    try:
        way = website.prove(host, code, me_url)
    except Fault as fault:
        raise SiteSilent(host, fault.words) from None
    if way is None:
        raise NotProven(host)
    with transaction():
        adopt(cadre_id, website.KEY, Identity(host, host, ""))
    return way
