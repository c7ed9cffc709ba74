"""Looking for new posts by ourselves: only where the cadre asked for it, a batch at a time.

When an account is looked at next stands in its own row, so that any number of workers may ask and
each account is handed out once; what a platform refuses moves it to the moment the platform named.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import text, update

from app import clock
from app.accounts.models import LinkedAccount
from app.db import session
from app.errors import NotFound

EVERY = timedelta(hours=3)
BATCH = 100

# Only while there is something to find: a live challenge for her unit, on this platform.
TAKE = text(
    """
    UPDATE linked_accounts SET poll_at = :next WHERE id IN (
        SELECT a.id FROM linked_accounts a
        JOIN cadres c ON c.id = a.cadre_id JOIN units u ON u.id = c.unit_id
        WHERE a.polls AND a.status = 'active' AND a.poll_at <= :now AND c.status = 'active'
        AND EXISTS (
            SELECT FROM challenges h JOIN units hu ON hu.id = h.unit_id
            WHERE h.state = 'published' AND h.opens_at <= :now AND h.closes_at > :now
            AND a.provider = ANY(h.providers) AND hu.path @> u.path)
        ORDER BY a.poll_at LIMIT :batch FOR UPDATE OF a SKIP LOCKED)
    RETURNING id
    """
)


def wish(cadre_id: int, provider: str, on: bool) -> None:
    """Look for new posts of this account from now on, or no more. Raises NotFound."""
    mine = (
        LinkedAccount.cadre_id == cadre_id,
        LinkedAccount.provider == provider,
        LinkedAccount.status != "unlinked",
    )
    changed = (
        update(LinkedAccount).where(*mine).values(polls=on, poll_at=clock.now() if on else None)
    )
    if session().scalar(changed.returning(LinkedAccount.id)) is None:
        raise NotFound


def take_due(now: datetime) -> Sequence[int]:
    """Accounts to look at now, at most BATCH; each comes again after EVERY."""
    asked = {"now": now, "next": now + EVERY, "batch": BATCH}
    return session().scalars(TAKE, asked).all()


def postpone(account_id: int, until: datetime) -> None:
    """Look no earlier than the platform said."""
    session().execute(
        update(LinkedAccount)
        .where(LinkedAccount.id == account_id, LinkedAccount.poll_at < until)
        .values(poll_at=until)
    )
