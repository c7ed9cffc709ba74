"""Leadership is given and ended one level down, for a while if need be, and never to oneself."""

from datetime import timedelta

import pytest

from app import clock
from app.auditing.models import AuditEvent
from app.cadres.models import Role
from app.db import session, transaction
from tests.cast import Cast, Person
from tests.conftest import Browser

HERE = "/tim/31.74.06.1001/ketua"  # a ranting of Joko's PAC that nobody leads


@pytest.fixture
def joko(as_, cast: Cast) -> Browser:
    return as_(cast.joko)


def appoint(one: Browser, who: Person, status: int = 303, at: str = HERE, **more: str) -> str:
    return one.post(at, {"kader": who.public_id} | more, status).text


def ahead(days: int) -> str:
    return (clock.party_day(clock.now()) + timedelta(days=days)).isoformat()


def test_a_leader_is_appointed_from_above_and_leads_from_the_next_request(
    joko: Browser, as_, cast: Cast
) -> None:
    budi = as_(cast.budi)
    budi.get("/tim/31.74.06.1001", 404)
    appoint(joko, cast.budi)
    budi.get("/tim/31.74.06.1001")
    assert "Anda memimpin unit" in budi.get("/kabar-saya").text
    assert cast.budi.name in joko.get("/tim/31.74.06/ketua").text
    joko.post(f"{HERE}/akhiri", {"kader": cast.budi.public_id})
    budi.get("/tim/31.74.06.1001", 404)
    assert "Tugas Anda memimpin unit berakhir" in budi.get("/kabar-saya").text
    with joko.app.app_context():
        acts = session().query(AuditEvent.act).order_by(AuditEvent.id)
        assert [act for (act,) in acts] == ["leader_appointed", "leader_dismissed"]


def test_somebody_stands_in_until_a_day_and_no_longer(joko: Browser, as_, cast: Cast) -> None:
    there = "/tim/31.74.06.1002/ketua"
    appoint(joko, cast.budi, at=there, sementara="1", sampai=ahead(10))
    assert "Pelaksana tugas" in joko.get(there).text
    as_(cast.budi).get("/tim/31.74.06.1002/apel")
    as_(cast.ani).get("/tim/31.74.06.1002/apel")
    with joko.app.app_context(), transaction():
        role = session().query(Role).filter_by(acting=True).one()
        assert (role.granted_by, role.ends_on.isoformat()) == (cast.joko.id, ahead(10))
        role.starts_on = clock.party_day(clock.now()) - timedelta(days=20)
        role.ends_on = clock.party_day(clock.now()) - timedelta(days=1)
    as_(cast.budi).get("/tim/31.74.06.1002/apel", 404)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"sementara": "1"}, "selalu dengan hari terakhir"),
        ({"sementara": "1", "sampai": "besok"}, "selalu dengan hari terakhir"),
        ({"sementara": "1", "sampai": "2020-01-01"}, "Paling lama 180 hari"),
        ({"sementara": "1", "sampai": "2099-01-01"}, "Paling lama 180 hari"),
    ],
)
def test_a_stand_in_has_a_last_day(
    joko: Browser, cast: Cast, more: dict[str, str], words: str
) -> None:
    assert words in appoint(joko, cast.budi, 422, **more)


def test_a_unit_has_one_leader_and_one_stand_in(joko: Browser, cast: Cast) -> None:
    there = "/tim/31.74.06.1002/ketua"
    assert "sudah mempunyai ketua" in appoint(joko, cast.siti, 422, at=there)
    assert "sudah memimpin" in appoint(joko, cast.ani, 422, at=there)
    appoint(joko, cast.siti, at=there, sementara="1", sampai=ahead(3))
    text = appoint(joko, cast.rudi, 422, at=there, sementara="1", sampai=ahead(3))
    assert "sudah mempunyai pelaksana tugas" in text


def test_nobody_appoints_or_ends_himself(joko: Browser, as_, cast: Cast) -> None:
    assert "ketua lain" in appoint(joko, cast.joko, 422)
    appoint(joko, cast.joko, 404, at="/tim/31.74.06/ketua")
    ratna = as_(cast.ratna)
    ratna.post("/tim/31.74.06/ketua/akhiri", {"kader": cast.joko.public_id})
    joko.get("/tim/31.74.06", 404)


def test_whoever_verifies_or_audits_leads_nothing_and_strangers_are_not_found(
    joko: Browser, cast: Cast
) -> None:
    with joko.app.app_context(), transaction():
        since = clock.party_day(clock.now())
        session().add(
            Role(cadre_id=cast.budi.id, kind="verifier", unit_id=cast.budi.unit_id, starts_on=since)
        )
    assert "Pemeriksa tidak boleh memimpin" in appoint(joko, cast.budi, 422)
    assert "Pilih kader" in appoint(joko, cast.mega, 422)


@pytest.mark.parametrize(
    ("who", "code"),
    [
        ("ani", "31.74.06.1002"),
        ("joko", "31.74.06"),
        ("joko", "31.74.07.1001"),
        ("ratna", "31.74.06.1001"),
        ("ratna", "31.74"),
        ("yos", "31.74.06"),
        ("yos", "31"),
        ("arif", "31.74.06.1001"),
        ("tika", "31"),
    ],
)
def test_each_level_appoints_the_one_right_below_and_no_other(
    as_, cast: Cast, who: str, code: str
) -> None:
    appoint(as_(getattr(cast, who)), cast.siti, 404, at=f"/tim/{code}/ketua")


def test_the_levels_above_appoint_theirs(as_, cast: Cast) -> None:
    appoint(as_(cast.ratna), cast.siti, at="/tim/31.74.07/ketua")
    appoint(as_(cast.yos), cast.mega, at="/tim/31.71/ketua")
