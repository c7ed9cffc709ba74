"""Promises every platform keeps, whatever it is, and what a description settles."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from simulator.platform import Platform, Platforms
from simulator.platforms import PLATFORMS
from simulator.refusal import Refused
from simulator.running import Simulator, running
from tests.simulator.client import CHALLENGE, VERIFIER, Visitor, allow, callback, x_ask

EVERY = pytest.mark.parametrize("platform", PLATFORMS.values(), ids=PLATFORMS)

# Unlike X in everything a description can say about sign-in.
OTHER = replace(
    PLATFORMS["x"],
    key="lain",
    name="Lain",
    paths={"authorize_url": "/lain/auth"},
    doors=(),
    switches=(),
    short=(),
    edits="never",
    kinds=("personal", "professional"),
    readable_kinds=("professional",),
    client=("kunci", "rahasia"),
    client_parameter="client_key",
    scopes={"user.info": "nama", "video.list": "kiriman"},
    scope_separator=",",
    required_scopes=frozenset({"user.info"}),
    state_required=False,
    pkce="optional",
    accepted=lambda code, scopes: {"code": code, "scopes": ",".join(scopes)},
    denied={"error": "tidak"},
    always=lambda: {"dari": "lain"},
    tail="#_",
)


@pytest.fixture
def wider(tmp_path: Path) -> Iterator[Simulator]:
    """A simulator with one platform more."""
    with running(tmp_path, platforms=Platforms(*PLATFORMS.values(), OTHER)) as one:
        yield one


@pytest.fixture
def creator(wider: Simulator) -> Iterator[Visitor]:
    """Siti's browser; her account over there is a professional one."""
    wider.become("lain", "siti_lebakbulus", "professional")
    siti = Visitor(wider).sign_in("siti_lebakbulus")
    yield siti
    siti.http.close()


def other_ask(**changes: str) -> str:
    """A correct request for consent to OTHER."""
    asked = {
        "client_key": "kunci",
        "redirect_uri": "http://127.0.0.1:8000/akun/lain/kembali",
        "scope": "user.info,video.list",
    }
    return x_ask(**asked | changes).replace("/x/i/oauth2/authorize", "/lain/auth")


@EVERY
def test_what_is_written_has_a_link_of_the_platform_and_a_page_that_shows_it(
    sim: Simulator, visitor: Visitor, platform: Platform
) -> None:
    made = [sim.write(platform.key, "siti_lebakbulus", f"Halo {n}") for n in range(3)]
    assert len({(one.id, one.code, one.url) for one in made}) == 3
    assert all(one.url.startswith("https://") for one in made)
    assert sim.stage.posts.by_code(platform.key, made[1].code) == made[1]
    page = visitor.get(made[0].page).text
    assert f"Kiriman di {platform.name}" in page
    assert f'readonly value="{made[0].url}"' in page


@EVERY
def test_everybody_has_an_account_of_her_own(sim: Simulator, platform: Platform) -> None:
    people = [sim.person(f"orang_{n}") for n in range(20)]
    ids = {one.account_id(platform.key) for one in people}
    assert len(ids) == 20
    assert (
        sim.stage.people.by_account(platform.key, people[7].account_id(platform.key)) == people[7]
    )


@EVERY
def test_control_names_every_platform(sim: Simulator, visitor: Visitor, platform: Platform) -> None:
    page = visitor.get("/kendali").text
    fields = dict.fromkeys(re.findall(r'name="(\w+)"', page), "")
    assert {one.name for one in platform.switches} <= set(fields)
    sent = visitor.post("/kendali/formulir/sakelar", platform=platform.key, down="503")
    assert sent.status_code == 303
    assert sim.stage.board.get(platform.key).down == "503"
    visitor.post("/kendali/formulir/sehat")
    assert sim.stage.board.get(platform.key).down == ""


@EVERY
def test_a_limited_platform_refuses_every_call(sim: Simulator, platform: Platform) -> None:
    if "api_url" not in platform.paths:
        pytest.skip("has no API of one address")
    sim.switch(platform.key, rate_limited_until=sim.clock.seconds() + 600)
    guest = Visitor(sim)
    answer = guest.get(platform.paths["api_url"] + "/apa/saja")
    assert answer.status_code >= 400
    assert sim.calls(platform.key)[-1][2] == answer.status_code
    guest.http.close()


def test_a_platform_that_came_later_knows_everybody_who_was_there(
    tmp_path: Path, wider: Simulator
) -> None:
    folder = tmp_path / "lama"
    with running(folder) as before:
        old = before.person("lama", "Orang Lama")
    with running(folder, platforms=wider.stage.platforms) as after:
        known = after.person("lama")
    assert known.name == "Orang Lama"
    assert known.account_id("x") == old.account_id("x")
    assert known.account_id("lain")


def test_an_unknown_platform_is_refused_with_the_names_of_all(wider: Simulator) -> None:
    with pytest.raises(Refused, match=r"pilih x, .*, atau lain\."):
        wider.write("ebay", "siti_lebakbulus", "Halo")


def test_the_description_says_how_consent_is_asked_and_answered(
    wider: Simulator, creator: Visitor
) -> None:
    answer = creator.post(other_ask(), keputusan="izinkan", cakupan=["user.info", "video.list"])
    assert answer.headers["Location"].endswith("&dari=lain#_")
    back = callback(answer)
    assert back["scopes"] == "user.info,video.list"
    code = wider.stage.grants.take_code(wider.client("lain"), back["code"])
    assert code is not None
    assert json.loads(code.asked)["code_challenge"] == CHALLENGE
    assert code.verifies(VERIFIER)
    assert not code.verifies("w" * 64)
    denied = callback(creator.post(other_ask(), keputusan="tolak"))
    assert denied == {"error": "tidak", "state": "s-123", "dari": "lain"}


def test_what_a_platform_does_not_demand_may_be_missing(creator: Visitor) -> None:
    assert creator.get(other_ask(state="", code_challenge="")).status_code == 200
    for change in (
        {"client_key": "asing"},
        {"scope": "video.list"},
        {"scope": "user.info video.list"},
        {"code_challenge": "pendek"},
    ):
        assert creator.get(other_ask(**change)).status_code == 400


def test_an_account_of_the_wrong_kind_is_not_readable(wider: Simulator, creator: Visitor) -> None:
    assert "code" in allow(creator, other_ask(), ["user.info"])
    creator.post("/setelan/jenis", platform="lain", kind="personal")
    assert wider.person("siti_lebakbulus").kind("lain") == "personal"
    answer = creator.post(other_ask(), keputusan="izinkan", cakupan=["user.info"])
    assert answer.status_code == 422
    assert "akun pribadi" in answer.text
    with pytest.raises(Refused):
        wider.grant("lain", "siti_lebakbulus")
    with pytest.raises(Refused):
        wider.become("x", "siti_lebakbulus", "professional")


def test_where_nothing_can_be_edited_the_page_offers_no_edit(
    wider: Simulator, creator: Visitor
) -> None:
    post = wider.write("lain", "siti_lebakbulus", "Halo")
    page = creator.get(post.page).text
    assert "tidak dapat diubah" in page
    assert "Simpan perubahan" not in page
    assert creator.post(f"/kiriman/lain/{post.id}/ubah", text="Dua").status_code == 422
