"""Taking points back by people: one verifier proposes, a second one decides."""

import secrets
from datetime import datetime

from sqlalchemy import select

from app.cadres.roles import Actor
from app.db import session
from app.errors import NotFound, Refusal
from app.moderation.crediting import TAKEN_BACK, take_back
from app.moderation.models import Appeal, Case, CasePost, Reversal
from app.moderation.noting import note
from app.notifications import outbox
from app.submissions import verification
from app.submissions.models import Submission
from app.submissions.reasons import FOR_PEOPLE, REASONS
from app.words import said


def propose(case: Case, public_id: str, actor: Actor, reason: str, at: datetime) -> Reversal | None:
    """A proposal to take back one of a case's posts; None when it does not count any more, is
    proposed already, or an appeal gave it back before. Raises Refusal without a reason of the list.
    """
    if reason not in FOR_PEOPLE:
        raise Refusal("reason", "Pilih alasan dari daftar.", "alasan")
    of_case = select(Submission).join(CasePost, CasePost.submission_id == Submission.id)
    post = session().scalar(
        of_case.where(CasePost.case_id == case.id, Submission.public_id == public_id)
    )
    if post is None:
        raise NotFound
    if post.state != "verified" or _settled_before(post.id):
        return None
    made = Reversal(
        public_id=secrets.token_hex(6),
        submission_id=post.id,
        case_id=case.id,
        reason=reason,
        proposed_by=actor.id,
        proposed_at=at,
        state="proposed",
    )
    session().add(made)
    session().flush()
    why = REASONS[reason].words
    note(actor, "reversal_proposed", "submission", post.public_id, post.cadre_id, reason=why)
    return made


def decide(reversal: Reversal, actor: Actor, agree: bool, at: datetime) -> None:
    """The second verifier's word. Raises NotFound unless it waits for her."""
    if reversal.state != "proposed" or reversal.proposed_by == actor.id:
        raise NotFound
    submission = verification.locked(reversal.submission_id, "verified") if agree else None
    reversal.decided_by, reversal.decided_at = actor.id, at
    reversal.state = "confirmed" if submission else "declined"
    session().flush()
    post = submission or reversal.submission
    whom = ("submission", post.public_id, post.cadre_id)
    if submission is None:
        note(actor, "reversal_declined", *whom)
        return
    note(actor, "reversal_confirmed", *whom, reason=REASONS[reversal.reason].words)
    verification.reverse_by_people(submission, reversal.reason, actor.id, at)
    title = submission.challenge.title
    take_back(submission, said(TAKEN_BACK, title=title), at, actor.id)
    outbox.tell(submission.cadre_id, "reversed", submission.public_id, title, at)


def _settled_before(submission_id: int) -> bool:
    """Proposed already, or given back by an appeal: nobody is judged twice for one post."""
    proposed = select(Reversal.id).where(
        Reversal.submission_id == submission_id, Reversal.state != "declined"
    )
    given_back = select(Appeal.id).where(
        Appeal.submission_id == submission_id, Appeal.state == "overturned"
    )
    return session().scalar(proposed.union(given_back).limit(1)) is not None
