"""A new key for old secrets, without anybody linking anew."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask

from app.accounts.models import LinkedAccount
from app.accounts.registrations import Registrations
from app.accounts.rotation import outdated
from app.accounts.tokens import fresh_token, held
from app.cadres import totp
from app.db import db, session, transaction
from app.sealing import configure_keys
from config import _token_keys
from tests.accounts.conftest import RUDI, SITI
from tests.accounts.test_tokens import account_of

OLD, NEW = bytes(range(32)), bytes(range(32, 64))


@pytest.fixture(autouse=True)
def ring(built: Flask) -> Iterator[None]:
    yield
    configure_keys(built.config["SETTINGS"].token_keys)


def row(account_id: int) -> LinkedAccount:
    db.session.remove()
    return session().get_one(LinkedAccount, account_id)


def test_everything_is_sealed_anew_and_the_old_key_can_go(ctx: Flask, sim, cast) -> None:
    configure_keys({"lama": OLD})
    accounts = [
        account_of(sim, cast.siti.id, "x", timedelta(days=1)),
        account_of(sim, cast.rudi.id, "threads", timedelta(days=50), RUDI),
    ]
    tokens = [held(row(one)) for one in accounts]
    Registrations().keep("mastodon", "sosial.example", {"client_id": "a", "client_secret": "b"})
    with transaction():
        secret = totp.start(cast.siti.id)
    assert outdated() == 0
    configure_keys({"baru": NEW, "lama": OLD})
    assert outdated() == 4
    said = ctx.test_cli_runner().invoke(args=["secrets", "rotate"])
    assert said.exit_code == 0, said.output
    assert "4 values sealed anew, 0 do not open" in said.output
    configure_keys({"baru": NEW})
    assert [held(row(one)) for one in accounts] == tokens
    assert Registrations().find("mastodon", "sosial.example") == {
        "client_id": "a",
        "client_secret": "b",
    }
    with transaction():
        assert totp.start(cast.siti.id) == secret
    assert fresh_token(accounts[0]).access == tokens[0].access


def test_a_value_whose_key_is_lost_stays_and_is_counted(ctx: Flask, sim, cast) -> None:
    configure_keys({"lama": OLD})
    account = account_of(sim, cast.siti.id, "x", timedelta(days=1))
    before = row(account).token
    configure_keys({"baru": NEW})
    said = ctx.test_cli_runner().invoke(args=["secrets", "rotate"])
    assert said.exit_code == 0, said.output
    assert "0 values sealed anew, 1 do not open" in said.output
    assert row(account).token == before


def test_a_second_run_finds_nothing_to_do(ctx: Flask, sim, cast) -> None:
    account_of(sim, cast.siti.id, "x", timedelta(days=1), SITI)
    said = ctx.test_cli_runner().invoke(args=["secrets", "rotate"])
    assert "0 values sealed anew" in said.output


def test_a_new_key_is_printed_as_the_setting_wants_it(ctx: Flask) -> None:
    said = ctx.test_cli_runner().invoke(args=["secrets", "new-key", "2026b"])
    assert len(_token_keys(said.output.strip())["2026b"]) == 32
    assert ctx.test_cli_runner().invoke(args=["secrets", "new-key", "a:b"]).exit_code == 1
