"""People of the tests with accounts on the stand-in platforms, linked without the long way."""

from datetime import UTC, datetime, timedelta

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
        handle=handle,
        name=handle,
        status="active",
        linked_at=LINKED,
    )
    token = Token(
        access=grant["access_token"],
        refresh=grant.get("refresh_token"),
        expires_at=clock.now() + timedelta(seconds=grant["expires_in"]),
        scopes=tuple(grant["scope"].split()),
    )
    keep(account, token)
    session().add(account)
    session().flush()
    return account
