"""By the clock: what is odd becomes a case, once, and nothing happens to anybody."""

from datetime import timedelta

from sqlalchemy import update

from app import clock
from app.db import db, session
from app.moderation import detecting
from app.moderation.models import Case, CasePost, Reversal, Sanction
from app.submissions.models import Submission
from tests.shares import Shares, story


def recycled(shares: Shares, many: int, *, first: int = 0) -> None:
    """Siti's posts that count, all with one text, for one challenge each."""
    siti = shares.cast.siti
    for number in range(first, first + many):
        url = shares.post(siti, f"Kabar {number}", "instagram").url
        one = shares.submit(siti, shares.challenge(providers=["instagram"]), url)
        text = " ".join(story(1, length=30).split())
        with shares.at_work():
            at = clock.now() + timedelta(seconds=number)
            values = {"state": "verified", "grade": "C", "words": text, "submitted_at": at}
            session().execute(update(Submission).where(Submission.id == one).values(**values))


def detect(shares: Shares) -> int:
    with shares.app.app_context():
        opened = detecting.detect(clock.now() + timedelta(minutes=5))
        db.session.remove()
    return opened


def test_what_is_noticed_once_is_one_case_that_grows_while_it_is_open(shares: Shares) -> None:
    recycled(shares, 2)
    assert detect(shares) == 1
    assert detect(shares) == 0
    recycled(shares, 1, first=2)
    assert detect(shares) == 0
    assert (shares.count(Case), shares.count(CasePost)) == (1, 2)
    with shares.at_work():
        case = session().query(Case).one()
        assert (case.signal, case.level, case.cadre_id) == ("recyclers", 2, shares.cast.siti.id)
        case.state, case.decided_at = "false_alarm", clock.now()
    assert detect(shares) == 0
    recycled(shares, 1, first=3)
    assert detect(shares) == 1
    assert shares.count(Case) == 2


def test_no_signal_takes_points_or_sanctions(shares: Shares) -> None:
    recycled(shares, 3)
    detect(shares)
    assert (shares.count(Case), shares.count(Reversal), shares.count(Sanction)) == (1, 0, 0)
    with shares.at_work():
        assert {one.state for one in session().query(Submission)} == {"verified"}
