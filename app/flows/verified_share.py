"""The main story: a post that was handed in is looked at, counts, and is looked at again.

The platform is always asked with no transaction open; what it said is then settled in one
transaction, with the submission locked and its state looked at again, so that it does not matter
how often or by how many workers a check is made.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from app import clock
from app.accounts.models import LinkedAccount
from app.accounts.reading import expire, read_post
from app.cadres.roles import Actor
from app.db import after_commit, session, transaction
from app.errors import Fault, NotFound
from app.leaderboards import projection
from app.ledger import entries
from app.providers.base import Post
from app.submissions import evidence, verification
from app.submissions.models import Submission

GONE = frozenset({"gone", "forbidden"})
RELINK = frozenset({"expired", "revoked", "missing_scope"})
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=1)
LOOKS = (timedelta(hours=1), timedelta(days=1), timedelta(days=7))  # after the verdict
SECOND_LOOK = timedelta(minutes=10)  # one miss is not enough to take points away
BLIND = timedelta(days=30)  # how long to keep trying to look at what cannot be looked at


@dataclass(frozen=True)
class Asked:
    """What to ask the platform for, read before the network and outside its wait."""

    account_id: int
    post_id: str


def check(submission_id: int) -> None:
    """Look at a pending submission once. Never raises for what a platform does."""
    asked = _asked(submission_id, "pending")
    if asked is None:
        return
    try:
        post = read_post(asked.account_id, asked.post_id)
    except Fault as fault:
        if fault.kind in RELINK:
            expire(asked.account_id)
        with transaction():
            _not_read(submission_id, fault, clock.now())
        return
    with transaction():
        settle(submission_id, post, clock.now())


def settle(submission_id: int, post: Post, at: datetime) -> None:
    """Judge the post, move the submission, credit its cadre: all of it or nothing of it."""
    submission = verification.locked(submission_id, "pending")
    if submission is None or submission.account is None:
        return
    verdict = evidence.judge(
        post,
        submission.challenge,
        subject=submission.account.subject,
        others=verification.rivals(submission, post),
        claimed=verification.claimed(submission, post),
    )
    verification.conclude(submission, verdict, post, at)
    if submission.state == "verified":
        _count(submission, at)


def decide_by_person(actor: Actor, public_id: str, accept: bool, reason: str) -> Submission:
    """A verifier's decision on a post that was set aside, within the caller's transaction.

    Raises NotFound when it is not hers to decide or already decided, Refusal without a reason.
    """
    found = verification.reviewable(public_id, actor)
    submission = verification.locked(found.id, "set_aside")
    if submission is None:
        raise NotFound
    at = clock.now()
    verification.decide(submission, actor, accept, reason, at)
    if submission.state == "verified":
        _count(submission, at, by=actor.id)
    return submission


def recheck(submission_id: int) -> None:
    """Look again at a post that counts: gone on two looks takes the points back, a fault never."""
    asked = _asked(submission_id, "verified")
    if asked is None:
        return
    words, there = "", None
    try:
        there = read_post(asked.account_id, asked.post_id).public
        words = "Unggahan tidak lagi terbuka untuk umum"
    except Fault as fault:
        if fault.kind in GONE:
            words, there = fault.words, False
    with transaction():
        _looked_again(submission_id, there, words, clock.now())


def _asked(submission_id: int, state: str) -> Asked | None:
    """What to look for, if the submission is in this state and its account can be read."""
    with transaction():
        row = (
            session()
            .execute(
                select(Submission, LinkedAccount.id.label("account_id"), LinkedAccount.status)
                .join(LinkedAccount, LinkedAccount.id == Submission.account_id)
                .where(Submission.id == submission_id, Submission.state == state)
                .with_for_update(of=Submission)
            )
            .one_or_none()
        )
        if row is None:
            return None
        submission: Submission = row.Submission
        if row.status != "active":
            _not_readable(submission, clock.now())
            return None
        return Asked(row.account_id, submission.post_id)


def _not_readable(submission: Submission, at: datetime) -> None:
    """Without a working grant a hand-in waits for one, a week at most; a credit is left alone."""
    if submission.state == "verified":
        submission.next_try_at = _blind(submission, at)
    elif at - submission.submitted_at < verification.PATIENCE:
        submission.next_try_at = None
    else:
        verification.unreachable(submission, "Akun tidak ditautkan ulang dalam 7 hari", at)


def _not_read(submission_id: int, fault: Fault, at: datetime) -> None:
    """Gone rejects; a dead grant waits for a new one; everything else is tried again later."""
    submission = verification.locked(submission_id, "pending")
    if submission is None:
        return
    if fault.kind in GONE:
        verification.unreachable(submission, fault.words, at)
    elif fault.kind in RELINK:
        submission.next_try_at = None
    elif at - submission.submitted_at >= verification.PATIENCE:
        verification.unanswered(submission, fault.words, at)
    else:
        submission.tries += 1
        wait = min(FIRST_WAIT * 2 ** min(submission.tries - 1, 10), LONGEST_WAIT)
        submission.next_try_at = max(at + FIRST_WAIT, fault.retry_at or at + wait)


def _looked_again(submission_id: int, there: bool | None, words: str, at: datetime) -> None:
    """`there` is None when the platform did not say."""
    submission = verification.locked(submission_id, "verified")
    if submission is None:
        return
    if there is None:
        submission.next_try_at = _blind(submission, at)
    elif there:
        submission.gone_since, submission.next_try_at = None, _next_look(submission, at)
    elif submission.gone_since is None:
        submission.gone_since, submission.next_try_at = at, at + SECOND_LOOK
    elif at - submission.gone_since < SECOND_LOOK:
        submission.next_try_at = submission.gone_since + SECOND_LOOK
    else:
        _take_back(submission, words, at)


def _count(submission: Submission, at: datetime, by: int | None = None) -> None:
    """From here on it counts and is looked at again; points it brings where its platform gives any.

    They count for the unit and the moment of handing in, however long the check took.
    """
    submission.next_try_at = at + LOOKS[0]
    if submission.mode != "score":
        return
    entries.award(
        submission.cadre_id,
        submission.unit_id,
        submission.challenge.points,
        source=f"submission:{submission.id}",
        grade=submission.grade or "C",
        reason=f"Tantangan: {submission.challenge.title}",
        at=submission.submitted_at,
        by=by,
    )
    after_commit(projection.wake)


def _take_back(submission: Submission, words: str, at: datetime) -> None:
    verification.reverse(submission, words, at)
    reason = f"Unggahan tidak ada lagi: {submission.challenge.title}"
    entries.reverse(f"submission:{submission.id}", reason, at)
    after_commit(projection.wake)


def _next_look(submission: Submission, at: datetime) -> datetime | None:
    """The next of the planned looks; None after the last."""
    decided = submission.decided_at or at
    return next((decided + wait for wait in LOOKS if decided + wait > at), None)


def _blind(submission: Submission, at: datetime) -> datetime | None:
    """When to try again to look at what could not be looked at: hourly, and in the end never."""
    decided = submission.decided_at or at
    return at + LONGEST_WAIT if at - decided < BLIND else None
