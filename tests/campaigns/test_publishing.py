"""One writes, another publishes, the clock opens and closes."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app import clock
from app.cadres.roles import Actor
from app.cadres.sessions import actor_for, begin
from app.campaigns import law, publishing, targeting
from app.campaigns.form import ChallengeForm
from app.campaigns.states import phase
from app.db import db, session, transaction
from app.errors import NotFound, Refusal
from tests.cast import Cast, Person


@pytest.fixture
def actor(ctx: Flask) -> Iterator[Callable[[Person], Actor]]:
    def of(person: Person) -> Actor:
        with transaction():
            token = begin(person.id, "Uji", "127.0.0.1", strong=True)
        found = actor_for(token)
        assert found is not None
        return found

    yield of
    db.session.remove()


def form(unit: str = "dpp", **changes: object) -> ChallengeForm:
    now = clock.now()
    values = ChallengeForm(
        campaign="Air bersih",
        title="Ceritakan selokan Anda",
        why="Warga perlu tahu.",
        talking_points="Dirawat bersama",
        sources=("https://partai.example/sumber",),
        required_tag="#AirBersih",
        required_link="",
        disclosure="#SayaKader",
        campaigning=False,
        providers=("x",),
        unit_code=unit,
        opens_at=now - timedelta(hours=1),
        closes_at=now + timedelta(hours=1),
        points=10,
        daily_limit=3,
    )
    return replace(values, **changes)


def published(cast: Cast, actor: Callable[[Person], Actor], unit: str = "dpp", **more: object):
    tika, bima = actor(cast.tika), actor(cast.bima)
    with transaction():
        made = publishing.draft(tika, form(unit, **more))
        publishing.propose(tika, made)
        publishing.publish(bima, made, publishing.version(made))
    return made


def test_the_author_never_publishes_the_own_words(ctx: Flask, cast: Cast, actor) -> None:
    tika, bima = actor(cast.tika), actor(cast.bima)
    with transaction():
        made = publishing.draft(tika, form())
        publishing.propose(tika, made)
    with pytest.raises(Refusal, match="second_person"), transaction():
        publishing.publish(tika, made, publishing.version(made))
    with transaction():
        publishing.revise(bima, made, {"title": "Diubah Bima"})
        assert made.state == "draft"
        publishing.propose(bima, made)
    with pytest.raises(Refusal, match="second_person"), transaction():
        publishing.publish(bima, made, publishing.version(made))
    with transaction():
        publishing.publish(tika, made, publishing.version(made))
    assert phase(made, clock.now()) == "live"


def test_another_text_than_the_one_read_is_not_published(ctx: Flask, cast: Cast, actor) -> None:
    tika, bima = actor(cast.tika), actor(cast.bima)
    with transaction():
        made = publishing.draft(tika, form())
        publishing.propose(tika, made)
        read = publishing.version(made)
        publishing.revise(tika, made, {"title": "Diam-diam diganti"})
        publishing.propose(tika, made)
    for seen in (read, ""):
        with pytest.raises(Refusal, match="changed"), transaction():
            publishing.publish(bima, made, seen)


def test_the_database_refuses_a_publisher_who_wrote_it(ctx: Flask, cast: Cast, actor) -> None:
    made = published(cast, actor)
    with pytest.raises(IntegrityError), transaction():
        session().execute(
            text("UPDATE challenges SET published_by = drafted_by WHERE id = :id"), {"id": made.id}
        )


def test_what_is_published_never_changes_and_closes_once(ctx: Flask, cast: Cast, actor) -> None:
    made, tika = published(cast, actor), actor(cast.tika)
    with pytest.raises(Refusal), transaction():
        publishing.revise(tika, made, {"points": 99})
    with transaction():
        publishing.close(tika, made)
    assert (made.state, made.closed_by, made.points) == ("closed", cast.tika.id, 10)
    with pytest.raises(Refusal), transaction():
        publishing.close(tika, made)


def test_a_window_that_is_past_is_not_published(ctx: Flask, cast: Cast, actor) -> None:
    with pytest.raises(Refusal, match="window"):
        published(cast, actor, closes_at=clock.now() - timedelta(seconds=1))


@pytest.mark.parametrize("code", ["", "99", "31.99"])
def test_a_unit_that_is_not_there(ctx: Flask, cast: Cast, actor, code: str) -> None:
    tika = actor(cast.tika)
    with pytest.raises(Refusal) as found, transaction():
        publishing.draft(tika, form(code))
    assert found.value.field == "unit"


@pytest.mark.parametrize("unit", ["dpp", "31", "31.74", "31.74.06", "31.74.06.1002"])
def test_a_cadre_sees_what_is_for_her_unit_and_above(
    ctx: Flask, cast: Cast, actor, unit: str
) -> None:
    made, siti = published(cast, actor, unit), actor(cast.siti)
    assert [one.id for one in targeting.live_for(siti.unit_path, clock.now())] == [made.id]
    assert targeting.find(made.public_id, siti).id == made.id


@pytest.mark.parametrize("unit", ["32", "31.71", "31.74.07", "31.74.06.1001", "91"])
def test_and_nothing_else(ctx: Flask, cast: Cast, actor, unit: str) -> None:
    made, siti = published(cast, actor, unit), actor(cast.siti)
    assert list(targeting.live_for(siti.unit_path, clock.now())) == []
    with pytest.raises(NotFound):
        targeting.find(made.public_id, siti)


def test_a_draft_is_seen_by_no_cadre(ctx: Flask, cast: Cast, actor) -> None:
    tika = actor(cast.tika)
    with transaction():
        made = publishing.draft(tika, form())
    with pytest.raises(NotFound):
        targeting.find(made.public_id, actor(cast.siti))


def test_the_clock_opens_and_closes(ctx: Flask, cast: Cast, actor) -> None:
    made, path = published(cast, actor), actor(cast.siti).unit_path
    for moment, expected in (
        (made.opens_at - timedelta(seconds=1), "upcoming"),
        (made.opens_at, "live"),
        (made.closes_at - timedelta(seconds=1), "live"),
        (made.closes_at, "over"),
    ):
        assert phase(made, moment) == expected
        assert bool(targeting.live_for(path, moment)) == (expected == "live")
        assert bool(targeting.upcoming_for(path, moment)) == (expected == "upcoming")


def test_the_checklist_is_asked_in_full() -> None:
    today = clock.party_day(clock.now())
    keys = [one.key for one in law.in_force(today)]
    with pytest.raises(Refusal):
        publishing.confirm(keys[1:], today)
    publishing.confirm(keys, today)
