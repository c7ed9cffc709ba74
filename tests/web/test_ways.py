"""The networks' own pages for writing a post: what they are handed, and what they never are."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

from app.web.ways import ways
from tests.cast import Person
from tests.conftest import Browser
from tests.content.party import Party
from tests.shares import DISCLOSURE, TAG, Shares

LINK = "https://partai.example/air?a=1&b=2"


def asked(url: str) -> tuple[str, dict[str, list[str]]]:
    parts = urlsplit(url)
    return f"{parts.hostname}{parts.path}", parse_qs(parts.query)


def test_every_network_gets_words_and_link_in_its_own_way() -> None:
    assert {way.provider: asked(way.url) for way in ways("#Air #SayaKader", LINK)} == {
        "x": ("x.com/intent/post", {"text": ["#Air #SayaKader"], "url": [LINK]}),
        "threads": (
            "www.threads.com/intent/post",
            {"text": ["#Air #SayaKader"], "url": [LINK]},
        ),
        "facebook": ("www.facebook.com/sharer/sharer.php", {"u": [LINK]}),
        "bluesky": ("bsky.app/intent/compose", {"text": [f"#Air #SayaKader {LINK}"]}),
    }


def test_where_there_is_no_link_a_page_that_needs_one_is_left_out() -> None:
    assert [way.provider for way in ways("#Air", "")] == ["x", "threads", "bluesky"]


def test_only_the_networks_that_are_asked_for() -> None:
    assert [way.provider for way in ways("#Air", LINK, ["threads", "tiktok"])] == ["threads"]


def test_a_challenge_hands_on_its_marks_and_not_a_word_of_the_post(
    shares: Shares, as_: Callable[[Person], Browser]
) -> None:
    page = as_(shares.cast.siti).get(f"/tantangan/{shares.challenge()}")
    write = page.soup.find(id="write")
    told = [asked(link["href"])[1]["text"] for link in write.find_all("a")]
    assert told == [[f"{TAG} {DISCLOSURE}"]] * 2
    assert write.find("button")["data-share-text"] == f"{TAG} {DISCLOSURE}"


def test_drafts_go_to_people_and_networks_get_the_link_alone(
    party: Party, as_: Callable[[Person], Browser]
) -> None:
    page = as_(party.cast.siti).get(f"/konten/{party.item()}")
    posts = [link["href"] for link in page.soup.find_all("a", target="_blank")]
    assert any("wa.me" in url and "Saya%20kader" in url for url in posts)
    for url in posts:
        if "intent" in url or "sharer" in url:
            assert "Saya" not in url
            assert "%2Fb%2F" in url
