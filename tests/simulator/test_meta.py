"""Instagram's and Facebook's sign-in and graphs as a client meets them."""

import hashlib
import hmac
from typing import Any

import pytest
import requests

from simulator.platforms import PLATFORMS
from simulator.running import Simulator
from tests.simulator.client import Visitor, allow, x_ask

SITI, RUDI = "siti_lebakbulus", "rudi_lebakbulus"
SECRET = "rahasia-facebook-untuk-demo"


def ask_for(key: str) -> str:
    """The path of a platform's consent page as a correct client asks for it."""
    asked = {
        "client_id": f"gelanggang-{key}",
        "redirect_uri": f"http://127.0.0.1:8000/akun/{key}/kembali",
        "scope": ",".join(PLATFORMS[key].scopes),
    }
    return x_ask(**asked).replace("/x/i/oauth2/authorize", PLATFORMS[key].paths["authorize_url"])


def trade(sim: Simulator, visitor: Visitor, key: str, url: str, **changes: str) -> Any:
    """Trade a fresh code of Siti's."""
    fields = {
        "client_id": f"gelanggang-{key}",
        "client_secret": f"rahasia-{key}-untuk-demo",
        "grant_type": "authorization_code",
        "redirect_uri": f"http://127.0.0.1:8000/akun/{key}/kembali",
        "code": allow(visitor, ask_for(key), list(PLATFORMS[key].scopes))["code"],
    }
    return requests.post(sim.url + url, data=fields | changes, timeout=10)


def instagram(sim: Simulator, path: str, token: str, **query: str) -> Any:
    """Ask Instagram's graph."""
    asked = {"access_token": token, **query}
    return requests.get(f"{sim.url}/instagram/graph{path}", params=asked, timeout=10).json()


def facebook(sim: Simulator, path: str, token: str, method: str = "GET", **query: str) -> Any:
    """Ask Facebook's graph, proving that we know the secret."""
    proof = hmac.new(SECRET.encode(), token.encode(), hashlib.sha256).hexdigest()
    asked = {"access_token": token, "appsecret_proof": proof, **query}
    url = f"{sim.url}/facebook/graph/v26.0{path}"
    return requests.request(method, url, params=asked, timeout=10).json()


def token_of(sim: Simulator, key: str, scopes: list[str] | None = None) -> str:
    """A long token of Siti's."""
    return sim.grant(key, SITI, scopes)["access_token"]


def test_instagram_answers_a_code_in_a_list_or_flat(sim: Simulator, visitor: Visitor) -> None:
    path = "/instagram/api/oauth/access_token"
    [listed] = trade(sim, visitor, "instagram", path).json()["data"]
    assert set(listed) == {"access_token", "user_id", "permissions"}
    sim.switch("instagram", token_as="flat", user_id_as="public")
    flat = trade(sim, visitor, "instagram", path).json()
    assert flat["user_id"] == int(sim.person(SITI).account_id("instagram"))
    assert flat["permissions"][0] == "instagram_business_basic"
    assert str(listed["user_id"]) != str(flat["user_id"])


def test_instagrams_older_host_has_an_envelope_of_its_own(sim: Simulator, visitor: Visitor) -> None:
    path = "/instagram/api/oauth/access_token"
    answer = trade(sim, visitor, "instagram", path, code="salah")
    assert answer.status_code == 400
    told = answer.json()
    assert (told["error_type"], told["code"]) == ("OAuthException", 400)
    assert "code" in told["error_message"]


def test_a_personal_account_of_instagram_is_stopped_at_the_consent_page(
    sim: Simulator, visitor: Visitor
) -> None:
    sim.become("instagram", SITI, "personal")
    answer = visitor.post(ask_for("instagram"), keputusan="izinkan", cakupan=["x"])
    assert answer.status_code == 422
    scopes = ["instagram_business_basic"]
    answer = visitor.post(ask_for("instagram"), keputusan="izinkan", cakupan=scopes)
    assert answer.status_code == 422
    assert "akun profesional" in answer.text


def test_instagram_tells_both_numbers_and_the_kind_of_account(sim: Simulator) -> None:
    token, siti = token_of(sim, "instagram"), sim.person(SITI)
    fields = "id,user_id,username,name,account_type"
    me = instagram(sim, "/me", token, fields=fields)
    assert me["user_id"] == siti.account_id("instagram")
    assert me["id"] != me["user_id"]
    assert (me["username"], me["account_type"]) == (siti.handle, "BUSINESS")
    assert instagram(sim, f"/{me['id']}", token, fields="user_id")["user_id"] == me["user_id"]


def test_hidden_counts_are_left_out(sim: Simulator) -> None:
    token, post = token_of(sim, "instagram"), sim.write("instagram", SITI, "Halo")
    fields = "like_count,shortcode,media_product_type"
    assert instagram(sim, f"/{post.id}", token, fields=fields)["like_count"] == 0
    sim.switch("instagram", likes_hidden=True)
    one = instagram(sim, f"/{post.id}", token, fields=fields)
    assert one == {"id": post.id, "shortcode": post.code, "media_product_type": "FEED"}


@pytest.mark.parametrize("key", ["instagram", "facebook"])
def test_nobody_elses_posts_are_readable(sim: Simulator, key: str) -> None:
    token, foreign = token_of(sim, key), sim.write(key, RUDI, "Bukan milik Siti")
    ask = instagram if key == "instagram" else facebook
    number = foreign.id if key == "instagram" else f"{foreign.account_id}_{foreign.id}"
    assert ask(sim, f"/{number}", token)["error"]["error_subcode"] == 33
    edge = "media" if key == "instagram" else "posts"
    assert ask(sim, f"/{foreign.account_id}/{edge}", token)["error"]["code"] == 100


def test_facebook_wants_proof_that_we_know_the_secret(sim: Simulator) -> None:
    token = token_of(sim, "facebook")
    assert facebook(sim, "/me", token)["id"]
    assert "Invalid" in facebook(sim, "/me", token, appsecret_proof="0" * 64)["error"]["message"]
    url = f"{sim.url}/facebook/graph/v26.0/me"
    bare = requests.get(url, params={"access_token": token}, timeout=10).json()
    assert "require" in bare["error"]["message"]
    sim.switch("facebook", proof_needed=False)
    assert requests.get(url, params={"access_token": token}, timeout=10).status_code == 200


def test_facebook_trades_a_code_and_then_a_short_token(sim: Simulator, visitor: Visitor) -> None:
    path = "/facebook/graph/v26.0/oauth/access_token"
    short = trade(sim, visitor, "facebook", path).json()
    assert short["expires_in"] <= 2 * 3600
    asked = {
        "grant_type": "fb_exchange_token",
        "client_id": "gelanggang-facebook",
        "client_secret": SECRET,
        "fb_exchange_token": short["access_token"],
    }
    long = requests.get(sim.url + path, params=asked, timeout=10).json()
    assert long["expires_in"] > 59 * 86400
    query = {"input_token": long["access_token"], "access_token": f"gelanggang-facebook|{SECRET}"}
    url = f"{sim.url}/facebook/graph/v26.0/debug_token"
    told = requests.get(url, params=query, timeout=10).json()["data"]
    assert (told["is_valid"], told["scopes"]) == (True, ["public_profile", "user_posts"])
    assert told["data_access_expires_at"] - told["expires_at"] > 29 * 86400
    sim.revoke("facebook", SITI)
    told = requests.get(url, params=query, timeout=10).json()["data"]
    assert (told["is_valid"], told["error"]["error_subcode"]) == (False, 458)


def test_facebook_keeps_quiet_about_posts_it_may_not_show(sim: Simulator) -> None:
    sim.write("facebook", SITI, "Halo")
    assert len(facebook(sim, "/me/posts", token_of(sim, "facebook"))["data"]) == 1
    narrow = token_of(sim, "facebook", ["public_profile"])
    assert facebook(sim, "/me/posts", narrow) == {"data": []}
    granted = {one["permission"]: one["status"] for one in permissions(sim, narrow)}
    assert granted == {"public_profile": "granted", "user_posts": "declined"}


def permissions(sim: Simulator, token: str) -> list[dict[str, str]]:
    """What a token's person allows."""
    return facebook(sim, "/me/permissions", token)["data"]


def test_a_post_of_facebook_has_a_number_a_word_and_a_privacy(sim: Simulator) -> None:
    token = token_of(sim, "facebook")
    post = sim.write("facebook", SITI, "Lihat https://dpp.example/a")
    fields = "message,permalink_url,privacy,attachments{unshimmed_url,target},from"
    one = facebook(sim, f"/{post.account_id}_{post.id}", token, fields=fields)
    assert one["permalink_url"] == post.url
    assert post.code.startswith("pfbid")
    assert one["privacy"]["value"] == "EVERYONE"
    assert one["attachments"]["data"][0]["unshimmed_url"] == "https://dpp.example/a"
    sim.hide(post)
    hidden = facebook(sim, f"/{post.account_id}_{post.id}", token, fields=fields)
    assert hidden["privacy"]["value"] == "SELF"
    sim.hide(post, False)
    sim.protect("facebook", SITI)
    friends = facebook(sim, "/me/posts", token, fields=fields)["data"][0]
    assert friends["privacy"]["value"] == "ALL_FRIENDS"


def test_giving_permissions_back_ends_the_token(sim: Simulator) -> None:
    token = token_of(sim, "facebook")
    assert facebook(sim, "/me/permissions", token, "DELETE") == {"success": True}
    assert facebook(sim, "/me", token)["error"]["code"] == 190


@pytest.mark.parametrize(
    ("key", "path"),
    [
        ("facebook", "/facebook/graph/v26.0/oembed_post"),
        ("instagram", "/facebook/graph/v26.0/instagram_oembed"),
        ("threads", "/threads/graph/oembed"),
    ],
)
def test_oembed_needs_no_token_and_names_nobody(sim: Simulator, key: str, path: str) -> None:
    post = sim.write(key, SITI, "Halo <b>semua</b>")
    told = requests.get(sim.url + path, params={"url": post.url}, timeout=10).json()
    assert not {"author_name", "author_url", "thumbnail_url"} & set(told)
    assert "Halo &lt;b&gt;" in told["html"]
    sim.delete(post)
    gone = requests.get(sim.url + path, params={"url": post.url}, timeout=10)
    assert gone.status_code == 400
