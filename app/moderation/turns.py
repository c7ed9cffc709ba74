"""Whose turn it is: a reviewer gets one post at a time, drawn by lot and held for her alone.

Among what waits lie posts whose answer is known, and some of what machines accepted: nobody can
tell which is which, so all are looked at alike. What she says of a known one changes nothing but
her accuracy; what she says against a machine opens a case.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, exists, func, or_, select, text, update

from app.cadres.models import Role
from app.cadres.roles import Actor
from app.db import session
from app.errors import NotFound, Refusal
from app.moderation import appeals
from app.moderation.models import Appeal, Turn
from app.submissions import reviewing
from app.submissions.models import Review, Submission
from app.submissions.reasons import FOR_PEOPLE

HELD = timedelta(minutes=30)  # long enough to be called away, short enough for whoever waits
PASSED_ON = timedelta(days=1)  # what she skipped does not come back to her the same day
UNCONTESTED = appeals.WITHIN  # an answer is known once the time of appeal has passed
STILL_THERE = timedelta(days=37)  # older posts may be gone, and then the answer would be another
ONE_IN = 20  # of what machines accepted, 5 % is looked at by people once more
FRESH = timedelta(days=7)  # a second look comes before points have settled
# Chances of a draw; together they leave three in four for whoever waits.
KNOWN, RECHECK = 0.10, 0.15
MACHINE = ("A", "B")

# Two taps are one draw.
ONE_DRAW = text("SELECT pg_advisory_xact_lock(hashtext('review_turns'), CAST(:me AS integer))")

dice = secrets.SystemRandom()
SAMPLED = func.mod(func.hashtext(Submission.public_id), ONE_IN) == 0


@dataclass(frozen=True)
class Accuracy:
    """How many known posts a reviewer answered, and how many of them rightly."""

    answered: int
    right: int


@dataclass(frozen=True)
class OfReviewer:
    """A reviewer's figures as an auditor sees them: by the number of her role, never by name."""

    role_id: int
    decided: int
    answered: int
    right: int


def held(actor: Actor, now: datetime) -> Turn | None:
    """The turn she holds and can still use."""
    mine = select(Turn).where(Turn.reviewer_id == actor.id, Turn.ended_at.is_(None))
    turn = session().scalar(mine)
    return turn if turn and turn.held_until > now and _open(turn, actor) else None


def draw(actor: Actor, now: datetime) -> Turn | None:
    """Her turn: the one she holds, or a post drawn by lot; None when nothing is left for her."""
    session().execute(ONE_DRAW, {"me": actor.id})
    if turn := held(actor, now):
        return turn
    _let_go(actor, now)
    for kind in _order():
        submission = _drawn(_candidates(kind, actor, now))
        if submission is not None:
            return _hold(submission, kind, actor, now)
    return None


def of(public_id: str, actor: Actor, now: datetime) -> Turn:
    """The turn she holds, locked; NotFound when it is over, and with it her right to say a word."""
    mine = select(Turn).where(Turn.public_id == public_id, Turn.reviewer_id == actor.id)
    turn = session().scalar(mine.with_for_update())
    if turn is None or turn.ended_at is not None or turn.held_until <= now:
        raise NotFound
    return turn


def over(public_id: str, actor: Actor) -> bool:
    """Whether this was a turn of hers."""
    mine = select(Turn.id).where(Turn.public_id == public_id, Turn.reviewer_id == actor.id)
    return session().scalar(mine) is not None


def end(turn: Turn, accept: bool | None, reason: str, now: datetime) -> None:
    """She has decided, or passed it on. Raises Refusal for a "no" without a reason of the list."""
    if accept is False and reason not in FOR_PEOPLE:
        raise Refusal("reason", "Pilih alasan dari daftar.", "alasan")
    turn.ended_at, turn.accept = now, accept
    turn.reason = reason if accept is False else None
    session().flush()


def accuracy(reviewer_id: int) -> Accuracy:
    """Her own figures."""
    right = func.count().filter(Turn.accept == Turn.expected)
    mine = select(func.count(), right).where(
        Turn.reviewer_id == reviewer_id, Turn.kind == "known", Turn.accept.is_not(None)
    )
    return Accuracy(*session().execute(mine).one())


def of_all_reviewers() -> Sequence[OfReviewer]:
    """Everybody's figures, the least accurate first."""
    known = (Turn.kind == "known") & Turn.accept.is_not(None)
    asked = (
        select(
            Role.id,
            func.count(Turn.id).filter(Turn.accept.is_not(None)).label("decided"),
            func.count(Turn.id).filter(known).label("answered"),
            func.count(Turn.id).filter(known, Turn.accept == Turn.expected).label("right"),
        )
        .outerjoin(Turn, Turn.reviewer_id == Role.cadre_id)
        .where(Role.kind == "verifier")
        .group_by(Role.id)
    )
    rows = [OfReviewer(*row) for row in session().execute(asked)]
    return sorted(rows, key=lambda one: (one.right / max(one.answered, 1), one.role_id))


def _order() -> tuple[str, ...]:
    """What to look for, in which order. Known posts are no pastime: they come only by lot."""
    lot = dice.random()
    if lot < KNOWN:
        return ("known", "waiting", "recheck")
    if lot < KNOWN + RECHECK:
        return ("recheck", "waiting")
    return ("waiting", "recheck")


def _candidates(kind: str, actor: Actor, now: datetime) -> Select[Submission]:
    return reviewing.may_judge(actor, *_which(kind, now)).where(
        ~exists().where(
            Turn.submission_id == Submission.id,
            or_(
                (Turn.ended_at.is_(None)) & (Turn.held_until > now),
                (Turn.reviewer_id == actor.id) & (Turn.accept.is_not(None)),
                (Turn.reviewer_id == actor.id) & (Turn.ended_at > now - PASSED_ON),
            ),
        )
    )


def _which(kind: str, now: datetime) -> tuple[ColumnElement[bool], ...]:
    if kind == "waiting":
        return (Submission.state == "set_aside",)
    if kind == "known":
        return (
            Submission.state.in_(("verified", "rejected")),
            Submission.url != "",
            Submission.decided_at.between(now - STILL_THERE, now - UNCONTESTED),
            exists().where(Review.submission_id == Submission.id),
            ~exists().where(Appeal.submission_id == Submission.id),
        )
    answered = Turn.kind == "recheck", Turn.accept.is_not(None)
    return (
        Submission.state == "verified",
        Submission.url != "",
        Submission.grade.in_(MACHINE),
        Submission.decided_at > now - FRESH,
        SAMPLED,
        ~exists().where(Turn.submission_id == Submission.id, *answered),
    )


def _drawn(candidates: Select[Submission]) -> Submission | None:
    """One of them by lot: ids are random, so the first one after a random id will do."""
    lot = secrets.token_hex(6)
    for side in (Submission.public_id >= lot, Submission.public_id < lot):
        one = candidates.where(side).order_by(Submission.public_id).limit(1)
        found = session().scalar(one.with_for_update(skip_locked=True, of=Submission))
        if found is not None:
            return found
    return None


def _hold(submission: Submission, kind: str, actor: Actor, now: datetime) -> Turn:
    turn = Turn(
        public_id=secrets.token_hex(6),
        reviewer_id=actor.id,
        submission_id=submission.id,
        kind=kind,
        expected=submission.state == "verified" if kind == "known" else None,
        drawn_at=now,
        held_until=now + HELD,
    )
    session().add(turn)
    session().flush()
    return turn


def _let_go(actor: Actor, now: datetime) -> None:
    session().execute(
        update(Turn)
        .where(Turn.reviewer_id == actor.id, Turn.ended_at.is_(None))
        .values(ended_at=now)
    )


def _open(turn: Turn, actor: Actor) -> bool:
    """Whether what was drawn is still to be decided: it may have been meanwhile."""
    state = {"waiting": "set_aside", "recheck": "verified"}.get(turn.kind)
    if state is None:
        return True
    asked = reviewing.may_judge(actor, Submission.id == turn.submission_id)
    return session().scalar(asked.where(Submission.state == state)) is not None
