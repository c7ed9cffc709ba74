"""X's own client asks in the new vocabulary: `post.fields`, `repost_count`."""

from collections.abc import Iterator

import pytest
from requests import HTTPError
from xdk import Client

from simulator.running import Simulator
from tests.consent import X_CALLBACK, agree, told
from tests.judges.conftest import SITI

SCOPES = ["tweet.read", "users.read", "offline.access"]
FIELDS = ["created_at", "entities", "public_metrics"]


@pytest.fixture
def siti(sim: Simulator) -> Iterator[Client]:
    """The client with Siti's grant."""
    client = Client(sim.api_url("x"), access_token=sim.grant("x", SITI)["access_token"])
    with client.session:
        yield client


def test_xdk_signs_in_and_renews(sim: Simulator) -> None:
    ours = sim.client("x")
    client = Client(
        sim.api_url("x"),
        client_id=ours.client_id,
        client_secret=ours.secret,
        redirect_uri=X_CALLBACK,
        scope=SCOPES,
        authorization_base_url=f"{sim.url}/x/i",
    )
    url = client.oauth2_auth.get_authorization_url(state="keadaan")
    back = told(agree(sim, url, SITI))
    assert back["state"] == "keadaan"
    first = client.oauth2_auth.exchange_code(back["code"])
    assert first["scope"].split() == SCOPES
    with client.oauth2_auth.oauth2_session:
        young = client.oauth2_auth.refresh_token()
    assert young["access_token"] != first["access_token"]
    assert young["refresh_token"] != first["refresh_token"]


def test_xdk_reads_who_it_is(sim: Simulator, siti: Client) -> None:
    me = siti.users.get_me(user_fields=["created_at", "protected"]).data
    person = sim.person(SITI)
    assert (me.id, me.username, me.name) == (person.account_id("x"), person.handle, person.name)


def test_xdk_reads_own_posts_page_by_page(sim: Simulator, siti: Client) -> None:
    made = [sim.write("x", SITI, f"Pagi {n} #GotongRoyong") for n in range(7)]
    pages = siti.users.get_posts(
        sim.person(SITI).account_id("x"), max_results=5, post_fields=FIELDS
    )
    found = [one for page in pages for one in page.data]
    assert [one.id for one in found] == [one.id for one in reversed(made)]


def test_xdk_reads_one_post_with_its_author(sim: Simulator, siti: Client) -> None:
    post = sim.write("x", SITI, "Posyandu")
    answer = siti.posts.get_by_id(post.id, post_fields=FIELDS, expansions=["author_id"])
    assert (answer.data.id, answer.data.text) == (post.id, "Posyandu")
    assert answer.data.public_metrics.repost_count == 0
    assert answer.includes.users[0].username == SITI


def test_xdk_tells_a_missing_post_in_both_of_its_shapes(sim: Simulator, siti: Client) -> None:
    with pytest.raises(HTTPError) as missing:
        siti.posts.get_by_id("1234567890123456789")
    assert missing.value.response.status_code == 404
    sim.switch("x", twin404=True)
    answer = siti.posts.get_by_id("1234567890123456789")
    assert answer.data is None
    assert answer.errors[0].title == "Not Found Error"


def test_xdk_tells_a_dead_grant(sim: Simulator, siti: Client) -> None:
    sim.revoke("x", SITI)
    with pytest.raises(HTTPError) as dead:
        siti.users.get_me()
    assert dead.value.response.status_code == 401
