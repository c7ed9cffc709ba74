"""Threads' sign-in and graph as a client meets them."""

from datetime import UTC, datetime

import pytest

from simulator.platform import DAY
from simulator.running import Simulator
from tests.simulator.client import (
    Visitor,
    allow,
    callback,
    threads_ask,
    threads_get,
    threads_trade,
)

AT = datetime(2026, 11, 1, 3, 4, 5, tzinfo=UTC)
FIELDS = "id,permalink,username,text,timestamp,shortcode,media_type,owner"


def code_of(visitor: Visitor) -> str:
    """A fresh code for Siti."""
    return allow(visitor, threads_ask(), ["threads_basic"])["code"]


def siti_token(sim: Simulator) -> str:
    """A sixty-day token of Siti's."""
    return sim.grant("threads", "siti_lebakbulus")["access_token"]


def error_of(answer: object) -> tuple[int, int, int | None]:
    """Status, code and subcode of a graph error."""
    error = answer.json()["error"]
    assert {"message", "type", "fbtrace_id"} <= set(error)
    return answer.status_code, error["code"], error.get("error_subcode")


def test_code_short_token_long_token_refresh(sim: Simulator, visitor: Visitor) -> None:
    short = threads_trade(sim, code_of(visitor)).json()
    siti = sim.person("siti_lebakbulus")
    assert short["user_id"] == int(siti.account_id("threads"))
    exchange = {"grant_type": "th_exchange_token", "client_secret": "rahasia-threads-untuk-demo"}
    long = threads_get(sim, "/access_token", short["access_token"], **exchange).json()
    assert (long["token_type"], long["expires_in"]) == ("bearer", 5183944)
    me = threads_get(sim, "/me", long["access_token"], fields="id,username,name").json()
    assert me == {"id": siti.account_id("threads"), "username": siti.handle, "name": siti.name}
    refresh = {"grant_type": "th_refresh_token"}
    early = threads_get(sim, "/refresh_access_token", long["access_token"], **refresh)
    assert error_of(early)[:2] == (400, 100)
    sim.clock.advance(DAY)
    fresh = threads_get(sim, "/refresh_access_token", long["access_token"], **refresh).json()
    sim.clock.advance(59 * DAY)
    assert error_of(threads_get(sim, "/me", long["access_token"])) == (400, 190, 463)
    assert threads_get(sim, "/v1.0/me", fresh["access_token"]).status_code == 200


def test_the_redirect_ends_in_metas_fragment(visitor: Visitor) -> None:
    answer = visitor.post(threads_ask(), keputusan="izinkan", cakupan="threads_basic")
    assert answer.headers["Location"].endswith("&state=s-456#_")
    denied = callback(visitor.post(threads_ask(), keputusan="tolak"))
    assert (denied["error"], denied["state"]) == ("access_denied", "s-456")


def test_a_code_works_once_for_its_own_address_within_an_hour(
    sim: Simulator, visitor: Visitor
) -> None:
    code = code_of(visitor)
    assert threads_trade(sim, code + "#_").status_code == 400
    assert threads_trade(sim, code).status_code == 200
    assert error_of(threads_trade(sim, code))[1] == 100
    elsewhere = "http://127.0.0.1:8000/akun/x/kembali"
    assert threads_trade(sim, code_of(visitor), redirect_uri=elsewhere).status_code == 400
    late = code_of(visitor)
    sim.clock.advance(3601)
    assert threads_trade(sim, late).status_code == 400


def test_the_user_id_is_a_string_by_switch(sim: Simulator, visitor: Visitor) -> None:
    sim.switch("threads", user_id_as="string")
    answer = threads_trade(sim, code_of(visitor)).json()
    assert answer["user_id"] == sim.person("siti_lebakbulus").account_id("threads")


def test_a_wrong_secret_is_refused(sim: Simulator, visitor: Visitor) -> None:
    assert error_of(threads_trade(sim, code_of(visitor), client_secret="salah"))[:2] == (400, 1)


def test_without_threads_basic_the_graph_refuses(sim: Simulator, visitor: Visitor) -> None:
    ask = threads_ask(scope="threads_basic,threads_manage_insights")
    code = allow(visitor, ask, ["threads_manage_insights"])["code"]
    token = threads_trade(sim, code).json()["access_token"]
    assert error_of(threads_get(sim, "/me", token))[:2] == (400, 10)


def test_an_expired_and_a_removed_grant_say_so(sim: Simulator) -> None:
    expired, removed = siti_token(sim), sim.grant("threads", "ani_cilandak")["access_token"]
    sim.revoke("threads", "ani_cilandak")
    assert error_of(threads_get(sim, "/me", removed)) == (400, 190, 458)
    sim.expire_tokens("threads")
    assert error_of(threads_get(sim, "/me", expired)) == (400, 190, 463)
    assert error_of(threads_get(sim, "/me", "kacau")) == (400, 190, None)


def test_own_posts_are_listed_with_cursors(sim: Simulator) -> None:
    made = [sim.write("threads", "siti_lebakbulus", f"Kiriman {n}", at=AT) for n in range(3)]
    sim.write("threads", "rudi_lebakbulus", "Bukan milik Siti")
    token = siti_token(sim)
    first = threads_get(sim, "/me/threads", token, fields=FIELDS, limit="2").json()
    assert [one["id"] for one in first["data"]] == [made[2].id, made[1].id]
    assert first["data"][0] == {
        "id": made[2].id,
        "permalink": f"https://www.threads.com/@siti_lebakbulus/post/{made[2].code}",
        "username": "siti_lebakbulus",
        "text": "Kiriman 2",
        "timestamp": "2026-11-01T03:04:05+0000",
        "shortcode": made[2].code,
        "media_type": "TEXT_POST",
        "owner": {"id": sim.person("siti_lebakbulus").account_id("threads")},
    }
    after = first["paging"]["cursors"]["after"]
    rest = threads_get(sim, "/me/threads", token, limit="2", after=after).json()
    assert [one["id"] for one in rest["data"]] == [made[0].id]
    assert "next" not in rest["paging"]


def test_since_and_until_bound_the_list(sim: Simulator) -> None:
    sim.write("threads", "siti_lebakbulus", "Lama", at=AT)
    token, moment = siti_token(sim), int(AT.timestamp())
    within = {"since": str(moment - 5), "until": str(moment + 5)}
    assert len(threads_get(sim, "/me/threads", token, **within).json()["data"]) == 1
    assert threads_get(sim, "/me/threads", token, since=str(moment + 5)).json() == {"data": []}


def test_other_peoples_deleted_and_hidden_posts_look_alike(sim: Simulator) -> None:
    gone = sim.write("threads", "siti_lebakbulus", "Dihapus")
    hidden = sim.write("threads", "siti_lebakbulus", "Disembunyikan")
    others = sim.write("threads", "rudi_lebakbulus", "Milik Rudi")
    sim.delete(gone)
    sim.hide(hidden)
    token = siti_token(sim)
    for post in (gone, hidden, others):
        assert error_of(threads_get(sim, f"/{post.id}", token)) == (400, 100, 33)
    assert threads_get(sim, "/me/threads", token).json()["data"] == []


def test_an_edit_keeps_id_and_link(sim: Simulator) -> None:
    post = sim.write("threads", "siti_lebakbulus", "Satu")
    after = sim.edit(post, "Dua")
    assert (after.id, after.url) == (post.id, post.url)
    answer = threads_get(sim, f"/{post.id}", siti_token(sim), fields="text").json()
    assert answer == {"id": post.id, "text": "Dua"}


def test_an_unknown_field_is_named(sim: Simulator) -> None:
    answer = threads_get(sim, "/me", siti_token(sim), fields="id,sepatu")
    assert error_of(answer)[:2] == (400, 100)
    assert "sepatu" in answer.json()["error"]["message"]


def test_a_private_profiles_grant_lasts_ninety_days(sim: Simulator) -> None:
    sim.protect("threads", "siti_lebakbulus")
    token = siti_token(sim)
    for _ in range(2):
        sim.clock.advance(44 * DAY)
        query = {"grant_type": "th_refresh_token"}
        token = threads_get(sim, "/refresh_access_token", token, **query).json()["access_token"]
    sim.clock.advance(3 * DAY)
    assert error_of(threads_get(sim, "/me", token)) == (400, 190, 463)


def test_the_usage_header_is_on_every_answer(sim: Simulator) -> None:
    assert '"call_count": 0' in threads_get(sim, "/me", siti_token(sim)).headers["X-App-Usage"]
    assert "X-App-Usage" in threads_get(sim, "/me", "kacau").headers


@pytest.mark.parametrize("code", [4, 17])
def test_a_rate_limit_is_a_400_with_its_code(sim: Simulator, code: int) -> None:
    token = siti_token(sim)
    sim.switch("threads", rate_limited_until=sim.clock.seconds() + 150, rate_code=code)
    answer = threads_get(sim, "/me", token)
    assert error_of(answer)[:2] == (400, code)
    assert '"call_count": 100' in answer.headers["X-App-Usage"]
    assert '"estimated_time_to_regain_access": 3' in answer.headers["X-Business-Use-Case-Usage"]
    sim.clock.advance(151)
    assert threads_get(sim, "/me", token).status_code == 200
