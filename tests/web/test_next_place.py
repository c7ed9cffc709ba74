"""The way to the next place, beside the distance: which challenge, how many hand-ins."""

from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from app import clock
from app.clock import JAKARTA, party_day
from app.db import db, transaction
from app.flows.next_place import means
from app.ledger.entries import award
from app.ledger.models import DailyPoints
from app.seasons.models import Season
from tests.cast import Cast
from tests.counting import counted
from tests.shares import Shares
from tests.web.test_leaderboards import RANTING, Opens, played

__all__ = ["played"]
ENOUGH = "Satu kiriman Harga beras (20 poin) cukup."


def _words(page) -> str:
    return " ".join(page.soup.select_one(".my-card").get_text(" ").split())


@pytest.mark.parametrize("path", ["/beranda", RANTING, f"{RANTING}?urut=jumlah"])
def test_the_card_names_the_challenge_that_is_enough(
    shares: Shares, played: Cast, as_: Opens, path: str
) -> None:
    shares.challenge(title="Harga beras", points=20)
    shares.challenge(title="Bersih sungai", points=50)
    page = as_(played.siti).get(path)
    assert ENOUGH in _words(page)
    assert page.soup.select_one(".my-card__gap a[href^='/tantangan/']")


def test_the_card_that_refreshes_itself_tells_it_too(
    shares: Shares, played: Cast, as_: Opens
) -> None:
    shares.challenge(title="Harga beras", points=20)
    page = as_(played.siti).get("/beranda/peringkat", headers={"HX-Request": "true"})
    assert ENOUGH in _words(page)


def test_several_hand_ins_are_counted(shares: Shares, played: Cast, as_: Opens) -> None:
    shares.challenge(title="Harga beras", points=8)
    assert "3 kiriman Harga beras (24 poin) cukup." in _words(as_(played.siti).get(RANTING))


def test_nothing_is_told_where_nothing_reaches(shares: Shares, played: Cast, as_: Opens) -> None:
    shares.challenge(points=8, daily_limit=2)
    shares.challenge(points=50, unit="32")
    shares.challenge(points=50, providers=["youtube"])
    shares.policy("youtube", "record")
    siti = as_(played.siti)
    assert "cukup" not in _words(siti.get(RANTING)) + _words(siti.get("/beranda"))


def test_nothing_is_told_once_the_day_is_full(
    app: Flask, shares: Shares, played: Cast, as_: Opens
) -> None:
    shares.challenge(title="Harga beras", points=20)
    siti = as_(played.siti)
    assert ENOUGH in _words(siti.get(RANTING))
    with app.app_context(), transaction() as current:
        full = update(DailyPoints).where(DailyPoints.cadre_id == played.siti.id).values(points=190)
        current.execute(full)
    assert "cukup" not in _words(siti.get(RANTING)) + _words(siti.get("/beranda"))


def test_a_board_where_new_points_do_not_count_tells_nothing(
    shares: Shares, played: Cast, as_: Opens
) -> None:
    shares.challenge(title="Harga beras", points=20)
    siti = as_(played.siti)
    for query in ("?urut=hari", "?urut=baru", "?jenis=unit&urut=jumlah"):
        assert "cukup" not in siti.get(f"/peringkat/31.74{query}").text
    leader = as_(played.joko).get(RANTING)
    assert "cukup" not in leader.text


def test_a_way_costs_a_board_one_query_and_only_where_there_is_a_distance(
    shares: Shares, played: Cast, as_: Opens
) -> None:
    shares.challenge(points=20)
    for who, most in ((played.siti, 2), (played.rudi, 1)):
        reader = as_(who)
        reader.get(RANTING)
        with counted() as seen:
            reader.get(RANTING)
        assert len(seen) <= most, seen


def test_where_only_the_best_weeks_count_a_late_week_has_to_catch_up_first(
    app: Flask, shares: Shares
) -> None:
    """Eight weeks of 30, this one of 10: twenty points are needed before any of hers count."""
    siti = shares.cast.siti
    shares.challenge(points=20)
    monday = party_day(clock.now()) - timedelta(days=party_day(clock.now()).weekday())
    with shares.at_work():
        begins = monday - timedelta(weeks=9)
        db.session.execute(
            update(Season).values(starts_on=begins, ends_on=monday + timedelta(days=20))
        )
        for week in range(1, 9):
            _earn(siti, 30, monday - timedelta(weeks=week))
    assert _behind(shares) == 30
    with shares.at_work():
        _earn(siti, 10, monday)
    assert _behind(shares) == 20
    found = _means(shares).step(20, best_weeks=True)
    assert found is not None and found.times == 2
    plain = _means(shares).step(20, best_weeks=False)
    assert plain is not None and plain.times == 1


def _earn(who, points: int, day: date) -> None:
    at = datetime.combine(day, datetime.min.time(), JAKARTA)
    award(who.id, who.unit_id, points, f"submission:{day}", "A", "Tantangan: Uji", at)


def _means(shares: Shares):
    actor = shares.actor(shares.cast.siti)
    with shares.app.app_context():
        return means(actor, clock.now())


def _behind(shares: Shares) -> int:
    return _means(shares).behind
