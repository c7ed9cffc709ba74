"""Grades of evidence as a table."""

import pytest

from app.accounts.models import LinkedAccount
from app.campaigns.terms import TERMS
from app.providers import PROVIDERS
from app.submissions.strategies import (
    AFTER,
    BY_MACHINE,
    GRADES,
    NOTHING,
    PEOPLE,
    STRATEGIES,
    proof,
    provers,
    situation,
)

SITUATIONS = ("granted", "limited", "spent", "expired", "unlinked")
# platform: the way and grade in each situation; "-" where nothing can be proven
EXPECTED = {
    "x": ("grant A", "-", "anybody B", "-", "-"),
    "instagram": ("grant A", "people C", "-", "-", "people C"),
    "facebook": ("grant A", "people C", "-", "-", "people C"),
    "threads": ("grant A", "-", "-", "-", "-"),
    "youtube": ("grant A", "-", "-", "-", "-"),
    "tiktok": ("grant A", "anybody B", "-", "-", "-"),
    "bluesky": ("protocol A", "-", "-", "protocol A", "-"),
    "mastodon": ("protocol A", "-", "-", "protocol A", "-"),
    "website": ("protocol A", "-", "-", "-", "-"),
    "whatsapp": ("-", "-", "-", "-", "-"),
}


@pytest.mark.parametrize("provider", EXPECTED)
def test_each_situation_has_one_way_and_one_grade(provider: str) -> None:
    ways = [proof(provider, one) for one in SITUATIONS]
    shown = ["-" if way is NOTHING else f"{way.way} {way.grade}" for way in ways]
    assert tuple(shown) == EXPECTED[provider]


def test_the_table_knows_every_platform_and_only_these_situations() -> None:
    assert set(STRATEGIES) == set(TERMS)
    assert {one for ways in STRATEGIES.values() for one in ways} <= set(SITUATIONS)
    assert set(AFTER.values()) <= set(SITUATIONS)


def test_a_claim_alone_is_never_proof_and_people_are_no_machine() -> None:
    assert NOTHING.grade == "D"
    assert NOTHING not in BY_MACHINE
    assert PEOPLE not in BY_MACHINE
    assert provers("D") == []
    assert provers("C") == ["instagram", "facebook"]
    assert set(GRADES) == {"A", "B", "C", "D"}


def account(status: str, scopes: str = "") -> LinkedAccount:
    return LinkedAccount(status=status, scopes=scopes)


@pytest.mark.parametrize(
    ("provider", "linked", "expected"),
    [
        ("x", None, "unlinked"),
        ("x", account("unlinked"), "unlinked"),
        ("x", account("expired"), "expired"),
        ("x", account("active"), "granted"),
        ("facebook", account("active", "public_profile"), "limited"),
        (
            "facebook",
            account("active", " ".join(("public_profile", *PROVIDERS["facebook"].post_scopes))),
            "granted",
        ),
        ("website", account("active"), "granted"),
    ],
)
def test_where_a_cadre_stands_follows_from_her_account(
    provider: str, linked: LinkedAccount | None, expected: str
) -> None:
    assert situation(provider, linked) == expected
