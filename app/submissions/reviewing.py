"""What machines cannot tell, people decide: blind, outside the cadre's own line, each only once.

Most posts need one opinion. Where no account can be read two people have to agree, and a third is
asked when they do not. Nobody sees whose post it is, nor what others have said about it.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, func, select, text

from app import clock
from app.cadres.roles import Actor
from app.db import session
from app.errors import NotFound, Refusal
from app.submissions import verification
from app.submissions.models import Review, Submission
from app.submissions.reasons import FOR_PEOPLE

LATELY = timedelta(days=90)  # how long somebody who judged a verifier's post is not judged by her
# Neither above nor below any of these units; SQL of which `cadre` and `units` are expressions.
OUTSIDE_OF = """
    NOT EXISTS (
        SELECT FROM units u JOIN cadres c ON c.id = {cadre}
        JOIN unnest(CAST(:own AS ltree[])) mine ON u.path <@ mine OR u.path @> mine
        WHERE u.id IN ({units}))
"""
# Herself, who invited her, whom she invited, and who has decided about her own posts lately.
UNRELATED_TO = """
    {cadre} NOT IN (
        SELECT CAST(:me AS bigint)
        UNION SELECT i.created_by FROM invitation_uses u JOIN invitations i
            ON i.id = u.invitation_id WHERE u.cadre_id = :me
        UNION SELECT u.cadre_id FROM invitation_uses u JOIN invitations i
            ON i.id = u.invitation_id WHERE i.created_by = :me
        UNION SELECT r.reviewer_id FROM reviews r JOIN submissions s
            ON s.id = r.submission_id WHERE s.cadre_id = :me AND r.at > :lately)
"""
HERS = {"cadre": "submissions.cadre_id", "units": "submissions.unit_id, c.unit_id"}
OUTSIDE, UNRELATED = text(OUTSIDE_OF.format(**HERS)), text(UNRELATED_TO.format(**HERS))
UNSEEN = text(
    """
    NOT EXISTS (
        SELECT FROM reviews r WHERE r.submission_id = submissions.id AND r.reviewer_id = :me)
    """
)


def waiting_for(actor: Actor) -> int:
    """How many posts were set aside that this verifier may judge."""
    mine = may_judge(actor, Submission.state == "set_aside").subquery()
    return session().scalar(select(func.count()).select_from(mine)) or 0


def reviewable(public_id: str, actor: Actor) -> Submission:
    """A post set aside that this verifier may judge. Raises NotFound for any other."""
    found = session().scalar(
        may_judge(actor, Submission.state == "set_aside", Submission.public_id == public_id)
    )
    if found is None:
        raise NotFound
    return found


def may_judge(actor: Actor, *which: ColumnElement[bool]) -> Select[Submission]:
    """Such posts as somebody may judge: outside the own line, of nobody near, not seen before."""
    return select(Submission).where(
        *which,
        OUTSIDE.bindparams(own=own_line(actor)),
        UNRELATED.bindparams(me=actor.id, lately=clock.now() - LATELY),
        UNSEEN.bindparams(me=actor.id),
    )


def own_line(actor: Actor) -> list[str]:
    """Where somebody is no judge, nor above nor below: the own unit and the units one leads."""
    return [actor.unit_path, *(grant.path for grant in actor.grants if grant.kind == "leader")]


def twins(submission: Submission) -> Sequence[str]:
    """Addresses handed in with the same code: one post must not be accepted under two of them."""
    same = select(Submission.url).where(
        Submission.cadre_id == submission.cadre_id,
        Submission.proof_code == submission.proof_code,
        Submission.id != submission.id,
        Submission.state != "rejected",
    )
    return session().scalars(same.order_by(Submission.id)).all()


def give_opinion(
    submission: Submission, actor: Actor, accept: bool, reason: str, at: datetime
) -> None:
    """One person's opinion on a submission the caller has locked; the last one needed decides it.

    Raises NotFound for a second opinion of the same person, Refusal without a reason of the list.
    """
    if not accept and reason not in FOR_PEOPLE:
        raise Refusal("reason", "Pilih alasan dari daftar.", "alasan")
    opinions = _opinions(submission)
    if actor.id in {one.reviewer_id for one in opinions}:
        raise NotFound
    mine = Review(
        submission_id=submission.id,
        reviewer_id=actor.id,
        accept=accept,
        reason=None if accept else reason,
        at=at,
    )
    session().add(mine)
    decisive = agreed([*opinions, mine], submission.reviewers)
    if decisive:
        verification.decide(submission, decisive.accept, decisive.reason, actor.id, at)


def agreed(opinions: Sequence[Review], needed: int) -> Review | None:
    """The opinion on which at least `needed` people agree; None while there is none.

    A "no" carries the reason most of them gave, among equals the one given first.
    """
    accepting = [one for one in opinions if one.accept]
    if len(accepting) >= needed:
        return accepting[0]
    rejecting = [one for one in opinions if not one.accept]
    if len(rejecting) < needed:
        return None
    usual = Counter(one.reason for one in rejecting).most_common(1)[0][0]
    return next(one for one in rejecting if one.reason == usual)


def _opinions(submission: Submission) -> Sequence[Review]:
    given = select(Review).where(Review.submission_id == submission.id)
    return session().scalars(given.order_by(Review.id)).all()
