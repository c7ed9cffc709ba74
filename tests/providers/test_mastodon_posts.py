"""Statuses of Mastodon and what people type to name a server. Pure."""

import pytest

from app.errors import Fault
from app.providers import mastodon
from app.providers.base import Nowhere
from app.providers.mastodon_posts import account_id, post_of, written

HOST = "sosial.example"
ACCOUNT = {
    "id": "11",
    "username": "siti",
    "acct": "siti",
    "url": f"https://{HOST}/@siti",
    "display_name": "Siti",
}
STATUS = {
    "id": "115500000000000000",
    "created_at": "2026-11-25T10:00:00.123Z",
    "in_reply_to_id": None,
    "in_reply_to_account_id": None,
    "spoiler_text": "",
    "visibility": "public",
    "content": "<p>Halo</p>",
    "reblog": None,
    "account": ACCOUNT,
    "tags": [],
}
# What `wire.understood` turns into the fault "nonsense".
UNFIT = (KeyError, IndexError, TypeError, ValueError, AttributeError)


@pytest.mark.parametrize(
    ("where", "host"),
    [
        ("mastodon.social", "mastodon.social"),
        (" Mastodon.Social ", "mastodon.social"),
        ("https://mastodon.social/", "mastodon.social"),
        ("https://www.mastodon.social", "mastodon.social"),
        ("@siti@sosial.example", "sosial.example"),
        ("siti@sosial.example", "sosial.example"),
        ("https://sosial.example/@siti", "sosial.example"),
        ("sosial.example/@siti/115500000000000000", "sosial.example"),
        ("https://sosial.example/web/@siti", "sosial.example"),
        ("https://sosial.example/@siti@lama.example", "lama.example"),
        ("https://sosial.example/about", "sosial.example"),
    ],
)
def test_a_server_is_found_in_many_spellings(where: str, host: str) -> None:
    assert mastodon._typed(where) == host


@pytest.mark.parametrize(
    "where",
    [
        *"siti @siti localhost http://127.0.0.1 https://[::1]/ 10.0.0.1".split(),
        "sosial.example:8080",
        *"ftp://sosial.example https://a:b@sosial.example/ xn--bcher-kva.example".split(),
        *"x.com @siti@threads.net https://www.facebook.com/siti m.facebook.com bsky.app".split(),
        *"siti@instagram.com youtu.be t.co foto.x.com".split(),
        "",
        "sosial .example",
        "a" * 300,
    ],
)
def test_what_is_no_server_of_mastodon_is_refused_in_words(where: str) -> None:
    with pytest.raises(Nowhere) as refusal:
        mastodon._typed(where)
    assert refusal.value.field == "di"


LINK = (
    '<a href="https://dpp.example/kerja?a=1&amp;b=2" target="_blank" rel="nofollow noopener">'
    '<span class="invisible">https://</span><span class="ellipsis">dpp.example/kerja?a=1</span>'
    '<span class="invisible">&amp;b=2</span></a>'
)
TAG = (
    f'<a href="https://{HOST}/tags/x" class="mention hashtag" rel="tag">#<span>SayaKader</span></a>'
)
NAME = (
    f'<span class="h-card"><a href="https://{HOST}/@rudi" class="u-url mention">@<span>rudi</span>'
    "</a></span>"
)


@pytest.mark.parametrize(
    ("markup", "text", "links"),
    [
        ("<p>Halo &amp; salam &lt;3</p>", "Halo & salam <3", ()),
        ("<p>Satu</p><p>Dua<br />Tiga<br>Empat</p>", "Satu\n\nDua\nTiga\nEmpat", ()),
        (
            f"<p>Lihat {LINK} ya {TAG}</p>",
            "Lihat https://dpp.example/kerja?a=1&b=2 ya #SayaKader",
            ("https://dpp.example/kerja?a=1&b=2",),
        ),
        (f"<p>{NAME} halo</p>", "@rudi halo", ()),
        ("<p>Satu</p><ul><li>Dua</li><li>Tiga</li></ul>", "Satu\nDua\nTiga", ()),
        ('<p>a<a href="javascript:alert(1)">b</a></p>', "ab", ()),
        ("<p>belum <b>selesai", "belum selesai", ()),
        ("tanpa tanda", "tanpa tanda", ()),
        ("", "", ()),
    ],
)
def test_markup_becomes_the_words_that_were_written(
    markup: str, text: str, links: tuple[str, ...]
) -> None:
    assert written(markup) == (text, links)


def test_a_status_becomes_a_post_of_its_server() -> None:
    post = post_of(STATUS | {"tags": [{"name": "SayaKader"}]}, HOST)
    assert post.post_id == f"{HOST}/115500000000000000"
    assert post.author_id == f"{HOST}/11"
    assert post.url == f"https://{HOST}/@siti/115500000000000000"
    assert post.posted_at.microsecond == 123000
    assert post.tags == ("sayakader",)
    assert post.public


def test_the_line_before_hidden_words_is_a_part_of_them() -> None:
    assert post_of(STATUS | {"spoiler_text": "Panjang"}, HOST).text == "Panjang\n\nHalo"


@pytest.mark.parametrize(
    ("visibility", "public"),
    [("public", True), ("unlisted", True), ("private", False), ("direct", False)],
)
def test_only_what_everybody_may_see_is_public(visibility: str, public: bool) -> None:
    assert post_of(STATUS | {"visibility": visibility}, HOST).public is public


@pytest.mark.parametrize(
    ("change", "original"),
    [
        ({}, True),
        ({"reblog": STATUS, "content": ""}, False),
        ({"in_reply_to_id": "5", "in_reply_to_account_id": "12"}, False),
        ({"in_reply_to_id": "5", "in_reply_to_account_id": "11"}, False),
        ({"quote": {"state": "accepted"}}, False),
        ({"quote": None}, True),
    ],
)
def test_boosts_answers_and_quotes_live_from_somebodys_post(change: dict, original: bool) -> None:
    assert post_of(STATUS | change, HOST).original is original


@pytest.mark.parametrize(
    "change",
    [
        {"account": ACCOUNT | {"acct": "siti@lama.example", "url": "https://lama.example/@siti"}},
        {"account": ACCOUNT | {"acct": "siti@lama.example"}},
        {"account": ACCOUNT | {"url": "https://lama.example/@siti"}},
    ],
)
def test_a_copy_of_another_servers_post_is_refused(change: dict) -> None:
    with pytest.raises(Fault, match=r"^forbidden:.*salinan"):
        post_of(STATUS | change, HOST)


@pytest.mark.parametrize(
    "change",
    [
        {"id": 115500000000000000},
        {"id": ""},
        {"created_at": "kemarin"},
        {"created_at": None},
        {"content": None},
        {"account": None},
        {"account": ACCOUNT | {"id": 11}},
        {"tags": None},
        {"tags": [{"name": 7}]},
    ],
)
def test_a_status_that_does_not_fit_is_not_used(change: dict) -> None:
    with pytest.raises(UNFIT):
        post_of(STATUS | change, HOST)


def test_an_account_is_known_by_its_server_and_its_number() -> None:
    assert account_id(ACCOUNT, HOST) == f"{HOST}/11"
    assert account_id(ACCOUNT, "lain.example") is None
