"""Invented parties: nothing in them was written past the rules, and they never mix with people."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import text

from app.cadres.demo import CAST
from app.cadres.sessions import sign_in
from app.cli import seed_demo, seed_scale
from app.cli.seed_people import PASSWORD
from app.db import session, transaction
from app.errors import Refusal
from app.leaderboards.audit import audit
from app.units.wilayah import import_regions
from config import Settings
from tests.cast import Cast


def quiet(_words: str) -> None:
    """Progress is for people."""


@pytest.fixture
def party(ctx: Flask, settings: Settings) -> Iterator[Settings]:
    """The real tree, and nobody in it."""
    with transaction():
        import_regions(datetime(2026, 1, 1, tzinfo=UTC))
    yield settings


def counts(query: str) -> dict:
    return dict(session().execute(text(query)).all())


def test_the_demo_party_lives_by_the_rules(party: Settings) -> None:
    seed_demo.seed(party, 60, quiet)
    found = audit()
    assert not found.differences
    assert found.boards > 50
    states = counts("SELECT state, count(*) FROM submissions GROUP BY 1")
    assert states["verified"] > 20
    assert states["reversed"] == 1
    assert states["pending"] == 2
    challenges = counts("SELECT state, count(*) FROM challenges GROUP BY 1")
    assert challenges == {"published": 5, "proposed": 1}
    kept = counts("SELECT 'entries', count(*) FROM entries WHERE kind = 'share'")["entries"]
    assert kept == states["verified"] + states["reversed"]
    came = counts("SELECT reason, points FROM entries WHERE kind = 'arrival'")
    assert came == {
        "9 orang datang lewat tautan Anda": 3,
        "25 orang datang lewat tautan Anda": 5,
    }
    assert counts("SELECT kind, count(*) FROM content_sources GROUP BY 1") == {
        "site": 1,
        "youtube": 1,
    }


def test_the_cast_of_the_demo_can_sign_in(party: Settings) -> None:
    seed_demo.seed(party, 20, quiet)
    for player in CAST[:2]:
        token, _ = sign_in(player.phone, PASSWORD, "Peramban uji", "127.0.0.1")
        assert token
    points = """
        SELECT c.name, t.points FROM totals t JOIN cadres c ON c.id = t.cadre_id
        WHERE t.period = 'all' AND c.name IN ('Siti Rahmawati', 'Rudi Hartono')
    """
    found = counts(points)
    assert 0 < found["Rudi Hartono"] - found["Siti Rahmawati"] <= 25


def test_an_invented_party_is_never_mixed_with_people(
    ctx: Flask, cast: Cast, settings: Settings
) -> None:
    with pytest.raises(Refusal) as refusal:
        seed_demo.seed(settings, 60, quiet)
    assert refusal.value.code == "not_empty"
    with pytest.raises(Refusal) as refusal:
        seed_scale.seed(60, 300, quiet)
    assert refusal.value.code == "not_empty"


def test_there_is_no_demo_party_outside_demo_mode(ctx: Flask, settings: Settings) -> None:
    with pytest.raises(Refusal) as refusal:
        seed_demo.seed(replace(settings, demo=False), 60, quiet)
    assert refusal.value.code == "not_demo"


def test_a_party_for_measuring_adds_up(ctx: Flask) -> None:
    seed_scale.seed(60, 300, quiet)
    assert counts("SELECT 'entries', count(*) FROM entries") == {"entries": 300}
    assert not audit().differences
