"""Reading a cadre's own posts through her grant; no transaction is open meanwhile."""

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import select, update

from app.accounts import allowance
from app.accounts.models import LinkedAccount, ProviderPause
from app.accounts.sealing import SealBroken
from app.accounts.tokens import ENDED, fresh_token, held
from app.db import session, transaction
from app.errors import Fault, NotFound
from app.providers import PROVIDERS, base, get
from app.providers.base import Post, Readable, Token

T = TypeVar("T")
NO_GRANT = Token("", None, None, ())  # where posts are public nobody asks for one

ACCOUNT = select(LinkedAccount, ProviderPause.until, ProviderPause.kind).outerjoin(
    ProviderPause, ProviderPause.provider == LinkedAccount.provider
)


def read_post(account_id: int, post_id: str) -> Post:
    """One post as the platform tells it; its author may be somebody else. Raises Fault."""
    provider, subject = _opened(account_id)
    if provider.allowance:
        allowance.charge(provider, provider.allowance.post)
    return _asked(account_id, provider, lambda token: provider.post(token, subject, post_id))


def recent_posts(account_id: int, limit: int = 10, part: float = 1.0) -> list[Post]:
    """The newest own posts, newest first. Raises Fault.

    `part` is how much of the day's allowance may be used up by it.
    """
    provider, subject = _opened(account_id)
    charged, listed = None, 0
    if provider.allowance:
        listed = provider.allowance.listed
        charged = allowance.charge(provider, provider.allowance.listing + limit * listed, part)
    posts = _asked(account_id, provider, lambda token: provider.recent(token, subject, limit))
    allowance.give_back(charged, (limit - len(posts)) * listed)
    return posts


def expire(account_id: int) -> None:
    """Mark an account whose grant has ended: the cadre is asked to link it anew."""
    with transaction():
        ended = update(LinkedAccount).values(status="expired")
        mine = LinkedAccount.id == account_id, LinkedAccount.status == "active"
        session().execute(ended.where(*mine))


def _opened(account_id: int) -> tuple[Readable, str]:
    """Whom to ask about whom. Raises the platform's refusal while it wants silence."""
    with transaction():
        asked = ACCOUNT.where(LinkedAccount.id == account_id)
        row = session().execute(asked.execution_options(populate_existing=True)).one()
        provider, subject = _switched_on(row.LinkedAccount.provider), row.LinkedAccount.subject
    allowance.silent(provider, row.until, row.kind)
    return provider, subject


def _asked(account_id: int, provider: Readable, ask: Callable[[Token], T]) -> T:
    try:
        if provider.public:
            return ask(_whatever_grant(account_id))
        return _with_a_living_grant(account_id, ask)
    except Fault as fault:
        allowance.pause(provider, fault)
        raise


def _switched_on(key: str) -> Readable:
    """The platform; one that is switched off counts as down."""
    try:
        return get(key)
    except NotFound:
        raise base.down(PROVIDERS[key].label) from None


def _with_a_living_grant(account_id: int, ask: Callable[[Token], T]) -> T:
    """A grant that is called dead is renewed once before that is believed."""
    token = fresh_token(account_id)
    try:
        return ask(token)
    except Fault as fault:
        if fault.kind not in ENDED:
            raise
    token = fresh_token(account_id, spent=token)
    try:
        return ask(token)
    except Fault as fault:
        if fault.kind in ENDED:
            expire(account_id)
        raise


def _whatever_grant(account_id: int) -> Token:
    """The grant as it lies there, living or not: public posts are read without it as well."""
    with transaction():
        account = session().get_one(LinkedAccount, account_id)
        try:
            return held(account)
        except SealBroken:
            return NO_GRANT
