"""Own posts that fit a challenge are found and proposed, and never handed in by themselves."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app import clock
from app.accounts import polling
from app.accounts.models import LinkedAccount
from app.campaigns.models import Challenge
from app.db import session
from app.flows.discovery import look
from app.jobs.schedule import queue_looks
from app.submissions import discovery
from app.submissions.models import FoundPost, Submission
from tests.cast import Person
from tests.shares import DISCLOSURE, TAG, Shares, handle_of


@pytest.fixture(autouse=True)
def nothing_written_yet(shares: Shares) -> None:
    """Siti's timeline is empty: the platforms outlive a test, and so would her posts."""
    author = shares.platforms.person(handle_of(shares.cast.siti))
    for post in shares.platforms.stage.posts.listing("x", author, hidden=True):
        shares.platforms.delete(post)


def wishing(shares: Shares, person: Person, platform: str = "x") -> int:
    """That person's account, which we may look at by ourselves."""
    account = shares.link(person, platform)
    with shares.at_work():
        polling.wish(person.id, platform, True)
    return account


def looked(shares: Shares, account: int) -> int:
    with shares.app.app_context():
        return look(account)


def proposed(shares: Shares, person: Person) -> list[str]:
    with shares.at_work():
        return [one.post_id for one in discovery.waiting(person.id, clock.now())]


def test_a_post_that_fits_is_proposed_once_and_others_are_not(shares: Shares) -> None:
    siti = shares.cast.siti
    shares.challenge()
    account = wishing(shares, siti)
    fits = shares.post(siti)
    shares.post(siti, "Makan siang", marks="")
    shares.post(siti, "Bulan lalu", at=clock.now() - timedelta(days=30))
    assert looked(shares, account) == 1
    assert looked(shares, account) == 0
    assert proposed(shares, siti) == [fits.id]
    assert shares.count(Submission) == 0


def test_what_is_found_holds_no_words_of_the_post(shares: Shares) -> None:
    siti = shares.cast.siti
    shares.challenge()
    account = wishing(shares, siti)
    shares.post(siti, "Kata-kata yang tinggal di platform")
    assert looked(shares, account) == 1
    with shares.at_work():
        row = session().scalars(select(FoundPost)).one()
        assert "tinggal" not in str({c.key: getattr(row, c.key) for c in row.__table__.columns})


def test_a_find_goes_once_it_is_handed_in_or_waved_away(shares: Shares) -> None:
    siti = shares.cast.siti
    challenge = shares.challenge()
    account = wishing(shares, siti)
    first, second = shares.post(siti), shares.post(siti, "Gotong royong membangun pos ronda baru")
    assert looked(shares, account) == 2
    shares.submit(siti, challenge, first.url)
    assert proposed(shares, siti) == [second.id]
    with shares.at_work():
        asked = select(Challenge.id).where(Challenge.public_id == challenge)
        discovery.dismiss(siti.id, session().scalars(asked).one(), second.id)
    assert proposed(shares, siti) == []
    assert looked(shares, account) == 0


def test_nobody_waves_away_what_was_found_for_another(shares: Shares) -> None:
    siti, rudi = shares.cast.siti, shares.cast.rudi
    challenge = shares.challenge()
    account = wishing(shares, siti)
    post = shares.post(siti)
    looked(shares, account)
    with shares.at_work():
        asked = select(Challenge.id).where(Challenge.public_id == challenge)
        discovery.dismiss(rudi.id, session().scalars(asked).one(), post.id)
    assert proposed(shares, siti) == [post.id]


def test_only_who_asked_is_looked_at_each_in_turn(shares: Shares) -> None:
    siti, rudi = shares.cast.siti, shares.cast.rudi
    wishing(shares, siti)
    shares.link(rudi)
    with shares.app.app_context():
        assert queue_looks(clock.now()) == 0, "nothing is live, so there is nothing to find"
    shares.challenge(unit="31.74.06")
    with shares.app.app_context():
        assert queue_looks(clock.now()) == 1
        assert queue_looks(clock.now()) == 0
        assert queue_looks(clock.now() + polling.EVERY + timedelta(seconds=1)) == 1


def test_who_stopped_asking_is_not_looked_at_even_if_the_job_was_queued(shares: Shares) -> None:
    siti = shares.cast.siti
    shares.challenge()
    account = wishing(shares, siti)
    shares.post(siti)
    with shares.at_work():
        polling.wish(siti.id, "x", False)
    before = len(shares.platforms.calls("x"))
    assert looked(shares, account) == 0
    assert len(shares.platforms.calls("x")) == before


def test_a_platform_that_limits_us_names_when_we_look_again(shares: Shares) -> None:
    siti = shares.cast.siti
    shares.challenge()
    account = wishing(shares, siti)
    until = clock.now() + timedelta(hours=5)
    shares.platforms.switch("x", rate_limited_until=until)
    assert looked(shares, account) == 0
    with shares.at_work():
        row = session().get_one(LinkedAccount, account)
        assert abs(row.poll_at - until) < timedelta(seconds=2)
        assert row.status == "active"


@pytest.mark.parametrize("trouble", [{"down": "503"}, {"garbage": "html"}, {"lying": "author"}])
def test_a_platform_in_trouble_brings_no_finds(shares: Shares, trouble: dict) -> None:
    siti = shares.cast.siti
    shares.challenge()
    account = wishing(shares, siti)
    shares.post(siti)
    shares.platforms.switch("x", **trouble)
    assert looked(shares, account) == 0
    assert proposed(shares, siti) == []


def test_finds_are_forgotten_after_their_challenge(shares: Shares) -> None:
    siti = shares.cast.siti
    shares.challenge()
    account = wishing(shares, siti)
    shares.post(siti)
    looked(shares, account)
    with shares.at_work():
        session().execute(update(Challenge).values(closes_at=clock.now() - timedelta(hours=1)))
    assert proposed(shares, siti) == []
    with shares.at_work():
        discovery.sweep(clock.now())
    assert shares.count(FoundPost) == 1
    with shares.at_work():
        discovery.sweep(clock.now() + discovery.KEPT)
    assert shares.count(FoundPost) == 0


def test_home_proposes_the_find_and_one_tap_hands_it_in(shares: Shares, as_) -> None:
    siti = shares.cast.siti
    shares.challenge()
    browser = as_(siti)
    shares.link(siti)
    browser.post("/akun/x/cari", {"cari": "ya"}, at="/akun")
    assert "dicarikan tiap beberapa jam" in browser.get("/akun").text
    post = shares.post(siti)
    with shares.at_work():
        account = session().scalars(select(LinkedAccount.id)).one()
    looked(shares, account)
    home = browser.get("/beranda")
    form = home.soup.find(id="found").find("form")
    url = form.find("input", {"name": "tautan"})["value"]
    assert url == f"https://x.com/i/web/status/{post.id}"
    browser.post(form["action"], {"tautan": url}, at="/beranda")
    assert shares.count(Submission) == 1
    assert browser.get("/beranda").soup.find(id="found") is None
    browser.post("/akun/x/cari", {"cari": "tidak"}, at="/akun")
    assert "Carikan unggahan saya" in browser.get("/akun").text


def test_the_list_to_pick_from_shows_what_fits_and_counts_the_rest(shares: Shares, as_) -> None:
    siti = shares.cast.siti
    challenge = shares.challenge()
    shares.link(siti)
    shares.post(siti, "Bersih-bersih sungai bersama warga", marks=f"{TAG} {DISCLOSURE}")
    shares.post(siti, "Makan siang", marks="")
    page = as_(siti).get(f"/tantangan/{challenge}/unggahan")
    assert "Bersih-bersih sungai" in page.text
    assert "Makan siang" not in page.text
    assert "1 unggahan terakhir lain tidak cocok" in page.text
