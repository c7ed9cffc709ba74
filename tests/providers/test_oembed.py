"""What platforms tell everybody: by whom a post is, and nothing more than they say."""

import re
from pathlib import Path

import pytest

from app import providers
from app.providers import PROVIDERS, oembed
from app.providers.base import PostRef, Readable
from app.providers.links import parse
from app.providers.oembed import ENDPOINTS
from app.providers.x import X
from config import PROVIDER_DEFAULTS
from simulator.running import Simulator
from tests.providers.conftest import Registered
from tests.providers.contract import SITI, failing, provider_of
from tests.providers.odd import Odd, told

TEXT = 'Kerja bakti & "gotong royong" <3 #SayaKader'


@pytest.fixture(params=ENDPOINTS)
def site(request: pytest.FixtureRequest, sim: Simulator) -> Readable:
    """Each platform whose word is taken."""
    return provider_of(sim, request.param)


def test_author_and_words_are_read_without_any_grant(sim: Simulator, site: Readable) -> None:
    written = sim.write(site.key, SITI, TEXT)
    seen = oembed.read(site, parse(written.url))
    assert seen.author_handle == SITI
    assert seen.author_url.endswith(SITI)
    assert seen.text == TEXT
    assert seen.tags == ("sayakader",)


def test_only_the_title_of_a_video_is_told(sim: Simulator) -> None:
    written = sim.write("youtube", SITI, "Judul\nKeterangan #SayaKader")
    assert oembed.read(provider_of(sim, "youtube"), parse(written.url)).text == "Judul"


def test_a_new_handle_is_seen_at_once(sim: Simulator, site: Readable) -> None:
    written = sim.write(site.key, SITI, TEXT)
    sim.rename(SITI, "siti_baru")
    assert oembed.read(site, parse(written.url)).author_handle == "siti_baru"


@pytest.mark.parametrize(
    ("key", "deleted", "hidden"),
    [
        ("x", "gone", "forbidden"),
        ("youtube", "gone", "forbidden"),
        ("tiktok", "nonsense", "nonsense"),  # being retired: silence proves nothing
    ],
)
def test_what_is_not_there_is_told_from_what_is_not_for_us(
    sim: Simulator, key: str, deleted: str, hidden: str
) -> None:
    site, written = provider_of(sim, key), sim.write(key, SITI, TEXT)
    ref = parse(written.url)
    sim.hide(written)
    with failing(hidden):
        oembed.read(site, ref)
    sim.delete(written)
    with failing(deleted):
        oembed.read(site, ref)


def test_a_video_that_may_not_be_embedded_is_not_called_hidden(sim: Simulator) -> None:
    written = sim.write("youtube", SITI, TEXT, embeddable=False)
    with failing("nonsense"):
        oembed.read(provider_of(sim, "youtube"), parse(written.url))


@pytest.mark.parametrize(
    ("trouble", "kind"),
    [
        ({"down": "503"}, "down"),
        ({"down": "closed"}, "down"),
        ({"garbage": "html"}, "nonsense"),
        ({"garbage": "truncated"}, "nonsense"),
        ({"garbage": "shape"}, "nonsense"),
        ({"garbage": "huge"}, "nonsense"),
        ({"lying": "post"}, "nonsense"),
    ],
)
def test_a_platform_in_trouble_says_nothing(
    sim: Simulator, site: Readable, trouble: dict, kind: str
) -> None:
    written = sim.write(site.key, SITI, TEXT)
    sim.switch(site.key, **trouble)
    with failing(kind) as caught:
        oembed.read(site, parse(written.url))
    assert not caught.value.permanent


def test_another_author_is_read_as_another_author(sim: Simulator, site: Readable) -> None:
    written = sim.write(site.key, SITI, TEXT)
    sim.switch(site.key, lying="author")
    assert oembed.read(site, parse(written.url)).author_handle != SITI


REF = PostRef("x", "1993412345678901234", "https://x.com/i/web/status/1993412345678901234")


@pytest.fixture
def odd_x(odd: Odd) -> X:
    """X, played by the odd server."""
    return X(Registered("id", "rahasia", {**PROVIDER_DEFAULTS["x"], "oembed_url": odd.url}))


def an_answer(words: str = "Kata", **changes: object) -> dict:
    """An answer of X about REF."""
    link = f'<a href="https://twitter.com/a/status/{REF.post_id}?ref_src=twsrc">November</a>'
    html = f"<blockquote><p>{words}</p>&mdash; Nama (@a) {link}</blockquote>\n<script></script>"
    return {"author_url": "https://twitter.com/siti", "author_name": "Siti", "html": html} | changes


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("Satu<br>dua<br/>tiga", "Satu\ndua\ntiga"),
        ("&lt;script&gt; &amp;amp;", "<script> &amp;"),
        (
            '<a href="https://t.co/a">https://t.co/a</a> <b onclick="x">tebal',
            "https://t.co/a tebal",
        ),
        ("Satu</p><p>lain", "Satu"),
        ("<!-- diam -->ada<![CDATA[ ]]>", "ada"),
        ("", ""),
        ("<" * 9000, "<" * 9000),
    ],
)
def test_html_is_read_as_text_and_as_nothing_else(
    odd: Odd, odd_x: X, words: str, text: str
) -> None:
    odd.answer = told(an_answer(words))
    assert oembed.read(odd_x, REF).text.startswith(text)


def test_the_question_carries_nothing_of_ours(odd: Odd, odd_x: X) -> None:
    odd.answer = told(an_answer())
    oembed.read(odd_x, REF)
    assert b"uthorization" not in odd.heard
    assert b"rahasia" not in odd.heard


@pytest.mark.parametrize(
    "body",
    [
        {},
        an_answer(html=None),
        an_answer(html="<blockquote><p>Kata</p></blockquote>"),
        an_answer(html=an_answer()["html"].replace("1234?", "12345?")),
        an_answer(author_url=None),
        an_answer(author_url="https://x.com.jahat.example/siti"),
        an_answer(author_url="https://x.com/siti/status/1"),
        an_answer(author_url="https://x.com/siti\u0000"),
        an_answer(author_url="javascript:alert(1)"),
        an_answer(html=7),
        b"Forbidden",
        b"[]",
        '{"html": "é"}'.encode("latin-1"),
    ],
)
def test_a_strange_answer_proves_nothing(odd: Odd, odd_x: X, body: object) -> None:
    odd.answer = told(body)
    with failing("nonsense"):
        oembed.read(odd_x, REF)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        ("400 Bad Request", "nonsense"),
        ("401 Unauthorized", "nonsense"),
        ("410 Gone", "nonsense"),
        ("301 Moved Permanently", "down"),
        ("429 Too Many Requests", "rate_limited"),
    ],
)
def test_a_status_says_no_more_than_it_says(odd: Odd, odd_x: X, status: str, kind: str) -> None:
    odd.answer = told(b"", status)
    with failing(kind) as caught:
        oembed.read(odd_x, REF)
    # Reading by grants goes on, whatever this door wants.
    assert not caught.value.everywhere


def test_handles_in_other_letters_are_read_as_people_write_them(odd: Odd) -> None:
    options = {**PROVIDER_DEFAULTS["youtube"], "oembed_url": odd.url}
    site = PROVIDERS["youtube"](Registered("id", "rahasia", options))
    answer = {
        "title": "Judul",
        "html": '<iframe src="https://www.youtube.com/embed/AbcdefghijK?f">',
    }
    ref = PostRef("youtube", "AbcdefghijK", "https://www.youtube.com/watch?v=AbcdefghijK")
    for url, handle in (
        ("https://www.youtube.com/@%EA%A6%97%EA%A6%AE", "ꦗꦮ"),
        ("https://www.youtube.com/channel/UC1234", None),
        ("http://www.youtube.com/@lama", "lama"),
    ):
        odd.answer = told(answer | {"author_url": url})
        assert oembed.read(site, ref).author_handle == handle
    odd.answer = told(answer | {"author_url": "https://www.youtube.com/@%00"})
    with failing("nonsense"):
        oembed.read(site, ref)


def test_metas_endpoints_are_nowhere_in_the_code() -> None:
    assert not {"instagram", "facebook", "threads"} & set(ENDPOINTS)
    for key in ("instagram", "facebook", "threads"):
        assert "oembed_url" not in PROVIDER_DEFAULTS[key]
    words = re.compile(r"(instagram_oembed|oembed_(post|video|page)|threads\.(com|net)/oembed)")
    for path in Path(providers.__file__).parent.glob("*.py"):
        assert not words.search(path.read_text()), path


@pytest.mark.parametrize("key", ENDPOINTS)
def test_every_endpoint_is_where_a_platform_says(key: str) -> None:
    assert key in PROVIDERS
    assert PROVIDER_DEFAULTS[key]["oembed_url"].startswith("https://")
