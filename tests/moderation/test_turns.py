"""Reviewers take what the lot gives them: held for one, blind, with known answers among it."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text, update

from app import clock
from app.db import session
from app.errors import NotFound, Refusal
from app.flows import review_turn
from app.moderation import turns
from app.moderation.models import Case, Turn
from app.submissions.models import Review, Submission
from tests.cast import Person
from tests.shares import Shares


@pytest.fixture
def lot(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The lot always falls on what waits; `draw_kind` changes it."""
    monkeypatch.setattr(turns.dice, "random", lambda: 0.99, raising=False)
    return monkeypatch


def waiting(shares: Shares, many: int = 1) -> list[int]:
    """Photos of Siti's that people have to look at."""
    challenge = shares.challenge(providers=["instagram"])
    return [
        shares.submit(
            shares.cast.siti, challenge, shares.post(shares.cast.rudi, f"Sore {n}", "instagram").url
        )
        for n in range(many)
    ]


def drawn(shares: Shares, person: Person) -> tuple[str, int, str] | None:
    """The turn of that person: its id, the submission, and what it was drawn for."""
    actor = shares.actor(person)
    with shares.at_work():
        turn = turns.draw(actor, clock.now())
        return turn and (turn.public_id, turn.submission_id, turn.kind)


def say(shares: Shares, person: Person, turn: str, accept: bool | None, reason: str = "") -> None:
    actor = shares.actor(person)
    with shares.at_work():
        review_turn.decide(actor, turn, accept, reason, clock.now())


def settle_long_ago(shares: Shares, one: int) -> None:
    with shares.at_work():
        ago = clock.now() - turns.UNCONTESTED - timedelta(days=1)
        session().execute(update(Submission).where(Submission.id == one).values(decided_at=ago))


def test_what_is_drawn_is_held_for_one_and_comes_back_until_decided(
    shares: Shares, lot: object
) -> None:
    waiting(shares, 2)
    mine = drawn(shares, shares.cast.dewi)
    assert mine == drawn(shares, shares.cast.dewi)
    other = drawn(shares, shares.cast.fajar)
    assert mine and other and mine[1] != other[1]
    assert drawn(shares, shares.cast.gita) is None


def test_a_turn_that_ran_out_is_free_for_others_and_says_nothing_any_more(
    shares: Shares, lot: object
) -> None:
    (one,) = waiting(shares)
    mine = drawn(shares, shares.cast.dewi)
    assert mine
    with shares.at_work():
        session().execute(update(Turn).values(held_until=clock.now()))
    with pytest.raises(NotFound):
        say(shares, shares.cast.dewi, mine[0], True)
    assert (drawn(shares, shares.cast.fajar) or ())[1] == one


def test_what_was_passed_on_does_not_come_back_the_same_day(shares: Shares, lot: object) -> None:
    waiting(shares)
    mine = drawn(shares, shares.cast.dewi)
    assert mine
    say(shares, shares.cast.dewi, mine[0], None)
    assert drawn(shares, shares.cast.dewi) is None
    assert drawn(shares, shares.cast.gita)
    assert shares.count(Review) == 0


def test_nobody_decides_with_the_turn_of_another(shares: Shares, lot: object) -> None:
    waiting(shares)
    mine = drawn(shares, shares.cast.dewi)
    assert mine
    with pytest.raises(NotFound):
        say(shares, shares.cast.gita, mine[0], True)
    with pytest.raises(Refusal):
        say(shares, shares.cast.dewi, mine[0], False, "entah")


def test_a_known_answer_changes_nothing_but_her_accuracy(shares: Shares, lot: object) -> None:
    (one,) = waiting(shares)
    for person in (shares.cast.dewi, shares.cast.fajar):
        shares.decide(one, person)
    settle_long_ago(shares, one)
    lot.setattr(turns.dice, "random", lambda: 0.0)
    known = drawn(shares, shares.cast.gita)
    assert known and known[1:] == (one, "known")
    before = (shares.row(one).state, shares.count(Review), shares.entries(shares.cast.siti))
    say(shares, shares.cast.gita, known[0], False, "copied")
    assert before == (shares.row(one).state, shares.count(Review), shares.entries(shares.cast.siti))
    with shares.app.app_context():
        assert turns.accuracy(shares.cast.gita.id) == turns.Accuracy(answered=1, right=0)
        assert [one.right for one in turns.of_all_reviewers()] == [0, 0, 0]
    assert drawn(shares, shares.cast.gita) is None
    assert drawn(shares, shares.cast.dewi) is None  # she judged it when it was not known yet


def test_a_machine_that_is_doubted_is_a_case_and_takes_nothing(shares: Shares, lot: object) -> None:
    siti, challenge = shares.cast.siti, shares.challenge()
    shares.link(siti)
    one = shares.submit(siti, challenge, shares.post(siti).url)
    with shares.at_work():
        session().execute(
            update(Submission).values(
                state="verified", grade="A", decided_at=clock.now(), public_id=sampled()
            )
        )
    lot.setattr(turns.dice, "random", lambda: turns.KNOWN)
    mine = drawn(shares, shares.cast.dewi)
    assert mine and mine[1:] == (one, "recheck")
    say(shares, shares.cast.dewi, mine[0], False, "copied")
    assert shares.row(one).state == "verified"
    with shares.at_work():
        case = session().scalars(select(Case)).one()
        assert (case.signal, case.cadre_id, case.state) == ("recheck", siti.id, "open")
    assert drawn(shares, shares.cast.fajar) is None


def sampled() -> str:
    """An id on which the sample of one in twenty falls."""
    named = "SELECT 'x' || n FROM generate_series(1, 500) n WHERE mod(hashtext('x' || n), 20) = 0"
    return str(session().scalar(text(named)))
