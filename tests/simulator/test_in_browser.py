"""The site in a real browser: nothing for axe to find, no script needed, the link can be copied."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from bench.phone import CHROMIUM
from simulator.running import Simulator
from tests.simulator.client import x_ask

AXE = Path(__file__).resolve().parents[1] / "data" / "axe.min.js"
PAGES = ["/", "/masuk?cari=ani", "/orang/siti_lebakbulus", "/kendali", "/tidak-ada", x_ask()]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="no headless Chromium is installed"),
]


@pytest.mark.parametrize(("width", "colours"), [(360, "light"), (1440, "dark")])
def test_axe_finds_nothing(sim: Simulator, chromium: Browser, width: int, colours: str) -> None:
    size = {"width": width, "height": 800}
    # Without the page's own content policy: axe is put in from outside.
    page = chromium.new_page(viewport=size, color_scheme=colours, bypass_csp=True)
    page.goto(sim.url + "/masuk")
    page.get_by_role("button", name="Masuk sebagai Siti").click()
    post = sim.write("threads", "siti_lebakbulus", "Halo")
    for path in (*PAGES, post.page):
        page.goto(sim.url + path)
        page.evaluate(AXE.read_text())
        found = page.evaluate("axe.run()")["violations"]
        assert found == [], (path, [one["id"] for one in found])
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    page.close()


def test_a_post_is_written_and_its_link_shown_without_scripts(
    sim: Simulator, chromium: Browser
) -> None:
    page = chromium.new_page(java_script_enabled=False)
    page.goto(sim.url + "/masuk")
    page.get_by_role("button", name="Masuk sebagai Siti").click()
    page.get_by_label("Isi kiriman").fill("Halo dari Lebak Bulus")
    page.get_by_label("Threads (").check()
    page.get_by_role("button", name="Terbitkan").click()
    link = page.get_by_label("Tautan kiriman ini").input_value()
    assert link == sim.stage.posts.listing("threads")[0].url
    page.close()
