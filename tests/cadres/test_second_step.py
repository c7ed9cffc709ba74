"""The second step: codes of an app, each good once, and recovery codes for a lost phone."""

from datetime import timedelta

import pyotp
import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from app import clock
from app.cadres import entering, recovery, sessions, slips, throttle, totp
from app.cadres.models import Cadre, RecoveryCode, TotpSecret
from app.cadres.sessions import Device
from app.db import session, transaction
from app.errors import Refusal, TooOften
from app.flows import ways_changed
from app.sealing import configure_keys
from tests.cadres.at_once import outcomes
from tests.cast import PASSWORD, Cast, Person

HERE = Device("Peramban", "10.0.0.1")
STEP = timedelta(seconds=totp.STEP_S)


def code_of(secret: str) -> str:
    return pyotp.TOTP(secret).at(clock.now())


def with_app(who: Person) -> tuple[str, list[str]]:
    """Her app in force a while ago, its secret, and her recovery codes."""
    with transaction():
        secret = totp.start(who.id)
    with time_machine.travel(clock.now() - 10 * STEP, tick=False):
        _, codes = ways_changed.new_app(who.id, code_of(secret), HERE)
    return secret, codes


def password_of(who: Person) -> str:
    """The slip that a right password leaves in her hand."""
    found = entering.by_password(who.phone, PASSWORD, HERE)
    assert not found.token and found.slip
    return found.slip


def test_with_an_app_in_force_a_password_alone_opens_nothing(ctx: Flask, cast: Cast) -> None:
    secret, _ = with_app(cast.tika)
    slip = password_of(cast.tika)
    found = entering.by_second_step(slip, code_of(secret), HERE)
    actor = sessions.actor_for(found.token)
    assert actor is not None and actor.officer and actor.strong


def test_wide_roles_sleep_after_a_password_alone(ctx: Flask, cast: Cast) -> None:
    for who, kind in ((cast.tika, "officer"), (cast.dewi, "verifier"), (cast.oka, "operator")):
        found = entering.by_password(who.phone, PASSWORD, HERE)
        actor = sessions.actor_for(found.token)
        assert found.asleep and actor is not None
        assert actor.roles == frozenset() and actor.awake().roles == {kind}
    ani = entering.by_password(cast.ani.phone, PASSWORD, HERE)
    actor = sessions.actor_for(ani.token)
    assert not ani.asleep and actor is not None and actor.leads


def test_a_code_works_once(ctx: Flask, cast: Cast) -> None:
    secret, _ = with_app(cast.tika)
    with time_machine.travel(clock.now(), tick=False):
        code = code_of(secret)
        entering.by_second_step(password_of(cast.tika), code, HERE)
        with pytest.raises(Refusal, match="code"):
            entering.by_second_step(password_of(cast.tika), code, HERE)


def test_a_code_older_than_one_that_was_taken_is_worth_nothing(ctx: Flask, cast: Cast) -> None:
    secret, _ = with_app(cast.tika)
    with time_machine.travel(clock.now(), tick=False):
        before = pyotp.TOTP(secret).at(clock.now() - STEP)
        entering.by_second_step(password_of(cast.tika), code_of(secret), HERE)
        with pytest.raises(Refusal, match="code"):
            entering.by_second_step(password_of(cast.tika), before, HERE)


@pytest.mark.parametrize(("away", "taken"), [(-2, False), (-1, True), (1, True), (2, False)])
def test_a_clock_may_differ_by_half_a_minute(
    ctx: Flask, cast: Cast, away: int, taken: bool
) -> None:
    secret, _ = with_app(cast.siti)
    with time_machine.travel(clock.now(), tick=False), transaction():
        code = pyotp.TOTP(secret).at(clock.now() + away * STEP)
        assert totp.spend(cast.siti.id, code) is taken


@pytest.mark.parametrize("code", ["", "000000", "abcdef", "١٢٣٤٥٦", "1" * 40, "\x00"])
def test_a_wrong_code_is_refused_at_its_field_and_the_slip_stays_good(
    ctx: Flask, cast: Cast, code: str
) -> None:
    secret, _ = with_app(cast.siti)
    slip = password_of(cast.siti)
    with pytest.raises(Refusal) as refused:
        entering.by_second_step(slip, code, HERE)
    assert (refused.value.code, refused.value.field) == ("code", "kode")
    entering.by_second_step(slip, code_of(secret), HERE)
    with pytest.raises(Refusal, match="slip"):
        entering.by_second_step(slip, code_of(secret), HERE)


def test_five_wrong_codes_are_all_there_is_in_a_quarter_of_an_hour(ctx: Flask, cast: Cast) -> None:
    secret, _ = with_app(cast.siti)
    slip = password_of(cast.siti)
    for _ in range(throttle.CODES_PER_ACCOUNT):
        with pytest.raises(Refusal, match="code"):
            entering.by_second_step(slip, "000000", HERE)
    with pytest.raises(TooOften):
        entering.by_second_step(slip, code_of(secret), Device("", "10.0.0.2"))


def test_the_slip_of_a_password_grows_old(ctx: Flask, cast: Cast) -> None:
    secret, _ = with_app(cast.siti)
    slip = password_of(cast.siti)
    later = time_machine.travel(clock.now() + slips.KEPT, tick=False)
    with later, pytest.raises(Refusal, match="slip"):
        entering.by_second_step(slip, code_of(secret), HERE)


def test_a_recovery_code_works_once_however_it_is_typed(ctx: Flask, cast: Cast) -> None:
    _, codes = with_app(cast.siti)
    assert len(set(codes)) == recovery.CODES
    entering.by_second_step(password_of(cast.siti), codes[0].upper().replace("-", " "), HERE)
    assert recovery.left(cast.siti.id) == recovery.CODES - 1
    with pytest.raises(Refusal, match="code"):
        entering.by_second_step(password_of(cast.siti), codes[0], HERE)
    entering.by_second_step(password_of(cast.siti), codes[1], HERE)


def test_codes_of_one_cadre_open_nothing_of_anothers(ctx: Flask, cast: Cast) -> None:
    _, hers = with_app(cast.rudi)
    with_app(cast.siti)
    with pytest.raises(Refusal, match="code"):
        entering.by_second_step(password_of(cast.siti), hers[0], HERE)


def test_new_recovery_codes_end_the_old_ones(ctx: Flask, cast: Cast) -> None:
    _, old = with_app(cast.siti)
    with transaction():
        new = recovery.renew(cast.siti.id)
    with pytest.raises(Refusal, match="code"):
        entering.by_second_step(password_of(cast.siti), old[0], HERE)
    entering.by_second_step(password_of(cast.siti), new[0], HERE)


def test_nothing_of_it_can_be_read_in_the_database(ctx: Flask, cast: Cast) -> None:
    secret, codes = with_app(cast.siti)
    row = session().get_one(TotpSecret, cast.siti.id)
    assert secret.encode() not in row.sealed
    hashes = set(session().scalars(select(RecoveryCode.hash)))
    assert len(hashes) == recovery.CODES and not hashes & set(codes)


def test_a_sealed_secret_opens_in_nobody_elses_row(ctx: Flask, cast: Cast) -> None:
    secret, _ = with_app(cast.siti)
    with_app(cast.rudi)
    with transaction():
        stolen = session().get_one(TotpSecret, cast.siti.id).sealed
        session().get_one(TotpSecret, cast.rudi.id).sealed = stolen
    with transaction():
        assert not totp.spend(cast.rudi.id, code_of(secret))


def test_without_its_key_only_recovery_codes_are_left(ctx: Flask, cast: Cast) -> None:
    secret, codes = with_app(cast.siti)
    kept = ctx.config["SETTINGS"].token_keys
    configure_keys({"lain": bytes(32)})
    try:
        with pytest.raises(Refusal, match="code"):
            entering.by_second_step(password_of(cast.siti), code_of(secret), HERE)
        assert entering.by_second_step(password_of(cast.siti), codes[0], HERE).token
    finally:
        configure_keys(kept)


def test_an_app_is_in_force_only_after_its_first_code(ctx: Flask, cast: Cast) -> None:
    with transaction():
        secret = totp.start(cast.siti.id)
    with transaction():
        assert totp.start(cast.siti.id) == secret, "the page may be opened twice"
    assert entering.by_password(cast.siti.phone, PASSWORD, HERE).token
    with pytest.raises(Refusal, match="code"):
        ways_changed.new_app(cast.siti.id, "000000", HERE)
    assert not totp.on(cast.siti.id)


def test_a_new_app_signs_out_every_other_device(ctx: Flask, cast: Cast) -> None:
    with transaction():
        elsewhere = sessions.begin(cast.siti.id, "", "10.0.0.9")
        secret = totp.start(cast.siti.id)
    token, _ = ways_changed.new_app(cast.siti.id, code_of(secret), HERE)
    actor = sessions.actor_for(token)
    assert sessions.actor_for(elsewhere) is None
    assert actor is not None and actor.strong


def test_a_cadre_disabled_between_the_steps_is_not_let_in(ctx: Flask, cast: Cast) -> None:
    secret, _ = with_app(cast.siti)
    slip = password_of(cast.siti)
    with transaction():
        sessions.end_all(cast.siti.id)
        session().get_one(Cadre, cast.siti.id).status = "disabled"
    with pytest.raises(Refusal, match="sign_in"):
        entering.by_second_step(slip, code_of(secret), HERE)
    assert sessions.listed(cast.siti.id) == []


@pytest.mark.parametrize("kind", ["app", "recovery"])
def test_of_many_who_show_one_code_at_once_one_comes_in(
    ctx: Flask, cast: Cast, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttle, "CODES_PER_ACCOUNT", 100)
    secret, codes = with_app(cast.siti)
    code = code_of(secret) if kind == "app" else codes[0]
    hands = [password_of(cast.siti) for _ in range(8)]

    def show(slip: str) -> None:
        entering.by_second_step(slip, code, HERE)

    assert sorted(outcomes(ctx, show, hands)) == ["code"] * 7 + ["in"]
