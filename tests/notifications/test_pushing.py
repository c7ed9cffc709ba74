"""Calling phones: whom, when, with what, and what comes of each answer."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from app import clock
from app.db import db, session
from app.errors import Refusal
from app.jobs.due import run_due_jobs
from app.jobs.schedule import sweep
from app.notifications import outbox, pushing, subscriptions, vapid
from app.notifications.models import Push
from app.sealing import configure_keys
from app.words.catalogues import tell
from tests.notifications.conftest import Calls, noon

CHECKED = "Kiriman Anda sudah diperiksa."
OPENED = "Ada tantangan baru untuk unit Anda."
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def test_a_verdict_reaches_her_phone_and_nobody_elses(calls: Calls) -> None:
    siti, rudi = calls.shares.cast.siti, calls.shares.cast.rudi
    for person in (siti, rudi):
        calls.phone(person)
    calls.shares.link(siti)
    one = calls.shares.submit(siti, calls.shares.challenge(), calls.shares.post(siti).url)
    run_due_jobs(calls.shares.app)
    calls.run("UPDATE notices SET at = :at", at=noon())
    calls.run("UPDATE push_subscriptions SET next_at = :at WHERE next_at IS NOT NULL", at=noon())
    assert calls.heard() == []
    calls.pass_minute(noon())
    (call,) = calls.received()
    assert call.name == "siti HP"
    about = calls.shares.row(one).public_id
    assert json.loads(call.text) == {
        "title": "Gelanggang",
        "body": CHECKED,
        "url": f"/kiriman/{about}",
    }
    assert (call.ttl, call.urgency) == (9 * 3600, "normal")


@pytest.mark.parametrize("browser", ["chrome", "firefox", "safari", "edge"])
def test_every_browsers_service_is_spoken_to_alike(calls: Calls, browser: str) -> None:
    calls.phone(calls.shares.cast.siti, browser=browser)
    calls.tell(calls.shares.cast.siti, noon())
    calls.pass_minute(noon())
    assert calls.heard() == [CHECKED]


def test_one_call_a_day_is_all_there_is_and_the_rest_waits_for_the_morning(calls: Calls) -> None:
    siti = calls.shares.cast.siti
    calls.phone(siti)
    for number in range(3):
        calls.tell(siti, noon() + number * MINUTE, about=f"a{number}")
        calls.pass_minute(noon() + number * MINUTE)
    calls.pass_minute(noon(hour=20))
    calls.pass_minute(noon(hour=23))
    assert calls.heard() == [CHECKED]
    calls.pass_minute(noon(29, 7) - 55 * MINUTE)
    assert calls.heard() == [CHECKED, CHECKED]
    assert [json.loads(one.text)["url"] for one in calls.received()] == [
        "/kiriman/a0",
        "/kiriman/a2",
    ]
    for hours in range(1, 49):
        calls.pass_minute(noon(29, 7) + hours * HOUR)
    assert len(calls.heard()) == 2  # the one in between is a day old by the third morning


def test_at_night_nothing_comes_and_in_the_morning_once(calls: Calls) -> None:
    siti, yohana = calls.shares.cast.siti, calls.shares.cast.yohana
    for person in (siti, yohana):
        calls.phone(person)
        calls.tell(person, noon(hour=19) + 30 * MINUTE)
    calls.pass_minute(noon(hour=19) + 30 * MINUTE)
    assert calls.heard("siti") == [CHECKED]
    assert calls.heard("yohana") == []  # half past nine in Jayapura
    for hours in range(11):
        calls.pass_minute(noon(hour=20) + hours * HOUR)
        if hours < 8:
            assert calls.heard("yohana") == []
    assert calls.heard("yohana") == [CHECKED]
    assert calls.heard("siti") == [CHECKED]


def test_what_she_has_seen_meanwhile_or_that_is_over_is_no_reason_to_call(
    calls: Calls, as_
) -> None:
    siti, rudi = calls.shares.cast.siti, calls.shares.cast.rudi
    for person in (siti, rudi):
        calls.phone(person)
    calls.announce(siti, noon(hour=22), noon(29, 6), about="c1")
    calls.announce(siti, noon(hour=22), noon(29, 18), about="c2")
    calls.pass_minute(noon(hour=22))
    with clock.at(noon(hour=23)):
        as_(siti).get("/kabar-saya")
    calls.pass_minute(noon(29, 6) + 5 * MINUTE)
    assert calls.heard("siti") == []
    (call,) = calls.received()
    assert (call.name, json.loads(call.text)["url"]) == ("rudi HP", "/tantangan/c2")
    calls.announce(siti, noon(30), noon(30, 18), about="c3")
    with calls.shares.at_work():
        outbox.take_back("opened", "c3")
    calls.pass_minute(noon(30))
    assert len(calls.received()) == 1


def test_a_challenge_calls_everybody_of_its_unit_from_when_it_opens(calls: Calls) -> None:
    cast = calls.shares.cast
    for person in (cast.siti, cast.rudi, cast.mega):
        calls.phone(person)
    calls.announce(cast.siti, noon(hour=14), noon(29))
    calls.pass_minute(noon(hour=13))
    assert calls.heard() == []
    calls.pass_minute(noon(hour=14))
    assert sorted(one.name for one in calls.received()) == ["rudi HP", "siti HP"]
    assert set(calls.heard()) == {OPENED}


def test_phones_of_a_large_unit_are_called_by_and_by_and_each_once(
    calls: Calls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pushing, "AT_ONCE", 2)
    monkeypatch.setattr(pushing, "SLICE", 2)
    cast = calls.shares.cast
    for person in (cast.siti, cast.rudi, cast.ani, cast.mega, cast.ani):
        calls.phone(person, name="HP")
    calls.announce(cast.siti, noon(), noon(29))
    assert [calls.pass_minute(noon() + n * MINUTE) for n in range(4)] == [2, 2, 0, 0]
    assert sorted(one.name for one in calls.received()) == ["ani HP"] * 2 + ["rudi HP", "siti HP"]


def test_all_of_her_phones_show_the_same_one_thing(calls: Calls) -> None:
    siti = calls.shares.cast.siti
    calls.phone(siti, "satu")
    calls.phone(siti, "dua")
    calls.announce(siti, noon(), noon(29))
    calls.tell(siti, noon())
    calls.pass_minute(noon())
    calls.tell(siti, noon(hour=13), about="a2")
    calls.pass_minute(noon(hour=13))
    assert {json.loads(one.text)["url"] for one in calls.received()} == {"/kiriman/a1"}
    assert len(calls.received()) == 2
    assert len(calls.pushes()) == 1


def test_whatever_runs_at_the_same_time_she_is_called_once(calls: Calls) -> None:
    siti = calls.shares.cast.siti
    calls.phone(siti)
    calls.tell(siti, noon())
    (row,) = calls.rows()
    calls.live_at(noon())

    def work(_: int) -> None:
        with calls.shares.app.app_context(), clock.at(noon()):
            pushing.call(row.id)
            db.session.remove()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(16)))
    assert calls.heard() == [CHECKED]


def test_the_database_itself_knows_one_call_a_day(calls: Calls) -> None:
    siti = calls.shares.cast.siti
    day = noon().date()
    with calls.shares.at_work():
        session().add(Push(cadre_id=siti.id, day=day))
    with pytest.raises(IntegrityError), calls.shares.at_work():
        session().add(Push(cadre_id=siti.id, day=day))


def test_a_phone_whose_owner_said_no_is_forgotten(calls: Calls) -> None:
    siti, rudi = calls.shares.cast.siti, calls.shares.cast.rudi
    gone = calls.phone(siti)
    calls.phone(rudi)
    calls.platforms.phones().lose(gone["id"])
    calls.announce(siti, noon(), noon(29))
    calls.pass_minute(noon())
    assert [row.cadre_id for row in calls.rows()] == [rudi.id]
    assert calls.heard() == [OPENED]


def test_a_service_that_is_busy_is_asked_when_it_says(calls: Calls) -> None:
    siti = calls.shares.cast.siti
    calls.phone(siti)
    calls.tell(siti, noon())
    limit = noon() + 30 * MINUTE
    calls.platforms.switch("push", rate_limited_until=limit.isoformat())
    calls.pass_minute(noon())
    (row,) = calls.rows()
    assert row.next_at is not None
    assert 29 * MINUTE <= row.next_at - noon() <= 31 * MINUTE
    calls.platforms.healthy("push")
    assert calls.pass_minute(noon() + 20 * MINUTE) == 0
    assert calls.heard() == []
    calls.pass_minute(noon() + 31 * MINUTE)
    assert calls.heard() == [CHECKED]


@pytest.mark.parametrize("trouble", ["503", "closed"])
def test_a_service_that_is_down_is_asked_ever_more_rarely_and_not_in_the_evening(
    calls: Calls, trouble: str
) -> None:
    siti = calls.shares.cast.siti
    calls.phone(siti)
    calls.tell(siti, noon(hour=20) + 57 * MINUTE)
    calls.platforms.switch("push", down=trouble)
    calls.pass_minute(noon(hour=20) + 57 * MINUTE)
    assert [row.next_at for row in calls.rows()] == [noon(hour=20) + 58 * MINUTE]
    calls.pass_minute(noon(hour=20) + 58 * MINUTE)
    calls.platforms.healthy("push")
    calls.pass_minute(noon(hour=21))
    calls.pass_minute(noon(29, 6) + 5 * MINUTE)
    assert calls.heard() == []  # the inbox tells it; a call of yesterday is none
    assert len(calls.rows()) == 1


def test_a_phone_that_no_service_wants_is_let_go_after_five_days(calls: Calls) -> None:
    siti = calls.shares.cast.siti
    calls.phone(siti)
    calls.run("UPDATE push_subscriptions SET failures = 4")
    settings = calls.shares.app.config["SETTINGS"]
    calls.tell(siti, noon())
    vapid.configure_push(vapid.new_key(), settings.vapid_subject)  # another caller
    try:
        calls.pass_minute(noon())
    finally:
        vapid.configure_push(settings.vapid_private_key, settings.vapid_subject)
    assert calls.rows() == []


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://10.0.0.7/fcm/send/abcdefgh",
        "https://localhost/fcm/send/abcdefgh",
        "https://169.254.169.254/latest/meta-data",
        "https://jahat.example/fcm/send/abcdefgh",
        "http://fcm.googleapis.com/fcm/send/abcdefgh",
    ],
)
def test_an_address_that_is_no_push_service_is_refused(calls: Calls, endpoint: str) -> None:
    keys = calls.platforms.phone("Siti")["keys"]
    with pytest.raises(Refusal, match="push_service"):
        subscriptions.read_address(endpoint, keys["p256dh"], keys["auth"])


@pytest.mark.parametrize(
    ("name", "value"),
    [("p256dh", ""), ("p256dh", "A" * 87), ("auth", ""), ("auth", "AAAA"), ("auth", "é")],
)
def test_keys_that_are_none_are_refused(calls: Calls, name: str, value: str) -> None:
    phone = calls.platforms.phone("Siti")
    keys = phone["keys"] | {name: value}
    with pytest.raises(Refusal, match="push_keys"):
        subscriptions.read_address(phone["endpoint"], keys["p256dh"], keys["auth"])


def test_where_a_phone_is_called_cannot_be_read_from_the_database(calls: Calls) -> None:
    phone = calls.phone(calls.shares.cast.siti)
    (row,) = calls.rows()
    assert phone["endpoint"].encode() not in row.address
    assert phone["id"] not in f"{row.endpoint_hash}{row.device_hash}"
    with calls.shares.app.app_context():
        assert subscriptions.address_of(row).endpoint == phone["endpoint"]


def test_whoever_left_is_not_called_and_then_forgotten(calls: Calls) -> None:
    siti = calls.shares.cast.siti
    calls.phone(siti)
    calls.tell(siti, noon())
    calls.run("UPDATE cadres SET status = 'left' WHERE id = :id", id=siti.id)
    calls.pass_minute(noon())
    assert calls.heard() == []
    with calls.shares.app.app_context():
        sweep(noon())
        db.session.remove()
    assert calls.rows() == []


def test_a_cadre_has_five_phones_at_most(calls: Calls) -> None:
    for number in range(7):
        calls.phone(calls.shares.cast.siti, str(number))
    assert len(calls.rows()) == 5


def test_a_new_key_ring_keeps_every_phone(calls: Calls) -> None:
    calls.phone(calls.shares.cast.siti)
    old = calls.shares.app.config["SETTINGS"].token_keys
    try:
        configure_keys({"baru": bytes(range(32, 64)), **old})
        told = calls.shares.app.test_cli_runner().invoke(args=["secrets", "rotate"])
        assert "1 values sealed anew, 0 do not open" in told.output
        configure_keys({"baru": bytes(range(32, 64))})
        calls.tell(calls.shares.cast.siti, noon())
        calls.pass_minute(noon())
        assert calls.heard() == [CHECKED]
    finally:
        configure_keys(old)


def test_in_her_own_language(calls: Calls) -> None:
    siti = calls.shares.cast.siti
    calls.phone(siti)
    calls.run("UPDATE cadres SET language = 'en' WHERE id = :id", id=siti.id)
    calls.tell(siti, noon())
    calls.pass_minute(noon())
    assert calls.heard() == [tell(CHECKED, "en")] != [CHECKED]


def test_with_no_transaction_open_a_phone_is_called(
    calls: Calls, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls.phone(calls.shares.cast.siti)
    calls.tell(calls.shares.cast.siti, noon())
    inside: list[bool] = []
    post = pushing.open_web.post

    def watched(*args: object, **options: object) -> object:
        inside.append(session().in_transaction())
        return post(*args, **options)

    monkeypatch.setattr(pushing.open_web, "post", watched)
    calls.pass_minute(noon())
    assert inside == [False]
