"""What Meta may demand of us about an account: signed, lately, and nothing is reversed by it."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app import clock
from app.accounts.blinding import blinded, configure_blinding
from app.accounts.models import DeletionRequest, LinkedAccount
from app.accounts.tokens import fresh_token
from app.cli.dev_environment import STAND_INS
from app.db import session, transaction
from app.errors import Fault
from app.jobs.due import run_due_jobs
from app.jobs.schedule import sweep
from app.providers import PROVIDERS
from app.providers.threads import Threads
from app.submissions.models import FoundPost
from simulator.running import Simulator
from tests.accounts.conftest import SITI, Rows, begin, come_back, confirm, link, local
from tests.cast import Cast, Person
from tests.conftest import Browser
from tests.shares import Shares, handle_of

EVERY = pytest.mark.parametrize("key", ["instagram", "facebook", "threads"])
BOTH = pytest.mark.parametrize("what", ["cabut-izin", "hapus-data"])
As = Callable[[Person], Browser]


def demand(app: Flask, key: str, what: str, signed: str, status: int = 200) -> Any:
    """As Meta's servers post it: no cookie, no token, one field."""
    form = {"signed_request": signed}
    answer = app.test_client().post(f"/panggilan/{key}/{what}", data=form)
    assert answer.status_code == status, answer.text
    return answer.get_json() if status == 200 else None


def sign(key: str, secret: str = "", **changes: Any) -> str:
    """A signed request of our own making; a part set to None is left out."""
    now = int(clock.now().timestamp())
    told = {"algorithm": "HMAC-SHA256", "issued_at": now, "user_id": "178000"} | changes
    payload = _base64(json.dumps({one: told[one] for one in told if told[one] is not None}))
    known = (secret or STAND_INS[key].client_secret).encode()
    return f"{_base64(hmac.digest(known, payload.encode(), hashlib.sha256))}.{payload}"


def _base64(raw: str | bytes) -> str:
    whole = raw.encode() if isinstance(raw, str) else raw
    return base64.urlsafe_b64encode(whole).rstrip(b"=").decode()


@EVERY
def test_somebody_who_removes_us_over_there_is_unlinked_here(
    sim: Simulator, app: Flask, as_: As, cast: Cast, rows: Rows, key: str
) -> None:
    siti = as_(cast.siti)
    link(sim, siti, key)
    assert demand(app, key, "cabut-izin", sim.signed(key, SITI)) == {"ok": True}
    [account] = rows.accounts()
    assert (account.status, account.token, account.purged_at) == ("unlinked", None, None)
    assert account.subject == sim.person(SITI).account_id(key)
    assert f"Tautkan {PROVIDERS[key].label}" in siti.get("/akun").text


@pytest.mark.parametrize("how", ["scoped", "public"])
def test_instagram_may_name_an_account_by_either_of_its_numbers(
    sim: Simulator, app: Flask, as_: As, cast: Cast, rows: Rows, how: str
) -> None:
    link(sim, as_(cast.siti), "instagram")
    sim.switch("instagram", user_id_as=how)
    demand(app, "instagram", "cabut-izin", sim.signed("instagram", SITI))
    assert rows.accounts()[0].status == "unlinked"


@EVERY
def test_somebody_who_wants_her_data_deleted_leaves_nothing_but_a_mark(
    sim: Simulator, app: Flask, as_: As, cast: Cast, rows: Rows, key: str
) -> None:
    siti = as_(cast.siti)
    link(sim, siti, key)
    [before] = rows.accounts()
    begin(siti, "x")
    answer = demand(app, key, "hapus-data", sim.signed(key, SITI))
    [after] = rows.accounts()
    assert (after.id, after.status, after.token, after.scopes) == (before.id, "unlinked", None, "")
    assert (after.handle, after.name, after.alias) == ("", "", None)
    assert after.purged_at is not None
    assert before.subject not in after.subject
    assert [one.provider for one in rows.attempts()] == ["x"]

    page = Browser(app).get(local(answer["url"]))
    assert answer["confirmation_code"] in page.text
    assert "Selesai pada" in page.text
    assert SITI not in page.text


def test_a_forgotten_account_still_serves_nobody_but_its_first_cadre(
    sim: Simulator, app: Flask, as_: As, cast: Cast, rows: Rows
) -> None:
    siti, rudi = as_(cast.siti), as_(cast.rudi)
    link(sim, siti, "threads")
    demand(app, "threads", "hapus-data", sim.signed("threads", SITI))
    come_back(sim, rudi, "threads")
    assert "kader lain" in confirm(rudi, "threads", status=422).text

    link(sim, siti, "threads")
    [account] = rows.accounts()
    assert (account.cadre_id, account.status, account.purged_at) == (cast.siti.id, "active", None)
    assert (account.subject, account.handle) == (sim.person(SITI).account_id("threads"), SITI)


@EVERY
def test_an_account_we_do_not_know_has_a_code_too(app: Flask, key: str) -> None:
    answer = demand(app, key, "hapus-data", sign(key))
    assert "Selesai pada" in Browser(app).get(local(answer["url"])).text
    assert demand(app, key, "cabut-izin", sign(key)) == {"ok": True}


@BOTH
def test_numbers_are_read_as_text_and_as_numbers(
    sim: Simulator, app: Flask, as_: As, cast: Cast, rows: Rows, what: str
) -> None:
    link(sim, as_(cast.siti), "threads")
    number = int(sim.person(SITI).account_id("threads"))
    demand(app, "threads", what, sign("threads", user_id=number, algorithm="hmac-sha256"))
    assert rows.accounts()[0].status == "unlinked"


def forgeries(now: int) -> Iterator[str]:
    """Everything that this platform's secret has not signed lately."""
    good = sign("threads")
    signature, payload = good.split(".")
    other = sign("threads", user_id="178001").split(".")[1]
    yield from ("", ".", "a.b", payload, f"{signature}.", f".{payload}", f"{signature}.{other}")
    yield from (f"{signature[:-4]}.{payload}", f"é.{payload}", good + "\x00", "A" * 100_000)
    yield sign("threads", secret="rahasia lain")
    yield sign("threads", secret=STAND_INS["facebook"].client_secret)
    yield sign("threads", algorithm="none")
    yield sign("threads", algorithm=None)
    for issued_at in (None, 0, now - 90_000, now + 900, 1e30, "besok", float("inf")):
        yield sign("threads", issued_at=issued_at)
    for user_id in (None, "", True, ["1"], {"id": "1"}, "1" * 200):
        yield sign("threads", user_id=user_id)


@BOTH
def test_what_is_not_signed_lately_by_this_platform_is_refused(
    sim: Simulator, app: Flask, as_: As, cast: Cast, rows: Rows, what: str
) -> None:
    link(sim, as_(cast.siti), "threads")
    for forged in forgeries(int(clock.now().timestamp())):
        demand(app, "threads", what, forged, status=400)
    assert rows.accounts()[0].status == "active"
    assert rows.all(select(DeletionRequest)) == []


@pytest.mark.parametrize("key", ["x", "myspace"])
def test_other_platforms_have_no_such_door(app: Flask, key: str) -> None:
    for what in ("cabut-izin", "hapus-data"):
        demand(app, key, what, sign("threads"), status=404)


@BOTH
def test_an_old_demand_shown_again_ends_no_new_link(
    sim: Simulator, app: Flask, as_: As, cast: Cast, rows: Rows, what: str
) -> None:
    siti = as_(cast.siti)
    link(sim, siti, "threads")
    before = int((clock.now() - timedelta(minutes=5)).timestamp())
    subject = sim.person(SITI).account_id("threads")
    demand(app, "threads", what, sign("threads", user_id=subject, issued_at=before))
    assert rows.accounts()[0].status == "active"


def test_a_page_of_an_unknown_code_is_not_there(app: Flask) -> None:
    Browser(app).get("/hapus-data/tidak-ada", status=404)


def test_words_go_and_points_stay(shares: Shares, app: Flask, cast: Cast) -> None:
    account = shares.link(cast.siti, "threads")
    challenge = shares.challenge()
    one = shares.submit(cast.siti, challenge, shares.post(cast.siti, platform="threads").url)
    run_due_jobs(app)
    assert shares.row(one).words
    _find_a_post(shares, account, one)
    demand(app, "threads", "hapus-data", shares.platforms.signed("threads", handle_of(cast.siti)))
    row = shares.row(one)
    assert (row.words, row.state) == (None, "verified")
    assert row.words_hash
    assert shares.entries(cast.siti) == [("share", 10)]
    assert shares.count(FoundPost) == 0
    run_due_jobs(app, clock.now() + timedelta(days=2))
    assert shares.entries(cast.siti) == [("share", 10)]


def test_removing_us_keeps_words_and_points(shares: Shares, app: Flask, cast: Cast) -> None:
    shares.link(cast.siti, "threads")
    post = shares.post(cast.siti, platform="threads")
    one = shares.submit(cast.siti, shares.challenge(), post.url)
    run_due_jobs(app)
    demand(app, "threads", "cabut-izin", shares.platforms.signed("threads", handle_of(cast.siti)))
    run_due_jobs(app, clock.now() + timedelta(days=2))
    assert shares.row(one).words
    assert shares.entries(cast.siti) == [("share", 10)]


def test_where_terms_demand_it_a_grant_taken_back_is_a_demand_to_forget(
    shares: Shares, app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Threads, "ends_link", True)
    account = shares.link(cast.siti, "threads")
    post = shares.post(cast.siti, platform="threads")
    one = shares.submit(cast.siti, shares.challenge(), post.url)
    run_due_jobs(app)
    shares.platforms.revoke("threads", handle_of(cast.siti))
    with app.app_context():
        token = fresh_token(account)
        with pytest.raises(Fault, match=r"^revoked"):
            fresh_token(account, spent=token)
        with transaction():
            found = session().get_one(LinkedAccount, account)
            assert (found.status, found.token, found.handle) == ("unlinked", None, "")
        sweep(clock.now())
    assert shares.row(one).words is None


def test_another_secret_makes_another_mark(app: Flask) -> None:
    first = blinded("threads", "1")
    assert len({first, blinded("threads", "2"), blinded("facebook", "1")}) == 3
    configure_blinding("lain")
    assert blinded("threads", "1") != first
    configure_blinding(app.config["SETTINGS"].secret_key)
    assert blinded("threads", "1") == first


def _find_a_post(shares: Shares, account: int, submission: int) -> None:
    """As if looking for her new posts had found one."""
    row = shares.row(submission)
    with shares.at_work():
        session().add(
            FoundPost(
                account_id=account,
                challenge_id=row.challenge_id,
                post_id="AbCdEfGhIjK",
                url="https://www.threads.com/t/AbCdEfGhIjK",
                posted_at=clock.now(),
                found_at=clock.now(),
            )
        )
