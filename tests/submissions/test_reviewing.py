"""What people decide: who may look at what, and how many have to agree."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import update

from app.cadres import invitations
from app.cadres.models import Cadre, InvitationUse
from app.db import db, session
from app.errors import NotFound
from app.submissions import reviewing
from app.submissions.models import Review, Submission
from app.units.models import Unit
from tests.cast import Person
from tests.shares import Shares, x_link

NOON = datetime(2026, 11, 24, 5, tzinfo=UTC)


def said(word: str) -> Review:
    """An opinion: yes, or no for a reason."""
    return Review(accept=word == "yes", reason=None if word == "yes" else word)


@pytest.mark.parametrize(
    ("opinions", "needed", "decided"),
    [
        ("", 1, None),
        ("yes", 1, "yes"),
        ("copied", 1, "copied"),
        ("yes", 2, None),
        ("copied", 2, None),
        ("yes yes", 2, "yes"),
        ("yes copied", 2, None),
        ("copied yes", 2, None),
        ("copied copied", 2, "copied"),
        ("copied undisclosed", 2, "copied"),
        ("undisclosed copied", 2, "undisclosed"),
        ("yes copied yes", 2, "yes"),
        ("copied yes undisclosed", 2, "copied"),
        ("yes undisclosed undisclosed", 2, "undisclosed"),
    ],
)
def test_as_many_as_needed_have_to_agree(opinions: str, needed: int, decided: str | None) -> None:
    found = reviewing.agreed([said(word) for word in opinions.split()], needed)
    assert decided == (found and (found.reason or "yes"))


def seen_by(shares: Shares, person: Person) -> list[int]:
    """Submissions that verifier may judge; as many as she is told wait for her."""
    actor = shares.actor(person)
    found = []
    with shares.app.app_context():
        for one in session().query(Submission).filter_by(state="set_aside").order_by("id"):
            try:
                assert reviewing.reviewable(one.public_id, actor) is one
            except NotFound:
                continue
            found.append(one.id)
        assert reviewing.waiting_for(actor) == len(found)
        db.session.remove()
    return found


def test_a_verifier_sees_only_what_lies_outside_her_own_line(shares: Shares) -> None:
    people = shares.cast
    challenge = shares.challenge()
    ids = {}
    for number, person in enumerate((people.siti, people.budi, people.mega, people.dewi)):
        shares.link(person)
        ids[person.key] = shares.submit(person, challenge, x_link(number))
    with shares.at_work():
        session().execute(update(Submission).values(state="set_aside"))
    assert seen_by(shares, people.dewi) == [ids["siti"], ids["budi"], ids["mega"]]


def test_a_transfer_into_the_verifiers_line_takes_it_out_of_her_queue(shares: Shares) -> None:
    siti, dewi = shares.cast.siti, shares.cast.dewi
    shares.link(siti)
    shares.submit(siti, shares.challenge(), x_link())
    with shares.at_work():
        session().execute(update(Submission).values(state="set_aside"))
    assert len(seen_by(shares, dewi)) == 1
    with shares.at_work():
        session().execute(update(Cadre).where(Cadre.id == siti.id).values(unit_id=dewi.unit_id))
    assert seen_by(shares, dewi) == []


def set_aside(shares: Shares, person: Person) -> int:
    """A post of that person which a machine could not judge."""
    shares.link(person)
    one = shares.submit(person, shares.challenge(), x_link(person.id))
    with shares.at_work():
        here = update(Submission).where(Submission.id == one)
        session().execute(here.values(state="set_aside", next_try_at=None))
    return one


def test_nobody_judges_whom_she_invited_or_by_whom_she_was_invited(shares: Shares) -> None:
    siti, dewi, fajar, gita = (shares.cast.people[key] for key in ("siti", "dewi", "fajar", "gita"))
    one = set_aside(shares, siti)
    with shares.at_work():
        unit = session().get_one(Unit, siti.unit_id)
        for host, guest in ((dewi, siti), (siti, fajar)):
            made = invitations.invite(host.id, unit, "5", "5", "")
            session().add(InvitationUse(invitation_id=made.id, cadre_id=guest.id, at=NOON))
    assert seen_by(shares, dewi) == seen_by(shares, fajar) == []
    assert seen_by(shares, gita) == [one]


def test_nobody_judges_whoever_has_judged_her_lately(shares: Shares) -> None:
    dewi, fajar = shares.cast.dewi, shares.cast.fajar
    hers, his = set_aside(shares, dewi), set_aside(shares, fajar)
    assert seen_by(shares, dewi) == [his]
    assert seen_by(shares, fajar) == [hers]
    actor = shares.actor(fajar)
    with shares.at_work():
        found = session().get_one(Submission, hers)
        reviewing.give_opinion(found, actor, True, "", found.submitted_at)
    assert seen_by(shares, dewi) == []


def test_what_somebody_has_judged_leaves_her_queue_and_is_not_there_a_second_time(
    shares: Shares,
) -> None:
    one, dewi, gita = set_aside(shares, shares.cast.siti), shares.cast.dewi, shares.cast.gita
    actor = shares.actor(dewi)
    with shares.at_work():
        found = session().get_one(Submission, one)
        found.reviewers = 2
        reviewing.give_opinion(found, actor, True, "", found.submitted_at)
        assert found.state == "set_aside"
    assert seen_by(shares, dewi) == []
    assert seen_by(shares, gita) == [one]
    with pytest.raises(NotFound), shares.at_work():
        found = session().get_one(Submission, one)
        reviewing.give_opinion(found, actor, True, "", found.submitted_at)
