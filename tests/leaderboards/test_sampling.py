"""A sample finds what is wrong with the people it looks at, and disturbs nobody."""

import random

from flask import Flask
from sqlalchemy import update

from app import clock
from app.db import session, transaction
from app.leaderboards import sampling
from app.leaderboards.boards import cadre_board
from app.leaderboards.models import AuditRun
from app.leaderboards.projection import project_cadres
from app.ledger.entries import award
from app.ledger.models import Total
from app.store import store
from tests import cast as people
from tests.leaderboards.party import settle


class First(random.Random):
    """Dice that always begin with the first cadre."""

    def randint(self, a: int, b: int) -> int:
        return a


def earn(who: people.Person, source: str, points: int = 10) -> None:
    with transaction():
        award(who.id, who.unit_id, points, source, "A", "uji", clock.now())


def test_nothing_is_found_where_all_is_well(ctx: Flask, cast: people.Cast) -> None:
    earn(cast.siti, "s:1")
    settle()
    earn(cast.rudi, "s:2")  # waits for a projector, and may differ
    found = sampling.sample(First())
    assert found.differences == ()
    assert found.boards >= 15  # five scopes in three periods


def test_a_board_that_says_something_else_is_named(ctx: Flask, cast: people.Cast) -> None:
    earn(cast.siti, "s:1")
    settle()
    key = cadre_board("all", cast.siti.unit_id)
    with store.client() as client:
        client.zadd(key, {str(cast.siti.id): 99})
    found = sampling.sample(First())
    assert [str(one) for one in found.differences] == [
        f"board {key} member {cast.siti.id}: expected 10, found 99"
    ]


def test_a_total_that_is_not_the_ledgers_is_named_and_kept(ctx: Flask, cast: people.Cast) -> None:
    earn(cast.siti, "s:1")
    settle()
    with transaction() as current:
        where = Total.period == "all", Total.cadre_id == cast.siti.id
        current.execute(update(Total).where(*where).values(points=7))
    found = sampling.kept("full", clock.now())
    assert any(one.what == "total" for one in found.differences)
    newest = session().query(AuditRun).filter_by(kind="full").one()
    assert newest.differences == len(found.differences)
    assert "expected 10, found 7" in newest.words


def test_people_whom_a_sample_holds_are_projected_afterwards(ctx: Flask, cast: people.Cast) -> None:
    earn(cast.siti, "s:1")
    with transaction():
        session().execute(sampling.HOLD, {"first": 1, "many": 100})
        assert session().query(AuditRun).count() == 0
    assert project_cadres() == 1
