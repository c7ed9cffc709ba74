"""Ending a link that the platform, or its owner over there, has ended; and forgetting an account.

Points stay: they were earned while the post was there. The row stays as well, so that the external
account can never serve a second cadre; once forgotten it is known by a mark alone. All within the
caller's transaction.
"""

from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select

from app import clock
from app.accounts.blinding import blinded
from app.accounts.models import LinkAttempt, LinkedAccount
from app.db import session
from app.errors import Fault
from app.providers.base import Provider

# Platforms sign to the second, and their clocks are not ours.
SLACK = timedelta(minutes=1)


def spoken_of(provider_key: str, named: str, at: datetime) -> LinkedAccount | None:
    """The account that a platform named at a moment, by either of its ids, held until the end.

    None for one we do not know, or that was linked anew after that moment: an old demand, shown
    once more, ends no new link.
    """
    query = (
        select(LinkedAccount)
        .where(LinkedAccount.provider == provider_key)
        .where(or_(LinkedAccount.subject == named, LinkedAccount.alias == named))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    account = session().scalar(query)
    return account if account and account.linked_at <= at + SLACK else None


def withdraw(account: LinkedAccount) -> None:
    """The link ends; its grant is gone."""
    if account.status != "unlinked":
        account.status, account.unlinked_at = "unlinked", clock.now()
    account.token = account.token_expires_at = None


def purge(account: LinkedAccount) -> None:
    """The link ends, and everything that the platform told us of the account is forgotten."""
    withdraw(account)
    account.subject, account.alias = blinded(account.provider, account.subject), None
    account.handle = account.name = account.scopes = ""
    account.handle_seen_at = account.poll_at = None
    account.polls, account.purged_at = False, clock.now()
    mine = LinkAttempt.cadre_id == account.cadre_id, LinkAttempt.provider == account.provider
    session().execute(delete(LinkAttempt).where(*mine))


def end(account: LinkedAccount, provider: Provider, fault: Fault) -> None:
    """A grant that works no more: to be linked anew, or purged where the terms demand it."""
    if provider.ends_link and fault.kind == "revoked":
        purge(account)
    else:
        account.status = "expired"
