"""Google's sign-in and YouTube's API as a client meets them."""

from urllib.parse import urlencode

import requests

from simulator.running import Simulator
from tests.simulator.client import Visitor, allow

SCOPE = "https://www.googleapis.com/auth/youtube.readonly"
CALLBACK = "http://127.0.0.1:8000/akun/youtube/kembali"
CLIENT = ("gelanggang-youtube.apps.googleusercontent.com", "rahasia-youtube-untuk-demo")


def trade(sim: Simulator, visitor: Visitor, **asked: str) -> dict:
    """What Siti's consent, asked for in this way, is worth."""
    query = {
        "response_type": "code",
        "client_id": CLIENT[0],
        "redirect_uri": CALLBACK,
        "scope": SCOPE,
        "state": "s",
    }
    back = allow(visitor, "/google/o/oauth2/v2/auth?" + urlencode(query | asked), [SCOPE])
    assert back["scope"] == SCOPE
    form = {"grant_type": "authorization_code", "code": back["code"], "redirect_uri": CALLBACK}
    return ask_token(sim, **form).json()


def ask_token(sim: Simulator, **form: str) -> requests.Response:
    """One question to the token endpoint, by HTTP Basic."""
    url = sim.options("youtube")["token_url"] + "/token"
    return requests.post(url, data=form, auth=CLIENT, timeout=10)


def get(sim: Simulator, path: str, token: str, **query: str) -> requests.Response:
    """Ask the API."""
    headers = {"Authorization": f"Bearer {token}"}
    return requests.get(sim.api_url("youtube") + path, params=query, headers=headers, timeout=10)


def token_of(sim: Simulator, handle: str = "siti_lebakbulus") -> str:
    return sim.grant("youtube", handle)["access_token"]


def test_a_refresh_token_comes_once_unless_it_is_prompted_for(
    sim: Simulator, visitor: Visitor
) -> None:
    assert "refresh_token" not in trade(sim, visitor)
    sim.revoke("youtube", "siti_lebakbulus")
    assert "refresh_token" in trade(sim, visitor, access_type="offline")
    assert "refresh_token" not in trade(sim, visitor, access_type="offline")
    assert "refresh_token" in trade(sim, visitor, access_type="offline", prompt="consent")


def test_a_refresh_token_is_not_used_up(sim: Simulator, visitor: Visitor) -> None:
    first = trade(sim, visitor, access_type="offline")
    for _ in range(2):
        form = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}
        young = ask_token(sim, **form).json()
        assert young["access_token"] != first["access_token"]
        assert "refresh_token" not in young
    sim.revoke("youtube", "siti_lebakbulus")
    assert ask_token(sim, **form).json()["error"] == "invalid_grant"


def test_wrong_questions_cost_a_unit_too_until_midnight_in_california(sim: Simulator) -> None:
    sim.switch("youtube", units_a_day=2)
    token = token_of(sim)
    assert get(sim, "/videos", token).status_code == 400
    assert get(sim, "/videos", "salah", part="id", id="x").status_code == 401
    spent = get(sim, "/channels", token, part="id", mine="true")
    reasons = [one["reason"] for one in spent.json()["error"]["errors"]]
    assert (spent.status_code, reasons) == (403, ["quotaExceeded"])
    sim.clock.advance(25 * 3600)
    assert get(sim, "/channels", token_of(sim), part="id", mine="true").status_code == 200


def test_an_unlisted_video_is_found_by_its_id_only(sim: Simulator) -> None:
    made = sim.write("youtube", "siti_lebakbulus", "Judul", privacy="unlisted")
    sim.write("youtube", "siti_lebakbulus", "Terbuka")
    uploads = "UU" + sim.person("siti_lebakbulus").account_id("youtube").removeprefix("UC")
    for handle, listed in (("siti_lebakbulus", True), ("rudi_lebakbulus", False)):
        token = token_of(sim, handle)
        assert get(sim, "/videos", token, part="id", id=made.id).json()["items"]
        items = get(sim, "/playlistItems", token, part="contentDetails", playlistId=uploads)
        ids = [one["contentDetails"]["videoId"] for one in items.json()["items"]]
        assert (made.id in ids) == listed


def test_a_channel_without_uploads_has_no_list_of_them(sim: Simulator) -> None:
    uploads = "UU" + sim.person("siti_lebakbulus").account_id("youtube").removeprefix("UC")
    answer = get(sim, "/playlistItems", token_of(sim), part="id", playlistId=uploads)
    assert answer.status_code == 404
    assert answer.json()["error"]["errors"][0]["reason"] == "playlistNotFound"


def test_only_the_parts_asked_for_are_told_and_counts_are_texts(sim: Simulator) -> None:
    made = sim.write("youtube", "siti_lebakbulus", "Judul\nIsi")
    (video,) = get(sim, "/videos", token_of(sim), part="statistics", id=made.id).json()["items"]
    assert set(video) == {"kind", "etag", "id", "statistics"}
    assert video["statistics"]["viewCount"] == "0"
