"""What a phone without a signal sends later: in her session, with a fresh token, once."""

from collections.abc import Callable

import pytest

from app.submissions.models import Submission
from tests.cast import Person
from tests.conftest import Browser
from tests.shares import Shares
from tests.web.test_languages import choose

KEY = "c" * 32
SCRIPT = {"HX-Request": "true"}


@pytest.fixture
def siti(shares: Shares, as_: Callable[[Person], Browser]) -> Browser:
    shares.link(shares.cast.siti)
    return as_(shares.cast.siti)


def send(browser: Browser, challenge: str, url: str, token: str | None = None) -> tuple[int, dict]:
    """As static/sw/queue.js sends."""
    token = token or browser.client.get("/antrean", headers=SCRIPT).json["token"]
    answer = browser.client.post(
        "/antrean",
        data={"tantangan": challenge, "tautan": url, "kunci": KEY},
        headers={**SCRIPT, "X-CSRFToken": token},
    )
    return answer.status_code, answer.json or {}


def test_it_is_told_whose_session_it_is(shares: Shares, siti: Browser) -> None:
    answer = siti.client.get("/antrean", headers=SCRIPT)
    assert answer.json["kader"] == shares.cast.siti.public_id
    assert answer.headers["Cache-Control"] == "no-store"


def test_sent_twice_it_is_one_with_one_answer(shares: Shares, siti: Browser) -> None:
    challenge, post = shares.challenge(), shares.post(shares.cast.siti)
    first = send(siti, challenge, post.url)
    assert first[0] == 201
    assert send(siti, challenge, post.url) == first
    siti.get(first[1]["kiriman"])
    assert shares.count(Submission) == 1


def test_a_tap_twice_on_the_form_itself_is_one_too(shares: Shares, siti: Browser) -> None:
    at = f"/tantangan/{shares.challenge()}"
    page = siti.get(at)
    form = page.soup.find("form", action=f"{at}/kiriman")
    fields = {one["name"]: one["value"] for one in form.find_all("input")}
    fields |= {"tautan": shares.post(shares.cast.siti).url}
    first = siti.post(f"{at}/kiriman", fields).response.location
    assert siti.post(f"{at}/kiriman", fields).response.location == first
    assert shares.count(Submission) == 1


def test_a_refusal_comes_with_its_words(shares: Shares, siti: Browser) -> None:
    status, said = send(siti, shares.challenge(), "https://contoh.id/1")
    assert status == 422
    assert said["kata"].startswith("Tempel tautan satu unggahan")
    elsewhere = shares.challenge(unit="32")
    assert send(siti, elsewhere, shares.post(shares.cast.siti).url) == (
        422,
        {"kata": "Tantangan ini tidak ada lagi."},
    )


def test_without_a_session_nothing_is_taken(shares: Shares, browser: Browser) -> None:
    token = browser.get("/masuk").token()
    assert browser.client.get("/antrean", headers=SCRIPT).status_code == 401
    url = shares.post(shares.cast.siti).url
    assert send(browser, shares.challenge(), url, token)[0] == 401


def test_without_a_fresh_token_nothing_is_taken(shares: Shares, siti: Browser) -> None:
    siti.get("/kirim")
    status, _ = send(siti, shares.challenge(), shares.post(shares.cast.siti).url, "palsu")
    assert status == 400
    assert shares.count(Submission) == 0


@pytest.mark.parametrize("key", ["", "x" * 400, "\x00", "' OR 1=1"])
def test_a_key_of_somebody_elses_making_is_no_key(shares: Shares, siti: Browser, key: str) -> None:
    at = f"/tantangan/{shares.challenge()}"
    url = shares.post(shares.cast.siti).url
    siti.post(f"{at}/kiriman", {"tautan": url, "kunci": key}, at=at)
    siti.post(f"{at}/kiriman", {"tautan": url, "kunci": key}, status=422, at=at)


def test_words_come_in_the_language_of_whoever_waits(shares: Shares, siti: Browser) -> None:
    choose(siti, "en", "/saya")
    challenge, post = shares.challenge(), shares.post(shares.cast.siti)
    assert send(siti, "tidak-ada", post.url) == (422, {"kata": "This challenge is gone."})
    status, told = send(siti, challenge, "https://contoh.id/1")
    assert status == 422
    assert "Tautan" not in told["kata"]
