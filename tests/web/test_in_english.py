"""Every main page in English holds no Indonesian but what people wrote themselves."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from app import clock
from app.cadres.models import Cadre
from app.db import session, transaction
from app.jobs.due import run_due_jobs
from app.leaderboards.projection import project_once
from app.web.format import INDONESIAN, Writing
from tests.cast import PASSWORD, Cast
from tests.conftest import Browser
from tests.page import Page
from tests.shares import Shares, story

Opens = Callable[..., Browser]
TELLING = set(
    "yang dan untuk belum tidak dari dengan atau ini itu anda akan sudah bisa dapat karena lewat"
    " saja lagi juga oleh pada poin kader unggahan kiriman tantangan peringkat papan minggu musim"
    " hari akun tautan tautkan masuk keluar simpan ubah hapus buka tutup semua nama saya lihat"
    " kirim bagikan salin cari ajak diperiksa terverifikasi ditolak berakhir beranda".split()
)
WORD = re.compile(r"[a-z]+")
# What people typed or are to type, in their own language.
TYPED = re.compile(
    r"musim 1|\{nama\}|kampanye [0-9a-f]{8}|air bersih untuk semua|saluran air[\w ]*"
    r"|warga perlu[\w ]*|sampah dipilah[\w ]*|#\w+"
)
OF_EVERYBODY = (
    "/beranda",
    "/tantangan",
    "/kirim",
    "/kiriman",
    "/poin",
    "/akun",
)
OF_EVERYBODY += (
    "/peringkat/31.74.06.1002",
    "/saya",
    "/saya/keamanan",
    "/konten",
    "/kabar-saya",
    "/peringkat/31.74.06.1002/lampau",
    "/konten/tautan",
    "/akun/situs",
    "/saya/jejak",
)
OF_ROLES = (
    ("ani", "/tim/31.74.06.1002"),
    ("ani", "/undangan"),
    ("ani", "/unit/cari"),
    ("tika", "/kelola"),
    ("tika", "/kelola/baru"),
    ("tika", "/kelola/umpan"),
    ("dewi", "/pemeriksaan"),
    ("oka", "/operator/platform"),
    ("oka", "/operator/platform/x"),
    ("oka", "/operator/bacaan"),
    ("oka", "/operator/kesehatan"),
    ("arif", "/jejak"),
)


def in_english(as_: Opens, person) -> Browser:
    browser = as_(person)
    with browser.app.app_context(), transaction():
        session().get_one(Cadre, person.id).language = "en"
    return browser


def indonesian(page: Page) -> set[str]:
    """Telling words of the page's text and of what is read aloud, outside of people's own words."""
    for own in page.soup.find_all(["bdi", "blockquote", "script", "textarea"]):
        own.decompose()
    for own in page.soup.find_all(lang="id"):
        own.decompose()
    spoken = [
        tag[name]
        for name in ("aria-label", "placeholder", "title", "alt")
        for tag in page.soup.find_all(attrs={name: True})
    ]
    text = " ".join([page.soup.get_text(" "), *spoken]).lower()
    return TELLING & set(WORD.findall(TYPED.sub(" ", " ".join(text.split()))))


@pytest.mark.parametrize("path", OF_EVERYBODY)
def test_pages_of_a_cadre(as_: Opens, cast: Cast, path: str) -> None:
    page = in_english(as_, cast.siti).get(path)
    assert page.soup.html["lang"] == "en"
    assert indonesian(page) == set()


@pytest.mark.parametrize(("who", "path"), OF_ROLES)
def test_pages_of_people_with_a_role(as_: Opens, cast: Cast, who: str, path: str) -> None:
    assert indonesian(in_english(as_, cast.people[who]).get(path)) == set()


def test_a_share_from_the_challenge_to_the_ledger(as_: Opens, shares: Shares) -> None:
    cast = shares.cast
    shares.link(cast.siti)
    challenge, copied = shares.challenge(), shares.challenge(required_tag="#Lain")
    good = shares.submit(cast.siti, challenge, shares.post(cast.siti, story(1)).url)
    bad = shares.submit(cast.siti, copied, shares.post(cast.siti, story(2)).url)
    with shares.app.app_context():
        run_due_jobs(shares.app, clock.now())
        while project_once():
            pass
    assert [shares.row(one).state for one in (good, bad)] == ["verified", "rejected"]
    siti = in_english(as_, cast.siti)
    paths = [f"/kiriman/{shares.row(one).public_id}" for one in (good, bad)]
    paths += ["/beranda", "/kiriman", "/poin", "/tantangan", f"/tantangan/{challenge}"]
    paths += ["/peringkat/31.74.06.1002", "/peringkat/31.74?jenis=unit", "/kabar-saya", "/kirim"]
    assert {path: found for path in paths if (found := indonesian(siti.get(path)))} == {}


def test_a_no_is_said_in_english_too(as_: Opens, cast: Cast) -> None:
    siti = in_english(as_, cast.siti)
    form = {"sandi_lama": PASSWORD, "sandi": "pendek"}
    page = siti.post("/saya/sandi", form, 422, at="/saya")
    assert page.error_at("sandi").endswith("Passwords have at least 10 characters.")
    page = siti.post("/kirim", {"tautan": "bukan tautan"}, 422, at="/saya")
    assert indonesian(page) == set()


def test_numbers_and_moments_are_written_as_english_writes_them(as_: Opens, cast: Cast) -> None:
    english = Writing("en")
    at = datetime(2026, 8, 22, 12, 42, tzinfo=UTC)
    assert [english.points(1234567), english.amount(1234567.5)] == ["1,234,567", "1,234,567.5"]
    assert INDONESIAN.amount(1234567.5) == "1.234.567,5"
    assert english.moment_id(at, "Asia/Jayapura") == "22 Aug 2026, 21:42 WIT"
    assert english.day_id(at, "Asia/Makassar") == "Saturday, 22 Aug 2026"
    assert english.ago(at, at=at + timedelta(hours=1)) == "1 hour ago"
    assert english.left(at, at=at - timedelta(days=5)) == "5 days left"
    assert english.labels(["x", "threads", "website"]) == "X, Threads and Website"


def test_papua_reads_its_own_clock_in_both_languages(as_: Opens, cast: Cast) -> None:
    yohana = as_(cast.yohana)
    assert re.search(r"\d\d\.\d\d WIT\b", yohana.get("/saya/keamanan").text)
    assert re.search(r"\d\d:\d\d WIT\b", in_english(as_, cast.yohana).get("/saya/keamanan").text)
    assert re.search(r"\d\d\.\d\d WIB\b", as_(cast.siti).get("/saya/keamanan").text)


@pytest.mark.parametrize("path", ["/", "/masuk", "/tidak-ada", "/luring"])
def test_pages_of_strangers(browser: Browser, path: str) -> None:
    browser.client.set_cookie("bahasa", "en")
    page = browser.get(path, 404 if path == "/tidak-ada" else 200)
    assert path == "/luring" or indonesian(page) == set()
