"""People of the tests with accounts on the stand-in platforms, linked without the long way."""

from datetime import UTC, datetime, timedelta
from typing import Any

from app import clock
from app.accounts.models import LinkedAccount
from app.accounts.tokens import keep
from app.db import session
from app.providers.base import Token
from simulator.people import Person
from simulator.running import Simulator

LINKED = datetime(2026, 9, 2, tzinfo=UTC)


def link(
    cadre_id: int, provider: str, platforms: Simulator, handle: str, at: datetime = LINKED
) -> LinkedAccount:
    """An active account, with a grant that works where there are any. The caller owns the
    transaction."""
    person = platforms.person(handle)
    account = LinkedAccount(
        cadre_id=cadre_id,
        provider=provider,
        subject=subject_of(provider, person),
        handle=platforms.stage.platforms[provider].known_as(person),
        name=handle,
        status="active",
        linked_at=at,
    )
    if platforms.stage.platforms[provider].tokens:
        keep(account, token_of(platforms.grant(provider, handle)))
    session().add(account)
    session().flush()
    return account


def subject_of(provider: str, person: Person) -> str:
    """What an account is keyed by: a number of Mastodon means nothing without its server."""
    server = f"{person.kind(provider)}/" if provider == "mastodon" else ""
    return server + person.account_id(provider)


def token_of(grant: dict[str, Any]) -> Token:
    """The token of a grant that the stand-ins minted."""
    life_s = grant.get("expires_in")
    return Token(
        access=grant["access_token"],
        refresh=grant.get("refresh_token"),
        expires_at=clock.now() + timedelta(seconds=life_s) if life_s else None,
        scopes=tuple(grant["scope"].split()),
    )
