"""The table of who may do what, where. Pure: no database."""

import pytest

from app.cadres.roles import ACTS, KINDS, REACHES, Actor, Grant, can, may, roots

LEBAK_BULUS = "dpp.31.74.06.1002"
CILANDAK = "dpp.31.74.06"
NEXT_DOOR = "dpp.31.74.06.1001"
SELATAN = "dpp.31.74"
DKI = "dpp.31"
PAPUA = "dpp.91.71.01.1001"
EVERYWHERE = (LEBAK_BULUS, CILANDAK, NEXT_DOOR, SELATAN, DKI, PAPUA, "dpp")


def actor(unit_path: str, *grants: tuple[str, str]) -> Actor:
    return Actor(
        id=1,
        public_id="aktor",
        name="Siti",
        display="full",
        unit_id=1,
        unit_code="31.74.06.1002",
        unit_name="Lebak Bulus",
        unit_path=unit_path,
        unit_level="RANTING",
        zone="Asia/Jakarta",
        session_id=1,
        session_public_id="sesi",
        grants=tuple(Grant(kind, 1, path, "PAC") for kind, path in grants),
    )


SITI = actor(LEBAK_BULUS)
ANI = actor(LEBAK_BULUS, ("leader", LEBAK_BULUS))
JOKO = actor(NEXT_DOOR, ("leader", CILANDAK))
TIKA = actor("dpp", ("officer", "dpp"))
DEWI = actor("dpp.32.73.02.1001", ("verifier", "dpp"))
ARIF = actor("dpp", ("auditor", "dpp"))
OKA = actor("dpp", ("operator", "dpp"))
RATNA = actor(NEXT_DOOR, ("leader", SELATAN), ("leader", PAPUA))


@pytest.mark.parametrize(
    ("who", "act", "where"),
    [
        (SITI, "see_board", {LEBAK_BULUS, CILANDAK, SELATAN, DKI, "dpp"}),
        (ANI, "see_board", {LEBAK_BULUS, CILANDAK, SELATAN, DKI, "dpp"}),
        (JOKO, "see_board", {LEBAK_BULUS, NEXT_DOOR, CILANDAK, SELATAN, DKI, "dpp"}),
        (TIKA, "see_board", set(EVERYWHERE)),
        (ARIF, "see_board", set(EVERYWHERE)),
        (SITI, "see_team", set()),
        (ANI, "see_team", {LEBAK_BULUS}),
        (JOKO, "see_team", {LEBAK_BULUS, NEXT_DOOR, CILANDAK}),
        (TIKA, "see_team", set()),
        (ARIF, "see_team", set(EVERYWHERE)),
        (SITI, "invite", set()),
        (ANI, "invite", {LEBAK_BULUS}),
        (JOKO, "invite", {LEBAK_BULUS, NEXT_DOOR, CILANDAK}),
        (ARIF, "invite", set()),
        (JOKO, "see_war_room", set()),
        (RATNA, "see_war_room", {LEBAK_BULUS, NEXT_DOOR, CILANDAK, SELATAN}),
        (TIKA, "see_war_room", set(EVERYWHERE)),
        (ARIF, "see_war_room", set(EVERYWHERE)),
        (DEWI, "see_war_room", set()),
        (JOKO, "transfer", {LEBAK_BULUS, NEXT_DOOR, CILANDAK}),
        (OKA, "find_units", set(EVERYWHERE)),
        (OKA, "see_team", set()),
        (TIKA, "draft_challenge", set(EVERYWHERE)),
        (TIKA, "publish_challenge", set(EVERYWHERE)),
        (ANI, "publish_challenge", set()),
        (ARIF, "publish_challenge", set()),
        (ARIF, "see_challenge_counts", set(EVERYWHERE)),
        (DEWI, "review", set(EVERYWHERE) - {"dpp"}),
        (TIKA, "review", set()),
        (OKA, "set_policy", set(EVERYWHERE)),
        (ARIF, "see_policies", set(EVERYWHERE)),
        (ARIF, "set_policy", set()),
        (TIKA, "set_policy", set()),
    ],
)
def test_an_act_reaches_exactly_these_units(who: Actor, act: str, where: set[str]) -> None:
    assert {path for path in EVERYWHERE if may(who, act, path)} == where


def test_a_verifier_never_judges_above_or_below_the_own_unit() -> None:
    near = actor(CILANDAK, ("verifier", "dpp"))
    assert [path for path in EVERYWHERE if may(near, "review", path)] == [PAPUA]


def test_a_path_that_only_begins_alike_is_another_unit() -> None:
    assert not may(actor("dpp.31.7", ("leader", "dpp.31.7")), "invite", "dpp.31.74")


def test_an_unknown_act_is_a_mistake_of_ours_not_a_permission() -> None:
    with pytest.raises(KeyError):
        may(TIKA, "fly", "dpp")


def test_can_says_whether_there_is_anywhere_at_all() -> None:
    assert not can(SITI, "see_team")
    assert can(ANI, "see_team")
    assert can(DEWI, "review")


def test_roots_are_the_highest_units_and_each_once() -> None:
    both = actor(LEBAK_BULUS, ("leader", LEBAK_BULUS), ("leader", CILANDAK), ("leader", PAPUA))
    assert roots(both, "invite") == (CILANDAK, PAPUA)
    assert roots(ARIF, "see_team") == ("dpp",)
    assert roots(SITI, "invite") == ()


def test_the_war_room_opens_to_leaders_of_a_dpc_and_above() -> None:
    assert not can(JOKO, "see_war_room") and roots(JOKO, "see_war_room") == ()
    assert can(RATNA, "see_war_room") and roots(RATNA, "see_war_room") == (SELATAN,)


def test_the_table_names_only_roles_and_reaches_that_exist() -> None:
    for row in ACTS.values():
        assert set(row) <= {"cadre", *KINDS}
        assert set(row.values()) <= set(REACHES)
