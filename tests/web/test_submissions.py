"""The doors of challenges and hand-ins, opened as a person opens them."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from app.accounts.linking import adopt
from app.db import session
from app.jobs.due import run_due_jobs
from app.providers.base import Identity
from app.submissions.models import Submission
from tests.cast import Person
from tests.conftest import Browser
from tests.shares import Shares, handle_of, soon, x_link


@pytest.fixture
def siti(shares: Shares, as_: Callable[[Person], Browser]) -> Browser:
    """Siti with her account linked."""
    shares.link(shares.cast.siti)
    return as_(shares.cast.siti)


def test_siti_hands_in_and_watches_it_being_decided(shares: Shares, siti: Browser) -> None:
    challenge = shares.challenge()
    page = siti.get("/tantangan")
    assert "Air bersih untuk semua" in page.text
    assert "+10 poin" in page.text
    page = siti.get(f"/tantangan/{challenge}")
    assert "#AirBersih" in page.text
    url = shares.post(shares.cast.siti).url
    sent = siti.post(
        f"/tantangan/{challenge}/kiriman", {"tautan": url}, at=f"/tantangan/{challenge}"
    )
    at = sent.response.headers["Location"]
    page = siti.get(at)
    assert "Menunggu pemeriksaan" in page.text
    part = page.soup.find(id="submission")
    assert part["hx-trigger"] == "ask" and float(part["data-ask"]) < 2
    assert siti.client.get(part["hx-get"]).status_code == 204
    run_due_jobs(shares.app)
    fragment = siti.get(part["hx-get"], headers={"HX-Request": "true"})
    assert fragment.soup.html is None
    assert "+10 poin" in fragment.text
    assert "hx-trigger" not in fragment.soup.find(id="submission").attrs
    assert "Terverifikasi" in siti.get("/kiriman?status=terverifikasi").text
    assert "Belum ada kiriman" in siti.get("/kiriman?status=ditolak").text
    assert "1 dari 5 hari ini" in siti.get("/tantangan").text


def test_a_rejection_says_why_and_what_to_do(shares: Shares, siti: Browser) -> None:
    sent = shares.submit(
        shares.cast.siti, shares.challenge(), shares.post(shares.cast.siti, marks="#AirBersih").url
    )
    run_due_jobs(shares.app)
    page = siti.get(f"/kiriman/{shares.row(sent).public_id}")
    assert "Tidak menyebut sebagai kader" in page.text
    assert "Buat unggahan baru" in page.text
    assert "Tidak menyebut sebagai kader" in siti.get("/kiriman").text


def test_a_reversed_post_says_so(shares: Shares, siti: Browser) -> None:
    post = shares.post(shares.cast.siti)
    sent = shares.submit(shares.cast.siti, shares.challenge(), post.url)
    run_due_jobs(shares.app)
    shares.platforms.delete(post)
    run_due_jobs(shares.app, soon(hours=2))
    assert "Poin ditarik" in siti.get(f"/kiriman/{shares.row(sent).public_id}").text


def test_an_expired_account_is_told_while_it_waits(shares: Shares, siti: Browser) -> None:
    sent = shares.submit(shares.cast.siti, shares.challenge(), shares.post(shares.cast.siti).url)
    shares.platforms.revoke("x", "siti_uji")
    run_due_jobs(shares.app)
    assert "Tautkan ulang" in siti.get(f"/kiriman/{shares.row(sent).public_id}").text


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "bukan tautan",
        "https://contoh.id/1",
        "https://x.com/siti",
        "<script>alert(1)</script>",
        "x" * 9000,
    ],
)
def test_bad_links_are_refused_at_the_field_and_stay_typed(
    shares: Shares, siti: Browser, typed: str
) -> None:
    challenge = shares.challenge()
    at = f"/tantangan/{challenge}"
    page = siti.post(f"{at}/kiriman", {"tautan": typed}, status=422, at=at)
    assert "Tempel tautan satu unggahan" in page.error_at("tautan")
    assert page.soup.find(id="tautan").text[1:] == typed
    form = {"tantangan": challenge, "tautan": typed}
    page = siti.post("/kirim", form, status=422, at="/kirim")
    assert page.error_at("tautan")
    assert page.soup.find("option", selected=True)["value"] == challenge


@pytest.mark.parametrize("chosen", ["", "tidak-ada", "' OR 1=1"])
def test_a_challenge_that_is_not_on_the_list(shares: Shares, siti: Browser, chosen: str) -> None:
    shares.challenge()
    form = {"tantangan": chosen, "tautan": "https://x.com/siti/status/1"}
    page = siti.post("/kirim", form, status=422, at="/kirim")
    assert page.error_at("tantangan")
    assert page.soup.find(id="tautan").text[1:] == form["tautan"]


def test_one_form_for_challenge_and_link(shares: Shares, siti: Browser) -> None:
    challenge = shares.challenge()
    page = siti.get(f"/kirim?tantangan={challenge}&tautan=lihat%20https://x.com/a/status/5")
    assert page.soup.find("option", selected=True)["value"] == challenge
    assert page.soup.find(id="tautan").text[1:] == "lihat https://x.com/a/status/5"
    form = {"tantangan": challenge, "tautan": shares.post(shares.cast.siti).url}
    assert (
        siti.post("/kirim", form, at="/kirim").response.headers["Location"].startswith("/kiriman/")
    )


def test_own_recent_posts_to_pick_from(shares: Shares, siti: Browser) -> None:
    challenge = shares.challenge()
    used = shares.post(shares.cast.siti, "Satu cerita <b>tebal</b> tentang air di gang kami")
    shares.post(shares.cast.siti, "Dua cerita tentang sampah di pasar pagi")
    shares.submit(shares.cast.siti, challenge, used.url)
    page = siti.get(f"/tantangan/{challenge}/unggahan")
    assert "Satu cerita <b>tebal</b>" in page.text
    assert "Sudah dikirim" in page.text
    part = siti.get(f"/tantangan/{challenge}/unggahan", headers={"HX-Request": "true"})
    assert part.soup.html is None
    fresh = part.soup.find("form", action=f"/tantangan/{challenge}/kiriman")
    picked = fresh.find("input", {"name": "tautan"})["value"]
    siti.post(f"/tantangan/{challenge}/kiriman", {"tautan": picked})


def test_a_silent_platform_leaves_the_page_standing(shares: Shares, siti: Browser) -> None:
    challenge = shares.challenge()
    shares.platforms.switch("x", down="503")
    assert "tidak dapat dihubungi" in siti.get(f"/tantangan/{challenge}/unggahan").text


def test_others_hand_ins_and_challenges_are_nowhere(
    shares: Shares, siti: Browser, as_: Callable[[Person], Browser]
) -> None:
    sent = shares.submit(shares.cast.siti, shares.challenge(), shares.post(shares.cast.siti).url)
    public_id = shares.row(sent).public_id
    for person in (shares.cast.rudi, shares.cast.ani, shares.cast.tika, shares.cast.arif):
        as_(person).get(f"/kiriman/{public_id}", status=404)
        as_(person).get(f"/kiriman/{public_id}/status", status=404)
    elsewhere = shares.challenge(unit="32")
    siti.get(f"/tantangan/{elsewhere}", status=404)
    siti.get(f"/tantangan/{elsewhere}/unggahan", status=404)
    siti.post(f"/tantangan/{elsewhere}/kiriman", {"tautan": "https://x.com/a/status/5"}, status=404)


def test_without_an_account_the_way_to_link_is_shown(
    shares: Shares, as_: Callable[[Person], Browser]
) -> None:
    challenge = shares.challenge()
    rudi = as_(shares.cast.rudi)
    page = rudi.get(f"/tantangan/{challenge}")
    assert "belum tertaut" in page.text
    assert page.soup.find("a", href="/akun")
    assert "Tautkan akun dahulu" in rudi.get(f"/tantangan/{challenge}/unggahan").text


def test_the_list_of_hand_ins_goes_on(shares: Shares, siti: Browser) -> None:
    challenge = shares.challenge(daily_limit=20)
    other = shares.challenge(daily_limit=20)
    for number in range(21):
        shares.submit(shares.cast.siti, challenge if number < 20 else other, x_link(number))
    page = siti.get("/kiriman")
    assert len(page.soup.select("li.row--link")) == 20
    assert len(siti.get(page.soup.find("a", rel="next")["href"]).soup.select("li.row--link")) == 1
    siti.get("/kiriman?sebelum=abc&status=entah")


def test_a_short_link_is_followed_to_the_post_behind_it(shares: Shares, siti: Browser) -> None:
    challenge = shares.challenge()
    post = shares.post(shares.cast.siti)
    short = shares.platforms.shorten(post)
    at = f"/tantangan/{challenge}"
    siti.post(f"{at}/kiriman", {"tautan": f"Baca {short}"}, at=at)
    with shares.app.app_context():
        assert session().scalars(select(Submission.post_id)).one() == post.id


@pytest.mark.parametrize("trick", ["loop", "private"])
def test_a_short_link_that_leads_nowhere_is_refused_at_the_field(
    shares: Shares, siti: Browser, trick: str
) -> None:
    at = f"/tantangan/{shares.challenge()}"
    typed = shares.platforms.tricky_link("x", trick)
    page = siti.post(f"{at}/kiriman", {"tautan": typed}, status=422, at=at)
    assert "Tautan pendek itu tidak dapat dibuka" in page.error_at("tautan")
    assert page.soup.find(id="tautan").text[1:] == typed


def test_a_page_of_the_own_site_is_handed_in_and_verified(shares: Shares, as_) -> None:
    siti = shares.cast.siti
    challenge = shares.challenge(providers=["website"])
    author = shares.platforms.person(handle_of(siti))
    host = author.account_id("website")
    with shares.at_work():
        adopt(siti.id, "website", Identity(host, host, ""))
    post = shares.post(siti, platform="website")
    at = f"/tantangan/{challenge}"
    as_(siti).post(f"{at}/kiriman", {"tautan": post.url}, at=at)
    run_due_jobs(shares.app)
    with shares.app.app_context():
        assert session().scalars(select(Submission.state)).one() == "verified"
    rudi = as_(shares.cast.rudi)
    page = rudi.post(f"{at}/kiriman", {"tautan": post.url}, status=422, at=at)
    assert "Tempel tautan" in page.error_at("tautan")
