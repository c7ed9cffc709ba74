"""A passkey lets its owner in from this site, once for each riddle, and nobody else ever."""

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from app import clock
from app.cadres import entering, passkeys, sessions, slips, throttle
from app.cadres.models import Cadre, Passkey, Session
from app.cadres.sessions import Device
from app.db import session, transaction
from app.errors import NotFound, Refusal, TooOften
from app.flows import ways_changed
from tests.authenticator import Phone
from tests.cadres.at_once import outcomes
from tests.cast import Cast, Person

HERE = Device("Peramban", "10.0.0.1")


def riddle(purpose: str, who: Person | None = None) -> str:
    with transaction():
        return slips.hand_out(purpose, who.id if who else None)


def enrolled(who: Person, phone: Phone | None = None) -> Phone:
    phone = phone or Phone()
    slip = riddle("enrol", who)
    options = passkeys.to_enrol(session().get_one(Cadre, who.id), slip)
    ways_changed.new_passkey(who.id, slip, phone.make(options), HERE)
    return phone


def entered(phone: Phone, **bent: object) -> entering.Entered:
    slip = riddle("enter")
    return entering.by_passkey(slip, phone.use(passkeys.to_enter(slip), **bent), HERE)


def sessions_of(who: Person) -> int:
    mine = select(func.count()).where(Session.cadre_id == who.id)
    return session().scalar(mine) or 0


def test_one_tap_says_who_it_is_and_counts_as_two_proofs(ctx: Flask, cast: Cast) -> None:
    phone = enrolled(cast.tika)
    found = entered(phone)
    actor = sessions.actor_for(found.token)
    assert found.cadre_id == cast.tika.id and not found.asleep
    assert actor is not None and actor.officer and actor.strong
    (row,) = passkeys.listed(cast.tika.id)
    assert row.used_at is not None and row.sign_count == 1


def test_the_phone_is_asked_for_a_key_of_its_own_that_needs_finger_face_or_pin(
    ctx: Flask, cast: Cast
) -> None:
    first = enrolled(cast.siti)
    slip = riddle("enrol", cast.siti)
    options = passkeys.to_enrol(session().get_one(Cadre, cast.siti.id), slip)
    assert options["authenticatorSelection"] == {
        "authenticatorAttachment": "platform",
        "residentKey": "required",
        "requireResidentKey": True,
        "userVerification": "required",
    }
    assert options["rp"]["id"] == "localhost"
    assert [one["id"] for one in options["excludeCredentials"]] == [
        passkeys.webauthn.helpers.bytes_to_base64url(first.id)
    ]
    asked = passkeys.to_enter(riddle("enter"))
    assert asked["userVerification"] == "required" and not asked.get("allowCredentials")


@pytest.mark.parametrize(
    "bent",
    [
        {"origin": "https://gelanggang.jahat.example"},
        {"origin": "http://localhost:8000"},
        {"site": "jahat.example"},
        {"verified": False},
        {"owner": b"rudi-0000"},
    ],
    ids=["origin", "port", "site", "without finger", "another owner"],
)
def test_what_was_signed_elsewhere_or_otherwise_opens_nothing(
    ctx: Flask, cast: Cast, bent: dict
) -> None:
    phone = enrolled(cast.siti)
    before = sessions_of(cast.siti)
    with pytest.raises(Refusal) as refused:
        entered(phone, **bent)
    assert refused.value.code == "passkey"
    assert sessions_of(cast.siti) == before


def test_a_riddle_is_good_once(ctx: Flask, cast: Cast) -> None:
    phone = enrolled(cast.siti, Phone(counts=False))
    slip = riddle("enter")
    answer = phone.use(passkeys.to_enter(slip))
    entering.by_passkey(slip, answer, HERE)
    with pytest.raises(Refusal) as refused:
        entering.by_passkey(slip, answer, HERE)
    assert refused.value.code == "slip"


def test_a_riddle_is_spent_by_a_wrong_answer_too(ctx: Flask, cast: Cast) -> None:
    phone = enrolled(cast.siti)
    slip = riddle("enter")
    with pytest.raises(Refusal, match="passkey"):
        entering.by_passkey(slip, phone.use(passkeys.to_enter(slip), verified=False), HERE)
    with pytest.raises(Refusal, match="slip"):
        entering.by_passkey(slip, phone.use(passkeys.to_enter(slip)), HERE)


def test_a_riddle_grows_old_and_serves_only_what_it_was_made_for(ctx: Flask, cast: Cast) -> None:
    phone = enrolled(cast.siti)
    slip = riddle("enter")
    answer = phone.use(passkeys.to_enter(slip))
    later = time_machine.travel(clock.now() + slips.KEPT, tick=False)
    with later, pytest.raises(Refusal, match="slip"):
        entering.by_passkey(slip, answer, HERE)
    other = riddle("enrol", cast.siti)
    with pytest.raises(Refusal, match="slip"):
        entering.by_passkey(other, phone.use(passkeys.to_enter(other)), HERE)


def test_nobody_enrols_with_anothers_riddle(ctx: Flask, cast: Cast) -> None:
    slip = riddle("enrol", cast.siti)
    options = passkeys.to_enrol(session().get_one(Cadre, cast.siti.id), slip)
    with pytest.raises(Refusal, match="slip"):
        ways_changed.new_passkey(cast.rudi.id, slip, Phone().make(options), HERE)
    ways_changed.new_passkey(cast.siti.id, slip, Phone().make(options), HERE)


@pytest.mark.parametrize(
    "bent", [{"origin": "https://jahat.example"}, {"verified": False}], ids=["origin", "finger"]
)
def test_a_key_made_elsewhere_or_without_a_finger_is_not_kept(
    ctx: Flask, cast: Cast, bent: dict
) -> None:
    slip = riddle("enrol", cast.siti)
    options = passkeys.to_enrol(session().get_one(Cadre, cast.siti.id), slip)
    with pytest.raises(Refusal, match="passkey"):
        ways_changed.new_passkey(cast.siti.id, slip, Phone().make(options, **bent), HERE)
    assert passkeys.listed(cast.siti.id) == []


def test_the_key_of_one_cadre_never_becomes_anothers(ctx: Flask, cast: Cast) -> None:
    phone = enrolled(cast.siti)
    with pytest.raises(Refusal, match="passkey"):
        enrolled(cast.rudi, phone)
    assert passkeys.listed(cast.rudi.id) == []


def test_a_copied_key_that_counts_back_is_refused(ctx: Flask, cast: Cast) -> None:
    phone = enrolled(cast.siti)
    entered(phone)
    entered(phone)
    phone.uses = 0
    with pytest.raises(Refusal, match="passkey"):
        entered(phone)
    assert session().scalar(select(Passkey.sign_count)) == 2


@pytest.mark.parametrize("status", ["disabled", "left"])
def test_who_is_not_active_gets_no_session_that_goes_live_later(
    ctx: Flask, cast: Cast, status: str
) -> None:
    phone = enrolled(cast.siti)
    with transaction():
        sessions.end_all(cast.siti.id)
        session().get_one(Cadre, cast.siti.id).status = status
    before = sessions_of(cast.siti)
    with pytest.raises(Refusal, match="passkey"):
        entered(phone)
    with pytest.raises(Refusal, match="sign_in"), transaction():
        sessions.begin(cast.siti.id, "", "")
    assert sessions_of(cast.siti) == before
    with transaction():
        session().get_one(Cadre, cast.siti.id).status = "active"
    assert sessions.listed(cast.siti.id) == []


def test_a_deleted_key_opens_nothing_and_nobody_deletes_anothers(ctx: Flask, cast: Cast) -> None:
    phone = enrolled(cast.siti)
    (row,) = passkeys.listed(cast.siti.id)
    with pytest.raises(NotFound), transaction():
        passkeys.remove(row.public_id, cast.rudi.id)
    entered(phone)
    with transaction():
        passkeys.remove(row.public_id, cast.siti.id)
    with pytest.raises(Refusal, match="passkey"):
        entered(phone)


def test_tries_with_one_key_are_counted_as_tries_with_one_number(ctx: Flask, cast: Cast) -> None:
    phone = enrolled(cast.siti)
    for _ in range(throttle.PER_ACCOUNT):
        with pytest.raises(Refusal, match="passkey"):
            entered(phone, verified=False)
    with pytest.raises(TooOften):
        entered(phone)


@pytest.mark.parametrize(
    "answer",
    ["", "{}", "[]", "null", '{"id": 5}', "x" * 9000, '{"id":"a","rawId":"a","type":"public-key"}'],
)
def test_nonsense_is_refused_with_words(ctx: Flask, cast: Cast, answer: str) -> None:
    with pytest.raises(Refusal, match="passkey"):
        entering.by_passkey(riddle("enter"), answer, HERE)
    slip = riddle("enrol", cast.siti)
    with pytest.raises(Refusal, match="passkey"):
        ways_changed.new_passkey(cast.siti.id, slip, answer, HERE)


@pytest.mark.parametrize(
    ("url", "possible"),
    [
        ("https://gelanggang.example", True),
        ("http://localhost:8000", True),
        ("http://gelanggang.example", False),
        ("http://127.0.0.1:8000", False),
        ("https://10.0.0.1", False),
    ],
)
def test_passkeys_are_offered_where_browsers_make_them(
    ctx: Flask, url: str, possible: bool
) -> None:
    passkeys.configure_passkeys(url, "Partai")
    assert passkeys.possible() is possible


def test_of_many_who_show_one_answer_at_once_one_comes_in(ctx: Flask, cast: Cast) -> None:
    phone = enrolled(cast.siti, Phone(counts=False))
    slip = riddle("enter")
    answer = phone.use(passkeys.to_enter(slip))

    def show(_: int) -> None:
        entering.by_passkey(slip, answer, HERE)

    assert sorted(outcomes(ctx, show, range(8))) == ["in"] + ["slip"] * 7
