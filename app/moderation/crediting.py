"""Crediting what was verified, taking it back, giving it back: ledger, boards and badges.

Here alone a post becomes points, so here a sanction stops them.
"""

from datetime import datetime

from app.badges import awarding
from app.campaigns.models import Brief, Challenge
from app.db import after_commit
from app.leaderboards import projection
from app.ledger import entries
from app.moderation.sanctions import NO_POINTS, points_stopped
from app.seasons.calendar import campaign_key
from app.submissions.cases import Case
from app.submissions.models import Submission
from app.units.lines import lines_of
from app.units.naming import title
from app.words import Said, noted, said

# Why points came or went, as the ledger writes it down.
FOR_CHALLENGE = noted("Tantangan: %(title)s")
FOR_LOCAL = noted("Tantangan dari %(issuer)s: %(title)s")
TAKEN_BACK = noted("Ditarik oleh dua pemeriksa: %(title)s")
GIVEN_BACK = noted("Banding dikabulkan: %(title)s")


def credit(counted: Case | Submission, grade: str, by: int | None = None) -> None:
    """Points where its platform gave any at hand-in, and no sanction stopped them.

    They belong to the unit and the moment of handing in, however long the check took.
    """
    if counted.mode != "score":
        return
    challenge = counted.challenge
    stopped = points_stopped(counted.cadre_id, counted.submitted_at)
    entries.award(
        counted.cadre_id,
        counted.unit_id,
        0 if stopped else challenge.points,
        source=source_of(counted),
        grade=grade,
        reason=said(NO_POINTS, title=challenge.title) if stopped else _reason(challenge),
        at=counted.submitted_at,
        by=by,
        campaign=campaign_key(challenge.campaign_id),
        weekly_cap=challenge.weekly_cap,
    )
    after_commit(projection.wake)


def _reason(challenge: Brief | Challenge) -> Said:
    if challenge.issuer_id is None:
        return said(FOR_CHALLENGE, title=challenge.title)
    issuer = lines_of([challenge.issuer_id])[challenge.issuer_id][-1]
    return said(FOR_LOCAL, issuer=title(issuer), title=challenge.title)


def take_back(submission: Submission, reason: str, at: datetime, by: int | None = None) -> None:
    """Reverse what a post brought, and whatever badge stood on it alone."""
    entries.reverse(source_of(submission), reason, at, by)
    awarding.award(submission.cadre_id, at, source_of(submission))
    after_commit(projection.wake)


def give_back(submission: Submission, at: datetime, by: int) -> None:
    """What an appeal found right brings what it would have brought: never an old entry changed."""
    reason = said(GIVEN_BACK, title=submission.challenge.title)
    if entries.correct(source_of(submission), reason, at, by) is None:
        credit(submission, "C", by)
    awarding.award(submission.cadre_id, at, source_of(submission))
    after_commit(projection.wake)


def source_of(counted: Case | Submission) -> str:
    """How the ledger names a post."""
    return f"submission:{counted.id}"
