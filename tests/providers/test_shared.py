"""The link in what a share sheet hands over, wherever the app put it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.providers.shared import LONGEST, link_in

POST = "https://x.com/i/web/status/1857402399411200001"
SHARED = (
    # teks, tautan, judul → the link
    (("https://x.com/siti/status/1857402399411200001?s=20&t=abc", "", ""), POST),
    (("Lihat ini! https://x.com/siti/status/1857402399411200001.", "", "X"), POST),
    (("", "https://x.com/siti/status/1857402399411200001", "Unggahan"), POST),
    (("", "", f"Unggahan {POST}"), POST),
    (("Baca di https://contoh.id/a", POST, ""), POST),
    (
        ("Lihat video ini https://vt.tiktok.com/ZSjAbCdEf/ di TikTok", "", ""),
        "https://vt.tiktok.com/ZSjAbCdEf/",
    ),
    (
        ("https://blog.siti.example/sumur?utm_source=wa&hal=2&fbclid=x#atas", "", ""),
        "https://blog.siti.example/sumur?hal=2",
    ),
    (("(https://blog.siti.example/sumur).", "", ""), "https://blog.siti.example/sumur"),
    (("tanpa tautan", "", "apa pun"), ""),
    (("http://[", "", ""), ""),
    (("", "", ""), ""),
)


@pytest.mark.parametrize(("texts", "expected"), SHARED)
def test_the_link_is_found_wherever_it_was_put(texts: tuple[str, ...], expected: str) -> None:
    assert link_in(*texts) == expected


@given(st.lists(st.text(), max_size=3))
def test_any_text_gives_a_link_or_nothing(texts: list[str]) -> None:
    found = link_in(*texts)
    assert found == "" or found.startswith(("http", "HTTP", "at:"))
    assert len(found) <= LONGEST


def test_what_was_found_is_found_again_as_it_stands() -> None:
    for texts, expected in SHARED:
        assert link_in(link_in(*texts)) == expected
