"""The control API that seeding and other processes use."""

from typing import Any

import requests

from simulator.platforms import PLATFORMS
from simulator.running import Simulator
from tests.simulator.client import threads_get, x_get, x_refresh


def ask(sim: Simulator, path: str, status: int = 200, **body: Any) -> dict[str, Any]:
    """One call of the control API."""
    answer = requests.post(f"{sim.url}/kendali/{path}", json=body, timeout=30)
    assert answer.status_code == status, answer.text
    return answer.json()


def test_thousands_of_people_and_posts_come_in_one_call(sim: Simulator) -> None:
    people = [{"handle": f"kader_{n}", "name": f"Kader {n}"} for n in range(3000)]
    posts = [
        {
            "platform": "x" if n % 2 else "threads",
            "handle": f"kader_{n % 3000}",
            "text": f"Kiriman ke-{n} #SayaKader",
            "at": "2026-11-01T10:00:00+07:00",
        }
        for n in range(6000)
    ]
    made = ask(sim, "massal", people=people, posts=posts)
    assert len(made["people"]) == 3000
    assert len({(one["platform"], one["id"]) for one in made["posts"]}) == 6000
    assert made["posts"][7]["handle"] == "kader_7"
    assert made["posts"][7]["text"] == "Kiriman ke-7 #SayaKader"
    assert (int(made["posts"][7]["id"]) >> 22) + 1288834974657 == 1793502000000
    again = ask(sim, "massal", people=people[:1])
    assert again["people"]["kader_0"] == made["people"]["kader_0"]


def test_one_bad_row_keeps_everything_out(sim: Simulator) -> None:
    posts = [
        {"platform": "x", "handle": "siti_lebakbulus", "text": "Halo"},
        {"platform": "x", "handle": "tak_ada", "text": "Halo"},
    ]
    assert "tak_ada" in ask(sim, "massal", 422, posts=posts)["galat"]
    assert sim.stage.posts.listing() == []


def test_grants_are_minted_for_many(sim: Simulator) -> None:
    handles = ["siti_lebakbulus", "rudi_lebakbulus"]
    x = ask(sim, "izin", platform="x", handles=handles, client_id="gelanggang-x")["grants"]
    for handle in handles:
        me = x_get(sim, "/2/users/me", x[handle]["access_token"]).json()["data"]
        assert me["id"] == x[handle]["user_id"]
        assert x_refresh(sim, x[handle]["refresh_token"]).status_code == 200
    threads = ask(sim, "izin", platform="threads", handles=handles)["grants"]
    me = threads_get(sim, "/me", threads[handles[0]]["access_token"]).json()
    assert me["id"] == threads[handles[0]]["user_id"]
    few = ask(sim, "izin", platform="x", handles=handles, scopes=["tweet.read"])["grants"]
    assert "refresh_token" not in few[handles[0]]


def test_one_post_through_its_life(sim: Simulator) -> None:
    post = ask(sim, "tulis", platform="x", handle="baru", text="Satu", at="2026-11-01T03:00:00Z")
    assert post["url"] == f"https://x.com/baru/status/{post['id']}"
    edited = ask(sim, "ubah", platform="x", id=post["id"], text="Dua")
    token = sim.grant("x", "siti_lebakbulus")["access_token"]
    path = f"/2/tweets/{edited['id']}"
    assert x_get(sim, path, token).json()["data"]["text"] == "Dua"
    ask(sim, "sembunyikan", platform="x", id=edited["id"])
    assert x_get(sim, path, token).status_code == 403
    ask(sim, "hapus", platform="x", id=edited["id"])
    assert x_get(sim, path, token).status_code == 404


def test_switches_clock_and_state_are_reachable(sim: Simulator) -> None:
    ask(sim, "sakelar", platform="x", down="503", slow_s=0)
    assert ask(sim, "sakelar", platform="x", reset=True)["down"] == ""
    before = sim.clock.now()
    ask(sim, "waktu", advance_s=3600)
    assert (sim.clock.now() - before).total_seconds() >= 3600
    state = requests.get(f"{sim.url}/kendali/keadaan", timeout=10).json()
    assert set(state["switches"]) >= set(PLATFORMS)
    ask(sim, "mulai-baru")
    assert (sim.clock.now() - before).total_seconds() < 3600


def test_wrong_input_is_told_in_words(sim: Simulator) -> None:
    for path, body in (
        ("orang", {}),
        ("orang", {"handle": "terlalu_panjang_sekali"}),
        ("tulis", {"platform": "myspace", "handle": "siti", "text": "Halo"}),
        ("tulis", {"platform": "x", "handle": "siti", "text": "Halo", "at": "kemarin"}),
        ("tulis", {"platform": "x", "handle": "siti", "text": "Halo", "at": "1999-01-01"}),
        ("massal", {"people": ["siti"]}),
        ("izin", {"platform": "x", "handles": ["tak_ada"]}),
        ("izin", {"platform": "x", "handles": ["siti_lebakbulus"], "client_id": "asing"}),
        ("izin", {"platform": "x", "handles": ["siti_lebakbulus"], "scopes": ["tweet.write"]}),
        ("waktu", {"advance_s": "besok"}),
        ("klien", {"platform": "x", "client_id": "a", "secret": "b"}),
    ):
        assert ask(sim, path, 422, **body)["galat"]


def test_a_web_form_cannot_reach_the_control_api(sim: Simulator) -> None:
    answer = requests.post(
        f"{sim.url}/kendali/sakelar", data={"platform": "x", "down": "503"}, timeout=10
    )
    assert answer.status_code == 415
    assert sim.stage.board.get("x").down == ""


def test_what_was_written_outlives_a_restart(sim: Simulator) -> None:
    post = sim.write("x", "siti_lebakbulus", "Halo")
    sim.stage.store.close()
    assert sim.stage.posts.needed("x", post.id).text == "Halo"
