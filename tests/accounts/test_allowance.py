"""What reading costs is counted before it is asked for, and a wish for silence is obeyed."""

from dataclasses import replace
from datetime import timedelta
from threading import Barrier, Thread

import pytest
import time_machine

from app import clock
from app.accounts import allowance
from app.accounts.reading import read_post, recent_posts
from app.db import db, transaction
from app.errors import Fault
from app.providers import get
from app.providers.x import POST_READ, USER_READ
from tests.accounts.conftest import SITI
from tests.accounts.test_tokens import account_of

RACERS = 20
PRICE = 3 * POST_READ + USER_READ


@pytest.fixture
def dear(ctx, monkeypatch):
    """X with money for four questions a day."""
    x = get("x")
    monkeypatch.setattr(x, "allowance", replace(x.allowance, per_day=4 * PRICE))
    return x


def used() -> int:
    return sum(day.used for day in allowance.spent(get("x")))


def test_of_any_number_at_once_none_gets_past_the_days_limit(app, dear) -> None:
    ready, outcomes = Barrier(RACERS), []

    def ask() -> None:
        with app.app_context():
            ready.wait()
            try:
                with transaction():
                    allowance.charge(dear, PRICE)
                outcomes.append("asked")
            except Fault as fault:
                outcomes.append(fault.kind)
            db.session.remove()

    threads = [Thread(target=ask) for _ in range(RACERS)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(outcomes) == ["asked"] * 4 + ["quota"] * (RACERS - 4)
    assert used() == 4 * PRICE


def test_a_question_too_dear_is_not_asked_and_says_when_to_come_back(dear, sim, cast) -> None:
    account = account_of(sim, cast.siti.id, "x", timedelta(days=1))
    post = sim.write("x", SITI, "Kerja bakti")
    for _ in range(4):
        read_post(account, post.id)
    asked = len(sim.calls("x"))
    with pytest.raises(Fault, match=r"^quota") as caught:
        read_post(account, post.id)
    assert len(sim.calls("x")) == asked
    turn = caught.value.retry_at
    assert (turn.hour, turn.minute) == (0, 0)
    assert timedelta() < turn - clock.now() <= timedelta(days=1)
    with time_machine.travel(turn + timedelta(seconds=1)):
        sim.clock.advance((turn - clock.now()).total_seconds())
        with transaction():
            assert allowance.charge(dear, PRICE).day == turn.date()


def test_a_listing_gives_back_what_it_did_not_read(dear, sim, cast) -> None:
    account = account_of(sim, cast.siti.id, "x", timedelta(days=1))
    sim.write("x", SITI, "Satu")
    sim.write("x", SITI, "Dua")
    assert len(recent_posts(account, 8)) == 2
    assert used() == USER_READ + 2 * POST_READ


def test_looking_by_ourselves_leaves_a_part_for_checks(dear, sim, cast) -> None:
    account = account_of(sim, cast.siti.id, "x", timedelta(days=1))
    with transaction():
        allowance.charge(dear, 2 * PRICE)
    with pytest.raises(Fault, match=r"^quota"):
        recent_posts(account, 5, part=allowance.LOOKING)
    assert recent_posts(account, 5) == []


def test_a_limit_told_to_one_is_obeyed_by_all_until_its_second(ctx, sim, cast) -> None:
    siti = account_of(sim, cast.siti.id, "x", timedelta(days=1))
    rudi = account_of(sim, cast.rudi.id, "x", timedelta(days=1), "rudi_lebakbulus")
    until = clock.now() + timedelta(minutes=7)
    sim.switch("x", rate_limited_until=until)
    with pytest.raises(Fault, match=r"^rate_limited"):
        recent_posts(siti)
    asked = len(sim.calls("x"))
    for account in (siti, rudi, siti, rudi):
        with pytest.raises(Fault, match=r"^rate_limited") as caught:
            recent_posts(account)
        assert abs(caught.value.retry_at - until) <= timedelta(seconds=1)
    assert len(sim.calls("x")) == asked
    sim.healthy("x")
    with time_machine.travel(caught.value.retry_at):
        assert recent_posts(rudi) == []
    allowance.resume(cast.actor("oka"), "x")
    assert recent_posts(siti) == []
