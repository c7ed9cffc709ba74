"""Badges and streaks in the life of a party: given, shown, kept, and seldom taken back."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import text

from app import clock
from app.badges import awarding
from app.badges.models import BadgeAward, StreakRow
from app.db import session
from app.jobs.due import run_due_jobs
from tests.cast import Person
from tests.conftest import Browser
from tests.shares import Shares, soon, story

BREAK = text("UPDATE submissions SET state = 'reversed'")
Opens = Callable[[Person], Browser]


@pytest.fixture
def stage(shares: Shares) -> Shares:
    """Siti and Rudi with their accounts linked."""
    for who in (shares.cast.siti, shares.cast.rudi):
        shares.link(who)
    return shares


def held(shares: Shares, person: Person) -> set[str]:
    with shares.app.app_context():
        rows = session().query(BadgeAward).filter_by(cadre_id=person.id)
        return {row.badge for row in rows}


def verified(shares: Shares, person: Person, number: int = 1) -> int:
    """One more post of that person that counts."""
    challenge = shares.challenge(title=f"Tantangan {number}")
    sent = shares.submit(person, challenge, shares.post(person, story(number)).url)
    run_due_jobs(shares.app)
    assert shares.row(sent).state == "verified"
    return sent


def test_a_first_verified_post_brings_a_badge_which_its_page_tells(
    stage: Shares, as_: Opens
) -> None:
    siti = stage.cast.siti
    sent = verified(stage, siti)
    assert held(stage, siti) == {"pertama"}
    browser = as_(siti)
    page = browser.get(f"/kiriman/{stage.row(sent).public_id}")
    assert "Lencana baru: Langkah pertama" in page.text
    assert "Langkah pertama" in browser.get("/beranda").soup.select_one(".glimpse").get_text()
    shelf = browser.get("/saya/lencana").soup.select_one("#lencana")
    assert len(shelf.select(".badge:not(.badge--ahead)")) == 1
    assert "Lima tantangan dijawab dengan kata sendiri." in shelf.get_text()


def test_awarding_again_changes_nothing(stage: Shares) -> None:
    siti = stage.cast.siti
    verified(stage, siti)
    with stage.app.app_context():
        before = [vars(row).copy() for row in session().query(BadgeAward)]
    with stage.at_work():
        assert awarding.award(siti.id, clock.now() + timedelta(hours=5), "night") == ()
    with stage.app.app_context():
        after = [vars(row).copy() for row in session().query(BadgeAward)]
    facts = [(one["badge"], one["at"], one["source"]) for one in before]
    assert facts == [(one["badge"], one["at"], one["source"]) for one in after]


def test_a_badge_goes_with_its_ground_within_seven_days(stage: Shares) -> None:
    siti = stage.cast.siti
    challenge = stage.challenge()
    post = stage.post(siti, story(3))
    stage.submit(siti, challenge, post.url)
    run_due_jobs(stage.app)
    stage.platforms.delete(post)
    run_due_jobs(stage.app, soon(hours=1, minutes=15))
    assert held(stage, siti) == set()
    assert stage.count(StreakRow) == 0


def test_a_badge_stays_when_its_ground_goes_later(stage: Shares) -> None:
    siti = stage.cast.siti
    verified(stage, siti)
    with stage.at_work():
        session().query(BadgeAward).update({"at": clock.now() - timedelta(days=8)})
        session().execute(BREAK)
        awarding.award(siti.id, clock.now(), "night")
    assert held(stage, siti) == {"pertama"}


def test_the_night_gives_what_time_completed_and_measures_whom_nobody_has(stage: Shares) -> None:
    rudi = stage.cast.rudi
    verified(stage, rudi)
    with stage.at_work():
        session().query(BadgeAward).delete()
        session().query(StreakRow).delete()
    with stage.app.app_context():
        assert awarding.award_by_night(clock.now()) == 1
        assert awarding.award_by_night(clock.now()) == 1  # lately decided, and nothing changes
    assert held(stage, rudi) == {"pertama"}
    assert stage.count(StreakRow) == 1


def test_only_those_who_may_invite_are_shown_what_inviting_earns(stage: Shares, as_: Opens) -> None:
    words = "Tiga orang yang Anda undang"
    assert words in as_(stage.cast.ani).get("/saya/lencana").text
    assert words not in as_(stage.cast.siti).get("/saya/lencana").text
