"""Short links of the platforms: hosts that answer nothing but a redirect to a post.

A few codes on each of these hosts misbehave, for whoever follows links: see TRICKS.
"""

import re
import secrets
import string
import time
from collections.abc import Callable
from urllib.parse import urlsplit

from flask import Blueprint, Response, redirect
from werkzeug.wrappers import Response as AnyResponse

from simulator.garbage import endless
from simulator.platform import Hosts, Platform
from simulator.posts import Post
from simulator.refusal import Refused
from simulator.stage import stage

doors = Blueprint("short_links", __name__)

# No hyphens: some of the platforms' codes have none, and readers of links know that.
TRICK = re.compile(r"\btrick(?P<name>[a-z]+)(?P<steps>1*)(?=/?$)")
LETTERS = string.ascii_letters + string.digits
SLOW_S = 30


def short_hosts(platform: Platform) -> tuple[Hosts, ...]:
    """The hosts of a platform's short links, if it has any."""
    names = dict.fromkeys(urlsplit(shape).netloc for shape in platform.short)
    return (Hosts(platform.key, tuple(names), doors),) if names else ()


def shorten(post: Post, host: str | None = None) -> str:
    """A new short link to a post, on this host; Refused when the platform has none there."""
    url = _shaped(post.home, host).format(code="".join(secrets.choice(LETTERS) for _ in range(10)))
    stage().store.put("short link", url.rstrip("/"), post.url)
    return url


def tricky(platform: Platform, trick: str, host: str | None = None) -> str:
    """The short link that misbehaves in this way; Refused for a way not in TRICKS."""
    if trick not in TRICKS:
        raise Refused(f"Ulah tautan pendek: {', '.join(TRICKS)}.")
    return _shaped(platform, host).format(code=f"trick{trick}")


@doors.get("/<path:path>")
def follow(host: str, path: str) -> AnyResponse:
    """Where a short link leads."""
    url = f"https://{host}/{path}"
    trick = TRICK.search(url)
    if trick and trick["name"] in TRICKS:
        return TRICKS[trick["name"]](url)
    target = stage().store.got("short link", url.rstrip("/"))
    return redirect(target, 301) if target else Response("Not Found", 404)


def _shaped(platform: Platform, host: str | None) -> str:
    for shape in platform.short:
        if host in (None, urlsplit(shape).netloc):
            return shape
    raise Refused(f"{platform.name} tidak punya tautan pendek di sana.")


def _loop(url: str) -> AnyResponse:
    return redirect(url, 301)


def _chain(url: str) -> AnyResponse:
    return redirect(TRICK.sub(r"trick\g<name>1\g<steps>", url), 301)


def _private(url: str) -> AnyResponse:
    return redirect("https://10.0.0.7/rahasia", 301)


def _http(url: str) -> AnyResponse:
    return redirect(url.replace("https://", "http://", 1), 301)


def _slow(url: str) -> AnyResponse:
    time.sleep(SLOW_S)
    return Response("", 204)


def _huge(url: str) -> AnyResponse:
    return Response(endless(), content_type="text/html")


# Codes that lead in a circle, on and on, into a private network, out of TLS; or answer after
# longer than anybody waits, or with more than anybody reads.
TRICKS: dict[str, Callable[[str], AnyResponse]] = {
    "loop": _loop,
    "chain": _chain,
    "private": _private,
    "http": _http,
    "slow": _slow,
    "huge": _huge,
}
