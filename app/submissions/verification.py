"""Acting on a verdict: the submission moves, the verdict is kept, a rejected place is given back.

Whoever calls has locked the submission and looked at its state; points are not known here.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import (
    Text,
    bindparam,
    cast,
    func,
    literal_column,
    select,
    tuple_,
    union_all,
    update,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from app.db import session
from app.providers.base import Post
from app.submissions import evidence, intake, states
from app.submissions.models import Submission, Verdict

RIVALS = 500
LOCK = (  # with all that judging needs, in one trip
    select(Submission)
    .where(Submission.id == bindparam("id"))
    .options(
        joinedload(Submission.challenge, innerjoin=True),
        joinedload(Submission.account),
    )
    .with_for_update(of=Submission)
    .execution_options(populate_existing=True)
)
OWN = cast(bindparam("own"), Text)
EARLIER = select(Submission.words).where(
    Submission.challenge_id == bindparam("challenge"),
    Submission.id != bindparam("id"),
    (Submission.cadre_id != bindparam("cadre")) | (Submission.state == "verified"),
    tuple_(Submission.posted_at, Submission.id) < tuple_(bindparam("posted_at"), bindparam("id")),
)
FOUND = union_all(
    EARLIER.with_only_columns(OWN.label("words"))
    .where(Submission.words_hash == func.md5(OWN))
    .limit(1),
    EARLIER.where(Submission.words.is_not(None)).order_by(Submission.id.desc()).limit(RIVALS),
).subquery()
# One value instead of hundreds of rows: own words have no line breaks.
RIVALS_OF = select(func.string_agg(FOUND.c.words, literal_column(r"E'\n'")))
PATIENCE = timedelta(days=7)  # with a silent platform, or without a working grant


def locked(submission_id: int, *wanted: str) -> Submission | None:
    """The submission, held until the end of the transaction; None unless in a state wanted."""
    found = session().scalar(LOCK, {"id": submission_id})
    return found if found is not None and found.state in wanted else None


def rivals(submission: Submission, post: Post) -> Sequence[str]:
    """Own words of posts made before this one in its challenge: what it could be a copy of.

    The same text word for word wherever it is, also where only its hash is left, and beyond that
    the newest ones. Of her own posts only those that count: writing anew what was rejected for a
    missing tag is no copy.
    """
    asked = {
        "id": submission.id,
        "cadre": submission.cadre_id,
        "challenge": submission.challenge_id,
        "posted_at": post.posted_at,
        "own": evidence.own_words(post.text, submission.challenge.disclosure),
    }
    found = session().scalar(RIVALS_OF, asked)
    return found.split("\n") if found else ()


def claim(submission: Submission, post: Post) -> bool:
    """Hold this post under the id its platform knows it by; False where another submission does.

    Links may spell one post in several ways, and an edit may give it a new id. The unique index
    settles which of any number of submissions has it, whoever is checked first.
    """
    canonical = post.canonical_id or next(iter(post.versions), post.post_id)
    hold = update(Submission).where(Submission.id == submission.id).values(canonical_id=canonical)
    try:
        with session().begin_nested():
            session().execute(hold.execution_options(synchronize_session=False))
    except IntegrityError:
        return False
    return True


def conclude(submission: Submission, verdict: evidence.Verdict, post: Post, at: datetime) -> None:
    """Move as the machine's verdict says."""
    submission.posted_at = post.posted_at
    submission.words = verdict.own_words or None
    submission.words_hash = evidence.words_hash(verdict.own_words)
    _keep(submission, verdict.outcome, verdict.reason, verdict.grade, verdict.steps, at)


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
    who = "Dilihat dua orang" if submission.reviewers > 1 else "Diperiksa oleh pemeriksa"
    steps = (evidence.Step("person", accept, f"{who} di luar wilayah kader"),)
    if accept:
        _keep(submission, "verified", None, "C", steps, at, by)
    else:
        _keep(submission, "rejected", reason, None, steps, at, by)


def verdicts(submission: Submission) -> Sequence[Verdict]:
    """Every verdict on a submission, the newest first."""
    asked = select(Verdict).where(Verdict.submission_id == submission.id)
    return session().scalars(asked.order_by(Verdict.id.desc())).all()


def _keep(
    submission: Submission,
    outcome: str,
    reason: str | None,
    grade: str | None,
    steps: Sequence[evidence.Step],
    at: datetime,
    by: int | None = None,
) -> None:
    states.move(submission, outcome)
    submission.reason, submission.grade = reason, grade
    submission.decided_at = None if outcome == "set_aside" else at
    submission.next_try_at = None
    if outcome == "rejected":
        intake.give_back(submission)
    _write(submission, outcome, reason, grade, steps, at, by)


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
