"""A form that arrives more than once, because the phone knew no answer: one hand-in, one answer."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app import clock
from app.campaigns.models import Challenge
from app.db import session
from app.errors import Refusal
from app.jobs.due import run_due_jobs
from app.jobs.handing_in import hand_in
from app.providers.links import parse
from app.submissions.models import DailyCount, Submission
from tests.cast import Person
from tests.shares import Shares
from tests.submissions.test_intake import RACERS, together

KEY, OTHER = "a" * 32, "b" * 32


def send(shares: Shares, person: Person, challenge: str, url: str, key: str = KEY) -> int:
    """Hand in as a form with that key does; the submission's id."""
    actor = shares.actor(person)
    with shares.at_work():
        asked = select(Challenge).where(Challenge.public_id == challenge)
        return hand_in(actor, session().scalars(asked).one(), parse(url), key).id


@pytest.fixture
def siti(shares: Shares) -> Person:
    shares.link(shares.cast.siti)
    return shares.cast.siti


def test_the_same_form_gets_the_same_answer_whatever_became_of_it(
    shares: Shares, siti: Person
) -> None:
    challenge, post = shares.challenge(daily_limit=1), shares.post(siti, marks="tanpa tagar")
    first = send(shares, siti, challenge, post.url)
    assert send(shares, siti, challenge, f"{post.url}?s=20") == first
    run_due_jobs(shares.app)
    assert shares.row(first).state == "rejected"
    with shares.at_work():
        changed = session().scalars(select(Challenge)).one()
        changed.closes_at = clock.now() - timedelta(seconds=1)
    assert send(shares, siti, challenge, post.url) == first
    assert shares.count(Submission) == 1


def test_forty_times_the_same_form_at_once(shares: Shares, siti: Person) -> None:
    challenge, post = shares.challenge(daily_limit=20), shares.post(siti)
    made = together(lambda _: str(send(shares, siti, challenge, post.url)))
    assert len(made) == RACERS
    assert len(set(made)) == 1
    with shares.app.app_context():
        assert session().scalars(select(DailyCount.used)).one() == 1


def test_a_form_gone_back_to_for_another_post_is_another_hand_in(
    shares: Shares, siti: Person
) -> None:
    challenge = shares.challenge()
    first = send(shares, siti, challenge, shares.post(siti, "Satu cerita tentang sumur").url)
    second = send(shares, siti, challenge, shares.post(siti, "Dua cerita tentang sungai").url)
    assert first != second


def test_another_form_with_the_same_post_is_refused_as_ever(shares: Shares, siti: Person) -> None:
    challenge, post = shares.challenge(), shares.post(siti)
    send(shares, siti, challenge, post.url)
    with pytest.raises(Refusal) as found:
        send(shares, siti, challenge, post.url, OTHER)
    assert found.value.code == "already_sent_own"


def test_a_key_is_worth_nothing_to_somebody_else(shares: Shares, siti: Person) -> None:
    rudi = shares.cast.rudi
    shares.link(rudi)
    challenge, post = shares.challenge(), shares.post(siti)
    send(shares, siti, challenge, post.url)
    with pytest.raises(Refusal) as found:
        send(shares, rudi, challenge, post.url)
    assert found.value.code == "already_sent_other"
