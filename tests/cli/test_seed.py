"""Invented parties: nothing in them was written past the rules, and they never mix with people."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from flask import Flask
from sqlalchemy import text

from app import clock
from app.cadres.demo import CAST
from app.cadres.entering import by_password
from app.cadres.sessions import Device
from app.cli import seed_demo, seed_scale
from app.cli.seed_people import PASSWORD
from app.cli.seed_scale_rows import Batch
from app.db import session, transaction
from app.errors import Refusal
from app.leaderboards.audit import audit
from app.units.wilayah import import_regions
from config import Settings
from tests import servers
from tests.cast import Cast, plant

EVERYTHING = """
    SELECT 'cadres', md5(string_agg(t::text, ' ' ORDER BY t)) FROM cadres t UNION ALL
    SELECT 'memberships', md5(string_agg(t::text, ' ' ORDER BY t)) FROM memberships t UNION ALL
    SELECT 'entries', md5(string_agg(t::text, ' ' ORDER BY t)) FROM entries t UNION ALL
    SELECT 'daily_points', md5(string_agg(t::text, ' ' ORDER BY t)) FROM daily_points t UNION ALL
    SELECT 'totals', md5(string_agg(t::text, ' ' ORDER BY t)) FROM totals t
"""
# The Wednesday of this week, so that a few days either way are the same one.
MOMENT = clock.now().replace(hour=9, minute=0) + timedelta(days=2 - clock.now().weekday())


def quiet(_words: str) -> None:
    """Progress is for people."""


def silent(_words: str, _share: float) -> None:
    """Nor is a bar."""


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
    asked = "SELECT state, count(*) FROM submissions WHERE recall_id IS {} NULL GROUP BY 1"
    states, corrections = counts(asked.format("")), counts(asked.format("NOT"))
    assert states["verified"] > 20
    assert states["reversed"] == 1
    assert states["pending"] == 2
    challenges = counts("SELECT state, count(*) FROM challenges GROUP BY 1")
    assert challenges == {"published": 6, "proposed": 2}
    assert corrections.keys() == {"verified"}
    assert counts("SELECT item <> '', count(*) FROM recalls GROUP BY 1") == {True: 1}
    rules = counts("SELECT kind || ' ' || state, count(*) FROM rule_versions GROUP BY 1")
    assert rules == {"points proposed": 1, "local confirmed": 1}
    assert counts("SELECT state, count(*) FROM exports GROUP BY 1") == {"ready": 2, "waiting": 1}
    assert counts("SELECT state, count(*) FROM appeals GROUP BY 1")["upheld"] > 0
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
    waiting = "SELECT next_at IS NOT NULL, count(*) FROM push_subscriptions GROUP BY 1"
    assert counts(waiting) == {False: 2}


def test_the_cast_of_the_demo_can_sign_in(party: Settings) -> None:
    seed_demo.seed(party, 20, quiet)
    for player in CAST[:2]:
        token = by_password(player.phone, PASSWORD, Device("Peramban uji", "127.0.0.1")).token
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
        seed_scale.seed(60, 300, silent)
    assert refusal.value.code == "not_empty"


def test_there_is_no_demo_party_outside_demo_mode(ctx: Flask, settings: Settings) -> None:
    with pytest.raises(Refusal) as refusal:
        seed_demo.seed(replace(settings, demo=False), 60, quiet)
    assert refusal.value.code == "not_demo"


def test_a_party_for_measuring_adds_up(ctx: Flask) -> None:
    seed_scale.seed(60, 300, silent)
    assert counts("SELECT 'entries', count(*) FROM entries") == {"entries": 300}
    assert not audit().differences


def test_a_party_for_measuring_goes_on_where_it_was_ended_and_comes_out_the_same(
    ctx: Flask, superuser: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ending_amid_entries(batch: Batch) -> Iterator[str]:
        for number, line in enumerate(entries(batch)):
            if number == 5 and batch.ids.start > 20:
                raise KeyboardInterrupt
            yield line

    def ending_before_boards(words: str, _share: float) -> None:
        if words == "boards":
            raise KeyboardInterrupt

    entries = Batch.entries
    monkeypatch.setattr(seed_scale, "PEOPLE", 20)
    monkeypatch.setattr(seed_scale, "LINES", 3)
    with clock.at(MOMENT):
        seed_scale.seed(60, 300, silent)
    whole = counts(EVERYTHING)
    session().rollback()
    servers.wipe(superuser)
    with transaction():
        plant()

    with monkeypatch.context() as ended, clock.at(MOMENT), pytest.raises(KeyboardInterrupt):
        ended.setattr(Batch, "entries", ending_amid_entries)
        seed_scale.seed(60, 300, silent)
    assert counts("SELECT 'cadres', count(*) FROM cadres") == {"cadres": 20}
    with clock.at(MOMENT + timedelta(days=2)):
        with pytest.raises(Refusal) as refusal:
            seed_scale.seed(60, 301, silent)
        assert refusal.value.code == "half_made"
        with pytest.raises(KeyboardInterrupt):
            seed_scale.seed(60, 300, ending_before_boards)
        seed_scale.seed(60, 300, silent)
    assert counts(EVERYTHING) == whole
    assert not audit().differences
    with pytest.raises(Refusal) as refusal:
        seed_scale.seed(60, 300, silent)
    assert refusal.value.code == "not_empty"


def test_people_of_a_party_for_measuring_are_followed_by_others(ctx: Flask) -> None:
    seed_scale.seed(60, 0, silent)
    next_one = "SELECT 'cadres', nextval(pg_get_serial_sequence('cadres', 'id'))"
    assert counts(next_one) == {"cadres": 61}


def test_every_reference_is_looked_up_again_once_the_party_is_made(ctx: Flask) -> None:
    taken_on_trust = """
        SELECT conname, conrelid::regclass::text FROM pg_constraint
        WHERE contype = 'f' AND NOT (conenforced AND convalidated)
    """
    seen = {}

    def listening(words: str, _share: float) -> None:
        seen[words] = len(counts(taken_on_trust))

    seed_scale.seed(60, 300, listening)
    assert seen["boards"] > 5
    assert counts(taken_on_trust) == {}
