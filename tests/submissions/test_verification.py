"""States as a table, and the queue of people: who may judge what."""

import pytest
from sqlalchemy import update

from app.cadres.models import Cadre
from app.db import db, session
from app.errors import NotFound
from app.submissions import verification
from app.submissions.models import Submission
from app.submissions.states import MOVES, STATES, WrongMove, move
from tests.cast import Person
from tests.shares import Shares


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


def test_what_is_decided_for_good_has_no_way_back() -> None:
    assert MOVES["rejected"] == MOVES["reversed"] == frozenset()
    assert all("pending" not in after for after in MOVES.values())


def seen_by(shares: Shares, person: Person) -> list[int]:
    """Submissions in that verifier's queue; each must open, and no other may."""
    actor = shares.actor(person)
    with shares.app.app_context():
        listed = [one.id for one in verification.waiting_for(actor)]
        for one in session().query(Submission).filter_by(state="set_aside"):
            if one.id in listed:
                assert verification.reviewable(one.public_id, actor) is one
            else:
                with pytest.raises(NotFound):
                    verification.reviewable(one.public_id, actor)
        db.session.remove()
    return listed


def test_a_verifier_sees_only_what_lies_outside_her_own_line(shares: Shares) -> None:
    people = shares.cast
    challenge = shares.challenge()
    ids = {}
    for number, person in enumerate((people.siti, people.budi, people.mega, people.dewi)):
        shares.link(person)
        link = f"https://x.com/a/status/{1_800_000_000_000_000_000 + number}"
        ids[person.key] = shares.submit(person, challenge, link)
    with shares.at_work():
        session().execute(update(Submission).values(state="set_aside"))
    assert seen_by(shares, people.dewi) == [ids["siti"], ids["budi"], ids["mega"]]


def test_a_transfer_into_the_verifiers_line_takes_it_out_of_her_queue(shares: Shares) -> None:
    siti, dewi = shares.cast.siti, shares.cast.dewi
    shares.link(siti)
    shares.submit(siti, shares.challenge(), "https://x.com/a/status/1800000000000000000")
    with shares.at_work():
        session().execute(update(Submission).values(state="set_aside"))
    assert len(seen_by(shares, dewi)) == 1
    with shares.at_work():
        session().execute(update(Cadre).where(Cadre.id == siti.id).values(unit_id=dewi.unit_id))
    assert seen_by(shares, dewi) == []
