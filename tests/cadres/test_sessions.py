"""Signing in, being known, being forgotten: sessions, their limits, and the throttle."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from app import clock
from app.cadres import entering, founding, sessions, throttle
from app.cadres.models import Cadre, Session, Throttle
from app.cadres.sessions import Device
from app.db import session, transaction
from app.errors import NotFound, Refusal, TooOften
from app.units.models import Unit
from tests.cadres.at_once import outcomes
from tests.cast import PASSWORD, Cast, Person
from tests.counting import counted

HERE = "10.0.0.1"


def enter(who: Person, replaces: str = "") -> str:
    with transaction():
        return sessions.begin(who.id, "Peramban", HERE, replaces, strong=True)


def test_phone_and_password_open_a_session(ctx: Flask, cast: Cast) -> None:
    entered = entering.by_password("0812 0000 0001", PASSWORD, Device("Peramban", HERE))
    token, cadre_id = entered.token, entered.cadre_id
    actor = sessions.actor_for(token)
    assert cadre_id == cast.siti.id
    assert actor is not None
    assert (actor.name, actor.unit_code, actor.unit_path) == (
        cast.siti.name,
        "31.74.06.1002",
        "dpp.31.74.06.1002",
    )
    assert actor.roles == frozenset()


def test_the_token_itself_is_nowhere_in_the_table(ctx: Flask, cast: Cast) -> None:
    token = enter(cast.siti)
    row = session().scalars(select(Session)).one()
    assert token not in (row.token_hash, row.public_id)
    assert len(token) >= 43


@pytest.mark.parametrize(
    ("phone", "password"),
    [
        ("0812 0000 0001", "kuda lumping tidur"),
        ("0812 9999 9999", PASSWORD),
        ("bukan nomor", PASSWORD),
        ("\x00", PASSWORD),
        ("0812 0000 0001", "x" * 5000),
        ("", ""),
    ],
)
def test_every_wrong_sign_in_gets_the_same_answer(
    ctx: Flask, cast: Cast, phone: str, password: str
) -> None:
    with pytest.raises(Refusal) as refused:
        entering.by_password(phone, password, Device("", HERE))
    assert (refused.value.code, refused.value.words) == ("sign_in", sessions.WRONG)


def test_a_disabled_cadre_is_neither_let_in_nor_kept_in(ctx: Flask, cast: Cast) -> None:
    token = enter(cast.siti)
    with transaction():
        session().get_one(Cadre, cast.siti.id).status = "disabled"
    assert sessions.actor_for(token) is None
    with pytest.raises(Refusal, match="sign_in"):
        entering.by_password(cast.siti.phone, PASSWORD, Device("", HERE))


def test_a_cheaper_hash_is_renewed_at_sign_in(ctx: Flask, cast: Cast) -> None:
    before = session().get_one(Cadre, cast.siti.id).password_hash
    entering.by_password(cast.siti.phone, PASSWORD, Device("", HERE))
    session().expire_all()
    assert session().get_one(Cadre, cast.siti.id).password_hash != before
    entering.by_password(cast.siti.phone, PASSWORD, Device("", HERE))


def test_signing_in_ends_the_session_this_browser_had(ctx: Flask, cast: Cast) -> None:
    old = enter(cast.siti)
    new = entering.by_password(cast.siti.phone, PASSWORD, Device("", HERE, old)).token
    assert sessions.actor_for(old) is None
    assert sessions.actor_for(new) is not None


def test_who_asks_costs_one_query(ctx: Flask, cast: Cast) -> None:
    token = enter(cast.joko)
    with counted() as asked:
        actor = sessions.actor_for(token)
    assert actor is not None and actor.leads
    assert len(asked) == 1


def test_a_visit_is_noted_once_in_five_minutes(ctx: Flask, cast: Cast) -> None:
    start = clock.now()
    token = enter(cast.siti)
    with time_machine.travel(start + timedelta(minutes=4), tick=False):
        sessions.actor_for(token)
    first = session().scalar(select(Session.seen_at))
    with time_machine.travel(start + timedelta(minutes=6), tick=False):
        sessions.actor_for(token)
        session().expire_all()
        assert session().scalar(select(Session.seen_at)) == clock.now()
    assert first is not None and first - start < timedelta(seconds=5)


@pytest.mark.parametrize(
    ("key", "idle", "absolute"),
    [
        ("siti", timedelta(hours=12), timedelta(days=7)),
        ("ani", timedelta(hours=12), timedelta(days=7)),
        ("tika", timedelta(minutes=30), timedelta(hours=12)),
        ("dewi", timedelta(minutes=30), timedelta(hours=12)),
        ("arif", timedelta(minutes=30), timedelta(hours=12)),
        ("oka", timedelta(minutes=30), timedelta(hours=12)),
    ],
)
def test_a_session_ends_when_unused_and_when_old(
    ctx: Flask, cast: Cast, key: str, idle: timedelta, absolute: timedelta
) -> None:
    who = getattr(cast, key)
    start = clock.now()
    with time_machine.travel(start, tick=False):
        unused, used = enter(who), enter(who)
    with time_machine.travel(start + idle - timedelta(seconds=1), tick=False):
        assert sessions.actor_for(used) is not None
    with time_machine.travel(start + idle, tick=False):
        assert sessions.actor_for(unused) is None
    moment = start
    while moment + idle / 2 < start + absolute:
        moment += idle / 2
        with time_machine.travel(moment, tick=False):
            assert sessions.actor_for(used) is not None
    with time_machine.travel(start + absolute, tick=False):
        assert sessions.actor_for(used) is None


def test_a_role_counts_from_the_next_request_on_and_so_does_its_end(ctx: Flask, cast: Cast) -> None:
    token = enter(cast.siti)
    unit = session().scalars(select(Unit).where(Unit.code == "dpp")).one()
    with transaction():
        founding.grant(session().get_one(Cadre, cast.siti.id), "officer", unit)
    actor = sessions.actor_for(token)
    assert actor is not None and actor.officer
    with time_machine.travel(clock.now() + timedelta(minutes=31), tick=False):
        assert sessions.actor_for(token) is None, "an officer's session idles out sooner"
    with transaction():
        founding.end(session().get_one(Cadre, cast.siti.id), "officer", unit)
    actor = sessions.actor_for(token)
    assert actor is not None and not actor.officer


def test_one_ends_only_ones_own_sessions(ctx: Flask, cast: Cast) -> None:
    mine, other, hers = enter(cast.siti), enter(cast.siti), enter(cast.rudi)
    me, also_me, her = (sessions.actor_for(token) for token in (mine, other, hers))
    assert me and also_me and her
    with pytest.raises(NotFound), transaction():
        sessions.end(her.session_public_id, cast.siti.id)
    with transaction():
        sessions.end(also_me.session_public_id, cast.siti.id)
    assert [row.id for row in sessions.listed(cast.siti.id)] == [me.session_id]
    third = enter(cast.siti)
    with transaction():
        assert sessions.end_all(cast.siti.id, but=me.session_id) == 1
    assert sessions.actor_for(third) is None
    assert sessions.actor_for(mine) is not None
    assert sessions.actor_for(hers) is not None


def test_the_eleventh_try_within_a_quarter_of_an_hour_waits_even_if_right(
    ctx: Flask, cast: Cast
) -> None:
    start = clock.now()
    with time_machine.travel(start, tick=False):
        for _ in range(throttle.PER_ACCOUNT):
            with pytest.raises(Refusal, match="sign_in"):
                entering.by_password(cast.siti.phone, "salah sekali", Device("", HERE))
        with pytest.raises(TooOften) as refused:
            entering.by_password(cast.siti.phone, PASSWORD, Device("", "10.0.0.2"))
        assert 890 <= refused.value.wait_s <= 901
        entering.by_password(cast.rudi.phone, PASSWORD, Device("", HERE))
    later = time_machine.travel(start + timedelta(minutes=14), tick=False)
    with later, pytest.raises(TooOften):
        entering.by_password(cast.siti.phone, PASSWORD, Device("", HERE))
    with time_machine.travel(start + throttle.WINDOW, tick=False):
        entering.by_password(cast.siti.phone, PASSWORD, Device("", HERE))


def test_one_address_has_fifty_tries_over_all_numbers(ctx: Flask, cast: Cast) -> None:
    with transaction():
        for n in range(throttle.PER_ADDRESS):
            throttle.knock(f"+62812{n:08d}", HERE)
    with pytest.raises(TooOften):
        entering.by_password(cast.siti.phone, PASSWORD, Device("", HERE))
    entering.by_password(cast.siti.phone, PASSWORD, Device("", "10.0.0.2"))


def test_the_right_password_forgets_earlier_mistypings(ctx: Flask, cast: Cast) -> None:
    for _ in range(5):
        with pytest.raises(Refusal):
            entering.by_password(cast.siti.phone, "salah sekali", Device("", HERE))
    entering.by_password(cast.siti.phone, PASSWORD, Device("", HERE))
    of_account = select(func.count()).where(Throttle.key.contains(cast.siti.phone))
    assert session().scalar(of_account) == 0


def test_forty_guesses_at_once_are_not_more_than_ten(ctx: Flask, cast: Cast) -> None:
    def guess(_: int) -> None:
        entering.by_password(cast.siti.phone, "salah sekali", Device("", HERE))

    found = outcomes(ctx, guess, range(40))
    assert found.count("sign_in") == throttle.PER_ACCOUNT
    assert found.count("too_often") == 30


def test_windows_that_ended_are_swept(ctx: Flask, cast: Cast) -> None:
    with transaction():
        throttle.knock(cast.siti.phone, HERE)
    with time_machine.travel(clock.now() + throttle.WINDOW * 2), transaction():
        assert throttle.sweep() == 2
