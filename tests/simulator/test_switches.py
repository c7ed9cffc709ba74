"""Platforms that misbehave on purpose."""

import pytest
import requests

from simulator.refusal import Refused
from simulator.running import Simulator
from tests.simulator.client import Visitor, threads_get, x_ask, x_get


@pytest.fixture
def x_token(sim: Simulator) -> str:
    """A token of Siti's for X."""
    return sim.grant("x", "siti_lebakbulus")["access_token"]


@pytest.fixture
def threads_token(sim: Simulator) -> str:
    """A token of Siti's for Threads."""
    return sim.grant("threads", "siti_lebakbulus")["access_token"]


def test_down_answers_503_on_that_platform_only(
    sim: Simulator, visitor: Visitor, x_token: str, threads_token: str
) -> None:
    sim.switch("x", down=True)
    assert x_get(sim, "/2/users/me", x_token).status_code == 503
    assert requests.post(sim.api_url("x") + "/2/oauth2/token", timeout=10).status_code == 503
    assert visitor.get(x_ask()).status_code == 503
    assert threads_get(sim, "/me", threads_token).status_code == 200
    assert visitor.get("/").status_code == 200
    sim.healthy("x")
    assert x_get(sim, "/2/users/me", x_token).status_code == 200


def test_down_can_also_hang_up(sim: Simulator, x_token: str) -> None:
    sim.switch("x", down="closed")
    with pytest.raises(requests.ConnectionError):
        x_get(sim, "/2/users/me", x_token)


def test_slow_outlasts_a_clients_patience(sim: Simulator, x_token: str) -> None:
    sim.switch("x", slow_s=2)
    with pytest.raises(requests.ReadTimeout):
        requests.get(sim.api_url("x") + "/2/users/me", timeout=0.1)


def test_rate_limited_until_names_the_moment(sim: Simulator, x_token: str) -> None:
    until = int(sim.clock.seconds()) + 600
    sim.switch("x", rate_limited_until=until)
    answer = x_get(sim, "/2/users/me", x_token)
    assert answer.status_code == 429
    assert answer.json()["errors"][0]["code"] == 88
    assert answer.headers["x-rate-limit-remaining"] == "0"
    assert answer.headers["x-rate-limit-reset"] == str(until)
    sim.clock.advance(601)
    assert x_get(sim, "/2/users/me", x_token).status_code == 200


@pytest.mark.parametrize("others", [True, False])
def test_a_liar_shows_another_post_or_another_author(
    sim: Simulator, x_token: str, threads_token: str, others: bool
) -> None:
    if others:
        sim.write("x", "rudi_lebakbulus", "Milik Rudi")
    post = sim.write("x", "siti_lebakbulus", "Milik Siti")
    thread = sim.write("threads", "siti_lebakbulus", "Milik Siti")
    query = {"tweet.fields": "author_id"}
    siti = sim.person("siti_lebakbulus")
    sim.switch("x", lying=True)
    told = x_get(sim, f"/2/tweets/{post.id}", x_token, **query).json()["data"]
    assert told["id"] != post.id
    assert told["author_id"] != siti.account_id("x")
    sim.switch("x", lying="author")
    told = x_get(sim, f"/2/tweets/{post.id}", x_token, **query).json()["data"]
    assert told["id"] == post.id
    assert told["author_id"] != siti.account_id("x")
    sim.switch("threads", lying=True)
    told = threads_get(sim, "/me/threads", threads_token, fields="owner").json()["data"][0]
    assert told["id"] != thread.id
    assert told["owner"]["id"] != siti.account_id("threads")


def test_garbage_stands_in_for_every_answer(sim: Simulator, x_token: str) -> None:
    sim.switch("x", garbage=True)
    assert "<h1>" in x_get(sim, "/2/users/me", x_token).text
    sim.switch("x", garbage="truncated")
    with pytest.raises(requests.JSONDecodeError):
        x_get(sim, "/2/users/me", x_token).json()
    sim.switch("x", garbage="shape")
    assert isinstance(x_get(sim, "/2/users/me", x_token).json(), list)
    sim.switch("x", garbage="huge")
    with requests.get(sim.api_url("x") + "/2/users/me", stream=True, timeout=10) as answer:
        assert "Content-Length" not in answer.headers
        assert sum(len(part) for part in answer.iter_content(65536)) > 16_000_000


def test_a_true_answer_can_be_spoiled(sim: Simulator, x_token: str) -> None:
    post = sim.write("x", "siti_lebakbulus", "Ngopi di kafé")
    sim.switch("x", garbage="numbers")
    told = x_get(sim, f"/2/tweets/{post.id}", x_token).json()["data"]
    assert isinstance(told["id"], int)
    assert 0 < told["id"] - int(post.id) <= 1000
    sim.switch("x", garbage="charset")
    answer = x_get(sim, f"/2/tweets/{post.id}", x_token)
    assert "kafé".encode("latin-1") in answer.content


def test_a_dripping_answer_begins_and_does_not_end(sim: Simulator, x_token: str) -> None:
    sim.switch("x", down="drip")
    with requests.get(sim.api_url("x") + "/2/users/me", stream=True, timeout=1) as answer:
        assert answer.status_code == 200
        parts = answer.iter_content(1)
        assert [next(parts) for _ in range(3)] == [b"{", b" ", b" "]


def test_an_unknown_switch_or_kind_is_refused(sim: Simulator) -> None:
    for change in ({"lampu": True}, {"down": "entah"}, {"rate_limited_until": "besok"}):
        with pytest.raises(Refused):
            sim.switch("x", **change)


def test_calls_are_remembered_without_their_query(sim: Simulator, threads_token: str) -> None:
    threads_get(sim, "/me", threads_token)
    assert sim.calls("threads") == [("GET", "/threads/graph/me", 200)]


def test_a_reset_leaves_the_cast_and_the_clients(sim: Simulator, x_token: str) -> None:
    sim.write("x", "siti_lebakbulus", "Halo")
    sim.switch("x", down=True)
    sim.reset()
    assert sim.stage.posts.listing() == []
    assert x_get(sim, "/2/users/me", x_token).status_code == 401
    assert sim.grant("x", "siti_lebakbulus")["access_token"]
