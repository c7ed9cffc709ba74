"""States as a table: only moves of it are made."""

import pytest

from app.submissions.models import Submission
from app.submissions.states import MOVES, STATES, WrongMove, move


@pytest.mark.parametrize("before", STATES)
@pytest.mark.parametrize("after", STATES)
def test_only_moves_of_the_table_are_made(before: str, after: str) -> None:
    submission = Submission(state=before)
    if after in MOVES[before]:
        move(submission, after)
        assert submission.state == after
    else:
        with pytest.raises(WrongMove):
            move(submission, after)
        assert submission.state == before


def test_what_was_refused_counts_again_by_appeal_alone() -> None:
    assert MOVES["rejected"] == MOVES["reversed"] == {"verified"}
    assert all("pending" not in after for after in MOVES.values())
