"""How a post can be proven, and how well: one table by platform and situation.

A  read through the cadre's own grant, or provable by the network's own protocol
B  the platform names the author to everybody, and the id tells the time; only while the author's
   name was confirmed within a day
C  two people who have nothing to do with the cadre saw the post and her code in it
D  nobody can tell: never credited

Situations: `granted` (linked, posts can be read), `limited` (linked, the grant does not reach as
far as posts), `spent` (the day's allowance for reading is used up), `expired` (the grant has
ended), `unlinked`.
"""

from collections.abc import Mapping
from typing import NamedTuple

from app.accounts.models import LinkedAccount
from app.providers import PROVIDERS
from app.providers.base import Provider
from app.words import said


class Proof(NamedTuple):
    """The way to look at a post, and the grade of what is seen that way."""

    way: str
    grade: str


GRANT = Proof("grant", "A")
PROTOCOL = Proof("protocol", "A")
ANYBODY = Proof("anybody", "B")
PEOPLE = Proof("people", "C")
NOTHING = Proof("nothing", "D")

STRATEGIES: Mapping[str, Mapping[str, Proof]] = {
    "x": {"granted": GRANT, "spent": ANYBODY},
    "instagram": {"granted": GRANT, "limited": PEOPLE, "unlinked": PEOPLE},
    "facebook": {"granted": GRANT, "limited": PEOPLE, "unlinked": PEOPLE},
    "threads": {"granted": GRANT},
    "youtube": {"granted": GRANT},  # its ids tell no time: whoever waits for quota waits
    "tiktok": {"granted": GRANT, "limited": ANYBODY},
    "bluesky": {"granted": PROTOCOL, "expired": PROTOCOL},
    "mastodon": {"granted": PROTOCOL, "expired": PROTOCOL},
    "website": {"granted": PROTOCOL},
    "whatsapp": {},
}
# Situations in which a platform puts us by its answer.
AFTER: Mapping[str, str] = {"quota": "spent", "missing_scope": "limited"}
BY_MACHINE = frozenset({GRANT, PROTOCOL, ANYBODY})

GRADES: Mapping[str, str] = {
    "A": said("dibaca lewat izin akun Anda sendiri, atau terbukti oleh jaringannya"),
    "B": said("platform menyebut nama akun Anda kepada umum, dan waktunya cocok"),
    "C": said("dilihat orang dari luar wilayah Anda"),
    "D": said("hanya pengakuan, tidak pernah memberi poin"),
}


def proof(provider: str, situation: str) -> Proof:
    """How a post on this platform is proven in this situation; NOTHING where there is no way."""
    return STRATEGIES[provider].get(situation, NOTHING)


def provers(grade: str) -> list[str]:
    """Platforms on which a post can be proven this well in some situation."""
    return [key for key, ways in STRATEGIES.items() if any(p.grade == grade for p in ways.values())]


def situation(provider: str, account: LinkedAccount | None) -> str:
    """Where a cadre stands on a platform, with her account there or without one."""
    if account is None or account.status == "unlinked":
        return "unlinked"
    if account.status == "expired":
        return "expired"
    kind = PROVIDERS[provider]
    needed = kind.post_scopes if issubclass(kind, Provider) else ()
    return "granted" if set(needed) <= set(account.scopes.split()) else "limited"
