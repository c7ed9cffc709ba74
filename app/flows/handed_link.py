"""From what a cadre pasted to the post she means: followed where it only leads there, and known
as her own where the site is hers. Asks the network, so no transaction may be open."""

from sqlalchemy import select

from app.accounts.models import LinkedAccount
from app.db import session, transaction
from app.errors import Fault, Refusal
from app.providers import links, short_links, website
from app.providers.base import PostRef
from app.providers.links import LinkUnknown
from app.words import said


class ShortLinkSilent(Refusal):
    """Whoever shortened the link does not answer just now."""

    def __init__(self) -> None:
        words = said("Tautan pendek itu sedang tidak dapat dibuka. Tempel tautan lengkap unggahan.")
        super().__init__("short_link_silent", words, "tautan")


def read(text: str, cadre_id: int) -> PostRef:
    """The post behind a pasted text. Raises LinkUnknown, ShortLinkDead, ShortLinkSilent."""
    try:
        return links.parse(text)
    except LinkUnknown:
        if short := links.short(text):
            return _followed(short)
        if own := _on_her_site(text, cadre_id):
            return own
        raise


def platform(text: str, cadre_id: int) -> str | None:
    """Whose post a text links to, as far as that can be told without the network."""
    if found := links.platform(text):
        return found
    return website.KEY if _on_her_site(text, cadre_id) else None


def _followed(short: str) -> PostRef:
    try:
        return links.parse(short_links.resolve(short))
    except Fault:
        raise ShortLinkSilent from None


def _on_her_site(text: str, cadre_id: int) -> PostRef | None:
    hers = select(LinkedAccount.subject).where(
        LinkedAccount.cadre_id == cadre_id,
        LinkedAccount.provider == website.KEY,
        LinkedAccount.status == "active",
    )
    with transaction():
        host = session().scalar(hers)
    return website.ref(text, host) if host else None
