"""Grants at rest and in use: sealed in their row, renewed once however many ask at the same time.

Renewing is the one place where the network is asked inside a transaction: the platform kills the
old refresh token as it hands out the new one, so only a row lock keeps two workers from spending
the same one, and only the commit before use keeps the new one from being lost. What is locked is
a single account, for as long as `providers.wire` lets a call last.
"""

import json
from datetime import datetime, timedelta

from sqlalchemy import select

from app import clock
from app.accounts.models import LinkedAccount
from app.accounts.purging import end
from app.db import session, transaction
from app.errors import Fault, NotFound
from app.providers import PROVIDERS, base, sign_in_at
from app.providers.base import Provider, Token
from app.sealing import SealBroken, seal, unseal

ENDED = frozenset({"expired", "revoked"})
PURPOSE = "token"


def usable(account: LinkedAccount, spent: Token | None = None) -> Token | None:
    """The grant as it lies in its row; None if it has to be renewed first: it ends, or is `spent`.

    Raises Fault `expired` when there is nothing to renew.
    """
    token = _held(account)
    return None if _due(account, token, spent) else token


def fresh_token(account_id: int, spent: Token | None = None) -> Token:
    """A grant that can be used now, renewed if it is about to end or is `spent`.

    Opens its own transactions. Raises Fault: `expired` or `revoked` when the cadre must link anew
    (the account is then marked expired), else what the platform's failure is.
    """
    with transaction():
        account = session().get_one(LinkedAccount, account_id, populate_existing=True)
        if token := usable(account, spent):
            return token
    fault = None
    with transaction():
        query = select(LinkedAccount).where(LinkedAccount.id == account_id).with_for_update()
        account = session().scalars(query.execution_options(populate_existing=True)).one()
        token = _held(account)
        if not _due(account, token, spent):
            return token
        try:
            token = _renewed(account, token, spent)
        except Fault as found:
            fault = found
            if found.kind in ENDED:
                end(account, provider_of(account), found)
    if fault:
        raise fault
    return token


def keep(account: LinkedAccount, token: Token) -> None:
    """Seal a grant into its account."""
    account.token = seal(packed(token), PURPOSE, account.cadre_id, account.provider)
    account.token_expires_at = token.expires_at
    account.scopes = " ".join(token.scopes)


def held(account: LinkedAccount) -> Token:
    """The grant of an account. Raises SealBroken when it cannot be opened, or is not there."""
    if account.token is None:
        raise SealBroken("no token")
    plain = unseal(account.token, PURPOSE, account.cadre_id, account.provider)
    return unpacked(json.loads(plain), account.token_expires_at, tuple(account.scopes.split()))


def packed(token: Token) -> bytes:
    """The secrets of a grant as bytes to be sealed."""
    secrets = {"access": token.access, "refresh": token.refresh, "extra": dict(token.extra)}
    return json.dumps(secrets).encode()


def unpacked(secrets: dict, expires_at: datetime | None, scopes: tuple[str, ...]) -> Token:
    """The grant back from its secrets and what stands openly beside them."""
    extra = secrets.get("extra", {})
    return Token(secrets["access"], secrets["refresh"], expires_at, scopes, extra)


def provider_of(account: LinkedAccount) -> Provider:
    """The platform that gave the grant; one that is switched off counts as down."""
    try:
        return sign_in_at(account.provider)
    except NotFound:
        raise base.down(PROVIDERS[account.provider].label) from None


def _held(account: LinkedAccount) -> Token:
    label = PROVIDERS[account.provider].label
    if account.status != "active":
        raise base.expired(label)
    try:
        return held(account)
    except SealBroken:
        raise base.expired(label) from None


def _due(account: LinkedAccount, token: Token, spent: Token | None) -> bool:
    return _same(token, spent) or _ends_within(token, provider_of(account).refresh_ahead)


def _same(token: Token, spent: Token | None) -> bool:
    return spent is not None and token.access == spent.access


def _ends_within(token: Token, time: timedelta) -> bool:
    return token.expires_at is not None and token.expires_at <= clock.now() + time


def _renewed(account: LinkedAccount, token: Token, spent: Token | None) -> Token:
    """The younger grant, kept in the row; the old one, if the platform cannot now and it lives."""
    try:
        young = provider_of(account).refresh(token)
    except Fault as fault:
        alive = not _same(token, spent) and not _ends_within(token, timedelta())
        if fault.kind in ENDED or not alive:
            raise
        return token
    keep(account, young)
    return young
