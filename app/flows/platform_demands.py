"""A platform tells us that somebody removed us over there, or wants her data deleted.

The demand carries the platform's signature and nothing else is asked for. Removed: the link ends
and its grant is gone. Deleted: everything that came from the platform is gone, under a code by
which she can look what became of it. Neither takes back a point.
"""

import secrets

from app import clock
from app.accounts.models import DeletionRequest
from app.accounts.purging import purge, spoken_of, withdraw
from app.db import session
from app.errors import NotFound
from app.providers import get
from app.providers.meta import Demand, Meta
from app.submissions.forgetting import forget_posts_of_purged


def removed(provider_key: str, signed: str) -> None:
    """End the link of which the platform speaks, if there is one. Raises NotFound, Forged."""
    demand = _demand(provider_key, signed)
    if account := spoken_of(provider_key, demand.named, demand.issued_at):
        withdraw(account)


def forgotten(provider_key: str, signed: str) -> str:
    """Forget the account of which the platform speaks; the code of what was done.

    An account we do not know has a code too: there is nothing of it here. Raises NotFound, Forged.
    """
    demand = _demand(provider_key, signed)
    if account := spoken_of(provider_key, demand.named, demand.issued_at):
        purge(account)
        forget_posts_of_purged()
    done = DeletionRequest(
        code=secrets.token_hex(12),
        provider=provider_key,
        requested_at=demand.issued_at,
        done_at=clock.now(),
    )
    session().add(done)
    return done.code


def request_of(code: str) -> DeletionRequest:
    """What became of a demand to delete. Raises NotFound."""
    found = session().get(DeletionRequest, code)
    if found is None:
        raise NotFound
    return found


def _demand(provider_key: str, signed: str) -> Demand:
    provider = get(provider_key)
    if not isinstance(provider, Meta):
        raise NotFound
    return provider.demand(signed)
