"""A cadre's own site: proven by what it shows, read as anybody reads it."""

import pytest

from app.errors import Fault
from app.providers import open_web, website
from app.providers.base import Token
from app.providers.open_web import Answer
from app.providers.pages import read
from app.providers.website import NotASite, Website, host_of, prove, ref
from config import ProviderSettings
from simulator.running import Simulator

SITI, RUDI = "siti_lebakbulus", "rudi_lebakbulus"
TEXT = "Kerja bakti di Lebak Bulus\nSelokan bersih lagi #AirBersih #SayaKader"
CODE, MARK = "abcdefghijklmnop", "http://127.0.0.1:8000/situs/abcdefghijklmnop"
NOBODY = Token("", None, None, ())


@pytest.fixture
def site() -> Website:
    return Website(ProviderSettings("", "", {}))


@pytest.fixture
def host(sim: Simulator, monkeypatch: pytest.MonkeyPatch) -> str:
    """Siti's site, in a web that the stand-ins play."""
    monkeypatch.setattr(open_web, "_world", open_web._world)
    open_web.configure(f"{sim.url}/host", "")
    return sim.person(SITI).account_id("website")


def page(html: str, url: str = "https://blog.example/a", kind: str = "text/html") -> Answer:
    return Answer(url, 200, {"Content-Type": kind}, html.encode())


@pytest.mark.parametrize(
    ("typed", "host"),
    [
        ("blogsiti.id", "blogsiti.id"),
        (" https://www.BlogSiti.id/ ", "blogsiti.id"),
        ("http://siti.wordpress.com", "siti.wordpress.com"),
        ("süd.example.com", "xn--sd-xka.example.com"),
    ],
)
def test_a_site_is_a_whole_host(typed: str, host: str) -> None:
    assert host_of(typed) == host


@pytest.mark.parametrize(
    "typed",
    "localhost 127.0.0.1 [::1] 10.0.0.1 blog.local siti@blog.id https://siti:x@blog.id "
    "https://blog.id:8443 blog ftp://blog.id https:// javascript:alert(1) medium.com/@siti "
    "x.com www.instagram.com facebook.com youtu.be threads.net".split(),
)
def test_what_is_no_public_host_or_a_platforms_is_refused(typed: str) -> None:
    with pytest.raises(NotASite):
        host_of(typed)


@pytest.mark.parametrize(
    ("head", "way"),
    [
        (f'<meta name="gelanggang" content="{CODE}">', "meta"),
        (f'<META NAME="Gelanggang" CONTENT=" {CODE} ">', "meta"),
        (f'<link rel="me" href="{MARK}">', "rel-me"),
        (f'</head><body><a rel="noopener me" href="{MARK}">saya</a>', "rel-me"),
        ("", None),
        ('<meta name="gelanggang" content="kode-orang-lain">', None),
        (f'</head><body><meta name="gelanggang" content="{CODE}">', None),
        (f'<a rel="me ugc" href="{MARK}">komentar</a>', None),
        (f'<a rel="me nofollow" href="{MARK}">komentar</a>', None),
        (f'<a href="{MARK}">bukan pernyataan</a>', None),
        (f'<a rel="me" href="{MARK}x">lain</a>', None),
        (f"<!-- <meta name='gelanggang' content='{CODE}'> -->", None),
        (f'<script>var x = \'<meta name="gelanggang" content="{CODE}">\'</script>', None),
    ],
)
def test_a_site_is_hers_when_it_says_so_in_her_own_part_of_it(
    sim: Simulator, host: str, head: str, way: str | None
) -> None:
    sim.switch("website", head=head)
    assert prove(host, CODE, MARK) == way


def test_a_site_that_cannot_be_read_says_so(sim: Simulator, host: str) -> None:
    sim.switch("website", down="503")
    with pytest.raises(Fault, match=r"^down"):
        prove(host, CODE, MARK)
    sim.healthy("website")
    with pytest.raises(Fault, match=r"^gone"):
        prove("tidak-ada.situs.example", CODE, MARK)


def test_a_post_of_the_site_is_read_with_its_date(sim: Simulator, site: Website, host: str) -> None:
    written = sim.write("website", SITI, TEXT)
    found = ref(f"Baca ya: https://www.{host}/tulisan/{written.id}/?utm_source=wa#isi", host)
    assert found is not None
    post = site.post(NOBODY, host, found.post_id)
    assert post.author_id == host
    assert post.posted_at == written.at
    assert "Selokan bersih lagi" in post.text
    assert post.tags == ("airbersih", "sayakader"), "and none from the footer"
    assert post.public


def test_deleted_hidden_and_foreign_pages_are_not_hers(
    sim: Simulator, site: Website, host: str
) -> None:
    written = sim.write("website", SITI, TEXT)
    post_id = f"{host}/tulisan/{written.id}"
    sim.hide(written)
    with pytest.raises(Fault, match=r"^forbidden"):
        site.post(NOBODY, host, post_id)
    sim.delete(written)
    with pytest.raises(Fault, match=r"^gone"):
        site.post(NOBODY, host, post_id)
    other = sim.write("website", RUDI, TEXT)
    with pytest.raises(Fault, match=r"^nonsense"):
        site.post(NOBODY, host, f"{other.person.account_id('website')}/tulisan/{other.id}")


@pytest.mark.parametrize(
    ("switch", "kind"),
    [
        ({"down": "503"}, "down"),
        ({"down": "closed"}, "down"),
        ({"garbage": "huge"}, "nonsense"),
        ({"garbage": "truncated"}, "nonsense"),
        ({"garbage": "html"}, "unfit"),
    ],
)
def test_a_site_in_trouble_is_never_believed(
    sim: Simulator, site: Website, host: str, switch: dict, kind: str
) -> None:
    written = sim.write("website", SITI, TEXT)
    sim.switch("website", **switch)
    with pytest.raises(Fault, match=f"^{kind}"):
        site.post(NOBODY, host, f"{host}/tulisan/{written.id}")


def test_recent_posts_come_from_the_sites_own_feed(
    sim: Simulator, site: Website, host: str
) -> None:
    for number in range(3):
        sim.write("website", SITI, f"Tulisan {number} #AirBersih")
    sim.write("website", RUDI, "Bukan milik Siti")
    posts = site.recent(NOBODY, host, 2)
    assert [post.text.splitlines()[0] for post in posts] == [
        "Tulisan 2 #AirBersih",
        "Tulisan 1 #AirBersih",
    ]
    assert all(post.author_id == host for post in posts)


@pytest.mark.parametrize(
    "text",
    [
        "https://lain.example/tulisan/1",
        "https://blog.example.penipu.example/a",
        "https://penipu.example/?https://blog.example/a",
        "https://blog.example",
        "https://blog.example/",
        "https://siti:x@blog.example/a",
        "https://blog.example:8443/a",
        "https://blog.example/" + "a" * 400,
        "ftp://blog.example/a",
        "",
    ],
)
def test_only_pages_of_the_own_host_are_posts(text: str) -> None:
    assert ref(text, "blog.example") is None


@pytest.mark.parametrize(
    "text",
    [
        "https://blog.example/a",
        "http://www.blog.example/a/",
        "blog.example/a?utm_source=wa&fbclid=1#komentar",
        "Tulisan baru: https://BLOG.example/a silakan dibaca",
    ],
)
def test_every_spelling_of_a_page_is_one_post(text: str) -> None:
    found = ref(text, "blog.example")
    assert found is not None
    assert (found.provider, found.post_id) == (website.KEY, "blog.example/a")


@pytest.mark.parametrize(
    ("html", "year"),
    [
        ('<meta property="article:published_time" content="2026-11-20T08:00:00+07:00">', 2026),
        ('<script type="application/ld+json">{"@graph":[{"datePublished":"2025-01-02T03:04:05Z"}]}'
         "</script>", 2025),
        ('<body><time datetime="2024-05-06T07:08:09Z">kemarin</time>', 2024),
        ('<meta name="date" content="2026-11-20T08:00:00">', None),
        ('<meta name="date" content="kemarin">', None),
        ('<script type="application/ld+json">{[</script>', None),
        ("", None),
    ],
)  # fmt: skip
def test_a_page_tells_when_it_was_published_or_it_does_not(html: str, year: int | None) -> None:
    found = read(page(f"<html><head>{html}")).published_at
    assert (found.year if found else None) == year


def test_words_of_menus_scripts_and_footers_are_not_the_posts() -> None:
    html = (
        "<title>Judul</title><nav>Menu</nav><article>Isi <b>tulisan</b><script>x()</script>"
        "</article><footer>Kaki</footer>"
    )
    assert read(page(html)).text == "Isi tulisan"
    assert read(page("<p>Tanpa artikel</p><footer>Kaki</footer>")).text == "Tanpa artikel"


@pytest.mark.parametrize("body", [b"", b"\xff\xfe\x00", b"<" * 5000, b"<p>" * 20000, b"\x00<p>a"])
def test_any_bytes_make_some_page(body: bytes) -> None:
    kind = {"Content-Type": "text/html; charset=x-odd"}
    answer = Answer("https://blog.example/", 200, kind, body)
    assert isinstance(read(answer).text, str)
