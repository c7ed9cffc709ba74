"""The platforms and other parts of the open web there are, one line each.

Each is described in its own file, together with its doors; see the package's docstring for how to
add one.
"""

from simulator.platform import Hosts, Platforms
from simulator.platforms import (
    bluesky,
    facebook,
    instagram,
    mastodon,
    party,
    push,
    threads,
    tiktok,
    website,
    x,
    youtube,
)

PLATFORMS = Platforms(
    x.PLATFORM,
    instagram.PLATFORM,
    facebook.PLATFORM,
    threads.PLATFORM,
    youtube.PLATFORM,
    tiktok.PLATFORM,
    bluesky.PLATFORM,
    mastodon.PLATFORM,
    website.PLATFORM,
)
# Hosts that belong to no platform: people's own sites, feeds, the push services of browsers.
WEB: tuple[Hosts, ...] = (*party.HOSTS, push.HOSTS)
