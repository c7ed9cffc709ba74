"""The other orders of a season: best weeks, days of activity, newcomers."""

from datetime import UTC, datetime, timedelta

from flask import Flask
from sqlalchemy import text

from app.cadres.models import Cadre
from app.cadres.transfer import transfer
from app.db import session, transaction
from app.leaderboards.audit import audit
from app.leaderboards.boards import cadre_board
from app.leaderboards.rebuild import rebuild
from app.leaderboards.sampling import sample
from app.ledger.entries import award, reverse
from app.store import store
from tests import cast as people
from tests.leaderboards.party import settle, stored

MONDAY = datetime(2026, 9, 7, 3, tzinfo=UTC)  # the first day of the season
SEASON_OPENS = people.FIRST_SEASON


def earn(who: people.Person, day: int, points: int, unit_id: int | None = None) -> str:
    """Points on the n-th day of the season."""
    number = session().scalar(text("SELECT count(*) FROM entries"))
    source = f"s:{number}"
    with transaction():
        at = MONDAY + timedelta(days=day)
        award(who.id, unit_id or who.unit_id, points, source, "A", "uji", at)
    return source


def points(order: str, who: people.Person, unit_id: int | None = None) -> int:
    """What the board of a unit (the person's own) says of a person."""
    with store.client() as client:
        key = cadre_board(f"s1.{order}", unit_id or who.unit_id)
        return int(client.zscore(key, who.id) or 0)


def test_only_the_best_eight_weeks_count(ctx: Flask, cast: people.Cast) -> None:
    for week in range(10):
        earn(cast.siti, 7 * week, 10 + week)
    settle()
    assert points("best", cast.siti) == sum(range(12, 20))


def test_a_week_taken_back_gives_its_place_to_the_next_best(ctx: Flask, cast: people.Cast) -> None:
    sources = [earn(cast.siti, 7 * week, 10 + week) for week in range(9)]
    settle()
    with transaction():
        reverse(sources[8], "unggahan hilang", MONDAY)
    settle()
    assert points("best", cast.siti) == sum(range(10, 18))


def test_best_weeks_are_hers_and_count_where_they_were_earned(
    ctx: Flask, cast: people.Cast
) -> None:
    for week in range(9):
        earn(cast.siti, 7 * week, 10 if week < 5 else 20)
    with transaction():
        transfer(cast.siti.id, cast.mega.unit_id)
    for week in range(9, 12):
        earn(cast.siti, 7 * week, 30, cast.mega.unit_id)
    settle()
    nation = session().scalar(text("SELECT id FROM units WHERE code = 'dpp'"))
    assert points("best", cast.siti, nation) == 3 * 30 + 4 * 20 + 10
    assert points("best", cast.siti, cast.mega.unit_id) == 3 * 30
    assert points("best", cast.siti) == 4 * 20 + 10


def test_days_of_activity_are_counted_once_each(ctx: Flask, cast: people.Cast) -> None:
    for day in (0, 0, 1, 5):
        earn(cast.siti, day, 10)
    gone = earn(cast.siti, 6, 10)
    settle()
    assert points("days", cast.siti) == 4
    with transaction():
        reverse(gone, "unggahan hilang", MONDAY)
    settle()
    assert points("days", cast.siti) == 3


def test_newcomers_are_ranked_by_their_own_first_four_weeks(ctx: Flask, cast: people.Cast) -> None:
    with transaction() as current:
        siti = current.get_one(Cadre, cast.siti.id)
        siti.activated_at = MONDAY + timedelta(days=10)
    for day in (10, 37, 38):  # the last day that counts, and one more
        earn(cast.siti, day, 10)
    earn(cast.rudi, 10, 10)  # was here before the season
    settle()
    assert points("new", cast.siti) == 20
    assert points("new", cast.rudi) == 0


def test_a_rebuild_and_both_audits_know_the_other_orders(ctx: Flask, cast: people.Cast) -> None:
    for week in range(10):
        earn(cast.siti, 7 * week, 10 + week)
    settle()
    before = stored()
    rebuild()
    assert stored() == before
    assert audit().differences == sample(many=100).differences == ()
    with transaction() as current:
        current.execute(text("UPDATE order_totals SET points = 1 WHERE period = 's1.best'"))
    assert "total s1.best cadre" in str(audit().differences[0])
    with store.client() as client:
        client.zadd(cadre_board("s1.days", cast.siti.unit_id), {str(cast.siti.id): 99})
    found = [str(one) for one in audit().differences]
    assert any("s1.days" in one and "found 99" in one for one in found)
