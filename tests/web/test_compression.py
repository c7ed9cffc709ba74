"""Pages go over the wire compressed, in words the browser takes, and an unchanged poll is tiny."""

import gzip
from collections.abc import Callable

import brotli
import pytest
from time_machine import travel

from tests.cast import Cast
from tests.conftest import Browser

UNPACK = {"br": brotli.decompress, "gzip": gzip.decompress}


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [("gzip, deflate, br, zstd", "br"), ("gzip", "gzip"), ("br;q=0, gzip", "gzip")],
)
def test_a_page_is_compressed_in_the_way_the_browser_takes(
    browser: Browser, accepted: str, encoding: str
) -> None:
    answer = browser.client.get("/masuk", headers={"Accept-Encoding": accepted})
    assert answer.headers["Content-Encoding"] == encoding
    assert {"Accept-Encoding", "HX-Request"} <= set(answer.vary)
    words = UNPACK[encoding](answer.data).decode()
    assert words.startswith("<!doctype html>") and "Masuk" in words
    assert len(answer.data) < len(words) / 2


def test_a_page_is_plain_for_whoever_takes_nothing_else(browser: Browser) -> None:
    answer = browser.client.get("/masuk", headers={"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in answer.headers
    assert "Accept-Encoding" in answer.vary
    assert "Masuk" in answer.text


def test_a_redirect_of_a_few_words_is_left_alone(as_: Callable[..., Browser], cast: Cast) -> None:
    headers = {"Accept-Encoding": "br, gzip"}
    answer = as_(cast.siti).client.get("/peringkat", headers=headers)
    assert answer.status_code == 303
    assert "Content-Encoding" not in answer.headers


def test_form_tokens_differ_from_second_to_second(browser: Browser) -> None:
    """What guessing by sizes would have to find is another before it is found."""
    tokens = set()
    for second in range(3):
        with travel(f"2026-11-22T12:00:0{second}+07:00", tick=False):
            page = browser.get("/masuk")
        meta = page.soup.select_one("meta[name=csrf-token]")
        assert meta is not None
        tokens.add(str(meta["content"]).rpartition(".")[2])
    assert len(tokens) == 3
