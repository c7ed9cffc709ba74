"""The states of a submission and every allowed move between them: all there is to know of states.

pending    handed in, waiting for the platform's answer
set_aside  a machine cannot tell; a person outside the cadre's subtree looks at it
verified   counts; looked at again after an hour, a day and a week
rejected   does not count, for one of the fixed reasons
reversed   counted once, but the post is gone, or people took it back

Only an appeal leads from the last two back to "verified".
"""

from app.submissions.models import Submission

MOVES: dict[str, frozenset[str]] = {
    "pending": frozenset({"verified", "rejected", "set_aside"}),
    "set_aside": frozenset({"verified", "rejected"}),
    "verified": frozenset({"reversed"}),
    "rejected": frozenset({"verified"}),
    "reversed": frozenset({"verified"}),
}
STATES = tuple(MOVES)
WAITING = frozenset({"pending", "set_aside"})


class WrongMove(Exception):
    """A move that the table does not know: a bug, since callers lock and look first."""


def move(submission: Submission, state: str) -> None:
    """Bring the submission into `state`. Raises WrongMove where the table has no such move."""
    allow(submission.state, state)
    submission.state = state


def allow(before: str, after: str) -> None:
    """Raises WrongMove where the table does not lead from one state to the other."""
    if after not in MOVES[before]:
        raise WrongMove(f"{before} -> {after}")
