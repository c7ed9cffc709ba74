"""The public register, an officer's first page, and what campaigns are meant to reach."""

from collections.abc import Callable
from datetime import timedelta

from app import clock
from app.campaigns import calendar_file
from app.flows.verified_share import check
from tests.campaigns.test_elections import phase, today_in
from tests.cast import PEOPLE, Cast
from tests.conftest import Browser
from tests.flows.test_recalled import WRONG
from tests.shares import Shares


def test_anybody_reads_what_is_live_by_roles_and_never_by_names(
    shares: Shares, browser: Browser, as_: Callable, cast: Cast
) -> None:
    shares.challenge(title="Sedang berjalan")
    shares.challenge(title="Sudah lewat", closes_at=clock.now() - timedelta(hours=1))
    shares.challenge(title="Belum dibuka", opens_at=clock.now() + timedelta(hours=1))
    shares.challenge(title="Masih draf", state="draft", published_by=None, published_at=None)
    wrong = shares.challenge(title="Keliru")
    as_(cast.bima).post(f"/kelola/{wrong}/tarik", WRONG)
    page = browser.get("/daftar-tantangan")
    assert page.response.headers["Cache-Control"] == "public, max-age=60"
    assert "Sedang berjalan" in page.text
    assert "petugas kampanye DPP" in page.text
    assert WRONG["ralat"] in page.text
    for title in ("Sudah lewat", "Belum dibuka", "Masih draf"):
        assert title not in page.text
    for _, name, *_ in PEOPLE:
        assert name not in page.text
    assert browser.get("/").soup.find("a", href="/daftar-tantangan")


def test_the_register_rests_where_the_quiet_period_holds(shares: Shares, browser: Browser) -> None:
    shares.challenge(title="Di Jakarta", unit="31")
    shares.challenge(title="Di Papua", unit="91")
    today = today_in("Asia/Jakarta")
    with shares.at_work():
        calendar_file.replace("Uji", [phase("31", "quiet", today, today)], clock.now())
    text = browser.get("/daftar-tantangan").text
    assert "Di Papua" in text
    assert "Di Jakarta" not in text


def test_an_officer_sees_first_how_it_goes_and_aims_a_campaign(
    shares: Shares, as_: Callable, cast: Cast
) -> None:
    public_id = shares.challenge()
    shares.link(cast.siti)
    number = shares.submit(cast.siti, public_id, shares.post(cast.siti).url)
    with shares.app.app_context():
        check(number)
    tika = as_(cast.tika)
    desk = tika.get("/kelola")
    assert "33% 1/3" in desk.text
    assert "Tidak ada yang mencolok" in desk.text
    campaign = desk.soup.select_one("a[href^='/kelola/kampanye/']")["href"]
    aims = {"target_posts": "4", "target_people": "2", "target_districts": ""}
    refused = tika.post(campaign, aims | {"target_people": "banyak"}, status=422)
    assert refused.error_at("target_people")
    tika.post(campaign, aims)
    page = tika.get(campaign)
    assert "1 dari 4" in page.text
    assert "1 dari 2" in page.text
    assert [bar["value"] for bar in page.soup.select("progress")] == ["1", "1"]
    as_(cast.arif).get(campaign)
    as_(cast.arif).post(campaign, aims, status=404)
