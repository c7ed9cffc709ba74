"""Points for bringing people: by the square root, capped, once a day, and only where allowed."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from app import clock
from app.cadres.models import Cadre
from app.cadres.transfer import transfer
from app.content.arrivals import Visit, arrive
from app.content.tracking import find
from app.db import db, session, transaction
from app.flows.arrivals import LATE_DAYS, credit
from app.ledger.models import Entry
from app.ledger.scoring import FIRST
from app.ledger.statement import points_today
from tests.cast import FIRST_SEASON
from tests.content.party import Party
from tests.shares import Shares

NOW = datetime(2026, 11, 18, 5, tzinfo=clock.UTC)
SEASON_OPENS = FIRST_SEASON
TOMORROW = NOW + timedelta(days=1)


def people(party: Party, link: int, number: int, at: datetime = NOW, first: int = 0) -> None:
    """So many people come through a link, each from a network of her own."""
    with party.at_work():
        target = find(party.path(link).rpartition("/")[2], party.key, at)
        for one in range(first, first + number):
            arrive(target, Visit("human", f"103.{one // 250}.{one % 250}.1", None), at)


def credited(party: Party, at: datetime = TOMORROW) -> int:
    with party.app.app_context():
        made = credit(at)
        db.session.remove()
    return made


def entries(party: Party) -> list[Entry]:
    with party.app.app_context():
        found = session().scalars(select(Entry).order_by(Entry.id)).all()
        session().expunge_all()
        db.session.remove()
    return list(found)


@pytest.mark.parametrize(
    ("number", "points"), [(1, 1), (3, 1), (4, 2), (9, 3), (99, 9), (150, FIRST["arrival_cap"])]
)
def test_points_are_the_root_of_the_people_of_a_day_up_to_a_cap(
    party: Party, number: int, points: int
) -> None:
    people(party, party.link(party.cast.siti), number)
    assert credited(party) == 1
    (entry,) = entries(party)
    assert (entry.points, entry.kind, entry.grade) == (points, "arrival", "B")
    assert entry.rule_version == FIRST.version
    assert entry.reason == f"{number} orang datang lewat tautan Anda"
    assert (entry.day, entry.at) == (clock.party_day(NOW), NOW)
    assert entry.source == f"arrivals:{party.cast.siti.id}:2026-11-18"


def test_more_links_and_one_visitor_of_many_bring_no_more_points(party: Party) -> None:
    for _ in range(9):
        people(party, party.link(party.cast.siti), 1)
    people(party, party.link(party.cast.siti), 3, first=1)
    people(party, party.link(party.cast.rudi), 4)
    credited(party)
    assert [(one.cadre_id, one.points) for one in entries(party)] == [
        (party.cast.siti.id, 2),  # four people, however many links
        (party.cast.rudi.id, 2),
    ]


def test_a_day_is_awarded_when_it_is_over_and_only_once(party: Party) -> None:
    link = party.link(party.cast.siti)
    people(party, link, 4)
    assert credited(party, NOW + timedelta(hours=3)) == 0
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda _: credited(party), range(4)))
    assert [one.points for one in entries(party)] == [2]
    people(party, link, 9, TOMORROW)
    assert credited(party, TOMORROW + timedelta(days=1)) == 1
    assert [one.points for one in entries(party)] == [2, 3]


def test_a_worker_that_was_away_finds_the_days_it_missed_but_not_those_long_gone(
    party: Party,
) -> None:
    link = party.link(party.cast.siti)
    people(party, link, 1, NOW)
    people(party, link, 1, NOW + timedelta(days=2))
    assert credited(party, NOW + timedelta(days=LATE_DAYS)) == 2
    people(party, link, 1, NOW + timedelta(days=3))
    assert credited(party, NOW + timedelta(days=4 + LATE_DAYS)) == 0


def test_arrivals_leave_the_days_room_for_shares_alone(party: Party) -> None:
    people(party, party.link(party.cast.siti), 9)
    credited(party)
    with party.at_work():
        today = points_today(party.cast.siti.id, clock.party_day(NOW))
        assert (today.earned, today.left) == (0, FIRST["daily_cap"])


@pytest.mark.parametrize(
    ("mode", "made"), [("link_only", 1), ("score", 1), ("record", 0), ("off", 0)]
)
def test_the_policy_of_the_day_decides_whether_arrivals_bring_points(
    party: Party, shares: Shares, mode: str, made: int
) -> None:
    for counted, since in ((mode, NOW - timedelta(days=1)), ("score", TOMORROW)):
        shares.policy("whatsapp", counted, valid_from=since, acknowledged_at=since)
    people(party, party.link(party.cast.siti), 4)
    assert credited(party) == made


def test_previews_own_clicks_and_people_who_left_bring_nothing(party: Party) -> None:
    siti, rudi = party.link(party.cast.siti), party.link(party.cast.rudi)
    with party.at_work():
        for link, kind, cadre in ((siti, "preview", None), (siti, "human", party.cast.siti.id)):
            target = find(party.path(link).rpartition("/")[2], party.key, NOW)
            arrive(target, Visit(kind, "103.10.64.1", cadre), NOW)
    people(party, rudi, 4)
    with party.at_work():
        session().get_one(Cadre, party.cast.rudi.id).status = "left"
    assert credited(party) == 0


def test_points_stay_with_the_unit_she_was_in_on_that_day(party: Party) -> None:
    people(party, party.link(party.cast.siti), 4)
    with party.app.app_context(), clock.at(TOMORROW):
        with transaction():
            transfer(party.cast.siti.id, party.cast.budi.unit_id)
        db.session.remove()
    credited(party)
    assert [one.unit_id for one in entries(party)] == [party.cast.siti.unit_id]
