"""What is forgotten with an account: the words of its posts, and posts that were found there.

What stays is what a cadre gave us herself, and what was concluded: her links, verdicts, points.
"""

from sqlalchemy import delete, select, update

from app.accounts.models import LinkedAccount
from app.db import session
from app.submissions.models import FoundPost, Submission

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
