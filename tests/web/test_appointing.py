"""Roles of the whole party need two offices to begin, and one to end; never for oneself."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from app import clock
from app.auditing.models import AuditEvent
from app.cadres.appointing import OPEN_FOR
from app.cadres.models import Appointment, Role
from app.db import session, transaction
from tests.cast import Cast, Person
from tests.conftest import Browser


@pytest.fixture
def tika(as_, cast: Cast) -> Browser:
    return as_(cast.tika)


@pytest.fixture
def oka(as_, cast: Cast) -> Browser:
    return as_(cast.oka)


def ahead(days: int) -> str:
    return (clock.party_day(clock.now()) + timedelta(days=days)).isoformat()


def wanted(who: Person, **more: str) -> dict[str, str]:
    sent = {"kader": who.public_id, "jenis": "verifier", "unit": "dpp", "dari": ahead(0)}
    return sent | {"sampai": ahead(90)} | more


def propose(one: Browser, who: Person, **more: str) -> str:
    return one.post("/peran", wanted(who, **more)).response.location


def answer(one: Browser, at: str, word: str, status: int = 303) -> str:
    return one.post(at, {"putusan": word}, status).text


def roles_of(one: Browser, who: Person) -> list[tuple[str, str | None]]:
    with one.app.app_context():
        held = session().query(Role).filter_by(cadre_id=who.id).order_by(Role.id)
        return [(role.kind, role.ends_on and role.ends_on.isoformat()) for role in held]


def test_one_office_proposes_the_other_confirms_and_the_role_holds_from_the_next_request(
    tika: Browser, oka: Browser, as_, cast: Cast
) -> None:
    mega = as_(cast.mega)
    mega.get("/pemeriksaan", 404)
    assert cast.mega.name in tika.get("/peran?orang=mega").text
    at = propose(tika, cast.mega)
    mega.get("/pemeriksaan", 404)
    assert "Usulan peran menunggu jawaban Anda" in oka.get("/kabar-saya").text
    answer(oka, at, "sahkan")
    mega.get("/pemeriksaan")
    assert roles_of(tika, cast.mega) == [("verifier", ahead(90))]
    told = mega.get("/kabar-saya")
    assert "dipakai sesudah masuk dengan dua bukti" in told.text
    assert told.soup.find("a", href="/saya/langkah-kedua")
    assert "Usulan peran Anda dijawab" in tika.get("/kabar-saya").text
    listed = as_(cast.arif).get("/peran").text
    assert cast.mega.name in listed
    assert f"disahkan {cast.oka.name}" in listed


def test_either_office_ends_a_role_at_once(tika: Browser, as_, cast: Cast) -> None:
    dewi = as_(cast.dewi)
    dewi.get("/pemeriksaan")
    sent = {"kader": cast.dewi.public_id, "jenis": "verifier", "unit": "dpp"}
    tika.post("/peran/akhiri", sent)
    dewi.get("/pemeriksaan", 404)
    assert "Peran Anda berakhir" in dewi.get("/kabar-saya").text
    assert "tidak dipegang siapa pun" in tika.post("/peran/akhiri", sent, 422).text
    with tika.app.app_context():
        assert session().query(AuditEvent.act).all() == [("role_taken",)]


def test_an_operator_proposes_too_and_then_an_officer_confirms(
    tika: Browser, oka: Browser, cast: Cast
) -> None:
    at = propose(oka, cast.mega, jenis="auditor")
    assert "Pilih sahkan atau tolak" in oka.post(at, {}, 422).text
    assert "peran yang lain" in answer(oka, at, "sahkan", 422)
    answer(tika, at, "sahkan")
    assert roles_of(tika, cast.mega) == [("auditor", ahead(90))]


def test_a_colleague_of_the_same_office_is_no_second_person(tika: Browser, as_, cast: Cast) -> None:
    at = propose(tika, cast.mega)
    assert "peran yang lain" in answer(as_(cast.bima), at, "sahkan", 422)
    assert "peran yang lain" in answer(tika, at, "tolak", 422)
    assert roles_of(tika, cast.mega) == []


def test_nobody_is_proposed_confirmed_or_ended_by_herself(
    tika: Browser, oka: Browser, cast: Cast
) -> None:
    assert "diatur oleh orang lain" in tika.post("/peran", wanted(cast.tika), 422).text
    at = propose(tika, cast.oka)
    assert "diatur oleh orang lain" in answer(oka, at, "sahkan", 422)
    own = {"kader": cast.oka.public_id, "jenis": "operator", "unit": "dpp"}
    assert "diatur oleh orang lain" in oka.post("/peran/akhiri", own, 422).text
    with tika.app.app_context(), transaction(), pytest.raises(IntegrityError):
        session().query(Appointment).update({"proposed_by": cast.oka.id})
        session().flush()


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"sampai": ""}, "selalu dengan hari terakhir"),
        ({"sampai": ahead(400)}, "Paling lama 12 bulan"),
        ({"sampai": ahead(-1)}, "Paling lama 12 bulan"),
        ({"dari": ahead(-1)}, "hari ini sampai 60 hari lagi"),
        ({"dari": ahead(61), "sampai": ahead(70)}, "hari ini sampai 60 hari lagi"),
        ({"jenis": "leader"}, "Pilih peran dari daftar"),
        ({"unit": "31.74"}, "Pilih unit dari daftar"),
        ({"kader": "tidak-ada"}, "Pilih kader dari daftar"),
    ],
)
def test_a_role_has_a_kind_a_place_and_a_last_day_within_a_year(
    tika: Browser, cast: Cast, more: dict[str, str], words: str
) -> None:
    assert words in tika.post("/peran", wanted(cast.mega, **more), 422).text


def test_what_excludes_each_other_is_refused_by_people_and_by_the_table_itself(
    tika: Browser, cast: Cast
) -> None:
    assert "tidak boleh memimpin" in tika.post("/peran", wanted(cast.ani), 422).text
    assert "tidak boleh memegang" in tika.post("/peran", wanted(cast.arif), 422).text
    since = clock.party_day(clock.now())
    for kind, whom in (("verifier", cast.ani), ("operator", cast.arif), ("auditor", cast.dewi)):
        row = Role(cadre_id=whom.id, kind=kind, unit_id=whom.unit_id, starts_on=since)
        with tika.app.app_context(), pytest.raises(IntegrityError), transaction() as current:
            current.add(row)


def test_a_proposal_falls_with_the_office_of_whoever_made_it_and_after_two_weeks(
    tika: Browser, oka: Browser, as_, cast: Cast
) -> None:
    at = propose(tika, cast.mega)
    oka.post("/peran/akhiri", {"kader": cast.tika.public_id, "jenis": "officer", "unit": "dpp"})
    assert "tidak lagi memegang" in answer(oka, at, "sahkan", 422)
    assert "Masih ada usulan" in as_(cast.bima).post("/peran", wanted(cast.mega), 422).text
    with oka.app.app_context(), transaction():
        session().query(Appointment).one().proposed_at -= OPEN_FOR
    answer(oka, at, "sahkan", 404)
    assert "Tidak dijawab" in oka.get(at).text
    propose(as_(cast.bima), cast.mega)


def test_it_is_taken_back_by_whoever_made_it_alone(
    tika: Browser, oka: Browser, as_, cast: Cast
) -> None:
    at = propose(tika, cast.mega)
    answer(as_(cast.bima), at, "batal", 404)
    answer(tika, at, "batal")
    answer(oka, at, "sahkan", 404)
    assert "Dibatalkan" in oka.get(at).text


def test_an_officer_below_dpp_finds_nothing_here(as_, cast: Cast) -> None:
    one = as_(cast.mega)
    with one.app.app_context(), transaction() as current:
        since = clock.party_day(clock.now())
        unit = cast.mega.unit_id
        current.add(Role(cadre_id=cast.mega.id, kind="officer", unit_id=unit, starts_on=since))
    one.get("/kelola")
    one.get("/peran", 404)
    one.post("/peran", wanted(cast.siti), 404)


def test_a_role_proposed_for_later_begins_later(
    tika: Browser, oka: Browser, as_, cast: Cast
) -> None:
    answer(oka, propose(tika, cast.mega, dari=ahead(5)), "sahkan")
    as_(cast.mega).get("/pemeriksaan", 404)
    assert "mulai" in oka.get("/peran").text
