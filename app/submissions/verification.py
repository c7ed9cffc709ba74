"""Acting on a verdict: the submission moves, the verdict is kept, a rejected place is given back.

Whoever calls has locked the submission and looked at its state; points are not known here.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import bindparam, func, literal_column, select, text, tuple_, union_all
from sqlalchemy.orm import joinedload

from app.cadres.roles import Actor, may
from app.db import session
from app.errors import NotFound, Refusal
from app.providers.base import Post
from app.submissions import evidence, intake, states
from app.submissions.models import Submission, Verdict
from app.submissions.reasons import REASONS
from app.units.models import Unit

RIVALS = 500
QUEUE = 50
OUTSIDE = text(
    """
    NOT EXISTS (
        SELECT 1 FROM units u JOIN cadres c ON c.id = submissions.cadre_id
        JOIN unnest(CAST(:own AS ltree[])) mine ON u.path <@ mine OR u.path @> mine
        WHERE u.id IN (submissions.unit_id, c.unit_id))
    """
)
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
EARLIER = select(Submission.words).where(
    Submission.challenge_id == bindparam("challenge"),
    Submission.id != bindparam("id"),
    Submission.words.is_not(None),
    (Submission.cadre_id != bindparam("cadre")) | (Submission.state == "verified"),
    tuple_(Submission.posted_at, Submission.id) < tuple_(bindparam("posted_at"), bindparam("id")),
)
FOUND = union_all(
    EARLIER.where(Submission.words_hash == func.md5(bindparam("own"))).limit(1),
    EARLIER.order_by(Submission.id.desc()).limit(RIVALS),
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

    The same text word for word wherever it is, and beyond that the newest ones. Of her own posts
    only those that count: writing anew what was rejected for a missing tag is no copy.
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


def claimed(submission: Submission, post: Post) -> bool:
    """Whether another submission holds this post under the id of another of its versions.

    Of two that wait at the same time the one handed in first keeps it. Her own id is guarded by
    the unique key, so that a post never edited needs no question.
    """
    others = [version for version in post.versions if version != submission.post_id]
    if not others:
        return False
    same = select(Submission.id).where(
        Submission.provider == submission.provider,
        Submission.post_id.in_(others),
        Submission.id != submission.id,
        Submission.state != "rejected",
        (Submission.id < submission.id) | Submission.state.not_in(states.WAITING),
    )
    return session().scalar(same.limit(1)) is not None


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


def reverse(submission: Submission, words: str, at: datetime) -> None:
    """The post that counted is gone. The verdict names the outcome "gone"."""
    states.move(submission, "reversed")
    submission.reason, submission.next_try_at = "unreachable", None
    steps = (evidence.Step("public", False, words),)
    _write(submission, "gone", "unreachable", submission.grade, steps, at, None)


def decide(submission: Submission, actor: Actor, accept: bool, reason: str, at: datetime) -> None:
    """A person's verdict, of grade C. Raises Refusal without a reason of the fixed list."""
    if not accept and reason not in REASONS:
        raise Refusal("reason", "Pilih alasan dari daftar.", "alasan")
    words = "Diperiksa oleh pemeriksa di luar wilayah kader"
    steps = (evidence.Step("person", accept, words),)
    if accept:
        _keep(submission, "verified", None, "C", steps, at, actor.id)
    else:
        _keep(submission, "rejected", reason, None, steps, at, actor.id)


def verdicts(submission: Submission) -> Sequence[Verdict]:
    """Every verdict on a submission, the newest first."""
    asked = select(Verdict).where(Verdict.submission_id == submission.id)
    return session().scalars(asked.order_by(Verdict.id.desc())).all()


def waiting_for(actor: Actor) -> Sequence[Submission]:
    """Posts set aside that this verifier may judge, those waiting longest first.

    Never the own ones, and none from above or below a unit she belongs to or leads.
    """
    own = [actor.unit_path, *(grant.path for grant in actor.grants if grant.kind == "leader")]
    asked = (
        select(Submission)
        .where(Submission.state == "set_aside", Submission.cadre_id != actor.id)
        .where(OUTSIDE.bindparams(own=own))
        .options(joinedload(Submission.challenge))
        .order_by(Submission.submitted_at, Submission.id)
    )
    return session().scalars(asked.limit(QUEUE)).all()


def reviewable(public_id: str, actor: Actor) -> Submission:
    """A post set aside that this verifier may judge. Raises NotFound for any other.

    Both the unit in which it was handed in and the one the cadre belongs to now must be outside.
    """
    found = session().scalar(select(Submission).where(Submission.public_id == public_id))
    if found is None or found.state != "set_aside" or found.cadre_id == actor.id:
        raise NotFound
    units = (session().get_one(Unit, found.unit_id), found.cadre.unit)
    if not all(may(actor, "review", unit.path) for unit in units):
        raise NotFound
    return found


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
