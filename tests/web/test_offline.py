"""What a phone keeps: the shell and the page without a signal, and nothing of anybody's."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

from PIL import Image

from app import create_app
from app.db import let_go
from config import Settings
from tests.cast import Cast, Person
from tests.conftest import Browser


def shell(browser: Browser) -> list[str]:
    """The addresses that the worker keeps."""
    worker = browser.client.get("/sw.js").text
    found = re.search(r"^const SHELL = (\[.*\]);$", worker, re.MULTILINE)
    assert found
    return json.loads(found[1])


def test_the_worker_is_asked_for_anew_each_time_and_costs_nothing_unchanged(
    browser: Browser,
) -> None:
    answer = browser.client.get("/sw.js")
    assert answer.status_code == 200
    assert answer.mimetype == "text/javascript"
    assert answer.headers["Cache-Control"] == "no-cache"
    again = browser.client.get("/sw.js", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_all_that_the_page_without_a_signal_loads_is_kept(browser: Browser) -> None:
    page = browser.get("/luring")
    assert "Tidak ada sinyal" in page.text
    asked = {tag["src"] for tag in page.soup.find_all("script")}
    asked |= {tag["href"].partition("#")[0] for tag in page.soup.find_all("use")}
    asked |= {tag["href"] for tag in page.soup.select('link[rel~="stylesheet"], link[rel~="icon"]')}
    asked |= {tag["href"] for tag in page.soup.select('link[rel~="preload"]')}
    assert asked
    assert asked <= set(shell(browser))


def test_every_kept_address_is_there_and_never_changes(browser: Browser) -> None:
    for url in shell(browser):
        assert "immutable" in browser.client.get(url).headers["Cache-Control"]


def test_the_page_without_a_signal_is_the_same_for_everybody(
    browser: Browser, cast: Cast, as_: Callable[[Person], Browser]
) -> None:
    page = browser.get("/luring")
    assert page.html == as_(cast.siti).get("/luring").html
    assert not page.soup.find("meta", {"name": "csrf-token"})
    assert "Set-Cookie" not in page.response.headers


def test_a_partys_logo_is_kept_with_the_rest(settings: Settings) -> None:
    logo = BytesIO()
    Image.new("RGB", (8, 8)).save(logo, "PNG")
    app = create_app(replace(settings, party_logo=logo.getvalue()))
    client = app.test_client()
    page = client.get("/luring").text
    (address,) = re.findall(r'class="emblem" src="([^"]+)"', page)
    assert address in client.get("/sw.js").text
    with app.app_context():
        let_go()


def test_the_worker_names_the_icon_of_calls(browser: Browser) -> None:
    icon = re.search(r'^const ICON = "(.*)";$', browser.client.get("/sw.js").text, re.MULTILINE)
    assert icon
    assert browser.client.get(icon[1]).mimetype == "image/png"
