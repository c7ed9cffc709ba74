"""Everybody reads in her own language: whose choice counts, and that nothing is left out."""

from app.cadres.models import Cadre
from app.db import session
from tests.cast import Cast
from tests.conftest import Browser


def language_of(page) -> str:
    assert page.response.headers["Content-Language"] == page.soup.html["lang"]
    assert "Cookie" in page.response.headers["Vary"]
    return page.soup.html["lang"]


def choose(browser: Browser, language: str, at: str, **kw):
    return browser.post("/bahasa", {"bahasa": language, "kembali": at}, at=at, **kw)


def test_pages_are_indonesian_until_somebody_chooses(browser: Browser) -> None:
    english = {"Accept-Language": "en-US,en;q=0.9"}
    assert language_of(browser.get("/masuk", headers=english)) == "id"


def test_a_stranger_chooses_for_this_device(browser: Browser) -> None:
    page = choose(browser, "en", "/masuk?lanjut=/poin")
    assert page.response.headers["Location"] == "/masuk?lanjut=/poin"
    assert language_of(browser.get("/masuk")) == "en"
    assert language_of(browser.get("/tidak-ada", 404)) == "en"
    choose(browser, "id", "/masuk")
    assert language_of(browser.get("/masuk")) == "id"


def test_a_cadre_is_spoken_to_in_her_language_on_every_device(as_, cast: Cast) -> None:
    siti, elsewhere, rudi = as_(cast.siti), as_(cast.siti), as_(cast.rudi)
    choose(siti, "en", "/saya")
    assert language_of(elsewhere.get("/beranda")) == "en"
    assert language_of(rudi.get("/beranda")) == "id"
    with siti.app.app_context():
        assert session().get_one(Cadre, cast.siti.id).language == "en"


def test_the_choice_of_a_cadre_counts_more_than_that_of_the_device(as_, cast: Cast) -> None:
    siti = as_(cast.siti)
    choose(siti, "id", "/saya")
    siti.client.set_cookie("bahasa", "en")
    assert language_of(siti.get("/beranda")) == "id"


def test_a_language_there_is_not_changes_nothing(browser: Browser) -> None:
    for wrong in ("", "de", "en-US", "x" * 3000, "\x00", "../en"):
        browser.client.set_cookie("bahasa", "id")
        choose(browser, wrong, "/masuk")
        assert language_of(browser.get("/masuk")) == "id"
    browser.client.set_cookie("bahasa", "<b>")
    assert language_of(browser.get("/masuk")) == "id"


def test_the_way_back_stays_on_this_site(browser: Browser) -> None:
    for elsewhere in ("https://jahat.example/", "//jahat.example", "/\\jahat.example", ""):
        page = browser.post("/bahasa", {"bahasa": "en", "kembali": elsewhere}, at="/masuk")
        assert page.response.headers["Location"] == "/"


def test_the_switch_says_which_language_is_on(browser: Browser) -> None:
    def chosen(page) -> str:
        found = page.soup.find("form", {"action": "/bahasa"})
        return found.find("button", {"aria-current": "true"})["value"]

    assert chosen(browser.get("/")) == "id"
    choose(browser, "en", "/")
    assert chosen(browser.get("/")) == "en"
