"""Who has which part in a local challenge, and what DPP's rules leave to it. Pure."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app import clock
from app.cadres.roles import Actor, Grant
from app.campaigns import local
from app.errors import Refusal
from app.rulebook.rules import LAID_DOWN
from app.units.lines import Scope
from tests.cadres.test_roles import actor

RULE = LAID_DOWN["local"][-1]
LEVELS = ("DPP", "DPD", "DPC", "PAC", "RANTING")
HOME = "dpp.31.74.06.1002"
DPD, DPC, PAC = "dpp.31", "dpp.31.74", "dpp.31.74.06"


def unit(path: str) -> Scope:
    return Scope(1, LEVELS[path.count(".")], path, path.removeprefix("dpp."), "Uji")


def holding(kind: str, path: str) -> Actor:
    return replace(actor(HOME), grants=(Grant(kind, 1, path, LEVELS[path.count(".")]),))


PEOPLE = {
    "ranting": holding("leader", HOME),
    "pac": holding("leader", PAC),
    "dpc": holding("leader", DPC),
    "dpd": holding("leader", DPD),
    "other pac": holding("leader", "dpp.31.74.07"),
    "other dpc": holding("leader", "dpp.31.71"),
    "other dpd": holding("leader", "dpp.32"),
    "officer": holding("officer", "dpp"),
    "officer elsewhere": holding("officer", "dpp.32"),
    "auditor": holding("auditor", "dpp"),
    "cadre": actor(HOME),
}


@pytest.mark.parametrize(
    ("act", "issuer", "who"),
    [
        ("draft_challenge", PAC, {"pac"}),
        ("draft_challenge", DPC, {"dpc"}),
        ("draft_challenge", DPD, {"dpd"}),
        ("draft_challenge", HOME, set()),
        ("draft_challenge", None, {"officer"}),
        ("publish_challenge", PAC, {"dpd", "officer"}),
        ("publish_challenge", DPC, {"dpc", "dpd", "officer"}),
        ("publish_challenge", DPD, {"dpd", "officer"}),
        ("publish_challenge", None, {"officer"}),
        ("close_challenge", PAC, {"pac", "dpc", "dpd", "officer"}),
        ("close_challenge", DPC, {"dpc", "dpd", "officer"}),
        ("recall_challenge", DPC, {"dpc", "dpd", "officer"}),
        ("recall_challenge", None, {"officer"}),
        ("see_challenge", PAC, {"pac", "dpc", "dpd", "officer", "auditor"}),
        ("see_challenge", DPD, {"dpd", "officer", "auditor"}),
        ("see_challenge", None, {"officer", "auditor"}),
    ],
)
def test_each_part_is_for_these_and_nobody_else(
    act: str, issuer: str | None, who: set[str]
) -> None:
    meant = unit(issuer) if issuer else None
    found = {name for name, one in PEOPLE.items() if local.allowed(one, act, meant, PAC)}
    assert found == who


def test_a_pac_asks_itself_alone_and_others_what_lies_below_them() -> None:
    asked = (DPD, DPC, PAC, HOME, "dpp.31.71", "dpp.3")
    reached = {
        issuer: {path for path in asked if local.meant_for(unit(issuer), path)}
        for issuer in (PAC, DPC, DPD)
    }
    assert reached == {PAC: {PAC}, DPC: {DPC, PAC, HOME}, DPD: {*asked} - {"dpp.3"}}


def test_each_breach_is_told_at_its_field() -> None:
    now = clock.now()
    rule = replace(RULE, numbers={**RULE.numbers, "providers": ["x"]})
    wrong = {
        "points": RULE["points_most"] + 1,
        "providers": ["x", "threads"],
        "opens_at": now,
        "closes_at": now + timedelta(days=RULE["days_most"], seconds=1),
    }
    assert [one.field for one in local.breaches(rule, wrong)] == ["poin", "platform", "tutup"]
    right = {"points": RULE["points_most"], "providers": ["x"], "opens_at": now, "closes_at": now}
    assert local.breaches(rule, right) == []
    assert local.breaches(rule, {"title": "Hanya judul"}) == []


def test_a_level_may_issue_so_many_at_once_or_none() -> None:
    local.room(RULE, unit(DPC), RULE["live_dpc"] - 1)
    with pytest.raises(Refusal, match="local_live"):
        local.room(RULE, unit(DPC), RULE["live_dpc"])
    none = replace(RULE, numbers={**RULE.numbers, "live_pac": 0})
    with pytest.raises(Refusal, match="local_level"):
        local.room(none, unit(PAC), 0)
