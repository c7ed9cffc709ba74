"""Every known way to get an account linked to the wrong person, tried over HTTP."""

from collections.abc import Iterator
from datetime import timedelta
from threading import Barrier, Thread

import pytest
import time_machine

from app import clock
from app.accounts import linking
from app.accounts.refusals import TakenByAnother
from app.cadres.sessions import begin as sign_in
from app.db import db, transaction
from tests.accounts.conftest import SITI, begin, come_back, confirm, link, local
from tests.consent import agree, told

BOTH = pytest.mark.parametrize("key", ["x", "threads"])
OVER = "tidak berlaku lagi"


@BOTH
def test_a_callback_made_by_an_attacker_links_nothing(sim, rows, as_, cast, key) -> None:
    """Link CSRF: Rudi stops at his own callback and gets Siti's browser to open it."""
    rudi, siti = as_(cast.rudi), as_(cast.siti)
    back = local(agree(sim, begin(rudi, key), "rudi_lebakbulus"))
    assert OVER in siti.get(back, status=422).text
    begin(siti, key)
    assert OVER in siti.get(back, status=422).text
    assert rows.accounts() == []
    assert all(one.found is None for one in rows.attempts())


@BOTH
def test_a_change_of_person_in_the_same_browser_is_refused(app, sim, rows, as_, cast, key) -> None:
    """Siti starts, leaves, Rudi signs in at the same browser, the callback arrives."""
    browser = as_(cast.siti)
    back = local(agree(sim, begin(browser, key), SITI))
    with app.app_context():
        with transaction():
            token = sign_in(cast.rudi.id, "Peramban uji", "127.0.0.1")
        db.session.remove()
    browser.client.set_cookie("sesi", token)
    assert OVER in browser.get(back, status=422).text
    assert browser.get(f"/akun/{key}/konfirmasi", status=303)
    assert rows.accounts() == []


@BOTH
def test_another_session_of_the_same_cadre_is_refused(sim, rows, as_, cast, key) -> None:
    phone, laptop = as_(cast.siti), as_(cast.siti)
    back = local(agree(sim, begin(phone, key), SITI))
    assert OVER in laptop.get(back, status=422).text
    assert phone.get(back, status=303)
    assert laptop.get(f"/akun/{key}/konfirmasi", status=303)
    assert rows.accounts() == []


@BOTH
def test_a_callback_is_worth_nothing_to_somebody_signed_out(
    sim, rows, as_, cast, browser, key
) -> None:
    back = local(agree(sim, begin(as_(cast.siti), key), SITI))
    page = browser.get(back, status=303)
    assert page.response.headers["Location"] == f"/masuk?lanjut=%2Fakun%2F{key}%2Fkembali"
    assert rows.accounts() == []


@BOTH
def test_a_state_works_once(sim, rows, as_, cast, key) -> None:
    siti = as_(cast.siti)
    back = local(agree(sim, begin(siti, key), SITI))
    siti.get(back, status=303)
    assert OVER in siti.get(back, status=422).text
    confirm(siti, key)
    assert OVER in siti.get(back, status=422).text
    assert len(rows.accounts()) == 1


def test_a_state_of_one_platform_is_refused_at_another(sim, rows, as_, cast) -> None:
    """Mix-up: what came from X must not be spent at Threads, nor the other way round."""
    siti = as_(cast.siti)
    for one, other in (("x", "threads"), ("threads", "x")):
        back = local(agree(sim, begin(siti, one), SITI))
        crossed = back.replace(f"/akun/{one}/", f"/akun/{other}/")
        assert OVER in siti.get(crossed, status=422).text
    assert all(one.returned_at is None for one in rows.attempts())


@BOTH
@pytest.mark.parametrize("state", [None, "", "salah", "a" * 5000, "\u0661"])
def test_a_missing_or_invented_state_is_refused(sim, rows, as_, cast, key, state) -> None:
    siti = as_(cast.siti)
    begin(siti, key)
    query = {"code": "kode"} | ({"state": state} if state is not None else {})
    page = siti.get(f"/akun/{key}/kembali", status=422, query_string=query)
    assert OVER in page.text


@BOTH
def test_a_callback_without_code_is_refused(sim, rows, as_, cast, key) -> None:
    siti = as_(cast.siti)
    state = told(begin(siti, key))["state"]
    assert "Izin tidak diberikan" in siti.get(f"/akun/{key}/kembali?state={state}", 422).text
    assert rows.accounts() == []


def test_an_answer_of_another_issuer_is_refused(sim, rows, as_, cast) -> None:
    siti = as_(cast.siti)
    sim.switch("x", iss="https://penipu.example")
    back = local(agree(sim, begin(siti, "x"), SITI))
    before = sim.calls("x")
    assert "bukan dari X" in siti.get(back, status=422).text
    assert sim.calls("x") == before
    sim.switch("x", iss=sim.url)
    link(sim, siti, "x")
    assert len(rows.accounts()) == 1


def test_a_code_put_into_another_flow_fails_at_the_verifier(sim, rows, as_, cast) -> None:
    """Code injection: Rudi's code behind Siti's own state. PKCE makes the platform refuse it."""
    siti, rudi = as_(cast.siti), as_(cast.rudi)
    code = told(agree(sim, begin(rudi, "x"), "rudi_lebakbulus"))["code"]
    state = told(begin(siti, "x"))["state"]
    page = siti.get(f"/akun/x/kembali?state={state}&code={code}", status=422)
    assert "Coba sekali lagi" in page.text
    assert rows.accounts() == []


@pytest.fixture
def later() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(clock.now(), tick=True) as traveller:
        yield traveller


@BOTH
def test_an_attempt_lives_ten_minutes(sim, rows, as_, cast, later, key) -> None:
    siti = as_(cast.siti)
    back = local(agree(sim, begin(siti, key), SITI))
    later.shift(timedelta(minutes=10, seconds=1))
    assert OVER in siti.get(back, status=422).text
    come_back(sim, siti, key)
    page = siti.get(f"/akun/{key}/konfirmasi")
    subject = page.soup.find("input", {"name": "subject"})["value"]
    later.shift(timedelta(minutes=10, seconds=1))
    form = {"csrf_token": page.token(), "subject": subject, "jawaban": "ya"}
    assert OVER in siti.post(f"/akun/{key}/konfirmasi", form, status=422).text
    assert rows.accounts() == []
    later.shift(timedelta(hours=2))
    begin(siti, key)
    assert len(rows.attempts()) == 1


def test_a_code_that_came_too_late_ends_in_words(sim, rows, as_, cast) -> None:
    siti = as_(cast.siti)
    back = local(agree(sim, begin(siti, "x"), SITI))
    sim.clock.advance(31)
    assert "Coba sekali lagi" in siti.get(back, status=422).text
    assert rows.accounts() == []


@BOTH
def test_only_the_account_that_was_shown_can_be_confirmed(sim, rows, as_, cast, key) -> None:
    """A page left open must not confirm what another tab has brought in since."""
    siti = as_(cast.siti)
    come_back(sim, siti, key)
    page = siti.get(f"/akun/{key}/konfirmasi")
    shown = page.soup.find("input", {"name": "subject"})["value"]
    come_back(sim, siti, key, "rudi_lebakbulus")
    form = {"csrf_token": page.token(), "subject": shown, "jawaban": "ya"}
    assert OVER in siti.post(f"/akun/{key}/konfirmasi", form, status=422).text
    assert rows.accounts() == []


@BOTH
def test_nothing_is_linked_without_the_form_of_ours(sim, rows, as_, cast, key) -> None:
    siti = as_(cast.siti)
    come_back(sim, siti, key)
    subject = sim.person(SITI).account_id(key)
    form = {"subject": subject, "jawaban": "ya"}
    assert siti.client.post(f"/akun/{key}/konfirmasi", data=form).status_code == 400
    assert siti.client.post(f"/akun/{key}/tautkan").status_code == 400
    assert siti.client.post(f"/akun/{key}/lepas").status_code == 400
    assert siti.client.get(f"/akun/{key}/tautkan").status_code == 405
    assert rows.accounts() == []


def test_nothing_secret_stands_in_an_attempt(sim, rows, as_, cast) -> None:
    siti = as_(cast.siti)
    asked = told(begin(siti, "x"))
    (attempt,) = rows.attempts()
    assert asked["state"] not in attempt.state_hash
    assert len(attempt.state_hash) == 64


@BOTH
def test_two_cadres_at_the_same_moment_get_one_link(app, sim, rows, as_, cast, key) -> None:
    """Both hold a grant of the same external account and confirm together."""
    for person in (cast.siti, cast.rudi):
        come_back(sim, as_(person), key, SITI)
    owners = {one.cadre_id: one.session_id for one in rows.attempts()}
    subject, ends, ready = sim.person(SITI).account_id(key), [], Barrier(2)

    def tap(cadre_id: int, session_id: int) -> None:
        with app.app_context():
            ready.wait()
            try:
                ends.append(linking.confirm(cadre_id, session_id, key, subject))
            except TakenByAnother as refusal:
                ends.append(refusal.code)
            finally:
                db.session.remove()

    threads = [Thread(target=tap, args=pair) for pair in owners.items()]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(ends) == ["@siti_lebakbulus", "taken"]
    assert len(rows.accounts()) == 1
