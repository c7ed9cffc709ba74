"""Which post a pasted text means."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import Refusal
from app.providers import links
from app.providers.base import PostRef
from app.providers.links import SHAPES, LinkUnknown, parse, platform, short
from tests.fuzz.links import check, mutants
from tests.providers.spellings import CODE, KNOWN, NOT_POSTS, SHORT, TIKTOK, VIDEO, Known

SPELLED = [(known, text) for known in KNOWN for text in known.spellings]


@pytest.mark.parametrize(("known", "text"), SPELLED, ids=[text for _, text in SPELLED])
def test_every_spelling_of_a_link_means_the_same_post(known: Known, text: str) -> None:
    assert parse(text) == PostRef(known.provider, known.post_id, known.url)


@pytest.mark.parametrize("known", KNOWN, ids=lambda known: known.url)
def test_the_plain_link_reads_as_itself(known: Known) -> None:
    assert parse(known.url).url == known.url


@pytest.mark.parametrize("text", NOT_POSTS)
def test_what_is_no_link_to_a_post_is_refused_in_words(text: str) -> None:
    with pytest.raises(LinkUnknown) as caught:
        parse(text)
    assert isinstance(caught.value, Refusal)
    assert caught.value.code == "link_unknown"


def test_the_refusal_names_every_platform_and_what_to_do() -> None:
    words = LinkUnknown().words
    assert all(shape.label in words for shape in SHAPES)
    assert "Salin tautan" in words
    assert len(words) < 200


def test_the_first_of_several_links_counts() -> None:
    text = f"https://x.com/a/status/1 https://www.threads.com/t/{CODE}"
    assert parse(text).post_id == "1"


def test_every_example_is_the_beginning_of_a_link_that_is_read() -> None:
    ends = {"x": "4", "threads": "cdefghij", "instagram": "Bcdefghi", "facebook": "A" * 20}
    ends |= {"youtube": VIDEO[3:], "tiktok": TIKTOK[1:], "mastodon": "5", "bluesky": "2" * 11}
    for shape in SHAPES:
        link = shape.example.rstrip("/").removesuffix("…") + ends[shape.provider]
        assert parse(link).provider == shape.provider


@pytest.mark.parametrize(("text", "expected"), SHORT.items())
def test_a_short_link_is_told_apart_and_stripped(text: str, expected: str) -> None:
    assert short(text) == expected
    assert short(expected) == expected


@pytest.mark.parametrize("text", [text for _, text in SPELLED] + list(NOT_POSTS))
def test_nothing_else_is_a_short_link(text: str) -> None:
    assert short(text) == SHORT.get(text)


# Public posts, and the moment that their platform shows for them.
WRITTEN = [
    ("x", "719944021058060289", 1460483005),
    ("tiktok", "6748451240264420610", 1571246252),
    ("instagram", "aye83DjauH", 1371748545),
]


@pytest.mark.parametrize(("provider", "post_id", "shown"), WRITTEN)
def test_the_moment_in_an_id_is_that_of_the_post(provider: str, post_id: str, shown: int) -> None:
    found = links.posted_at_from_id(provider, post_id)
    assert found is not None
    assert abs(found.timestamp() - shown) < 120


@pytest.mark.parametrize("known", KNOWN, ids=lambda known: known.url)
def test_ids_tell_when_a_post_was_made_where_the_platform_writes_it_there(known: Known) -> None:
    found = links.posted_at_from_id(known.provider, known.post_id)
    assert (found is not None) == (known.provider in ("x", "instagram", "tiktok"))
    if found:
        assert datetime(2025, 11, 1, tzinfo=UTC) < found < datetime(2026, 1, 1, tzinfo=UTC)


def test_nobody_else_tells() -> None:
    assert links.posted_at_from_id("myspace", "1") is None


PIECES = st.sampled_from(
    [host for shape in SHAPES for form in shape.forms for host in sorted(form.hosts or ())]
    + "https:// http:// at:// www. / @ siti status statuses post posts t p reel i/web users".split()
    + "watch?v= shorts permalink.php?story_fbid= &id= groups video photo profile".split()
    + f":443 ? # % & \\ . 1 [ ] 123456789 {CODE} {VIDEO} {TIKTOK} ١ \u200f mastodon.social".split()
)


@settings(max_examples=500, deadline=None)
@given(st.one_of(st.text(), st.lists(PIECES, max_size=20).map("".join)))
def test_any_text_is_a_post_or_a_refusal_and_nothing_else(text: str) -> None:
    check(text)


@settings(max_examples=500, deadline=None)
@given(st.sampled_from(SPELLED), st.sampled_from(["", " ", "\n", "ya ", "(", "“"]), st.text())
def test_what_stands_around_a_link_does_not_change_it(
    spelled: tuple[Known, str], before: str, after: str
) -> None:
    known, text = spelled
    try:
        ref = parse(f"{before}{text} {after}")
    except LinkUnknown:
        assert links._CONTROL.search(after) or len(after) > 2000
        return
    assert (ref.provider, ref.post_id) == (known.provider, known.post_id)


def test_links_that_were_damaged_on_the_way_never_break_the_parser() -> None:
    for text in mutants(seed=1, count=5_000):
        check(text)


@pytest.mark.parametrize(("known", "text"), SPELLED, ids=[text for _, text in SPELLED])
def test_the_platform_of_every_spelling_is_told(known: Known, text: str) -> None:
    assert platform(text) == known.provider


@pytest.mark.parametrize("text", [text for text, leads in SHORT.items() if leads])
def test_the_platform_of_a_short_link_is_told_before_anybody_follows_it(text: str) -> None:
    assert platform(text) is not None


@pytest.mark.parametrize("text", [text for text in NOT_POSTS if not short(text)])
def test_what_is_no_post_is_no_platforms(text: str) -> None:
    assert platform(text) is None
