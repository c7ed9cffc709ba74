"""A cadre leaves: what is hers is erased everywhere, what her units earned with her stays."""

from contextlib import suppress

from sqlalchemy import select

from app.accounts import linking
from app.accounts.models import LinkedAccount
from app.accounts.purging import purge
from app.activities import reporting
from app.cadres import leaving, moving
from app.cadres.models import Cadre
from app.db import after_commit, session, transaction
from app.errors import NotFound
from app.exports import asking
from app.leaderboards import projection
from app.moderation import forgetting
from app.notifications import inbox, subscriptions
from app.submissions.forgetting import forget_cadre
from app.teams import contacts


def leave(cadre_id: int) -> None:
    """Give her grants back to the platforms, then erase her in one transaction.

    A platform that does not answer keeps nobody: the grant is forgotten here all the same. Boards
    hear of it as of a name that hides; entries, totals and what follows from them are not touched.
    """
    for account in linking.accounts_of(cadre_id).values():
        with suppress(NotFound):  # unlinked a moment ago, on another device
            linking.unlink(account.id, cadre_id)
    with transaction():
        cadre = session().get_one(Cadre, cadre_id, with_for_update=True, populate_existing=True)
        projection.mark(cadre_id)
        forget_cadre(cadre_id)
        reporting.forget_cadre(cadre_id)
        forgetting.forget_cadre(cadre_id)
        for account in session().scalars(
            select(LinkedAccount).where(LinkedAccount.cadre_id == cadre_id).with_for_update()
        ):
            purge(account)
        inbox.forget_reader(cadre_id)
        contacts.forget_cadre(cadre_id)
        asking.forget_cadre(cadre_id)
        moving.forget(cadre_id)
        subscriptions.stop(cadre_id)
        leaving.erase(cadre)
        after_commit(projection.wake)
