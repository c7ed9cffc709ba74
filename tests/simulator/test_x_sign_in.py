"""X's sign-in as a client meets it: PKCE, short codes, rotating refresh tokens."""

import requests

from simulator.running import Simulator
from tests.simulator.client import (
    ALL_X,
    X_CALLBACK,
    Visitor,
    allow,
    callback,
    x_ask,
    x_code,
    x_get,
    x_refresh,
    x_trade,
)


def test_the_whole_way_ends_in_the_persons_own_account(sim: Simulator, visitor: Visitor) -> None:
    page = visitor.get(x_ask())
    assert "Gelanggang ingin membaca akun X (tiruan) Anda" in page.text
    assert "@siti_lebakbulus" in page.text
    back = allow(visitor, x_ask(), ALL_X)
    assert back["state"] == "s-123"
    assert "iss" not in back
    tokens = x_trade(sim, back["code"]).json()
    assert tokens["token_type"] == "bearer"
    assert tokens["expires_in"] == 7200
    assert set(tokens["scope"].split(" ")) == set(ALL_X)
    me = x_get(sim, "/2/users/me", tokens["access_token"]).json()["data"]
    siti = sim.person("siti_lebakbulus")
    assert me == {
        "id": siti.account_id("x"),
        "name": "Siti Rahmawati",
        "username": "siti_lebakbulus",
    }


def test_a_wrong_verifier_is_refused_and_the_code_is_spent(
    sim: Simulator, visitor: Visitor
) -> None:
    code = x_code(visitor)
    answer = x_trade(sim, code, code_verifier="w" * 64)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")
    assert x_trade(sim, code).status_code == 400


def test_a_request_without_s256_reaches_nobody(visitor: Visitor) -> None:
    for change in ({"code_challenge_method": "plain"}, {"code_challenge": ""}):
        assert visitor.get(x_ask(**change)).status_code == 400


def test_a_code_lives_thirty_seconds(sim: Simulator, visitor: Visitor) -> None:
    code, late = x_code(visitor), x_code(visitor)
    sim.clock.advance(29)
    assert x_trade(sim, code).status_code == 200
    sim.clock.advance(2)
    assert x_trade(sim, late).status_code == 400


def test_a_code_used_twice_kills_what_it_gave(sim: Simulator, visitor: Visitor) -> None:
    code = x_code(visitor)
    tokens = x_trade(sim, code).json()
    again = x_trade(sim, code)
    assert again.status_code == 400
    assert "authorization code was invalid" in again.json()["error_description"]
    assert x_get(sim, "/2/users/me", tokens["access_token"]).status_code == 401


def test_a_redirect_address_must_match_exactly_both_times(sim: Simulator, visitor: Visitor) -> None:
    for wrong in (X_CALLBACK + "/", X_CALLBACK + "?a=1", "http://jahat.test/akun/x/kembali"):
        page = visitor.get(x_ask(redirect_uri=wrong))
        assert page.status_code == 400
        assert "Location" not in page.headers
    code = x_code(visitor)
    other = "http://127.0.0.1:8009/akun/x/kembali"
    assert x_trade(sim, code, redirect_uri=other).status_code == 400


def test_a_registered_exact_address_admits_no_other_port(sim: Simulator, visitor: Visitor) -> None:
    sim.register("x", "ketat", "rahasia-ketat", ["https://gelanggang.test/akun/x/kembali"])
    wrong = x_ask(client_id="ketat")
    right = x_ask(client_id="ketat", redirect_uri="https://gelanggang.test/akun/x/kembali")
    assert visitor.get(wrong).status_code == 400
    assert visitor.get(right).status_code == 200


def test_the_client_must_show_its_secret_by_basic(sim: Simulator, visitor: Visitor) -> None:
    url = sim.api_url("x") + "/2/oauth2/token"
    fields = {"grant_type": "refresh_token", "refresh_token": "x"}
    in_body = fields | {"client_id": "gelanggang-x", "client_secret": "rahasia-x-untuk-demo"}
    assert requests.post(url, data=in_body, timeout=10).json()["error"] == "unauthorized_client"
    wrong = requests.post(url, data=fields, auth=("gelanggang-x", "salah"), timeout=10)
    assert (wrong.status_code, wrong.json()["error"]) == (401, "invalid_client")


def test_unticked_scopes_are_not_granted(sim: Simulator, visitor: Visitor) -> None:
    back = allow(visitor, x_ask(), ["tweet.read"])
    tokens = x_trade(sim, back["code"]).json()
    assert tokens["scope"] == "tweet.read"
    assert "refresh_token" not in tokens
    assert x_get(sim, "/2/users/me", tokens["access_token"]).status_code == 403


def test_allowing_nothing_is_asked_again(visitor: Visitor) -> None:
    answer = visitor.post(x_ask(), keputusan="izinkan")
    assert answer.status_code == 422
    assert "Pilih paling sedikit satu izin" in answer.text


def test_a_denial_goes_back_with_the_state(visitor: Visitor) -> None:
    back = callback(visitor.post(x_ask(), keputusan="tolak"))
    assert back == {"error": "access_denied", "state": "s-123"}


def test_a_state_of_five_hundred_letters_passes_and_a_longer_one_does_not(visitor: Visitor) -> None:
    assert visitor.get(x_ask(state="s" * 500)).status_code == 200
    assert visitor.get(x_ask(state="s" * 501)).status_code == 400


def test_the_issuer_is_named_when_switched_on(sim: Simulator, visitor: Visitor) -> None:
    sim.switch("x", iss=True)
    assert allow(visitor, x_ask(), ALL_X)["iss"] == sim.url
    sim.switch("x", iss="https://jahat.test")
    assert allow(visitor, x_ask(), ALL_X)["iss"] == "https://jahat.test"


def test_refresh_rotates_and_a_reused_one_kills_the_family(
    sim: Simulator, visitor: Visitor
) -> None:
    first = x_trade(sim, x_code(visitor)).json()
    sim.clock.advance(7201)
    assert x_get(sim, "/2/users/me", first["access_token"]).status_code == 401
    second = x_refresh(sim, first["refresh_token"]).json()
    assert second["refresh_token"] != first["refresh_token"]
    assert x_get(sim, "/2/users/me", second["access_token"]).status_code == 200
    reused = x_refresh(sim, first["refresh_token"])
    assert (reused.status_code, reused.json()["error"]) == (400, "invalid_grant")
    assert x_refresh(sim, second["refresh_token"]).json()["error"] == "invalid_grant"
    assert x_get(sim, "/2/users/me", second["access_token"]).status_code == 401


def test_revoking_the_refresh_token_ends_the_grant(sim: Simulator) -> None:
    tokens = sim.grant("x", "siti_lebakbulus")
    answer = requests.post(
        sim.api_url("x") + "/2/oauth2/revoke",
        data={"token": tokens["refresh_token"]},
        auth=("gelanggang-x", "rahasia-x-untuk-demo"),
        timeout=10,
    )
    assert answer.json() == {"revoked": True}
    assert x_get(sim, "/2/users/me", tokens["access_token"]).status_code == 401


def test_a_person_can_take_her_permission_back(sim: Simulator, visitor: Visitor) -> None:
    tokens = sim.grant("x", "siti_lebakbulus")
    visitor.post("/setelan/cabut", platform="x")
    assert x_get(sim, "/2/users/me", tokens["access_token"]).status_code == 401
    assert x_refresh(sim, tokens["refresh_token"]).json()["error"] == "invalid_grant"


def test_consent_asks_who_one_is_and_comes_back(sim: Simulator) -> None:
    nobody = Visitor(sim)
    sent = nobody.get(x_ask())
    assert sent.status_code == 302
    assert sent.headers["Location"].startswith("/masuk?lanjut=%2Fx%2Fi%2Foauth2%2Fauthorize")
    back = nobody.post("/masuk", handle="rudi_lebakbulus", lanjut=x_ask())
    assert back.headers["Location"].startswith("/x/i/oauth2/authorize?")
    nobody.http.close()
