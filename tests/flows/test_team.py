"""How a unit is doing: every cadre in one list, with a reason a leader can act on."""

from datetime import timedelta

import pytest
from flask import Flask

from app import clock
from app.accounts.models import LinkedAccount
from app.cadres.models import Cadre, Role
from app.cadres.roles import Actor, Grant
from app.campaigns.models import Campaign, Challenge
from app.db import session, transaction
from app.flows import team
from app.submissions.models import Submission
from app.units.models import Unit
from tests.cast import Cast, Person

LONG_AGO = timedelta(days=40)


def linked(who: Person, status: str = "active") -> LinkedAccount:
    account = LinkedAccount(
        cadre_id=who.id,
        provider="x",
        subject=f"subjek-{who.key}",
        handle=who.key,
        name=who.name,
        status=status,
        token=b"x",
        scopes="",
        linked_at=clock.now(),
    )
    session().add(account)
    session().flush()
    return account


def challenge(cast: Cast) -> Challenge:
    now = clock.now()
    campaign = Campaign(title="Sungai bersih", created_by=cast.tika.id, created_at=now)
    session().add(campaign)
    session().flush()
    one = Challenge(
        public_id="tantangan-1",
        campaign_id=campaign.id,
        title="Bersihkan kali",
        why="Banjir",
        talking_points="Kali bersih",
        required_tag="#SungaiBersih",
        disclosure="#SayaKader",
        providers=["x"],
        unit_id=session().query(Unit).filter_by(code="dpp").one().id,
        opens_at=now - timedelta(days=60),
        closes_at=now + timedelta(days=60),
        points=10,
        daily_limit=3,
        state="published",
        drafted_by=cast.tika.id,
        drafted_at=now,
        published_by=cast.bima.id,
        published_at=now,
    )
    session().add(one)
    session().flush()
    return one


def handed_in(who: Person, account: LinkedAccount, one: Challenge, ago: timedelta, **more) -> None:
    at = clock.now() - ago
    number = session().query(Submission).count()
    session().add(
        Submission(
            public_id=f"kiriman-{number}",
            cadre_id=who.id,
            unit_id=who.unit_id,
            challenge_id=one.id,
            account_id=account.id,
            provider="x",
            post_id=str(number),
            url="https://x.com/a/status/1",
            submitted_at=at,
            day=clock.party_day(at),
            **more,
        )
    )
    session().flush()


def leader(who: Person, unit: Unit) -> Actor:
    return Actor(
        id=who.id,
        public_id=who.public_id,
        name=who.name,
        display="full",
        unit_id=who.unit_id,
        unit_code=who.unit_code,
        unit_name="Lebak Bulus",
        unit_path=unit.path,
        unit_level="RANTING",
        zone="Asia/Jakarta",
        session_id=1,
        session_public_id="sesi",
        grants=(Grant("leader", unit.id, unit.path, unit.level),),
    )


@pytest.fixture
def ranting(ctx: Flask, cast: Cast) -> Unit:
    return session().get_one(Unit, cast.ani.unit_id)


def reasons(unit: Unit, which: str, cast: Cast) -> dict[str, str]:
    found = team.members(unit, which, leader(cast.ani, unit))
    return {member.name: team.reason(member, clock.now()) for member in found}


def test_whoever_handed_something_in_this_week_is_active(ranting: Unit, cast: Cast) -> None:
    with transaction():
        one, account = challenge(cast), linked(cast.siti)
        handed_in(cast.siti, account, one, timedelta())
        handed_in(cast.siti, account, one, timedelta())
    assert reasons(ranting, "aktif", cast) == {cast.siti.name: "2 kiriman minggu ini"}
    assert team.figures(ranting) == team.Figures(cadres=3, active=1, new=0)
    assert team.figures(ranting).quiet == 2


def test_each_quiet_cadre_has_the_reason_that_stands_in_her_way(ranting: Unit, cast: Cast) -> None:
    with transaction():
        one = challenge(cast)
        handed_in(cast.siti, linked(cast.siti), one, LONG_AGO)
        linked(cast.rudi, "expired")
        linked(cast.ani)
    assert reasons(ranting, "diam", cast) == {
        cast.siti.name: "Terakhir mengirim 40 hari lalu",
        cast.rudi.name: "Tautan akun kedaluwarsa",
        cast.ani.name: "Belum pernah mengirim",
    }
    first = team.members(ranting, "diam", leader(cast.ani, ranting))[0]
    assert first.name == cast.siti.name, "who did something last stands first"


def test_a_rejected_post_is_told_of(ranting: Unit, cast: Cast) -> None:
    with transaction():
        one = challenge(cast)
        handed_in(cast.siti, linked(cast.siti), one, LONG_AGO, state="rejected", reason="copied")
    assert reasons(ranting, "diam", cast)[cast.siti.name] == "Kiriman terakhir ditolak"


def test_somebody_new_is_new_until_the_first_post_or_two_weeks(ranting: Unit, cast: Cast) -> None:
    with transaction():
        session().get_one(Cadre, cast.siti.id).activated_at = clock.now()
        session().get_one(Cadre, cast.rudi.id).activated_at = clock.now() - timedelta(days=15)
    assert reasons(ranting, "baru", cast) == {
        cast.siti.name: "Bergabung hari ini · Belum menautkan akun"
    }
    with transaction():
        handed_in(cast.siti, linked(cast.siti), challenge(cast), timedelta())
    assert reasons(ranting, "baru", cast) == {}
    assert set(reasons(ranting, "diam", cast)) == {cast.rudi.name, cast.ani.name}


def test_whoever_left_is_in_no_list_and_in_no_figure(ranting: Unit, cast: Cast) -> None:
    with transaction():
        session().get_one(Cadre, cast.siti.id).status = "left"
    assert team.figures(ranting).cadres == 2
    assert cast.siti.name not in reasons(ranting, "diam", cast)


def test_units_below_are_counted_with_everything_below_them(ctx: Flask, cast: Cast) -> None:
    with transaction():
        handed_in(cast.siti, linked(cast.siti), challenge(cast), timedelta())
    south = session().query(Unit).filter_by(code="31.74").one()
    found = {child.title: (child.cadres, child.active) for child in team.children(south)}
    assert found == {"PAC Cilandak": (5, 1), "PAC Kebayoran Baru": (1, 0)}
    assert next(iter(found)) == "PAC Cilandak", "the liveliest first"


def test_a_former_leader_is_called_by_nobody_above(ctx: Flask, cast: Cast) -> None:
    pac = session().query(Unit).filter_by(code="31.74.06").one()
    by_joko = leader(cast.joko, pac)

    def called() -> set[str]:
        return {one.name for one in team.members(pac, "diam", by_joko) if one.phone}

    assert called() == {cast.ani.name}
    with transaction():
        role = session().query(Role).filter_by(cadre_id=cast.ani.id).one()
        role.ends_on = clock.party_day(clock.now()) - timedelta(days=1)
    assert called() == set()


def test_a_long_list_comes_in_pages(
    ranting: Unit, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(team, "PAGE", 2)
    me = leader(cast.ani, ranting)
    first, second = (team.members(ranting, "diam", me, page) for page in (1, 2))
    assert (len(first), len(second)) == (2, 1)
    assert len({one.id for one in (*first, *second)}) == 3
