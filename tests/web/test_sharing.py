"""A link from a phone's share sheet: filled in, its challenge chosen, and handed in by herself."""

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from app import clock
from app.providers.links import parse
from app.submissions.models import Submission
from tests.cast import PASSWORD, Person
from tests.conftest import Browser
from tests.page import Page
from tests.shares import Shares


@pytest.fixture
def siti(shares: Shares, as_: Callable[[Person], Browser]) -> Browser:
    shares.link(shares.cast.siti)
    return as_(shares.cast.siti)


def share(browser: Browser, **told: str) -> Page:
    return browser.get("/bagikan?" + "&".join(f"{key}={quote(told[key])}" for key in told))


def filled(page: Page) -> tuple[str, str]:
    """The challenge chosen and the link typed in the form."""
    option = page.soup.find("option", selected=True)
    return (option["value"] if option else ""), page.soup.find(id="tautan").text[1:]


def test_a_shared_post_arrives_in_the_form_and_nothing_is_handed_in(
    shares: Shares, siti: Browser
) -> None:
    challenge = shares.challenge()
    url = shares.post(shares.cast.siti).url
    page = share(siti, judul="X", teks=f"Lihat unggahan saya {url}?s=20&t=abc", tautan="")
    assert filled(page) == (challenge, parse(url).url)
    assert "Unggahan X" in page.text
    assert shares.count(Submission) == 0
    form = {"tantangan": challenge, "tautan": url}
    assert siti.post("/kirim", form).response.location.startswith("/kiriman/")


def test_the_challenge_it_fits_is_chosen_one_with_a_place_left_today_first(
    shares: Shares, siti: Browser
) -> None:
    soon = clock.now() + timedelta(hours=2)
    shares.challenge(providers=["threads"], closes_at=soon)
    used_up = shares.challenge(providers=["x"], closes_at=soon, daily_limit=1)
    free = shares.challenge(providers=["x"])
    shares.submit(shares.cast.siti, used_up, shares.post(shares.cast.siti, "Satu cerita").url)
    url = shares.post(shares.cast.siti, "Dua cerita").url
    assert filled(share(siti, teks=url)) == (free, parse(url).url)


def test_without_a_fitting_challenge_she_chooses_herself(shares: Shares, siti: Browser) -> None:
    shares.challenge(providers=["threads"])
    url = shares.post(shares.cast.siti).url
    assert filled(share(siti, tautan=url)) == ("", parse(url).url)
    assert filled(share(siti, teks="tanpa tautan")) == ("", "")


def test_who_is_not_signed_in_comes_back_with_the_link(shares: Shares, browser: Browser) -> None:
    challenge = shares.challenge()
    url = shares.post(shares.cast.siti).url
    away = browser.get(f"/bagikan?judul=&teks={quote(url)}&tautan=", 303).response.location
    back = parse_qs(urlsplit(away).query)["lanjut"][0]
    form = {"telepon": shares.cast.siti.phone, "sandi": PASSWORD, "lanjut": back}
    at = browser.post("/masuk", form).response.location
    assert filled(browser.get(at)) == (challenge, parse(url).url)


def test_while_she_types_the_platform_and_her_account_there_are_told(
    shares: Shares, siti: Browser, as_: Callable[[Person], Browser]
) -> None:
    url = shares.post(shares.cast.siti).url
    asked = f"/kirim/tautan?tautan={quote(url)}"
    part = siti.get(asked, headers={"HX-Request": "true"})
    assert part.soup.html is None
    assert part.text == "Unggahan X · @siti_uji"
    assert siti.get(asked).soup.find("main")
    assert "akunnya belum tertaut" in as_(shares.cast.rudi).get(asked).text
    assert "belum terbaca" in siti.get("/kirim/tautan?tautan=apa").text
    assert "belum terbaca" not in siti.get("/kirim/tautan?tautan=").text


def test_the_manifest_names_the_door_for_what_is_shared(browser: Browser) -> None:
    page = browser.get("/masuk")
    manifest = browser.client.get(page.soup.find("link", rel="manifest")["href"]).json
    assert manifest["share_target"] == {
        "action": "/bagikan",
        "method": "GET",
        "params": {"title": "judul", "text": "teks", "url": "tautan"},
    }


def test_a_link_handed_in_after_the_session_ended_comes_back_with_her(
    shares: Shares, browser: Browser
) -> None:
    challenge = shares.challenge()
    url = shares.post(shares.cast.siti).url
    form = {"tautan": url}
    away = browser.post(f"/tantangan/{challenge}/kiriman", form).response.location
    back = parse_qs(urlsplit(away).query)["lanjut"][0]
    entered = {"telepon": shares.cast.siti.phone, "sandi": PASSWORD, "lanjut": back}
    at = browser.post("/masuk", entered).response.location
    assert filled(browser.get(at)) == (challenge, parse(url).url)
    assert shares.count(Submission) == 0
