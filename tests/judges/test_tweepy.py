"""tweepy asks X in the old vocabulary: `tweet.fields`, `retweet_count`."""

import time
from collections.abc import Iterator

import pytest
import tweepy

from simulator.running import Simulator
from tests.consent import X_CALLBACK, agree
from tests.judges.conftest import SITI, detour

API = "https://api.twitter.com"
FIELDS = ["author_id", "created_at", "entities", "public_metrics"]


@pytest.fixture
def siti(sim: Simulator) -> Iterator[tweepy.Client]:
    """The client with Siti's grant."""
    client = tweepy.Client(sim.grant("x", SITI)["access_token"])
    detour(client.session, API, sim.api_url("x"))
    with client.session:
        yield client


def test_tweepy_signs_in_with_pkce(sim: Simulator) -> None:
    ours = sim.client("x")
    scopes = ["tweet.read", "users.read", "offline.access"]
    known = {"client_id": ours.client_id, "client_secret": ours.secret}
    with tweepy.OAuth2UserHandler(redirect_uri=X_CALLBACK, scope=scopes, **known) as handler:
        detour(handler, API, sim.api_url("x"))
        url = handler.get_authorization_url()
        back = agree(sim, url.replace("https://twitter.com", f"{sim.url}/x"), SITI)
        token = handler.fetch_token(back)
    assert token["scope"] == scopes
    assert token["refresh_token"]
    assert token["expires_in"] == 7200


def test_tweepy_reads_who_it_is(sim: Simulator, siti: tweepy.Client) -> None:
    me = siti.get_me(user_auth=False, user_fields=["created_at", "protected"]).data
    person = sim.person(SITI)
    assert (str(me.id), me.username, me.name) == (
        person.account_id("x"),
        person.handle,
        person.name,
    )
    assert me.protected is False


def test_tweepy_reads_own_posts_page_by_page(sim: Simulator, siti: tweepy.Client) -> None:
    made = [sim.write("x", SITI, f"Pagi {n} #GotongRoyong") for n in range(7)]
    pages = tweepy.Paginator(
        siti.get_users_tweets, sim.person(SITI).account_id("x"), max_results=5, tweet_fields=FIELDS
    )
    found = list(pages.flatten())
    assert [str(one.id) for one in found] == [one.id for one in reversed(made)]
    assert {one.entities["hashtags"][0]["tag"] for one in found} == {"GotongRoyong"}


def test_tweepy_reads_one_post_with_its_author(sim: Simulator, siti: tweepy.Client) -> None:
    post = sim.write("x", SITI, "Posyandu & gotong royong")
    answer = siti.get_tweet(post.id, tweet_fields=FIELDS, expansions=["author_id"])
    assert answer.data.text == "Posyandu &amp; gotong royong"
    assert abs((answer.data.created_at - post.at).total_seconds()) < 1
    assert str(answer.data.author_id) == sim.person(SITI).account_id("x")
    assert answer.data.public_metrics["retweet_count"] == 0
    assert answer.includes["users"][0].username == SITI


def test_tweepy_tells_a_missing_post_in_both_of_its_shapes(
    sim: Simulator, siti: tweepy.Client
) -> None:
    with pytest.raises(tweepy.NotFound):
        siti.get_tweet("1234567890123456789")
    sim.switch("x", twin404=True)
    answer = siti.get_tweet("1234567890123456789")
    assert answer.data is None
    assert answer.errors[0]["title"] == "Not Found Error"


def test_tweepy_tells_a_dead_grant_from_a_wrong_question(
    sim: Simulator, siti: tweepy.Client
) -> None:
    with pytest.raises(tweepy.BadRequest) as wrong:
        siti.get_users_tweets(sim.person(SITI).account_id("x"), max_results=4)
    assert "max_results" in wrong.value.api_messages[0]
    sim.revoke("x", SITI)
    with pytest.raises(tweepy.Unauthorized):
        siti.get_me(user_auth=False)


def test_tweepy_is_told_until_when_to_wait(sim: Simulator, siti: tweepy.Client) -> None:
    until = int(time.time()) + 600
    sim.switch("x", rate_limited_until=until)
    with pytest.raises(tweepy.TooManyRequests) as limited:
        siti.get_me(user_auth=False)
    assert limited.value.reset_time == until
    assert limited.value.api_codes == [88]
