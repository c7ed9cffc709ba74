"""What was awarded can be taken back once, from exactly the totals that rose."""

from datetime import UTC, datetime, timedelta

from flask import Flask
from sqlalchemy import func, select

from app.cadres.transfer import transfer
from app.db import session, transaction
from app.ledger.entries import award, reverse
from app.ledger.models import DailyPoints, Entry, Total
from app.ledger.scoring import FIRST
from tests.cast import FIRST_SEASON, Cast
from tests.ledger.test_award import AT, earn, race, totals

SEASON_OPENS = FIRST_SEASON

LATER = AT + timedelta(days=30)


def test_a_reversal_falls_in_the_periods_and_the_unit_of_the_award(ctx: Flask, cast: Cast) -> None:
    with transaction():
        earn(cast, "submission:1")
    with transaction():
        transfer(cast.siti.id, cast.budi.unit_id)
    with transaction():
        back = reverse("submission:1", "Unggahan dihapus", LATER)
    assert back is not None
    assert (back.points, back.kind, back.unit_id) == (-10, "reversal", cast.siti.unit_id)
    assert (back.week, back.at) == ("w2026-47", LATER)
    assert totals(cast.siti.id) == {"all": 0, "s1": 0, "w2026-47": 0}
    assert set(session().scalars(select(Total.unit_id))) == {cast.siti.unit_id}


def test_nothing_awarded_means_nothing_to_reverse(ctx: Flask, cast: Cast) -> None:
    with transaction():
        assert reverse("submission:1", "Unggahan dihapus", AT) is None


def test_a_second_reversal_changes_nothing(ctx: Flask, cast: Cast) -> None:
    with transaction():
        earn(cast, "submission:1")
        first = reverse("submission:1", "Unggahan dihapus", AT)
    with transaction():
        second = reverse("submission:1", "Unggahan dihapus", AT)
        assert first and second and second.id == first.id
    assert totals(cast.siti.id)["all"] == 0


def test_forty_racers_reverse_once(ctx: Flask, cast: Cast) -> None:
    with transaction():
        earn(cast, "submission:1")
    assert race(ctx, lambda _: reverse("submission:1", "Unggahan dihapus", AT) and None) == []
    kinds = select(Entry.kind, func.count()).group_by(Entry.kind)
    assert dict(session().execute(kinds).all()) == {"share": 1, "reversal": 1}
    assert totals(cast.siti.id)["all"] == 0


def test_a_reversal_does_not_give_the_days_cap_back(ctx: Flask, cast: Cast) -> None:
    with transaction():
        earn(cast, "submission:1", FIRST["daily_cap"])
        reverse("submission:1", "Unggahan dihapus", AT)
        again = earn(cast, "submission:2", 50)
    assert again.points == 0
    assert session().scalar(select(DailyPoints.points)) == FIRST["daily_cap"]


def test_an_award_of_nothing_is_reversed_too_so_that_both_are_told(ctx: Flask, cast: Cast) -> None:
    moment = datetime(2026, 11, 20, 6, tzinfo=UTC)
    with transaction():
        earn(cast, "submission:1", FIRST["daily_cap"])
        award(cast.siti.id, cast.siti.unit_id, 10, "submission:2", "A", "Unggahan sah", moment)
        back = reverse("submission:2", "Unggahan dihapus", moment)
    assert back is not None
    assert back.points == 0
