"""Short links, and the ways in which they misbehave."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests

from simulator.platform import Platforms
from simulator.platforms import PLATFORMS
from simulator.refusal import Refused
from simulator.running import Simulator, running
from tests.simulator.client import Visitor
from tests.simulator.test_control import ask

SHAPES = ("https://vm.tiruan.test/{code}/", "https://www.tiruan.test/share/p/{code}/")


@pytest.fixture
def sim(tmp_path: Path) -> Iterator[Simulator]:
    """A simulator in which Threads has short links of two shapes."""
    threads = replace(PLATFORMS["threads"], short=SHAPES)
    with running(tmp_path, platforms=Platforms(PLATFORMS["x"], threads)) as one:
        yield one


def follow(sim: Simulator, url: str, **more: object) -> requests.Response:
    """Ask for an address of the open web, one step."""
    parts = urlsplit(url)
    there = f"{sim.url}/host/{parts.netloc}{parts.path}"
    return requests.get(there, allow_redirects=False, timeout=10, **more)


def test_a_short_link_leads_to_its_post(sim: Simulator) -> None:
    for platform, host in (("x", "t.co"), ("threads", "vm.tiruan.test"), ("threads", None)):
        post = sim.write(platform, "siti_lebakbulus", "Halo")
        url = sim.shorten(post, host)
        answer = follow(sim, url)
        assert (answer.status_code, answer.headers["Location"]) == (301, post.url)
        assert requests.head(answer.url, timeout=10).headers["Location"] == post.url
        assert follow(sim, url.rstrip("/")).headers["Location"] == post.url


def test_the_control_api_makes_them_too(sim: Simulator) -> None:
    post = sim.write("threads", "siti_lebakbulus", "Halo")
    url = ask(sim, "pendek", platform="threads", id=post.id, host="www.tiruan.test")["url"]
    assert url.startswith("https://www.tiruan.test/share/p/")
    assert follow(sim, url).headers["Location"] == post.url
    assert ask(sim, "pendek", platform="x", trick="loop")["url"] == "https://t.co/trickloop"
    for wrong in ({"id": post.id, "host": "t.co"}, {"id": "1"}, {"trick": "terbang"}):
        assert ask(sim, "pendek", 422, platform="threads", **wrong)["galat"]


def test_an_author_makes_one_on_the_posts_page(sim: Simulator) -> None:
    post = sim.write("x", "siti_lebakbulus", "Halo")
    siti = Visitor(sim).sign_in("siti_lebakbulus")
    sent = siti.post(f"/kiriman/x/{post.id}/pendek")
    assert "Tautan pendek: https://t.co/" in siti.get(sent.headers["Location"]).text
    siti.http.close()


def test_an_unknown_code_leads_nowhere(sim: Simulator) -> None:
    assert follow(sim, "https://t.co/tidakada12").status_code == 404
    assert follow(sim, "https://asing.test/tidakada12").status_code == 404


def test_tricks_lead_in_a_circle_on_and_on_inside_and_out_of_tls(sim: Simulator) -> None:
    loop = sim.tricky_link("x", "loop")
    assert follow(sim, loop).headers["Location"] == loop
    seen = [sim.tricky_link("threads", "chain", "www.tiruan.test")]
    for _ in range(5):
        seen.append(follow(sim, seen[-1]).headers["Location"])
    assert len(set(seen)) == 6
    assert (
        follow(sim, sim.tricky_link("x", "private")).headers["Location"].startswith("https://10.")
    )
    assert follow(sim, sim.tricky_link("x", "http")).headers["Location"].startswith("http://")


def test_tricks_outlast_patience_and_outgrow_any_reader(sim: Simulator) -> None:
    with pytest.raises(requests.ReadTimeout):
        parts = urlsplit(sim.tricky_link("x", "slow"))
        requests.get(f"{sim.url}/host/{parts.netloc}{parts.path}", timeout=0.1)
    with follow(sim, sim.tricky_link("x", "huge"), stream=True) as answer:
        assert sum(len(part) for part in answer.iter_content(65536)) > 16_000_000


def test_the_switches_of_the_platform_act_on_its_hosts(sim: Simulator) -> None:
    url = sim.shorten(sim.write("x", "siti_lebakbulus", "Halo"))
    sim.switch("x", down=True)
    assert follow(sim, url).status_code == 503
    sim.healthy("x")
    assert follow(sim, url).status_code == 301
    assert [status for _, _, status in sim.calls("x")] == [503, 301]


def test_a_platform_without_short_links_makes_none(sim: Simulator) -> None:
    post = sim.write("threads", "siti_lebakbulus", "Halo")
    with pytest.raises(Refused):
        sim.shorten(post, "t.co")
