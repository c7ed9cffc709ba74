"""Reading a cadre's own posts through her grant; no transaction is open meanwhile."""

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import update

from app.accounts.models import LinkedAccount
from app.accounts.tokens import ENDED, fresh_token, provider_of
from app.db import session, transaction
from app.errors import Fault
from app.providers.base import Post, Provider, Token

T = TypeVar("T")


def read_post(account_id: int, post_id: str) -> Post:
    """One post as the platform tells it; its author may be somebody else. Raises Fault."""
    return _asked(account_id, lambda site, token, me: site.post(token, me, post_id))


def recent_posts(account_id: int, limit: int = 10) -> list[Post]:
    """The newest own posts, newest first. Raises Fault."""
    return _asked(account_id, lambda site, token, me: site.recent(token, me, limit))


def expire(account_id: int) -> None:
    """Mark an account whose grant has ended: the cadre is asked to link it anew."""
    with transaction():
        ended = update(LinkedAccount).values(status="expired")
        mine = LinkedAccount.id == account_id, LinkedAccount.status == "active"
        session().execute(ended.where(*mine))


def _asked(account_id: int, ask: Callable[[Provider, Token, str], T]) -> T:
    """Ask with a living grant; one that is called dead is renewed once before that is believed."""
    with transaction():
        account = session().get_one(LinkedAccount, account_id, populate_existing=True)
        provider, subject = provider_of(account), account.subject
    token = fresh_token(account_id)
    try:
        return ask(provider, token, subject)
    except Fault as fault:
        if fault.kind not in ENDED:
            raise
    token = fresh_token(account_id, spent=token)
    try:
        return ask(provider, token, subject)
    except Fault as fault:
        if fault.kind in ENDED:
            expire(account_id)
        raise
