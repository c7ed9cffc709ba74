"""Own posts that seem to answer a live challenge, found before anybody handed them in.

A find is a hint and nothing more: it is handed in by the cadre herself and judged like any other.
Where the post is and when it was made is kept, what stands in it is not.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, exists, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import joinedload

from app.accounts.models import LinkedAccount
from app.campaigns.models import Challenge
from app.db import session
from app.providers.base import Post
from app.submissions import evidence, intake
from app.submissions.models import FoundPost, Submission

SHOWN = 5
KEPT = timedelta(days=14)  # after its challenge has closed


def matching(
    posts: Sequence[Post], challenges: Sequence[Challenge]
) -> list[tuple[Post, Challenge]]:
    """Each post with the first challenge it seems to answer; the others are left out."""
    pairs = []
    for post in posts:
        answered = (one for one in challenges if post.provider in one.providers)
        challenge = next((one for one in answered if evidence.fits(post, one)), None)
        if challenge:
            pairs.append((post, challenge))
    return pairs


def keep(account_id: int, pairs: Sequence[tuple[Post, Challenge]], at: datetime) -> int:
    """Remember finds that are new and not handed in yet; how many."""
    used = intake.handed_in([(post.provider, post.post_id) for post, _ in pairs])
    rows = [
        {
            "account_id": account_id,
            "challenge_id": challenge.id,
            "post_id": post.post_id,
            "url": post.url,
            "posted_at": post.posted_at,
            "found_at": at,
            "state": "new",
        }
        for post, challenge in pairs
        if (post.provider, post.post_id) not in used
    ]
    if not rows:
        return 0
    made = insert(FoundPost).on_conflict_do_nothing().returning(FoundPost.id)
    return len(session().scalars(made, rows).all())


def waiting(cadre_id: int, now: datetime) -> Sequence[FoundPost]:
    """Finds this cadre can hand in now, the newest first."""
    handed_in = exists().where(
        Submission.provider == LinkedAccount.provider, Submission.post_id == FoundPost.post_id
    )
    asked = (
        select(FoundPost)
        .join(LinkedAccount, LinkedAccount.id == FoundPost.account_id)
        .join(Challenge, Challenge.id == FoundPost.challenge_id)
        .where(
            LinkedAccount.cadre_id == cadre_id,
            LinkedAccount.status == "active",
            FoundPost.state == "new",
            Challenge.state == "published",
            Challenge.closes_at > now,
            ~handed_in,
        )
        .options(joinedload(FoundPost.challenge), joinedload(FoundPost.account))
        .order_by(FoundPost.posted_at.desc())
        .limit(SHOWN)
    )
    return session().scalars(asked).all()


def dismiss(cadre_id: int, challenge_id: int, post_id: str) -> None:
    """ "Not this one": a find that is not shown again. Nothing happens to anybody else's."""
    mine = select(LinkedAccount.id).where(LinkedAccount.cadre_id == cadre_id)
    session().execute(
        update(FoundPost)
        .where(
            FoundPost.account_id.in_(mine),
            FoundPost.challenge_id == challenge_id,
            FoundPost.post_id == post_id,
        )
        .values(state="dismissed")
    )


def sweep(now: datetime) -> None:
    """Forget finds of challenges that closed some time ago."""
    over = select(Challenge.id).where(Challenge.closes_at < now - KEPT)
    session().execute(delete(FoundPost).where(FoundPost.challenge_id.in_(over)))
