"""From a short link to the address behind it, by hand: nothing is rendered, nobody is signed in.

Only the platforms' own hosts are asked, hop by hop, and the first address that is a post ends it
without being visited. Apps share such links by default, so most of them arrive here.
"""

from urllib.parse import urlsplit

from app.errors import Fault, Refusal
from app.providers import links, open_web
from app.words import said


class ShortLinkDead(Refusal):
    """A short link that leads to no post, or to nowhere that we go."""

    def __init__(self) -> None:
        words = said("Tautan pendek itu tidak dapat dibuka. Tempel tautan lengkap unggahan.")
        super().__init__("short_link_dead", words, "tautan")


def resolve(url: str) -> str:
    """The first address behind `url` that `links.parse` understands.

    Raises ShortLinkDead when there is none, and the fault `down` when it may be worth another try.
    """
    if links.short(url) != url:
        raise ShortLinkDead
    try:
        answer = open_web.get(url, max_bytes=open_web.SMALL, may_follow=_leads_on)
    except Fault as fault:
        if fault.permanent or fault.kind == "nonsense":
            raise ShortLinkDead from fault
        raise
    if answer.moved_to is None or not _is_post(answer.moved_to):
        raise ShortLinkDead
    return answer.moved_to


def _leads_on(where: str) -> bool:
    """Whether to ask there: at a platform's own host, and not yet at a post."""
    return not _is_post(where) and _host(where) in links.HOSTS


def _is_post(where: str) -> bool:
    try:
        links.parse(where)
    except links.LinkUnknown:
        return False
    return True


def _host(where: str) -> str:
    try:
        return (urlsplit(where).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
