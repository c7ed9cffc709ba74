"""The outside world: platforms as our code sees them.

Owns: each platform's sign-in, identity, posts, links and faults.
Does not know: cadres, points, the database.
Invariants: read scopes only, ids are text, every failure is a typed `Fault`; nothing read here is
trusted before `evidence.judge` has seen it.
Begin at `base.py` (the contract), then `x.py` or `threads.py`, then `links.py` and `open_web.py`.
"""

from collections.abc import Mapping

from app.errors import NotFound
from app.providers.base import Clients, Provider, Readable, Registration
from app.providers.bluesky import Bluesky
from app.providers.facebook import Facebook
from app.providers.instagram import Instagram
from app.providers.mastodon import Mastodon
from app.providers.threads import Threads
from app.providers.tiktok import TikTok
from app.providers.website import Website
from app.providers.x import X
from app.providers.youtube import YouTube

PROVIDERS: Mapping[str, type[Readable]] = {
    X.key: X,
    Instagram.key: Instagram,
    Facebook.key: Facebook,
    Threads.key: Threads,
    YouTube.key: YouTube,
    TikTok.key: TikTok,
    Bluesky.key: Bluesky,
    Mastodon.key: Mastodon,
    Website.key: Website,
}

_configured: dict[str, Readable] = {}


def configure_providers(settings: Mapping[str, Registration], clients: Clients) -> None:
    """Give each provider its registration and hosts; those without one stay switched off.

    `clients` is where servers of networks without one centre are remembered to know us.
    """
    _configured.clear()
    for key, kind in PROVIDERS.items():
        if key in settings:
            _configured[key] = kind(settings[key])
            _configured[key].clients = clients


def get(key: str) -> Readable:
    """A platform that is switched on. Raises NotFound for any other word."""
    if key not in _configured:
        raise NotFound
    return _configured[key]


def sign_in_at(key: str) -> Provider:
    """A platform that is switched on and on which cadres sign in. Raises NotFound."""
    found = get(key)
    if not isinstance(found, Provider):
        raise NotFound
    return found


def configured() -> list[Readable]:
    """Every platform that is switched on, in the order of PROVIDERS."""
    return list(_configured.values())
