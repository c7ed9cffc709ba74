"""What is forgotten with an account: the words of its posts, and posts that were found there.

What stays is what a cadre gave us herself, and what was concluded: her links, verdicts, points.
When she leaves, her links go too, for they lead to her; a mark keeps a post from counting twice.
"""

from sqlalchemy import delete, select, update

from app import clock
from app.accounts.blinding import blinded
from app.accounts.models import LinkedAccount
from app.db import session
from app.submissions.models import FoundPost, Submission
from app.submissions.states import WAITING

PURGED = select(LinkedAccount.id).where(LinkedAccount.purged_at.is_not(None))


def forget_posts_of_purged() -> None:
    """Forget the posts of every account that was purged. Repeating it changes nothing."""
    with_words = Submission.words.is_not(None), Submission.account_id.in_(PURGED)
    session().execute(
        update(Submission)
        .where(*with_words)
        .values(words=None)
        .execution_options(synchronize_session=False)
    )
    session().execute(
        delete(FoundPost)
        .where(FoundPost.account_id.in_(PURGED))
        .execution_options(synchronize_session=False)
    )


def forget_cadre(cadre_id: int) -> None:
    """Forget where the posts of a cadre who leaves are, and what stood in them.

    What waits for an answer is over; nothing is looked at again, so what counts goes on counting.
    """
    hers = select(LinkedAccount.id).where(LinkedAccount.cadre_id == cadre_id)
    session().execute(delete(FoundPost).where(FoundPost.account_id.in_(hers)))
    mine = select(Submission).where(Submission.cadre_id == cadre_id).with_for_update()
    for one in session().scalars(mine.execution_options(populate_existing=True)):
        one.url, one.post_id = "", blinded(one.provider, one.post_id)
        one.canonical_id = one.canonical_id and blinded(one.provider, one.canonical_id)
        one.words = one.words_hash = one.sent_key = one.next_try_at = None
        if one.state in WAITING:
            one.state, one.reason, one.decided_at = "rejected", "unreachable", clock.now()
    session().flush()
