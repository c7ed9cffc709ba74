"""`/operator/platform`: an operator decides how platforms count; everybody is told beforehand."""

from collections.abc import Callable

import pytest

from app.jobs.due import run_due_jobs
from tests.cast import Cast, Person
from tests.conftest import Browser
from tests.shares import Shares
from tests.web.test_manage import filled

PLACE = "/operator/platform/x"
As = Callable[[Person], Browser]


def form(**changed: str) -> dict[str, str]:
    return {"mode": "record", "sampai": "", "catatan": "", "paham": "1", **changed}


def test_an_operator_decides_and_the_decision_stays_in_the_history(as_: As, cast: Cast) -> None:
    oka = as_(cast.oka)
    page = oka.get("/operator/platform")
    assert page.soup.find("a", href=PLACE)
    assert "Aturan platform" in oka.get("/beranda").text
    assert "Platform tiruan" in oka.get(PLACE).text
    oka.post(PLACE, form(catatan="Menunggu jawaban X"), at=PLACE)
    page = oka.get(PLACE)
    assert "Tersimpan" in page.text
    assert "Menunggu jawaban X" in page.text
    assert cast.oka.name in page.text
    assert "Platform tiruan" in page.text
    assert "Tanpa poin" in oka.get("/operator/platform").text


def test_an_auditor_reads_and_changes_nothing(as_: As, cast: Cast) -> None:
    arif = as_(cast.arif)
    assert arif.get(PLACE).soup.find("form") is None
    arif.post(PLACE, form(), status=404)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"paham": ""}, "paham"),
        ({"sampai": "2020-01-01"}, "sampai"),
        ({"catatan": "x" * 600}, "catatan"),
    ],
)
def test_a_bad_form_comes_back_with_words_and_everything_typed(
    as_: As, cast: Cast, changed: dict[str, str], field: str
) -> None:
    oka = as_(cast.oka)
    sent = form(catatan="Catatan saya") | changed
    page = oka.post(PLACE, sent, status=422, at=PLACE)
    assert page.error_at(field)
    assert page.soup.find(id="catatan")["value"] == sent["catatan"]
    assert page.soup.find(id="sampai")["value"] == sent["sampai"]
    assert page.soup.find("input", {"name": "mode", "checked": True})["value"] == "record"
    assert "Menunggu" not in oka.get(PLACE).text


def test_an_unknown_platform_is_not_there(as_: As, cast: Cast) -> None:
    oka = as_(cast.oka)
    oka.get("/operator/platform/friendster", status=404)
    oka.post("/operator/platform/friendster", form(), status=404)


def test_a_platform_without_points_says_so_before_and_after(shares: Shares, as_: As) -> None:
    siti, told = shares.cast.siti, "tanpa poin, karena aturan X"
    shares.link(siti)
    challenge, browser = shares.challenge(providers=["x"]), as_(siti)
    assert "Di demo ini semua platform tiruan" in browser.get(f"/tantangan/{challenge}").text
    shares.policy("x", "record")
    for page in (f"/tantangan/{challenge}", "/akun", "/kirim"):
        found = browser.get(page).text
        assert told.lower() in found.lower() or "tanpa poin, karena aturan platformnya: X" in found
        assert "Di demo ini semua" not in found
    for page in ("/tantangan", "/beranda"):
        assert "Tanpa poin" in browser.get(page).text
    one = shares.submit(siti, challenge, shares.post(siti).url)
    run_due_jobs(shares.app)
    row = shares.row(one)
    assert (row.state, row.mode, row.grade) == ("verified", "record", "A")
    assert shares.entries(siti) == []
    page = browser.get(f"/kiriman/{row.public_id}")
    assert "tanpa poin, karena aturan X" in page.text
    assert "Poinnya sudah masuk" not in page.text


def test_cards_name_only_the_platforms_without_points(shares: Shares, as_: As) -> None:
    shares.policy("x", "record")
    shares.challenge()
    page = as_(shares.cast.siti).get("/tantangan")
    assert "+10 poin" in page.text
    assert "Tanpa poin di X" in page.text


@pytest.mark.parametrize(
    ("mode", "words"),
    [("link_only", "hanya ditautkan"), ("off", "sedang tidak dipakai")],
)
def test_what_is_not_taken_is_refused_with_words(
    shares: Shares, as_: As, mode: str, words: str
) -> None:
    siti = shares.cast.siti
    shares.link(siti)
    challenge, browser = shares.challenge(), as_(siti)
    shares.policy("x", mode)
    at = f"/tantangan/{challenge}"
    sent = {"tautan": shares.post(siti).url}
    assert words in browser.post(f"{at}/kiriman", sent, status=422, at=at).error_at("tautan")


def test_a_platform_that_is_off_is_offered_nowhere(shares: Shares, as_: As) -> None:
    siti, tika = as_(shares.cast.siti), as_(shares.cast.tika)
    assert siti.get("/akun").soup.find("form", action="/akun/threads/tautkan")
    step = str(tika.post("/kelola/baru", filled()).response.location)
    assert tika.get(step).soup.find("input", {"name": "platform", "value": "threads"})
    shares.policy("threads", "off")
    assert not siti.get("/akun").soup.find("form", action="/akun/threads/tautkan")
    siti.post("/akun/threads/tautkan", status=404)
    assert not tika.get(step).soup.find("input", {"name": "platform", "value": "threads"})
    challenge = shares.challenge()
    assert "Threads" not in siti.get(f"/tantangan/{challenge}").text


def test_an_officer_sees_the_mode_beside_each_platform(shares: Shares, as_: As) -> None:
    shares.policy("x", "record")
    tika = as_(shares.cast.tika)
    page = tika.get(tika.post("/kelola/baru", filled()).response.location)
    assert "tanpa poin, karena aturan X" in page.text
    ticked = [box["value"] for box in page.soup.select("input[name=platform][checked]")]
    assert "threads" in ticked
    assert "x" not in ticked


def test_the_mode_at_hand_in_decides_whatever_comes_later(shares: Shares) -> None:
    siti = shares.cast.siti
    shares.link(siti)
    challenge = shares.challenge()
    before = shares.submit(siti, challenge, shares.post(siti).url)
    shares.policy("x", "record")
    after = shares.submit(
        siti, challenge, shares.post(siti, "Sumur di kampung kami sudah dalam dan bersih").url
    )
    shares.policy("x", "off")
    run_due_jobs(shares.app)
    assert [shares.row(one).state for one in (before, after)] == ["verified", "verified"]
    assert shares.entries(siti) == [("share", 10)]
