"""Which post a pasted text means."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import Refusal
from app.providers.base import PostRef
from app.providers.links import ID_MAX, SHAPES, LinkUnknown, parse

X_ID = "1993456789012345678"
CODE = "DRt-a_9Zx0Q"

X_LINKS = [
    f"https://x.com/siti/status/{X_ID}",
    f"http://x.com/siti/status/{X_ID}",
    f"x.com/siti/status/{X_ID}",
    f"www.x.com/siti/status/{X_ID}",
    f"https://m.x.com/siti/status/{X_ID}",
    f"https://mobile.x.com/siti/status/{X_ID}/",
    f"https://twitter.com/siti/status/{X_ID}",
    f"https://www.twitter.com/siti/status/{X_ID}",
    f"https://mobile.twitter.com/siti/status/{X_ID}",
    f"https://m.twitter.com/siti/statuses/{X_ID}",
    f"https://twitter.com/statuses/{X_ID}",
    f"https://x.com/i/web/status/{X_ID}",
    f"https://x.com/i/status/{X_ID}",
    f"https://x.com/siti/status/{X_ID}/photo/1",
    f"https://x.com/siti/status/{X_ID}?s=20&t=AbC-d",
    f"https://x.com/siti/status/{X_ID}#m",
    f"HTTPS://X.COM/Siti/Status/{X_ID}",
    f"https://x.com:443/siti/status/{X_ID}",
    f"Siti di X: “Saya kader…” https://x.com/siti/status/{X_ID}?s=46\n",
    f"Lihat ini(https://x.com/siti/status/{X_ID}).",
    f"<https://x.com/siti/status/{X_ID}>",
    f"https://x.com/siti/status/{X_ID}, bagus ya",
    f"\u200ehttps://x.com/siti/status/{X_ID}\u200f",
    f"https://dpp.example/berita dan https://x.com/siti/status/{X_ID}",
    f"tautan:https://x.com/siti/status/{X_ID}",
]
THREADS_LINKS = [
    f"https://www.threads.com/@siti.nur/post/{CODE}",
    f"https://threads.com/@siti.nur/post/{CODE}/",
    f"https://www.threads.net/@siti_nur/post/{CODE}?xmt=AQF0&slof=1",
    f"threads.net/@siti/post/{CODE}",
    f"https://www.threads.com/t/{CODE}",
    f"https://threads.net/t/{CODE}/?igshid=abc",
    f"https://www.threads.com/%40siti/post/{CODE}",
    f"https://www.threads.com/@siti/post/{CODE}/media",
    f"Lihat unggahan Siti di Threads https://www.threads.com/@siti/post/{CODE}",
]
NO_LINKS = [
    "",
    " ",
    "siti",
    "https://x.com",
    "https://x.com/siti",
    "https://x.com/siti/status/",
    "https://x.com/siti/status/abc",
    "https://x.com/siti/status/0",
    f"https://x.com/siti/status/0{X_ID[:-1]}",
    f"https://x.com/siti/status/{X_ID}9",
    f"https://x.com/siti/status/{X_ID}abc",
    f"https://x.com/siti/status/{X_ID}%00",
    f"https://x.com/siti/status/{X_ID}%31",
    "https://x.com/siti/status/١٢٣٤٥٦٧٨٩",
    f"https://evil.example/x.com/siti/status/{X_ID}",
    f"https://evil.example/?u=https://x.com.evil.example/siti/status/{X_ID}",
    f"https://x.com.evil.example/siti/status/{X_ID}",
    f"https://notx.com/siti/status/{X_ID}",
    f"https://not-x.com/siti/status/{X_ID}",
    f"https://evil.example@x.com/siti/status/{X_ID}",
    f"https://x.com@evil.example/siti/status/{X_ID}",
    f"https://x.com:8443/siti/status/{X_ID}",
    f"https://x.com\\siti/status/{X_ID}",
    f"javascript://x.com\\@evil/siti/status/{X_ID}",
    "https://t.co/AbCdEf1234",
    "https://www.threads.com/@siti",
    f"https://www.threads.com/@siti/post/{CODE}{CODE}",
    f"https://www.threads.com/siti/post/{CODE}",
    "http://[::1/siti/status/1",
    "a." * 5000,
    "x.com/" * 5000,
    "\x00\ud800",
]


@pytest.mark.parametrize("text", X_LINKS)
def test_every_spelling_of_an_x_link_means_the_same_post(text: str) -> None:
    assert parse(text) == PostRef("x", X_ID, f"https://x.com/i/web/status/{X_ID}")


@pytest.mark.parametrize("text", THREADS_LINKS)
def test_every_spelling_of_a_threads_link_means_the_same_post(text: str) -> None:
    assert parse(text) == PostRef("threads", CODE, f"https://www.threads.com/t/{CODE}")


@pytest.mark.parametrize("text", NO_LINKS)
def test_what_is_no_link_to_a_post_is_refused_in_words(text: str) -> None:
    with pytest.raises(LinkUnknown) as caught:
        parse(text)
    assert isinstance(caught.value, Refusal)
    assert caught.value.code == "link_unknown"
    assert "X" in caught.value.words
    assert "Threads" in caught.value.words


def test_the_first_of_several_links_counts() -> None:
    text = f"https://x.com/a/status/1 https://www.threads.com/t/{CODE}"
    assert parse(text).post_id == "1"


def test_the_plain_link_reads_as_itself() -> None:
    for text in (X_LINKS[0], THREADS_LINKS[0]):
        assert parse(parse(text).url) == parse(text)


PIECES = st.sampled_from(
    "https:// x.com twitter.com www. threads.net / @ status post t i/web :443 ? # % \\ . 1 [ ] "
    f"123456789 {CODE} ١ \u200f".split()
)


@settings(max_examples=400, deadline=None)
@given(st.one_of(st.text(), st.lists(PIECES, max_size=20).map("".join)))
def test_any_text_is_a_post_or_a_refusal_and_nothing_else(text: str) -> None:
    try:
        ref = parse(text)
    except LinkUnknown:
        return
    assert ref.provider in {shape.provider for shape in SHAPES}
    assert ref.post_id.isascii()
    assert len(ref.post_id) <= ID_MAX
    assert parse(ref.url) == ref
