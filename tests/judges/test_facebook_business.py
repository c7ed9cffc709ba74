"""Meta's own client asks the stand-ins of Facebook and Instagram, as strictly as it can."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime

import pytest
from facebook_business import apiconfig
from facebook_business.adobjects.igmediaforigonlyapi import IGMediaForIGOnlyAPI
from facebook_business.adobjects.iguserforigonlyapi import IGUserForIGOnlyAPI
from facebook_business.adobjects.post import Post
from facebook_business.adobjects.user import User
from facebook_business.api import FacebookAdsApi
from facebook_business.exceptions import FacebookRequestError
from facebook_business.session import FacebookSession

from simulator.running import Simulator
from tests.judges.conftest import SITI, detour

FACEBOOK, INSTAGRAM = "https://graph.facebook.com", "https://graph.instagram.com"
FIELDS = "created_time from is_hidden message permalink_url privacy status_type".split()
MEDIA_FIELDS = (
    "caption comments_count like_count media_product_type media_type owner permalink shortcode "
    "timestamp username"
).split()


@pytest.fixture(autouse=True)
def strict(monkeypatch: pytest.MonkeyPatch) -> None:
    """What it would warn of is an error: fields and values that Meta's schema does not know."""
    monkeypatch.setitem(apiconfig.ads_api_config, "STRICT_MODE", True)


class Meta:
    """Clients with grants of Siti's, closed at the end."""

    def __init__(self, sim: Simulator, opened: ExitStack) -> None:
        self.sim = sim
        self.opened = opened

    def facebook(self, token: str, secret: str | None = None) -> FacebookAdsApi:
        """A client that proves by the program's secret, or another one, whose token it holds."""
        ours = self.sim.client("facebook")
        session = FacebookSession(ours.client_id, secret or ours.secret, token)
        detour(session.requests, FACEBOOK, f"{self.sim.url}/facebook/graph")
        self.opened.enter_context(session.requests)
        return FacebookAdsApi(session)

    def instagram(self) -> FacebookAdsApi:
        """The same client for the graph of Instagram, which asks for no proof."""
        session = FacebookSession(access_token=self.sim.grant("instagram", SITI)["access_token"])
        session.GRAPH = INSTAGRAM
        detour(session.requests, f"{INSTAGRAM}/v26.0", f"{self.sim.url}/instagram/graph")
        self.opened.enter_context(session.requests)
        return FacebookAdsApi(session)


@pytest.fixture
def meta(sim: Simulator) -> Iterator[Meta]:
    with ExitStack() as opened:
        yield Meta(sim, opened)


@pytest.fixture
def token(sim: Simulator) -> str:
    """Siti's grant at Facebook."""
    return sim.grant("facebook", SITI)["access_token"]


@pytest.fixture
def siti(meta: Meta, token: str) -> User:
    """Siti, as the client with her grant sees her."""
    return User("me", api=meta.facebook(token))


def refused(question: Callable[..., object], **asked: object) -> FacebookRequestError:
    """The error with which a question ends, its envelope read by the client."""
    with pytest.raises(FacebookRequestError) as caught:
        question(**asked)
    return caught.value


def test_the_client_reads_who_it_is(sim: Simulator, siti: User) -> None:
    person = sim.person(SITI)
    me = siti.api_get(fields=["id", "name", "first_name"])
    assert (me["id"], me["name"]) == (person.account_id("facebook"), person.name)
    assert me["first_name"] == person.name.split()[0]


@pytest.mark.parametrize("edge", ["get_posts", "get_feed"])
def test_the_client_reads_own_posts_page_by_page(sim: Simulator, siti: User, edge: str) -> None:
    made = [sim.write("facebook", SITI, f"Pagi {n} #GotongRoyong") for n in range(7)]
    sim.hide(made[0])
    found = list(getattr(siti, edge)(fields=FIELDS, params={"limit": 3}))
    owner = sim.person(SITI).account_id("facebook")
    assert [one["id"] for one in found] == [f"{owner}_{one.id}" for one in reversed(made)]
    assert [one["message"] for one in found] == [one.text for one in reversed(made)]
    assert [one["privacy"]["value"] for one in found] == ["EVERYONE"] * 6 + ["SELF"]
    assert {one["from"]["id"] for one in found} == {owner}
    assert len(sim.calls("facebook")) == 3


def test_the_client_reads_one_post(sim: Simulator, siti: User) -> None:
    written = sim.write("facebook", SITI, "Posyandu & gotong royong")
    whole = f"{written.account_id}_{written.id}"
    post = Post(whole, api=siti.get_api()).api_get(fields=FIELDS)
    assert (post["id"], post["message"]) == (whole, written.text)
    assert post["permalink_url"] == written.url
    assert datetime.fromisoformat(post["created_time"]) == written.at.replace(microsecond=0)
    sim.delete(written)
    gone = refused(Post(whole, api=siti.get_api()).api_get)
    assert (gone.api_error_code(), gone.api_error_subcode()) == (100, 33)


def test_the_client_is_told_what_a_grant_is_good_for(sim: Simulator, meta: Meta, token) -> None:
    ours = sim.client("facebook")
    program = meta.facebook(f"{ours.client_id}|{ours.secret}")

    def told() -> dict:
        return program.call("GET", ("debug_token",), {"input_token": token}).json()["data"]

    alive = told()
    assert (alive["app_id"], alive["is_valid"]) == (ours.client_id, True)
    assert set(alive["scopes"]) == {"public_profile", "user_posts"}
    assert alive["user_id"] == sim.person(SITI).account_id("facebook")
    assert time.time() < alive["expires_at"] < time.time() + 61 * 86_400
    sim.revoke("facebook", SITI)
    assert (told()["is_valid"], told()["error"]["code"]) == (False, 190)


def test_the_client_gives_its_permissions_back(siti: User) -> None:
    given = {one["permission"]: one["status"] for one in siti.get_permissions()}
    assert given == {"public_profile": "granted", "user_posts": "granted"}
    siti.delete_permissions()
    assert refused(siti.get_permissions).api_error_code() == 190


def test_the_client_tells_a_dead_grant(sim: Simulator, siti: User) -> None:
    sim.revoke("facebook", SITI)
    dead = refused(siti.api_get)
    assert (dead.http_status(), dead.api_error_type()) == (400, "OAuthException")
    assert (dead.api_error_code(), dead.api_error_subcode()) == (190, 458)
    assert not dead.api_transient_error()


@pytest.mark.parametrize("code", [4, 17, 32, 613])
def test_the_client_is_told_to_wait_and_for_how_long(sim: Simulator, siti: User, code: int) -> None:
    sim.switch("facebook", rate_limited_until=time.time() + 600, rate_code=code)
    limited = refused(siti.get_posts)
    assert limited.api_error_code() == code
    assert limited.api_transient_error()
    ((usage,),) = json.loads(limited.http_headers()["X-Business-Use-Case-Usage"]).values()
    assert usage["estimated_time_to_regain_access"] == 10


def test_the_client_tells_what_it_may_not(sim: Simulator, meta: Meta) -> None:
    written = sim.write("facebook", SITI, "Halo")
    narrow = meta.facebook(sim.grant("facebook", SITI, ["public_profile"])["access_token"])
    assert list(User("me", api=narrow).get_posts()) == []
    whole = f"{written.account_id}_{written.id}"
    assert refused(Post(whole, api=narrow).api_get).api_error_subcode() == 33
    nothing = meta.facebook(sim.grant("facebook", SITI, ["user_posts"])["access_token"])
    assert refused(User("me", api=nothing).api_get).api_error_code() == 10


def test_the_client_proves_that_it_is_the_program(sim: Simulator, meta: Meta, token: str) -> None:
    thief = User("me", api=meta.facebook(token, "rahasia-orang-lain"))
    unproven = refused(thief.api_get)
    assert unproven.api_error_code() == 100
    assert "appsecret_proof" in unproven.api_error_message()


def test_the_client_reads_a_professional_account_of_instagram(sim: Simulator, meta: Meta) -> None:
    sim.become("instagram", SITI, "professional")
    made = [sim.write("instagram", SITI, f"Pagi {n}") for n in range(4)]
    siti = IGUserForIGOnlyAPI("me", api=meta.instagram())
    found = list(siti.get_media(params={"limit": 3}))
    assert [one["id"] for one in found] == [one.id for one in reversed(made)]
    media = IGMediaForIGOnlyAPI(made[0].id, api=siti.get_api()).api_get(fields=MEDIA_FIELDS)
    assert (media["caption"], media["username"]) == ("Pagi 0", SITI)
    assert (media["permalink"], media["shortcode"]) == (made[0].url, made[0].code)
    assert datetime.fromisoformat(media["timestamp"]) == made[0].at.replace(microsecond=0)
    me = siti.api_get(fields=["user_id", "username", "name", "account_type"])
    assert (me["username"], me["account_type"]) == (SITI, "BUSINESS")
    assert str(me["user_id"]) == media["owner"]["id"]
    sim.revoke("instagram", SITI)
    assert refused(siti.get_media).api_error_code() == 190
