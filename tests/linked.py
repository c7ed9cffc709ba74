"""People of the tests with accounts on the stand-in platforms, linked without the long way."""

from datetime import UTC, datetime, timedelta
from typing import Any

from app import clock
from app.accounts.models import LinkedAccount
from app.accounts.tokens import keep
from app.db import session
from app.providers.base import Token
from simulator.running import Simulator

LINKED = datetime(2026, 9, 2, tzinfo=UTC)


def link(cadre_id: int, provider: str, platforms: Simulator, handle: str) -> LinkedAccount:
    """An active account with a grant that works. The caller owns the transaction."""
    grant = platforms.grant(provider, handle)
    account = LinkedAccount(
        cadre_id=cadre_id,
        provider=provider,
        subject=str(grant["user_id"]),
        handle=grant["known_as"],
        name=handle,
        status="active",
        linked_at=LINKED,
    )
    keep(account, token_of(grant))
    session().add(account)
    session().flush()
    return account


def token_of(grant: dict[str, Any]) -> Token:
    """The token of a grant that the stand-ins minted."""
    life_s = grant.get("expires_in")
    return Token(
        access=grant["access_token"],
        refresh=grant.get("refresh_token"),
        expires_at=clock.now() + timedelta(seconds=life_s) if life_s else None,
        scopes=tuple(grant["scope"].split()),
    )
