"""Grants that nothing can renew once they have ended are renewed well before, by the clock."""

from collections.abc import Sequence

from sqlalchemy import or_, select

from app import clock
from app.accounts.models import LinkedAccount
from app.accounts.tokens import fresh_token
from app.db import session, transaction
from app.errors import Fault
from app.providers import configured
from app.providers.base import Provider

BATCH = 500


def renew_lasting() -> int:
    """Renew what ends soon, that which ends first at the top; how many were due.

    A grant that was taken back marks its account on the way; any other failure is tried again an
    hour later.
    """
    due = _due()
    for account_id in due:
        try:
            fresh_token(account_id)
        except Fault:
            continue
    return len(due)


def _due() -> Sequence[int]:
    now = clock.now()
    soon = [
        (LinkedAccount.provider == one.key)
        & (LinkedAccount.token_expires_at <= now + one.refresh_ahead)
        for one in configured()
        if isinstance(one, Provider) and one.lasting
    ]
    asked = (
        select(LinkedAccount.id)
        .where(LinkedAccount.status == "active", or_(*soon))
        .order_by(LinkedAccount.token_expires_at)
        .limit(BATCH)
    )
    with transaction():
        return session().scalars(asked).all() if soon else ()
