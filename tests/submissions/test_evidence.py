"""What a post proves, as a table: no database, no clock."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.campaigns.models import Challenge
from app.providers.base import Post
from app.submissions.evidence import (
    NEAR_COPY,
    SLACK,
    closest,
    judge,
    likeness,
    own_words,
    still,
)
from app.submissions.reasons import REASONS

NOON = datetime(2026, 11, 24, 5, tzinfo=UTC)
OWN = "Hari ini kami membersihkan selokan di gang tiga supaya tidak banjir lagi"
POST = Post(
    provider="x",
    post_id="7",
    author_id="42",
    posted_at=NOON,
    text=f"{OWN} #AirBersih #SayaKader",
    links=(),
    tags=("airbersih", "sayakader"),
    public=True,
    url="https://x.com/i/web/status/7",
)


def challenge(**changes: object) -> Challenge:
    values = {
        "why": "Warga perlu tahu siapa yang merawat saluran air di lingkungannya.",
        "talking_points": "Saluran air dirawat bersama oleh warga\nSampah dipilah sejak dari dapur",
        "required_tag": "#AirBersih",
        "required_link": "",
        "disclosure": "#SayaKader",
        "opens_at": NOON - timedelta(hours=1),
        "closes_at": NOON + timedelta(hours=1),
        "closed_at": None,
    }
    return Challenge(**(values | changes))


def outcome(post: Post = POST, others: tuple[str, ...] = (), **changes: object) -> str:
    verdict = judge(post, challenge(**changes), "42", others)
    return verdict.reason or verdict.outcome


def test_an_honest_post_is_verified_with_grade_a_and_every_step_told() -> None:
    verdict = judge(POST, challenge(), "42", ())
    assert (verdict.outcome, verdict.grade) == ("verified", "A")
    checks = [step.check for step in verdict.steps]
    proof, content = (
        ["public", "author", "original", "once"],
        ["requirement", "disclosure", "words"],
    )
    assert checks == [*proof, "window", *content]
    assert all(step.ok and step.words for step in verdict.steps)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"public": False}, "unreachable"),
        ({"author_id": "43"}, "not_yours"),
        ({"author_id": "042"}, "not_yours"),
        ({"original": False}, "not_original"),
        ({"posted_at": NOON - timedelta(hours=1) - SLACK}, "verified"),
        ({"posted_at": NOON - timedelta(hours=1, seconds=1) - SLACK}, "outside_window"),
        ({"posted_at": NOON + timedelta(hours=1) + SLACK}, "verified"),
        ({"posted_at": NOON + timedelta(hours=1, seconds=1) + SLACK}, "outside_window"),
        ({"tags": ("sayakader",)}, "requirement"),
        ({"tags": ("airbersihsekali", "sayakader")}, "requirement"),
        ({"tags": ("airbersih",), "text": f"{OWN} #AirBersih"}, "undisclosed"),
        ({"text": "#AirBersih #SayaKader"}, "set_aside"),
        ({"text": "🔥🔥🔥 #AirBersih #SayaKader https://contoh.id/a"}, "set_aside"),
        ({"text": "Saluran air dirawat bersama oleh warga #AirBersih"}, "copied"),
        (
            {"text": "Saluran air dirawat bersama oleh warga. Sampah dipilah sejak dari dapur!!"},
            "copied",
        ),
    ],
)
def test_each_failing_gives_its_reason(changes: dict[str, object], expected: str) -> None:
    assert outcome(replace(POST, **changes)) == expected


def test_a_challenge_closed_early_counts_until_then() -> None:
    assert outcome(closed_at=NOON - timedelta(minutes=5)) == "outside_window"
    assert outcome(closed_at=NOON + timedelta(minutes=5)) == "verified"


@pytest.mark.parametrize(
    "link",
    [
        "https://contoh.id/air",
        "http://www.contoh.id/air/",
        "https://contoh.id/air?utm_source=x",
        "https://CONTOH.id/air",
    ],
)
def test_the_required_link_is_known_whatever_was_added(link: str) -> None:
    post = replace(POST, tags=("sayakader",), links=("https://lain.id/", link))
    assert outcome(post, required_tag="", required_link="https://contoh.id/air") == "verified"


@pytest.mark.parametrize("link", ["https://contoh.id.jahat.com/air", "https://contoh.id/udara"])
def test_another_page_is_not_the_required_link(link: str) -> None:
    post = replace(POST, tags=("sayakader",), links=(link,))
    assert outcome(post, required_tag="", required_link="https://contoh.id/air") == "requirement"


def test_tag_or_link_will_do_where_both_are_named() -> None:
    assert outcome(required_link="https://contoh.id/air") == "verified"


def test_the_disclosure_may_be_a_sentence() -> None:
    line = "Saya kader Partai Gelanggang"
    told = replace(POST, text=f"{OWN}. saya KADER partai gelanggang.")
    assert outcome(told, disclosure=line) == "verified"
    assert outcome(disclosure=line) == "undisclosed"


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (OWN, "copied"),
        (OWN.upper() + "!!! 🔥", "copied"),
        (f"Teman-teman, {OWN}. Salam dari kami semua di ranting", "copied"),
        (OWN.replace("gang tiga", "gang lima"), "copied"),
        (
            "Hari ini kami membersihkan saluran di gang tiga agar tidak tergenang lagi",
            "set_aside",
        ),
        ("Tadi pagi saya dan tetangga menanam pohon mangga di halaman balai", "verified"),
    ],
)
def test_a_copy_earns_nothing_and_a_near_copy_is_looked_at(other: str, expected: str) -> None:
    assert outcome(others=("entah apa", own_words(other, "#SayaKader"))) == expected


def test_a_second_hand_in_of_one_post_is_told_as_such() -> None:
    assert judge(POST, challenge(), "42", (), claimed=True).reason == "already_sent"


def test_words_of_somebody_else_are_not_kept() -> None:
    assert judge(replace(POST, author_id="43"), challenge(), "42", ()).own_words == ""


posts = st.builds(
    replace,
    st.just(POST),
    author_id=st.sampled_from(["42", "43"]),
    posted_at=st.datetimes(
        datetime(2026, 11, 24, 3), datetime(2026, 11, 24, 8), timezones=st.just(UTC)
    ),
    text=st.text(max_size=300),
    tags=st.lists(st.sampled_from(["airbersih", "sayakader", "lain"])).map(tuple),
    links=st.lists(st.text(max_size=40)).map(tuple),
    public=st.booleans(),
)


@given(posts, st.lists(st.text(max_size=200), max_size=4))
def test_only_own_public_timely_tagged_disclosed_posts_are_ever_verified(
    post: Post, others: list[str]
) -> None:
    verdict = judge(post, challenge(), "42", others)
    assert verdict.outcome in ("verified", "rejected", "set_aside")
    assert (verdict.outcome == "rejected") == (verdict.reason in REASONS)
    if verdict.outcome != "rejected":
        assert post.public
        assert post.author_id == "42"
        assert abs(post.posted_at - NOON) <= timedelta(hours=1) + SLACK
        assert "airbersih" in post.tags


@given(st.text(max_size=200), st.text(max_size=200))
def test_likeness_is_a_share_and_whole_for_itself(one: str, other: str) -> None:
    one, other = own_words(one, ""), own_words(other, "")
    assert 0 <= likeness(one, other) <= 1
    if len(one.split()) >= 3:
        assert likeness(one, one) == 1
        assert likeness(one, f"{other} {one}".strip()) == 1


few_words = st.lists(st.sampled_from("abcde"), max_size=9).map(" ".join)


@given(st.lists(st.sampled_from("abcde"), min_size=3, max_size=9), st.lists(few_words, max_size=5))
def test_the_closest_of_many_is_found_as_one_by_one(own: list[str], others: list[str]) -> None:
    text = " ".join(own)
    greatest = max((likeness(text, other) for other in others), default=0.0)
    assert closest(text, others) == (greatest if greatest >= NEAR_COPY else 0.0)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "verified"),
        ({"tags": ("sayakader",)}, "set_aside"),
        ({"tags": ("airbersih",), "text": f"{OWN} #AirBersih"}, "set_aside"),
        ({"author_id": "https://x.com/orang_lain"}, "not_yours"),
        ({"posted_at": NOON - timedelta(hours=2)}, "outside_window"),
        ({"text": "Saluran air dirawat bersama oleh warga #AirBersih #SayaKader"}, "copied"),
    ],
)
def test_what_a_cut_text_does_not_show_is_left_to_people(
    changes: dict[str, object], expected: str
) -> None:
    verdict = judge(replace(POST, **changes), challenge(), "42", (), grade="B")
    assert (verdict.reason or verdict.outcome) == expected
    assert verdict.grade == ("B" if expected == "verified" else None)


@pytest.mark.parametrize(
    ("changes", "read_before", "check", "ok"),
    [
        ({}, True, "public", True),
        ({"public": False}, True, "public", False),
        ({"public": False}, False, "public", False),
        ({"tags": ("sayakader",)}, True, "requirement", False),
        ({"tags": ("sayakader",)}, False, "public", True),
        ({"tags": ("airbersih",), "text": OWN}, True, "disclosure", False),
        ({"text": "#AirBersih #SayaKader"}, True, "public", True),
        ({"posted_at": NOON - timedelta(days=9)}, True, "public", True),
    ],
)
def test_a_later_look_asks_only_for_what_can_go_missing(
    changes: dict[str, object], read_before: bool, check: str, ok: bool
) -> None:
    found = still(replace(POST, **changes), challenge(), read_before)
    assert (found.check, found.ok) == (check, ok)
