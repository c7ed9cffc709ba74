"""Looking for a cadre's new posts that answer a live challenge, where she asked us to.

Only half of a platform's daily allowance may be used by it, so that checks never starve; nothing
is handed in by itself.
"""

from collections.abc import Sequence

from sqlalchemy import select

from app import clock
from app.accounts import allowance, polling
from app.accounts.models import LinkedAccount
from app.accounts.reading import recent_posts
from app.cadres.models import Cadre
from app.campaigns import targeting
from app.campaigns.models import Challenge
from app.db import session, transaction
from app.errors import Fault
from app.submissions import discovery
from app.units.models import Unit

LISTED = 10


def look(account_id: int) -> int:
    """Look once; how many new finds there are. Never raises for what a platform does."""
    with transaction():
        challenges = _live(account_id)
    if not challenges:
        return 0
    try:
        posts = recent_posts(account_id, LISTED, part=allowance.LOOKING)
    except Fault as fault:
        if fault.retry_at:
            with transaction():
                polling.postpone(account_id, fault.retry_at)
        return 0
    with transaction():
        return discovery.keep(account_id, discovery.matching(posts, challenges), clock.now())


def _live(account_id: int) -> Sequence[Challenge]:
    """Challenges open for the account's cadre on its platform; none unless she still wants it."""
    wanted = (
        select(LinkedAccount.provider, Unit.path)
        .join(Cadre, Cadre.id == LinkedAccount.cadre_id)
        .join(Unit, Unit.id == Cadre.unit_id)
        .where(
            LinkedAccount.id == account_id, LinkedAccount.polls, LinkedAccount.status == "active"
        )
    )
    row = session().execute(wanted).one_or_none()
    if row is None:
        return ()
    live = targeting.live_for(row.path, clock.now())
    return [one for one in live if row.provider in one.providers]
