"""Handing in: everything that can be refused at once, then one row that waits for the platform.

What two requests may do at the same moment is settled by the database: the unique post and the
day's count hold under any number of racers, the questions before them only make better words.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert

from app import clock
from app.accounts.models import LinkedAccount
from app.cadres.roles import Actor
from app.campaigns import elections, states
from app.campaigns.models import Challenge
from app.campaigns.phases import permits
from app.campaigns.policy import TAKEN, mode_of
from app.db import session
from app.providers.base import PostRef
from app.providers.links import LABELS, posted_at_from_id
from app.submissions import strategies
from app.submissions.cases import Case
from app.submissions.evidence import within_window
from app.submissions.models import DailyCount, Submission
from app.submissions.proof import code_for
from app.submissions.reasons import UNPROVEN
from app.submissions.refusals import (
    AlreadySent,
    ChallengeNotOpen,
    DailyLimit,
    NotAllowedNow,
    NothingToCorrect,
    NotLinked,
    NotTaken,
    OutsideWindow,
    ProviderNotAsked,
)

KEY_MAX = 36  # as much of a form's key as is kept; ours have 32 signs
LEASE = timedelta(minutes=2)  # a check that has not been made by then was lost, and is queued again


def submit(actor: Actor, challenge: Challenge, ref: PostRef, sent_key: str = "") -> Submission:
    """A submission of the post, within the caller's transaction.

    It is pending, or set aside for people at once where no machine can read the post. It keeps the
    mode in which its platform counts now, whatever is decided later, and the key of the form it
    was sent with, by which `sent_before` finds it. Raises ChallengeNotOpen,
    NotAllowedNow, ProviderNotAsked, OutsideWindow, NotTaken, NotLinked, AlreadySent, DailyLimit.
    """
    now = clock.now()
    _answers(actor, challenge, ref, now)
    mode = mode_of(ref.provider, now)
    if mode not in TAKEN:
        raise NotTaken(LABELS[ref.provider], mode)
    proving = _proving(actor, challenge, ref.provider, now)
    if (holder := _holder(ref)) is not None:
        raise AlreadySent(holder == actor.id)
    key = sent_key[:KEY_MAX] or None
    submission = _claim(actor, challenge, ref, now, mode=mode, sent_key=key, **proving)
    _count(submission, challenge.daily_limit)
    return submission


def correct(
    actor: Actor, challenge: Challenge, recall_id: int, ref: PostRef, sent_key: str = ""
) -> Submission:
    """A submission of the post that puts right what was taken back, within the caller's
    transaction: it brings no points and takes no place of the day.

    Raises what `submit` raises, and NothingToCorrect for whoever did not share it or has answered.
    """
    now = clock.now()
    if ref.provider not in challenge.providers:
        raise _not_asked(challenge, ref)
    _allowed(actor, challenge, now)
    if not _may_correct(actor, challenge, recall_id):
        raise NothingToCorrect
    if mode_of(ref.provider, now) not in TAKEN:
        raise NotTaken(LABELS[ref.provider], mode_of(ref.provider, now))
    proving = _proving(actor, challenge, ref.provider, now)
    if (holder := _holder(ref)) is not None:
        raise AlreadySent(holder == actor.id)
    how = {"mode": "record", "recall_id": recall_id, "sent_key": sent_key[:KEY_MAX] or None}
    return _claim(actor, challenge, ref, now, **how, **proving)


def sent_before(cadre_id: int, ref: PostRef, sent_key: str) -> Submission | None:
    """What this form made of this post, when it has arrived before: a phone without a signal
    sends again what it knows no answer to, and two taps send twice.

    A form that was gone back to, for another post, is another hand-in.
    """
    if not sent_key:
        return None
    made = select(Submission).where(
        Submission.cadre_id == cadre_id,
        Submission.sent_key == sent_key[:KEY_MAX],
        Submission.provider == ref.provider,
        Submission.post_id == ref.post_id,
    )
    return session().scalar(made)


def give_back(submission: Submission | Case) -> None:
    """A rejected post does not use up the day: return its place. Once, by whoever rejects."""
    session().execute(
        update(DailyCount)
        .where(
            DailyCount.cadre_id == submission.cadre_id,
            DailyCount.challenge_id == submission.challenge_id,
            DailyCount.day == submission.day,
            DailyCount.used > 0,
        )
        .values(used=DailyCount.used - 1)
        .execution_options(synchronize_session=False)
    )


def handed_in(posts: Sequence[tuple[str, str]]) -> frozenset[tuple[str, str]]:
    """Those of these posts (provider, id) that somebody has handed in already."""
    held = select(Submission.provider, Submission.post_id).where(
        tuple_(Submission.provider, Submission.post_id).in_(posts), ~_unproven()
    )
    return frozenset((row.provider, row.post_id) for row in session().execute(held))


def _answers(actor: Actor, challenge: Challenge, ref: PostRef, now: datetime) -> None:
    """Refuse what cannot answer the challenge, as far as its link alone tells."""
    phase = states.phase(challenge, now)
    if phase != "live":
        raise ChallengeNotOpen(phase)
    _allowed(actor, challenge, now)
    if ref.provider not in challenge.providers:
        raise _not_asked(challenge, ref)
    posted_at = posted_at_from_id(ref.provider, ref.post_id)
    if posted_at is None:
        return
    if not within_window(posted_at, challenge):
        raise OutsideWindow
    _allowed(actor, challenge, posted_at)


def _not_asked(challenge: Challenge, ref: PostRef) -> ProviderNotAsked:
    asked = " atau ".join(LABELS[key] for key in challenge.providers)
    return ProviderNotAsked(LABELS[ref.provider], asked)


def _may_correct(actor: Actor, challenge: Challenge, recall_id: int) -> bool:
    """Whether she shared what was taken back, and did not put it right yet."""
    hers = select(Submission.recall_id).where(
        Submission.cadre_id == actor.id,
        Submission.challenge_id == challenge.id,
        Submission.state != "rejected",
    )
    found = session().scalars(hers).all()
    return None in found and recall_id not in found


def _allowed(actor: Actor, challenge: Challenge, moment: datetime) -> None:
    """Neither the hand-in nor the post may fall where the election calendar allows none."""
    phase = elections.phase_at(actor.unit_path, moment)
    if not permits(phase, challenge.campaigning):
        raise NotAllowedNow(phase)


def _proving(actor: Actor, challenge: Challenge, provider: str, now: datetime) -> dict[str, object]:
    """How the post will be proven: by a machine through her account, or by two people."""
    mine = select(LinkedAccount).where(
        LinkedAccount.cadre_id == actor.id, LinkedAccount.provider == provider
    )
    account = session().scalar(mine.where(LinkedAccount.status != "unlinked"))
    proof = strategies.proof(provider, strategies.situation(provider, account))
    if proof is strategies.PEOPLE:
        code = code_for(actor.id, challenge.id)
        return {"state": "set_aside", "reviewers": 2, "proof_code": code}
    if account is None or proof is strategies.NOTHING:
        raise NotLinked(LABELS[provider], expired=account is not None)
    return {"state": "pending", "account_id": account.id, "next_try_at": now + LEASE}


def _holder(ref: PostRef) -> int | None:
    """Who has handed this post in, unless it turned out not to be hers."""
    held = select(Submission.cadre_id).where(
        Submission.provider == ref.provider, Submission.post_id == ref.post_id, ~_unproven()
    )
    return session().scalar(held)


def _unproven() -> ColumnElement[bool]:
    """Rejected without ever having been shown to be the sender's: the post is still free."""
    return and_(Submission.state == "rejected", Submission.reason.in_(UNPROVEN))


def _claim(
    actor: Actor, challenge: Challenge, ref: PostRef, now: datetime, **how: object
) -> Submission:
    """The row, if nobody was faster."""
    made = session().scalar(
        insert(Submission)
        .values(
            public_id=secrets.token_hex(6),
            cadre_id=actor.id,
            unit_id=actor.unit_id,
            challenge_id=challenge.id,
            provider=ref.provider,
            post_id=ref.post_id,
            url=ref.url,
            submitted_at=now,
            day=clock.party_day(now),
            tries=0,
            **how,
        )
        .on_conflict_do_nothing()
        .returning(Submission)
    )
    if made is None:
        raise AlreadySent(_holder(ref) == actor.id)
    return made


def _count(submission: Submission, limit: int) -> None:
    """Take one of the day's places; of any number at once, no more than `limit` get one."""
    used = (
        insert(DailyCount)
        .values(
            cadre_id=submission.cadre_id,
            challenge_id=submission.challenge_id,
            day=submission.day,
            used=1,
        )
        .on_conflict_do_update(
            index_elements=["cadre_id", "challenge_id", "day"],
            set_={"used": DailyCount.used + 1},
            where=DailyCount.used < limit,
        )
        .returning(DailyCount.used)
    )
    if session().scalar(used) is None:
        raise DailyLimit(limit)
