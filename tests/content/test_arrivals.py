"""Who comes through a link: people counted once, machines and the cadre herself apart."""

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select, text

from app import clock
from app.cadres.sessions import begin
from app.content.arrivals import ARRIVE, BURST, Tally, Visit, arrive
from app.content.models import Arrival, DaySalt
from app.content.tracking import find
from app.db import session
from app.jobs.schedule import sweep
from tests.cast import Person
from tests.content.party import PHONE, WHATSAPP, Party
from tests.shares import Shares


def visit(party: Party, link: int, address: str, at: datetime | None = None) -> None:
    """As the door does it, without the page."""
    at = at or clock.now()
    with party.at_work():
        target = find(party.path(link).rpartition("/")[2], party.key, at)
        arrive(target, Visit("human", address, None), at)


def signed_in(party: Party, person: Person, address: str) -> str:
    with party.at_work():
        return begin(person.id, "Peramban uji", address)


def test_three_phones_are_three_people_and_coming_again_changes_nothing(party: Party) -> None:
    link = party.link(party.cast.siti)
    for address in ("103.10.64.1", "114.124.1.9", "2404:c0:1:2::7", "103.10.64.1"):
        party.tap(link, address)
    assert party.tally(link) == Tally(people=3)
    assert party.rows() == [("human", 2), ("human", 1), ("human", 1)]


def test_ten_thousand_clicks_from_one_source_are_one_person_whatever_they_call_themselves(
    party: Party,
) -> None:
    link = party.link(party.cast.siti)
    for number in range(3):
        party.tap(link, agent=f"{PHONE} Coba/{number}")
    with party.at_work():
        columns = (Arrival.link_id, Arrival.day, Arrival.visitor, Arrival.network, Arrival.kind)
        same = dict(session().execute(select(*columns)).one()._mapping)
    again = {**same, "burst": BURST, "at": clock.now()}
    for _ in range(9_997 // 769):
        with party.at_work():
            session().execute(ARRIVE, [again] * 769)
    assert party.tally(link) == Tally(people=1)
    assert party.rows() == [("human", 10_000)]


def test_fifty_at_once_from_one_source_are_one_and_from_fifty_are_fifty(party: Party) -> None:
    one, many = party.link(party.cast.siti), party.link(party.cast.siti)
    with ThreadPoolExecutor(16) as threads:
        list(threads.map(lambda _: visit(party, one, "103.10.64.1"), range(50)))
        list(threads.map(lambda n: visit(party, many, f"103.10.{n}.1"), range(50)))
    assert party.tally(one) == Tally(people=1)
    assert party.tally(many) == Tally(people=50)
    with party.at_work():
        assert session().scalar(select(func.sum(Arrival.hits))) == 100
        assert session().scalar(select(func.count()).select_from(DaySalt)) == 1


def test_of_a_burst_from_one_network_only_some_count_even_when_they_come_at_once(
    party: Party,
) -> None:
    link = party.link(party.cast.siti)
    with ThreadPoolExecutor(16) as threads:
        list(threads.map(lambda n: visit(party, link, f"103.10.64.{n}"), range(50)))
    assert party.tally(link) == Tally(people=BURST, burst=50 - BURST)
    visit(party, link, "103.10.65.1")
    assert party.tally(link).people == BURST + 1


def test_previews_and_machines_are_counted_apart_and_a_person_may_follow_from_there(
    party: Party,
) -> None:
    link = party.link(party.cast.siti)
    party.tap(link, agent=WHATSAPP)
    party.tap(link, method="HEAD")
    party.tap(link, headers={"Sec-Purpose": "prefetch"})
    party.tap(link, agent="curl/8.5.0")
    assert party.tally(link) == Tally(previews=1, bots=1)
    party.tap(link)
    assert party.tally(link) == Tally(people=1, previews=1, bots=1)


def test_own_clicks_are_own_whether_signed_in_or_only_from_ones_own_address(party: Party) -> None:
    link = party.link(party.cast.siti)
    token = signed_in(party, party.cast.siti, "103.10.64.5")
    party.tap(link, "114.124.1.1", session_token=token)
    party.tap(link, "103.10.64.5")
    assert party.tally(link) == Tally(own=2)
    rival = signed_in(party, party.cast.rudi, "103.10.64.6")
    party.tap(link, "103.10.64.6", session_token=rival)
    assert party.tally(link) == Tally(people=1, own=2)


def test_a_visitor_who_turns_out_to_be_the_cadre_no_longer_counts(party: Party) -> None:
    link = party.link(party.cast.siti)
    party.tap(link, "103.10.64.5")
    assert party.tally(link) == Tally(people=1)
    signed_in(party, party.cast.siti, "103.10.64.5")
    party.tap(link, "103.10.64.5")
    assert party.tally(link) == Tally(own=1)


def test_an_address_of_another_day_is_nobodys(party: Party) -> None:
    link = party.link(party.cast.siti)
    signed_in(party, party.cast.siti, "103.10.64.5")
    visit(party, link, "103.10.64.5", clock.now() + timedelta(days=2))
    assert party.tally(link) == Tally(people=1)


def test_a_new_day_counts_anew_and_the_old_days_salt_is_deleted(party: Party) -> None:
    link = party.link(party.cast.siti)
    tomorrow = clock.now() + timedelta(days=1)
    visit(party, link, "103.10.64.1")
    visit(party, link, "103.10.64.1", tomorrow)
    assert party.tally(link) == Tally(people=2)
    with party.at_work():
        hashes = session().scalars(select(Arrival.visitor)).all()
        assert len(set(hashes)) == 2
    with party.app.app_context():
        sweep(tomorrow)
    with party.at_work():
        assert session().scalars(select(DaySalt.day)).all() == [clock.party_day(tomorrow)]


def test_no_address_and_no_browser_is_kept_or_logged(
    party: Party, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    party.tap(party.link(party.cast.siti), "103.10.64.77")
    assert "103.10.64" not in caplog.text
    with party.at_work():
        kept = session().execute(text("SELECT to_jsonb(a)::text FROM arrivals a")).scalar_one()
    assert "103.10" not in kept
    assert "Mozilla" not in kept


def test_people_are_counted_for_a_challenge_only_while_it_is_live(
    party: Party, shares: Shares
) -> None:
    challenge = shares.challenge(required_link="https://partai.example/sehat")
    link = party.challenge_link(party.cast.siti, challenge)
    party.tap(link)
    with clock.at(clock.now() + timedelta(days=3)):
        visit(party, link, "114.124.1.1")
    assert party.tally(link) == Tally(people=1)
