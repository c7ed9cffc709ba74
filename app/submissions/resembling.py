"""The earlier text that a post resembles most: what a person who judges it wants beside it."""

from collections.abc import Sequence
from typing import NamedTuple

from rapidfuzz import fuzz, process
from sqlalchemy import select

from app.db import session
from app.submissions.cases import RIVALS
from app.submissions.models import Submission

WORTH_SHOWING = 50  # percent; below that any two posts about one thing are alike


class Resembling(NamedTuple):
    """Somebody's earlier words, and how alike they are, in percent."""

    words: str
    percent: int


def closest_to(submission: Submission, shown: Sequence[str]) -> Resembling | None:
    """The most alike of the challenge's newest posts on platforms whose words may be `shown`."""
    if not submission.words:
        return None
    others = (
        select(Submission.words)
        .where(
            Submission.challenge_id == submission.challenge_id,
            Submission.id < submission.id,
            Submission.words.is_not(None),
            Submission.provider.in_(shown),
        )
        .order_by(Submission.id.desc())
        .limit(RIVALS)
    )
    found = process.extractOne(
        submission.words,
        session().scalars(others).all(),
        scorer=fuzz.ratio,
        processor=None,
        score_cutoff=WORTH_SHOWING,
    )
    return Resembling(found[0], round(found[1])) if found else None
