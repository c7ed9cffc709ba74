"""TikTok's Login Kit and Display API as a client meets them."""

from urllib.parse import urlencode

import pytest
import requests

from simulator.running import Simulator
from tests.simulator.client import Visitor, allow

CALLBACK = "http://127.0.0.1:8000/akun/tiktok/kembali"
CLIENT = {"client_key": "gelanggangtiktok", "client_secret": "rahasia-tiktok-untuk-demo"}
SCOPES = ["user.info.basic", "user.info.profile", "video.list"]
VIDEO_FIELDS = "id,create_time,title,share_url"


def consent(**changes: str) -> str:
    """The path of the consent page as a correct client asks for it."""
    query = {
        "response_type": "code",
        "client_key": CLIENT["client_key"],
        "redirect_uri": CALLBACK,
        "scope": ",".join(SCOPES),
        "state": "s",
    }
    return "/tiktok/v2/auth/authorize/?" + urlencode(query | changes)


def ask_token(sim: Simulator, **form: str) -> requests.Response:
    """One question to the token endpoint."""
    return requests.post(sim.api_url("tiktok") + "/oauth/token/", data=CLIENT | form, timeout=10)


def ask(sim: Simulator, path: str, body: object = None, fields: str = "", token: str = "") -> dict:
    """Ask the API; POST where there is a body."""
    token = token or sim.grant("tiktok", "siti_lebakbulus", SCOPES)["access_token"]
    answer = requests.request(
        "GET" if body is None else "POST",
        sim.api_url("tiktok") + path,
        params={"fields": fields},
        json=body,
        headers={"Authorization": f"Bearer {token}"},
        timeout=10,
    )
    said = answer.json()
    assert set(said) == {"data", "error"}
    assert (said["error"]["code"] == "ok") == (answer.status_code == 200)
    return said


def test_a_client_has_a_key_and_no_id(visitor: Visitor) -> None:
    assert visitor.get(consent()).status_code == 200
    without = consent(client_key="").replace("client_key=", "client_id=gelanggangtiktok")
    assert visitor.get(without).status_code == 400


def test_the_callback_names_the_scopes_and_the_code_is_taken_decoded(
    sim: Simulator, visitor: Visitor
) -> None:
    back = allow(visitor, consent(), SCOPES[:2])
    assert back["scopes"] == "user.info.basic,user.info.profile"
    form = {"grant_type": "authorization_code", "redirect_uri": CALLBACK}
    encoded = back["code"].replace("*", "%2A")
    assert ask_token(sim, code=encoded, **form).json()["error"] == "invalid_request"
    given = ask_token(sim, code=back["code"], **form).json()
    assert given["open_id"] == sim.person("siti_lebakbulus").account_id("tiktok")
    assert given["scope"] == "user.info.basic,user.info.profile"
    assert (given["expires_in"], given["refresh_expires_in"]) == (7200, 180 * 86400)
    spent = ask_token(sim, code=back["code"], **form)
    assert (spent.status_code, spent.json()["error"]) == (400, "invalid_grant")


def test_a_refresh_token_dies_with_its_use(sim: Simulator) -> None:
    old = sim.grant("tiktok", "siti_lebakbulus")["refresh_token"]
    young = ask_token(sim, grant_type="refresh_token", refresh_token=old).json()
    assert young["refresh_token"] != old
    again = ask_token(sim, grant_type="refresh_token", refresh_token=old)
    assert again.json()["error"] == "invalid_grant"
    assert set(again.json()) == {"error", "error_description", "log_id"}


def test_a_form_is_a_form(sim: Simulator) -> None:
    url = sim.api_url("tiktok") + "/oauth/token/"
    answer = requests.post(url, json=CLIENT | {"grant_type": "refresh_token"}, timeout=10)
    assert answer.json()["error"] == "invalid_request"


def test_taking_back_is_answered_with_nothing_and_ends_all(sim: Simulator) -> None:
    given = sim.grant("tiktok", "siti_lebakbulus")
    url = sim.api_url("tiktok") + "/oauth/revoke/"
    answer = requests.post(url, data=CLIENT | {"token": given["access_token"]}, timeout=10)
    assert (answer.status_code, answer.content) == (200, b"")
    dead = ask_token(sim, grant_type="refresh_token", refresh_token=given["refresh_token"])
    assert dead.json()["error"] == "invalid_grant"


def test_each_field_needs_its_scope(sim: Simulator) -> None:
    said = ask(sim, "/user/info/", fields="open_id,username")
    assert said["data"]["user"]["username"] == "siti_lebakbulus"
    assert ask(sim, "/user/info/", fields="follower_count")["error"]["code"] == (
        "scope_not_authorized"
    )
    narrow = sim.grant("tiktok", "siti_lebakbulus", ["user.info.basic"])["access_token"]
    for path, body in (("/video/list/", {}), ("/video/query/", {"filters": {"video_ids": ["1"]}})):
        said = ask(sim, path, body, VIDEO_FIELDS, narrow)
        assert said["error"]["code"] == "scope_not_authorized"


@pytest.mark.parametrize(
    ("path", "body", "fields"),
    [
        ("/user/info/", None, ""),
        ("/user/info/", None, "rahasia"),
        ("/video/list/", {}, ""),
        ("/video/list/", [], VIDEO_FIELDS),
        ("/video/list/", {"max_count": 21}, VIDEO_FIELDS),
        ("/video/list/", {"max_count": "20"}, VIDEO_FIELDS),
        ("/video/query/", {}, VIDEO_FIELDS),
        ("/video/query/", {"filters": {"video_ids": []}}, VIDEO_FIELDS),
        ("/video/query/", {"filters": {"video_ids": ["1"] * 21}}, VIDEO_FIELDS),
    ],
)
def test_a_wrong_question_is_told_so(sim: Simulator, path: str, body: object, fields: str) -> None:
    assert ask(sim, path, body, fields)["error"]["code"] == "invalid_params"


def test_posts_tell_seconds_and_cursors_milliseconds(sim: Simulator) -> None:
    made = [
        sim.write("tiktok", "siti_lebakbulus", f"Ke-{n}", f"2026-11-0{n}T05:00:00+00:00")
        for n in range(1, 4)
    ]
    first = ask(sim, "/video/list/", {"max_count": 2}, VIDEO_FIELDS)["data"]
    assert [one["id"] for one in first["videos"]] == [made[2].id, made[1].id]
    assert first["has_more"] is True
    assert first["cursor"] == made[1].created_ms == first["videos"][1]["create_time"] * 1000
    rest = ask(sim, "/video/list/", {"cursor": first["cursor"]}, VIDEO_FIELDS)["data"]
    assert [one["id"] for one in rest["videos"]] == [made[0].id]
    assert rest["has_more"] is False


def test_only_own_and_public_posts_are_found(sim: Simulator) -> None:
    mine, hidden = (sim.write("tiktok", "siti_lebakbulus", one) for one in ("Satu", "Dua"))
    his = sim.write("tiktok", "rudi_lebakbulus", "Tiga")
    sim.hide(hidden)
    wanted = {"filters": {"video_ids": [mine.id, hidden.id, his.id, "7412345678901234567"]}}
    (found,) = ask(sim, "/video/query/", wanted, VIDEO_FIELDS)["data"]["videos"]
    assert found["id"] == mine.id
    assert "utm_source=gelanggangtiktok" in found["share_url"]
