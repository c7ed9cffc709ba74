"""Reading a cadre's own posts through her grant; no transaction is open meanwhile."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from sqlalchemy import select, update

from app import clock
from app.accounts import allowance
from app.accounts.allowance import Charge
from app.accounts.models import LinkedAccount, ProviderPause
from app.accounts.tokens import ENDED, fresh_token, held, usable
from app.db import session, transaction
from app.errors import Fault, NotFound
from app.providers import PROVIDERS, base, get
from app.providers.base import Allowance, Identity, Post, Provider, Readable, Token
from app.sealing import SealBroken

T = TypeVar("T")
NAME_HOLDS = timedelta(days=1)  # a name can change hands; an id cannot
NO_GRANT = Token("", None, None, ())  # where posts are public nobody asks for one

ACCOUNT = select(LinkedAccount, ProviderPause.until, ProviderPause.kind).outerjoin(
    ProviderPause, ProviderPause.provider == LinkedAccount.provider
)


@dataclass(frozen=True)
class Opened:
    """Whom to ask about whom, with which grant (None: to be renewed first), and for how much."""

    provider: Readable
    subject: str
    token: Token | None
    charged: Charge | None


def read_post(account_id: int, post_id: str) -> Post:
    """One post as the platform tells it; its author may be somebody else. Raises Fault."""
    opened = _opened(account_id, lambda allowed: allowed.post)
    site, me = opened.provider, opened.subject
    return _asked(account_id, opened, lambda token: site.post(token, me, post_id))


def recent_posts(account_id: int, limit: int = 10, part: float = 1.0) -> list[Post]:
    """The newest own posts, newest first. Raises Fault.

    `part` is how much of the day's allowance may be used up by it.
    """
    opened = _opened(account_id, lambda allowed: allowed.listing + limit * allowed.listed, part)
    site, me = opened.provider, opened.subject
    posts = _asked(account_id, opened, lambda token: site.recent(token, me, limit))
    if site.allowance:
        allowance.give_back(opened.charged, (limit - len(posts)) * site.allowance.listed)
    return posts


def handle_of(account_id: int, ask: bool) -> Identity | None:
    """Whose account it is, by a name that its platform has confirmed within a day.

    With `ask` the platform is asked where that is longer ago; without, or without an answer, None.
    """
    with transaction():
        account = session().get_one(LinkedAccount, account_id, populate_existing=True)
        seen, known = account.handle_seen_at, (account.subject, account.handle, account.name)
    if seen and clock.now() - seen <= NAME_HOLDS:
        return Identity(*known)
    return _confirmed(account_id) if ask else None


def expire(account_id: int) -> None:
    """Mark an account whose grant has ended: the cadre is asked to link it anew."""
    with transaction():
        ended = update(LinkedAccount).values(status="expired")
        mine = LinkedAccount.id == account_id, LinkedAccount.status == "active"
        session().execute(ended.where(*mine))


def _confirmed(account_id: int) -> Identity | None:
    """Ask the platform for the account's name, and remember it; None for somebody else's grant."""
    opened = _opened(account_id, lambda allowed: allowed.identity)
    site = opened.provider
    if not isinstance(site, Provider):
        return None
    who = _asked(account_id, opened, site.identify)
    if who.subject != opened.subject:
        return None
    with transaction():
        account = session().get_one(LinkedAccount, account_id)
        account.handle, account.handle_seen_at = who.handle, clock.now()
    return who


def _opened(account_id: int, price: Callable[[Allowance], int], part: float = 1.0) -> Opened:
    """All that a question needs, in one trip, and paid for.

    Raises the platform's refusal while it wants silence, `quota` and `expired`.
    """
    with transaction():
        asked = ACCOUNT.where(LinkedAccount.id == account_id)
        row = session().execute(asked.execution_options(populate_existing=True)).one()
        account: LinkedAccount = row.LinkedAccount
        provider, subject = _switched_on(account.provider), account.subject
        allowance.silent(provider, row.until, row.kind)
        token = _whatever_grant(account) if provider.public else usable(account)
        cost = price(provider.allowance) if provider.allowance else 0
        return Opened(provider, subject, token, allowance.charge(provider, cost, part))


def _asked(account_id: int, opened: Opened, ask: Callable[[Token], T]) -> T:
    try:
        return _with_a_living_grant(account_id, opened, ask)
    except Fault as fault:
        allowance.pause(opened.provider, fault)
        raise


def _switched_on(key: str) -> Readable:
    """The platform; one that is switched off counts as down."""
    try:
        return get(key)
    except NotFound:
        raise base.down(PROVIDERS[key].label) from None


def _with_a_living_grant(account_id: int, opened: Opened, ask: Callable[[Token], T]) -> T:
    """A grant that is called dead is renewed once before that is believed."""
    token = opened.token or fresh_token(account_id)
    try:
        return ask(token)
    except Fault as fault:
        if fault.kind not in ENDED or opened.provider.public:
            raise
    token = fresh_token(account_id, spent=token)
    try:
        return ask(token)
    except Fault as fault:
        if fault.kind in ENDED:
            expire(account_id)
        raise


def _whatever_grant(account: LinkedAccount) -> Token:
    """The grant as it lies there, living or not: public posts are read without it as well."""
    try:
        return held(account)
    except SealBroken:
        return NO_GRANT
