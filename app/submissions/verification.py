"""Acting on a verdict: the submission moves, the verdict is kept, a rejected place is given back.

Whoever calls has locked the submission and looked at its state; points are not known here.
"""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import joinedload

from app.db import ask, session
from app.errors import Refusal
from app.providers.base import Post
from app.submissions import evidence, intake, states
from app.submissions.cases import Case
from app.submissions.models import Submission, Verdict
from app.words import said

LOCK = (
    select(Submission)
    .where(Submission.id == bindparam("id"))
    .options(joinedload(Submission.challenge, innerjoin=True))
    .with_for_update(of=Submission)
    .execution_options(populate_existing=True)
)
CONCLUDE = """
    WITH moved AS (
        UPDATE submissions SET state = %(state)s, reason = %(reason)s, grade = %(grade)s,
            decided_at = %(decided_at)s, next_try_at = %(next_try_at)s, posted_at = %(posted_at)s,
            words = %(words)s, words_hash = %(words_hash)s, canonical_id = %(canonical_id)s
        WHERE id = %(id)s
    )
    INSERT INTO verdicts (submission_id, at, outcome, reason, grade, steps)
    VALUES (%(id)s, %(at)s, %(state)s, %(reason)s, %(grade)s, %(steps)s)
    RETURNING id
"""
PATIENCE = timedelta(days=7)  # with a silent platform, or without a working grant


def locked(submission_id: int, *wanted: str) -> Submission | None:
    """The submission, held until the end of the transaction; None unless in a state wanted."""
    found = session().scalar(LOCK, {"id": submission_id})
    return found if found is not None and found.state in wanted else None


def conclude(
    case: Case,
    verdict: evidence.Verdict,
    post: Post,
    at: datetime,
    claims: bool,
    look_at: datetime,
) -> None:
    """Move as the machine's verdict says; what counts is looked at again at `look_at`.

    `claims` says that it holds the post from now on, which nobody else does.
    """
    states.allow("pending", verdict.outcome)
    moved = _columns(verdict.outcome, verdict.reason, verdict.grade, at)
    if verdict.outcome == "verified":
        moved["next_try_at"] = look_at
    words = {
        "posted_at": post.posted_at,
        "words": verdict.own_words or None,
        "words_hash": evidence.words_hash(verdict.own_words),
        "canonical_id": case.name if claims else None,
    }
    steps = json.dumps([step._asdict() for step in verdict.steps])
    ask(CONCLUDE, {**moved, **words, "id": case.id, "at": at, "steps": steps})
    if verdict.outcome == "rejected":
        intake.give_back(case)


def unreachable(submission: Submission, words: str, at: datetime) -> None:
    """The platform says that the post is gone, or not for us: rejected."""
    steps = (evidence.Step("public", False, words),)
    _keep(submission, "rejected", "unreachable", None, steps, at)


def unanswered(submission: Submission, words: str, at: datetime) -> None:
    """The platform kept silent for too long: a person decides."""
    steps = (evidence.Step("public", None, words),)
    _keep(submission, "set_aside", None, None, steps, at)


def reverse(submission: Submission, missed: evidence.Step, at: datetime) -> None:
    """What counted is gone, or no longer what it was. The verdict names the outcome "gone"."""
    states.move(submission, "reversed")
    submission.reason = "unreachable" if missed.check == "public" else "edited"
    submission.next_try_at = None
    _write(submission, "gone", submission.reason, submission.grade, (missed,), at, None)


def decide(submission: Submission, accept: bool, reason: str | None, by: int, at: datetime) -> None:
    """The verdict of people, of grade C; `by` is whose opinion was the last one needed."""
    words = said("Diperiksa oleh pemeriksa di luar wilayah kader")
    if submission.reviewers > 1:
        words = said("Dilihat dua orang di luar wilayah kader")
    steps = (evidence.Step("person", accept, words),)
    if accept:
        _keep(submission, "verified", None, "C", steps, at, by)
    else:
        _keep(submission, "rejected", reason, None, steps, at, by)


def reverse_by_people(submission: Submission, reason: str, by: int, at: datetime) -> None:
    """Two people took back what counted; `by` is the second of them."""
    states.move(submission, "reversed")
    submission.reason, submission.next_try_at = reason, None
    steps = (evidence.Step("person", False, said("Ditarik oleh dua pemeriksa")),)
    _write(submission, "reversed", reason, submission.grade, steps, at, by)


def overturn(submission: Submission, by: int, at: datetime) -> None:
    """An appeal was right: the post counts, of grade C, and no machine doubts it again.

    Raises Refusal when the post counts for somebody else by now.
    """
    if submission.state == "rejected" and _taken(submission):
        raise Refusal("taken", "Unggahan ini sudah dihitung untuk kiriman lain.")
    submission.reason = submission.gone_since = None
    steps = (evidence.Step("person", True, said("Banding dikabulkan")),)
    _keep(submission, "verified", None, submission.grade or "C", steps, at, by)


def verdicts(submission: Submission) -> Sequence[Verdict]:
    """Every verdict on a submission, the newest first."""
    asked = select(Verdict).where(Verdict.submission_id == submission.id)
    return session().scalars(asked.order_by(Verdict.id.desc())).all()


def _taken(submission: Submission) -> bool:
    """Whether the same post is another hand-in that is not rejected."""
    same = [Submission.post_id == submission.post_id]
    if submission.canonical_id:
        same.append(Submission.canonical_id == submission.canonical_id)
    other = select(Submission.id).where(
        Submission.provider == submission.provider,
        or_(*same),
        Submission.id != submission.id,
        Submission.state != "rejected",
    )
    return session().scalar(other.limit(1)) is not None


def _keep(
    submission: Submission,
    outcome: str,
    reason: str | None,
    grade: str | None,
    steps: Sequence[evidence.Step],
    at: datetime,
    by: int | None = None,
) -> None:
    states.allow(submission.state, outcome)
    for name, value in _columns(outcome, reason, grade, at).items():
        setattr(submission, name, value)
    if outcome == "rejected":
        intake.give_back(submission)
    _write(submission, outcome, reason, grade, steps, at, by)


def _columns(
    outcome: str, reason: str | None, grade: str | None, at: datetime
) -> dict[str, object]:
    """What every verdict says of its submission."""
    return {
        "state": outcome,
        "reason": reason,
        "grade": grade,
        "decided_at": None if outcome == "set_aside" else at,
        "next_try_at": None,
    }


def _write(
    submission: Submission,
    outcome: str,
    reason: str | None,
    grade: str | None,
    steps: Sequence[evidence.Step],
    at: datetime,
    by: int | None,
) -> None:
    session().add(
        Verdict(
            submission_id=submission.id,
            at=at,
            outcome=outcome,
            reason=reason,
            grade=grade,
            steps=[step._asdict() for step in steps],
            by=by,
        )
    )
