"""Grants in use: renewed once, stored before use, never shown."""

import json
import logging
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import text

from app import clock
from app.accounts.models import LinkedAccount
from app.accounts.reading import read_post, recent_posts
from app.accounts.tokens import fresh_token, held, keep
from app.db import db, session, transaction
from app.errors import Fault
from app.providers import PROVIDERS
from app.providers.base import Token
from app.providers.x import X
from app.sealing import SealBroken
from simulator.running import Simulator
from tests.accounts.conftest import RUDI, SITI

RACERS = 10
SIGN_IN = ("x", "threads", "youtube", "tiktok")
ROTATING = ("x", "tiktok")


def account_of(sim: Simulator, cadre_id: int, key: str, left: timedelta, handle: str = SITI) -> int:
    """A linked account with a working grant that we believe to last for `left`."""
    person = sim.person(handle)
    given = sim.grant(key, person)
    scopes = tuple(given["scope"].split())
    expires_at = clock.now() + left
    token = Token(given["access_token"], given.get("refresh_token"), expires_at, scopes)
    with transaction():
        account = LinkedAccount(
            cadre_id=cadre_id,
            provider=key,
            subject=person.account_id(key),
            handle=person.handle,
            name=person.name,
            status="active",
            linked_at=clock.now(),
        )
        keep(account, token)
        session().add(account)
        session().flush()
        return account.id


def row(account_id: int) -> LinkedAccount:
    db.session.remove()
    return session().get_one(LinkedAccount, account_id)


def renewals(sim: Simulator, key: str) -> int:
    ends = "/refresh_access_token" if key == "threads" else "/token"
    return sum(path.rstrip("/").endswith(ends) for _, path, _ in sim.calls(key))


@pytest.mark.parametrize("key", SIGN_IN)
def test_a_living_grant_is_used_as_it_is(ctx, sim, cast, key) -> None:
    account = account_of(sim, cast.siti.id, key, timedelta(days=50))
    before = renewals(sim, key)
    assert fresh_token(account) == fresh_token(account)
    assert renewals(sim, key) == before


@pytest.mark.parametrize("key", SIGN_IN)
def test_a_grant_about_to_end_is_renewed_and_stored(ctx, sim, cast, key) -> None:
    account = account_of(sim, cast.siti.id, key, timedelta(minutes=1))
    sim.clock.advance(2 * 86400 if key == "threads" else 0)
    old = held(row(account))
    token = fresh_token(account)
    young = held(row(account))
    assert token.access == young.access != old.access
    assert young.expires_at > clock.now() + timedelta(minutes=50)
    assert (young.refresh != old.refresh) == (key in ROTATING)


@pytest.mark.parametrize("key", ROTATING)
def test_ten_workers_at_once_renew_once(app, ctx, sim, cast, key) -> None:
    account = account_of(sim, cast.siti.id, key, timedelta(seconds=1))
    before, ready, got = renewals(sim, key), Barrier(RACERS), []

    def work() -> None:
        with app.app_context():
            ready.wait()
            got.append(fresh_token(account).access)
            db.session.remove()

    threads = [Thread(target=work) for _ in range(RACERS)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(got) == RACERS
    assert len(set(got)) == 1
    assert renewals(sim, key) - before == 1
    assert row(account).status == "active"
    assert recent_posts(account) == []


@pytest.mark.parametrize("key", SIGN_IN)
def test_a_grant_taken_back_marks_the_account(ctx, sim, cast, key) -> None:
    account = account_of(sim, cast.siti.id, key, timedelta(days=50))
    sim.revoke(key, SITI)
    with pytest.raises(Fault) as caught:
        recent_posts(account)
    assert caught.value.kind in ("expired", "revoked")
    assert caught.value.permanent
    ends = PROVIDERS[key].ends_link and caught.value.kind == "revoked"
    assert row(account).status == ("unlinked" if ends else "expired")
    with pytest.raises(Fault, match=r"^expired"):
        fresh_token(account)


def test_a_grant_that_ended_too_early_is_renewed_before_that_is_believed(ctx, sim, cast) -> None:
    """Our clock says it lives, the platform says it does not: the refresh token decides."""
    account = account_of(sim, cast.siti.id, "x", timedelta(days=1))
    sim.clock.advance(3 * 3600)
    written = sim.write("x", SITI, "Kerja bakti #SayaKader")
    assert read_post(account, written.id).text == "Kerja bakti #SayaKader"
    assert row(account).status == "active"


@pytest.mark.parametrize("trouble", [{"down": True}, {"garbage": True}])
def test_a_platform_in_trouble_costs_nobody_a_link(ctx, sim, cast, trouble) -> None:
    account = account_of(sim, cast.siti.id, "x", timedelta(seconds=1))
    sim.switch("x", **trouble)
    with pytest.raises(Fault) as caught:
        recent_posts(account)
    assert not caught.value.permanent
    assert row(account).status == "active"
    sim.healthy("x")
    assert recent_posts(account) == []


def test_an_early_renewal_that_fails_leaves_the_living_grant(ctx, sim, cast) -> None:
    """Threads renews weeks ahead and only from the second day on: a "no" then means nothing."""
    account = account_of(sim, cast.siti.id, "threads", timedelta(days=20))
    assert recent_posts(account) == []
    assert row(account).status == "active"


def test_a_grant_whose_key_is_lost_asks_for_a_new_link(ctx, sim, cast) -> None:
    account = account_of(sim, cast.siti.id, "x", timedelta(days=1))
    with transaction():
        other = session().get_one(LinkedAccount, account)
        other.token = b"\x01\x04lama" + other.token[4:]
    with pytest.raises(Fault, match=r"^expired"):
        fresh_token(account)


def test_a_token_moved_to_another_cadres_row_does_not_open(ctx, sim, cast) -> None:
    account = account_of(sim, cast.siti.id, "x", timedelta(days=1))
    with transaction():
        session().get_one(LinkedAccount, account).cadre_id = cast.rudi.id
    with pytest.raises(SealBroken):
        held(row(account))


@pytest.mark.parametrize("key", SIGN_IN)
def test_posts_are_read_through_the_grant(ctx, sim, cast, key) -> None:
    account = account_of(sim, cast.siti.id, key, timedelta(days=50))
    mine = sim.write(key, SITI, "Kerja bakti #SayaKader")
    sim.write(key, RUDI, "Bukan milik Siti")
    post_id = mine.id if key == "x" else mine.code
    assert read_post(account, post_id).author_id == sim.person(SITI).account_id(key)
    assert [one.post_id for one in recent_posts(account, 1)] == [post_id]
    sim.delete(mine)
    with pytest.raises(Fault, match=r"^gone"):
        read_post(account, post_id)


def test_no_transaction_is_open_while_the_platform_answers(ctx, sim, cast, monkeypatch) -> None:
    account = account_of(sim, cast.siti.id, "x", timedelta(days=1))
    seen = []
    recent = X.recent

    def watching(self, *asked):
        seen.append(session().in_transaction())
        return recent(self, *asked)

    monkeypatch.setattr(X, "recent", watching)
    recent_posts(account)
    assert seen == [False]


@pytest.mark.parametrize("key", SIGN_IN)
def test_no_token_stands_in_the_database_or_in_a_log(ctx, sim, cast, key, caplog) -> None:
    caplog.set_level(logging.DEBUG)
    account = account_of(sim, cast.siti.id, key, timedelta(days=50))
    token = held(row(account))
    canaries = [one for one in (token.access, token.refresh) if one]
    recent_posts(account)
    sim.switch(key, down="closed")
    with pytest.raises(Fault) as caught:
        recent_posts(account)
    logging.getLogger("test").exception("shown", exc_info=caught.value)
    dump = whole_database()
    for canary in canaries:
        assert canary not in dump
        assert canary.encode().hex() not in dump
        assert canary not in caplog.text
        assert canary not in repr(caught.value.__context__)


def whole_database() -> str:
    """Every row of every table as text; bytes come out as hex. Parts are read in their whole."""
    names = session().scalars(
        text(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace "
            "AND relkind IN ('r', 'p') AND NOT relispartition AND relname <> 'alembic_version'"
        )
    )
    tables = [session().scalar(text(f'SELECT json_agg(t) FROM "{name}" t')) for name in names.all()]
    return json.dumps(tables, default=str)
