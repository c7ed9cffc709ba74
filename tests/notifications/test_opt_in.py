"""`/saya`: whether a phone is called is its owner's to say, and easily unsaid."""

from datetime import timedelta

import pytest
from flask import Flask

from app import clock
from app.notifications.vapid import configure_push, public_key
from tests.cast import PASSWORD, Person
from tests.conftest import Browser
from tests.notifications.conftest import Calls, Opens, noon
from tests.page import Page

DOOR = "/saya/pemberitahuan"


def form(calls: Calls, person: Person) -> dict[str, str]:
    """What a browser would send after its owner's tap."""
    phone = calls.platforms.phone(f"{person.key} HP", caller=public_key() or "")
    return {"endpoint": phone["endpoint"], **phone["keys"]}


def card(browser: Browser) -> Page | None:
    return browser.get("/saya").soup.find(id="pemberitahuan")


def test_she_says_yes_is_called_and_says_no(calls: Calls, as_: Opens) -> None:
    siti = as_(calls.shares.cast.siti)
    offered = card(siti)
    assert offered is not None
    assert offered.has_attr("hidden")  # until a script finds an installed app
    assert offered["data-push-key"] == public_key()
    siti.post(DOOR, form(calls, calls.shares.cast.siti), 204)
    stands = card(siti)
    assert stands is not None
    assert not stands.has_attr("hidden")
    assert "Menyala di HP ini" in stands.text
    calls.tell(calls.shares.cast.siti, noon())
    calls.pass_minute(noon())
    assert len(calls.heard()) == 1
    back = siti.post(f"{DOOR}/berhenti")
    assert back.response.location == "/saya#pemberitahuan"
    assert calls.rows() == []
    assert "Menyala" not in siti.get("/saya").text


def test_another_address_takes_the_place_of_one_that_is_known_and_of_no_other(
    calls: Calls, as_: Opens
) -> None:
    cast = calls.shares.cast
    siti, rudi = as_(cast.siti), as_(cast.rudi)
    siti.post(DOOR, form(calls, cast.siti), 204)
    phone = calls.platforms.phone("siti HP, alamat baru", caller=public_key() or "")
    renewed = {"endpoint": phone["endpoint"], **phone["keys"], "ganti": "1"}
    assert "belum dipanggil" in rudi.post(DOOR, renewed, 422).text
    siti.post(DOOR, renewed, 204)
    assert len(calls.rows()) == 1
    calls.tell(cast.siti, noon())
    calls.pass_minute(noon())
    (call,) = calls.platforms.phones().received()
    assert call.name == "siti HP, alamat baru"


def test_nobody_is_asked_on_her_first_day(calls: Calls, as_: Opens) -> None:
    siti = as_(calls.shares.cast.siti)
    calls.run("UPDATE cadres SET activated_at = :at", at=clock.now() - timedelta(hours=20))
    assert card(siti) is None
    calls.run("UPDATE cadres SET activated_at = :at", at=clock.now() - timedelta(hours=25))
    assert card(siti) is not None


def test_where_push_is_not_set_up_nothing_is_offered_and_nobody_called(
    calls: Calls, as_: Opens, app: Flask
) -> None:
    siti = as_(calls.shares.cast.siti)
    calls.phone(calls.shares.cast.siti)
    settings = app.config["SETTINGS"]
    configure_push("", "")
    try:
        assert card(siti) is None
        siti.post(DOOR, {"endpoint": "x"}, 404)
        calls.tell(calls.shares.cast.siti, noon())
        calls.pass_minute(noon())
        assert calls.heard() == []
    finally:
        configure_push(settings.vapid_private_key, settings.vapid_subject)


@pytest.mark.parametrize(
    "changed",
    [
        {"endpoint": "https://10.0.0.7/fcm/send/abcdefgh"},
        {"endpoint": ""},
        {"p256dh": "bukan-kunci"},
        {"auth": ""},
    ],
)
def test_what_is_no_subscription_is_refused_in_words(
    calls: Calls, as_: Opens, changed: dict[str, str]
) -> None:
    siti = as_(calls.shares.cast.siti)
    said = siti.post(DOOR, form(calls, calls.shares.cast.siti) | changed, 422)
    assert said.response.mimetype == "text/plain"
    assert calls.rows() == []


def test_signing_out_ends_it_here_and_leaves_others_alone(calls: Calls, as_: Opens) -> None:
    cast = calls.shares.cast
    here, there, rudi = as_(cast.siti), as_(cast.siti), as_(cast.rudi)
    for browser, person in ((here, cast.siti), (there, cast.siti), (rudi, cast.rudi)):
        browser.post(DOOR, form(calls, person), 204)
    assert "Menyala di 1 perangkat lain" in here.get("/saya").text
    here.post("/keluar")
    assert [row.cadre_id for row in calls.rows()] == [cast.siti.id, cast.rudi.id]
    calls.announce(cast.siti, noon(), noon(29))
    calls.pass_minute(noon())
    assert sorted(one.name for one in calls.received()) == ["rudi HP", "siti HP"]
    rudi.post(f"{DOOR}/berhenti", {"semua": "1"})
    assert [row.cadre_id for row in calls.rows()] == [cast.siti.id]


def test_ending_a_session_from_elsewhere_ends_its_calls_at_once(calls: Calls, as_: Opens) -> None:
    siti = calls.shares.cast.siti
    lost, here = as_(siti), as_(siti)
    lost.post(DOOR, form(calls, siti), 204)
    here.post("/saya/sesi/akhiri-semua")
    calls.tell(siti, noon())
    calls.pass_minute(noon())
    assert calls.heard() == []


def test_everywhere_off_is_one_tap(calls: Calls, as_: Opens) -> None:
    siti = calls.shares.cast.siti
    one, two = as_(siti), as_(siti)
    for browser in (one, two):
        browser.post(DOOR, form(calls, siti), 204)
    one.post(f"{DOOR}/berhenti", {"semua": "1"})
    assert calls.rows() == []


def come_back(calls: Calls, browser: Browser, person: Person) -> None:
    """Sign in on the same device, with the right password."""
    browser.post("/masuk", {"telepon": person.phone, "sandi": PASSWORD}, at="/masuk")


def test_a_session_that_ran_out_is_followed_by_the_next_of_the_same_person(
    calls: Calls, as_: Opens
) -> None:
    siti = calls.shares.cast.siti
    phone = as_(siti)
    phone.post(DOOR, form(calls, siti), 204)
    calls.run("UPDATE sessions SET seen_at = now() - interval '2 days'")
    come_back(calls, phone, siti)
    calls.tell(siti, noon())
    calls.pass_minute(noon())
    assert len(calls.heard()) == 1


def test_somebody_else_on_the_same_phone_is_not_called_for_her(calls: Calls, as_: Opens) -> None:
    siti, rudi = calls.shares.cast.siti, calls.shares.cast.rudi
    phone = as_(siti)
    phone.post(DOOR, form(calls, siti), 204)
    calls.run("UPDATE sessions SET seen_at = now() - interval '2 days'")
    come_back(calls, phone, rudi)
    assert calls.rows() == []
    assert "Menyala" not in phone.get("/saya").text


def test_after_a_session_was_ended_on_purpose_signing_in_does_not_bring_calls_back(
    calls: Calls, as_: Opens
) -> None:
    siti = calls.shares.cast.siti
    phone, elsewhere = as_(siti), as_(siti)
    phone.post(DOOR, form(calls, siti), 204)
    elsewhere.post("/saya/sesi/akhiri-semua")
    calls.run("UPDATE sessions SET ended_at = ended_at - interval '5 minutes'")
    come_back(calls, phone, siti)
    assert calls.rows() == []


def test_a_phone_that_changes_hands_belongs_to_the_last_who_asked(calls: Calls, as_: Opens) -> None:
    siti, rudi = calls.shares.cast.siti, calls.shares.cast.rudi
    same = form(calls, siti)
    as_(siti).post(DOOR, same, 204)
    as_(rudi).post(DOOR, same, 204)
    assert [row.cadre_id for row in calls.rows()] == [rudi.id]


def test_sessions_that_are_swept_away_take_their_phones_along(calls: Calls) -> None:
    siti = calls.shares.cast.siti
    calls.phone(siti)
    calls.run("DELETE FROM sessions")
    assert calls.rows() == []
