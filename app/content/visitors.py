"""What kind of visitor stands at the door, and from where. Pure; addresses go in, never out.

Whoever does not look like a person's browser is a bot: a bot that lies is still one visitor, since
visitors are told apart by where they come from and never by what they say of themselves.
"""

import re
from collections.abc import Mapping
from ipaddress import IPv6Address, ip_address, ip_network

# Fetch a page to show a preview of its link, mostly on the sender's own phone.
PREVIEWS = re.compile(
    r"whatsapp/|facebookexternalhit|facebot|meta-externalfetcher|twitterbot|telegrambot"
    r"|linkedinbot|slackbot|slack-imgproxy|discordbot|skypeuripreview|pinterest(?:bot|/)"
    r"|redditbot|viber|snapchat|cardyb|mastodon/|embedly|iframely|vkshare|google-pagerenderer",
    re.IGNORECASE,
)
# Cubot makes phones.
BOTS = re.compile(
    r"(?<!cu)bot\b|crawl|spider|slurp|headless|phantomjs|puppeteer|playwright|selenium|webdriver"
    r"|lighthouse|pagespeed|monitor|scan|meta-externalagent|google-read-aloud|mediapartners"
    r"|curl|wget|python|httpclient|okhttp|java/|go-http|axios|node-fetch",
    re.IGNORECASE,
)
BROWSERS = ("Mozilla/", "Opera/", "UCWEB/")
PURPOSES = ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")
AHEAD = re.compile(r"prefetch|prerender|preview", re.IGNORECASE)
UNKNOWN = "unknown"


def kind_of(method: str, headers: Mapping[str, str]) -> str:
    """`human`, `preview` or `bot`, by what the request says of itself."""
    agent = headers.get("User-Agent", "")
    ahead = any(AHEAD.search(headers.get(name, "")) for name in PURPOSES)
    if method == "HEAD" or ahead or PREVIEWS.search(agent):
        return "preview"
    if BOTS.search(agent) or not agent.startswith(BROWSERS):
        return "bot"
    return "human"


def source_of(address: str) -> str:
    """What counts as one visitor: an IPv4 address, or the /64 in which a phone changes its own."""
    return _cut(address, 32, 64)


def network_of(address: str) -> str:
    """The network a visitor comes from, wide enough for a room full of machines."""
    return _cut(address, 24, 48)


def _cut(address: str, bits: int, bits_of_v6: int) -> str:
    """The network of this width around an address; whatever is no address is one and the same."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return UNKNOWN
    if isinstance(found, IPv6Address):
        if not found.ipv4_mapped:
            return str(ip_network((found, bits_of_v6), strict=False))
        found = found.ipv4_mapped
    return str(ip_network((found, bits), strict=False))
