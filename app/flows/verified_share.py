"""The main story: a post that was handed in is looked at, counts, and is looked at again.

The platform is always asked with no transaction open; what it said is then settled in one
transaction, with the submission locked and its state looked at again, so that it does not matter
how often or by how many workers a check is made.
"""

from datetime import datetime, timedelta

from sqlalchemy import select

from app import clock
from app.accounts.models import LinkedAccount
from app.accounts.reading import expire
from app.auditing.recording import record
from app.badges import awarding
from app.cadres.roles import Actor
from app.db import session, transaction
from app.errors import Fault, NotFound
from app.flows.looking import GONE, NO_PROOF, Asked, Sight, look
from app.moderation import crediting
from app.notifications import outbox
from app.providers.base import Post, PostRef
from app.submissions import cases, evidence, reviewing, strategies, verification
from app.submissions.cases import Case
from app.submissions.models import Submission
from app.submissions.reasons import REASONS
from app.units.lines import lines_of
from app.words import noted, said

RELINK = frozenset({"expired", "revoked", "missing_scope"})
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=1)
TOLD = frozenset({"verified", "rejected", "reversed"})
LOOKS = (timedelta(hours=1), timedelta(days=1), timedelta(days=7))  # after the verdict
SECOND_LOOK = timedelta(minutes=10)  # one miss is not enough to take points away
BLIND = timedelta(days=30)  # how long to keep trying to look at what cannot be looked at
# Why points went, as the ledger writes it down.
POST_GONE = noted("Unggahan tidak ada lagi: %(title)s")
POST_CHANGED = noted("Unggahan diubah: %(title)s")


def check(submission_id: int) -> None:
    """Look at a pending submission once. Never raises for what a platform does."""
    asked = _asked(submission_id, "pending")
    if asked is None:
        return
    try:
        post, grade = look(asked)
    except Fault as fault:
        if fault.kind in RELINK:
            expire(asked.account_id)
        with transaction():
            _not_read(submission_id, fault, clock.now())
        return
    with transaction():
        settle(submission_id, post, clock.now(), grade)


def settle(submission_id: int, post: Post, at: datetime, grade: str = "A") -> None:
    """Judge the post, move the submission, credit its cadre: all of it or nothing of it."""
    case = cases.take(submission_id, post)
    if case is None:
        return
    others = cases.others(case, post)
    verdict = evidence.judge(
        post,
        case.challenge,
        subject=case.subject,
        others=others.words,
        claimed=others.hold_it,
        allowed=others.allowed,
        grade=grade,
    )
    verification.conclude(case, verdict, post, at, not others.hold_it, look_at=at + LOOKS[0])
    _tell(case, verdict.outcome, at)
    if verdict.outcome == "verified":
        crediting.credit(case, grade)
        awarding.award(case.cadre_id, at, f"submission:{case.id}")


def decide_by_person(actor: Actor, public_id: str, accept: bool, reason: str) -> Submission:
    """A verifier's opinion on a post that was set aside, within the caller's transaction.

    With the last opinion needed it is decided. Raises NotFound when it is not hers to judge or
    already decided, Refusal without a reason.
    """
    found = reviewing.reviewable(public_id, actor)
    submission = verification.locked(found.id, "set_aside")
    if submission is None:
        raise NotFound
    at = clock.now()
    reviewing.give_opinion(submission, actor, accept, reason, at)
    _keep_opinion(actor, submission, accept, reason)
    if submission.state == "verified":
        submission.next_try_at = at + LOOKS[0] if submission.account_id else None
        crediting.credit(submission, "C", by=actor.id)
        awarding.award(submission.cadre_id, at, f"submission:{submission.id}")
    _tell(submission, submission.state, at)
    return submission


def _keep_opinion(actor: Actor, judged: Submission, accept: bool, reason: str) -> None:
    act = "submission_accepted" if accept else "submission_refused"
    words = {} if accept else {"reason": REASONS[reason].words}
    path = lines_of([judged.unit_id])[judged.unit_id][-1].path
    hers = [judged.cadre_id]
    record(actor, act, path, "submission", judged.public_id, about=hers, **words)


def recheck(submission_id: int) -> None:
    """Look again at a post that counts.

    Gone or emptied of what was asked for on two looks takes the points back, a fault never does.
    """
    asked = _asked(submission_id, "verified")
    if asked is None:
        return
    try:
        seen: Sight | Fault = look(asked)
    except Fault as fault:
        seen = fault
    with transaction():
        _looked_again(submission_id, seen, clock.now())


def _asked(submission_id: int, state: str) -> Asked | None:
    """What to look for, if the submission is in this state and its account can be read.

    Nothing is locked: the state is looked at again when the answer is settled.
    """
    with transaction():
        row = (
            session()
            .execute(
                select(Submission, LinkedAccount)
                .join(LinkedAccount, LinkedAccount.id == Submission.account_id)
                .where(Submission.id == submission_id, Submission.state == state)
            )
            .one_or_none()
        )
        if row is None:
            return None
        submission, account = row.Submission, row.LinkedAccount
        situation = strategies.situation(submission.provider, account)
        if strategies.proof(submission.provider, situation) not in strategies.BY_MACHINE:
            _not_readable(submission_id, state, clock.now())
            return None
        ref = PostRef(submission.provider, submission.post_id, submission.url)
        known_as = submission.canonical_id or submission.post_id
        return Asked(account.id, ref, known_as, situation)


def _not_readable(submission_id: int, state: str, at: datetime) -> None:
    """Without a working grant a hand-in waits for one, a week at most; a credit is left alone."""
    submission = verification.locked(submission_id, state)
    if submission is None:
        return
    if state == "verified":
        submission.next_try_at = _blind(submission, at)
    elif at - submission.submitted_at < verification.PATIENCE:
        submission.next_try_at = None
    else:
        verification.unreachable(submission, said("Akun tidak ditautkan ulang dalam 7 hari"), at)
        _tell(submission, submission.state, at)


def _not_read(submission_id: int, fault: Fault, at: datetime) -> None:
    """No proof rejects; a dead grant waits for a new one; everything else is tried again later."""
    submission = verification.locked(submission_id, "pending")
    if submission is None:
        return
    if fault.kind in NO_PROOF:
        verification.unreachable(submission, fault.words, at)
        _tell(submission, submission.state, at)
    elif fault.kind in RELINK:
        submission.next_try_at = None
    elif at - submission.submitted_at >= verification.PATIENCE:
        verification.unanswered(submission, fault.words, at)
    else:
        submission.tries += 1
        wait = min(FIRST_WAIT * 2 ** min(submission.tries - 1, 10), LONGEST_WAIT)
        submission.next_try_at = max(at + FIRST_WAIT, fault.retry_at or at + wait)


def _looked_again(submission_id: int, seen: Sight | Fault, at: datetime) -> None:
    submission = verification.locked(submission_id, "verified")
    if submission is None:
        return
    found = _found_again(submission, seen)
    if found.ok is None:
        submission.next_try_at = _blind(submission, at)
    elif found.ok:
        submission.gone_since, submission.next_try_at = None, _next_look(submission, at)
    elif submission.gone_since is None:
        submission.gone_since, submission.next_try_at = at, at + SECOND_LOOK
    elif at - submission.gone_since < SECOND_LOOK:
        submission.next_try_at = submission.gone_since + SECOND_LOOK
    else:
        _take_back(submission, found, at)


def _found_again(submission: Submission, seen: Sight | Fault) -> evidence.Step:
    """What a later look says; a fault other than "gone" says nothing."""
    if isinstance(seen, Fault):
        return evidence.Step("public", False if seen.kind in GONE else None, seen.words)
    whole = seen.grade == "A" and submission.posted_at is not None
    return evidence.still(seen.post, submission.challenge, read_before=whole)


def _take_back(submission: Submission, missed: evidence.Step, at: datetime) -> None:
    verification.reverse(submission, missed, at)
    gone, title = submission.reason == "unreachable", submission.challenge.title
    reason = said(POST_GONE if gone else POST_CHANGED, title=title)
    crediting.take_back(submission, reason, at)
    _tell(submission, submission.state, at)


def _tell(counted: Case | Submission, state: str, at: datetime) -> None:
    """Its cadre hears of every end, and of nothing on the way there."""
    if state in TOLD:
        outbox.tell(counted.cadre_id, state, counted.public_id, counted.challenge.title, at)


def _next_look(submission: Submission, at: datetime) -> datetime | None:
    """The next of the planned looks; None after the last."""
    decided = submission.decided_at or at
    return next((decided + wait for wait in LOOKS if decided + wait > at), None)


def _blind(submission: Submission, at: datetime) -> datetime | None:
    """When to try again to look at what could not be looked at: ever more rarely, in the end never.

    Nobody waits for this look: an eighth of the time that it has counted already, a day at most.
    """
    counted = at - (submission.decided_at or at)
    wait = min(max(counted / 8, LONGEST_WAIT), timedelta(days=1))
    return at + wait if counted < BLIND else None
