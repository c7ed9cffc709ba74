"""Moves between units: three people agree, each may refuse, and points stay where they were."""

from datetime import timedelta

import pytest

from app import clock
from app.auditing.models import AuditEvent
from app.cadres.models import Cadre, Membership, Transfer
from app.db import session, transaction
from app.flows import moving
from app.ledger.entries import award
from app.ledger.models import Total
from tests.cast import Cast, Person
from tests.conftest import Browser

HERE = "/tim/31.74.06.1002/pindah/usulan"
THERE = "31.71.06.1001"


@pytest.fixture
def ani(as_, cast: Cast) -> Browser:
    return as_(cast.ani)


def propose(leader: Browser, who: Person, code: str = THERE, status: int = 303, at=HERE) -> str:
    """The address of the proposal."""
    sent = {"kader": who.public_id, "unit": code, "catatan": "Pindah rumah"}
    page = leader.post(at, sent, status)
    return page.response.location if status == 303 else page.text


def unit_of(browser: Browser, who: Person) -> str:
    with browser.app.app_context():
        return session().get_one(Cadre, who.id).unit.code


def test_somebody_moves_once_she_and_the_other_side_agreed(ani: Browser, as_, cast: Cast) -> None:
    with ani.app.app_context(), transaction():
        award(cast.siti.id, cast.siti.unit_id, 20, "submission:1", "A", "Uji", clock.now())
    where = propose(ani, cast.siti)
    siti, yos = as_(cast.siti), as_(cast.yos)
    assert "Ada usulan pindah unit yang menunggu jawaban" in siti.get("/kabar-saya").text
    assert "Ada usulan pindah unit yang menunggu jawaban" in yos.get("/kabar-saya").text
    assert "Pindah rumah" in siti.get(where).text
    yos.post(f"{where}/terima")
    assert unit_of(ani, cast.siti) == "31.74.06.1002", "she was not asked yet"
    siti.post(f"{where}/setuju")
    assert unit_of(ani, cast.siti) == THERE
    assert "Pindah unit selesai" in ani.get("/kabar-saya").text
    assert "Pindah unit selesai" in yos.get("/kabar-saya").text
    with ani.app.app_context():
        held = session().query(Membership).filter_by(cadre_id=cast.siti.id).all()
        assert [one.ends_on is None for one in sorted(held, key=lambda one: one.id)] == [
            False,
            True,
        ]
        stay = session().query(Total).filter_by(cadre_id=cast.siti.id, period="all").one()
        assert stay.unit_id == cast.siti.unit_id
        acts = session().query(AuditEvent.act).order_by(AuditEvent.id).all()
        assert [act for (act,) in acts] == ["transfer_proposed", "transfer_accepted"]
    yos.get("/tim/31/pindah")


def test_who_leads_both_sides_still_needs_her_consent(as_, cast: Cast) -> None:
    joko = as_(cast.joko)
    where = propose(joko, cast.siti, "31.74.06.1003", at="/tim/31.74.06/pindah/usulan")
    assert unit_of(joko, cast.siti) == "31.74.06.1002"
    as_(cast.siti).post(f"{where}/setuju")
    assert unit_of(joko, cast.siti) == "31.74.06.1003"


@pytest.mark.parametrize("who", ["siti", "yos"])
def test_either_may_refuse_and_says_why(ani: Browser, as_, cast: Cast, who: str) -> None:
    where = propose(ani, cast.siti)
    one = as_(getattr(cast, who))
    page = one.post(f"{where}/tolak", {"alasan": " "}, 422)
    assert "Tulis alasannya" in page.text
    one.post(f"{where}/tolak", {"alasan": "Masih bertugas di sini"})
    assert "Masih bertugas di sini" in ani.get(where).text
    assert "Usulan pindah unit ditolak" in ani.get("/kabar-saya").text
    assert "sudah selesai" in as_(cast.siti).post(f"{where}/setuju", None, 422).text
    assert unit_of(ani, cast.siti) == "31.74.06.1002"


def test_the_proposer_takes_it_back(ani: Browser, as_, cast: Cast) -> None:
    where = propose(ani, cast.siti)
    assert "sudah ada usulan" in propose(ani, cast.siti, status=422)
    ani.post(f"{where}/batal")
    assert "tidak berlaku lagi" in as_(cast.siti).get("/kabar-saya").text
    propose(ani, cast.siti)


def test_after_two_weeks_without_an_answer_it_is_over(ani: Browser, as_, cast: Cast) -> None:
    where = propose(ani, cast.siti)
    with ani.app.app_context(), transaction():
        one = session().query(Transfer).one()
        one.expires_at = clock.now() - timedelta(minutes=1)
    assert "sudah selesai" in as_(cast.siti).post(f"{where}/setuju", None, 422).text
    with ani.app.app_context():
        assert moving.expire(clock.now()) == 1
        assert moving.expire(clock.now()) == 0
    assert "Lewat" in ani.get(where).text
    assert "tidak berlaku lagi" in ani.get("/kabar-saya").text


@pytest.mark.parametrize(
    ("leader", "whom", "code", "words"),
    [
        ("ani", "ani", THERE, "ketua lain"),
        ("ani", "budi", THERE, "Pilih kader"),
        ("ani", "siti", "31.74.06.1002", "sudah berada"),
        ("ani", "siti", "tidak-ada", "Pilih unit"),
        ("ani", "siti", "dpp", "Pilih unit"),
    ],
)
def test_what_makes_no_sense_is_refused(
    as_, cast: Cast, leader: str, whom: str, code: str, words: str
) -> None:
    one = as_(getattr(cast, leader))
    assert words in propose(one, getattr(cast, whom), code, 422)


def test_nobody_else_sees_or_answers_it(ani: Browser, as_, cast: Cast) -> None:
    where = propose(ani, cast.siti)
    for who in (cast.rudi, cast.mega, cast.arif, cast.tika):
        as_(who).get(where, 404)
    for who in (cast.ani, cast.yos):
        as_(who).post(f"{where}/setuju", None, 404)
    for who in (cast.siti, cast.ani, cast.ratna):
        as_(who).post(f"{where}/terima", None, 404)
    as_(cast.siti).post(f"{where}/batal", None, 404)


def rows(page, place: str = "") -> list[tuple[str, str]]:
    """What is offered: titles and the paths below them."""
    found = page.soup.select(f"{place} .row--link")
    return [(one.b.get_text(), one.small.get_text() if one.small else "") for one in found]


def leads_to(page, title: str) -> str:
    return page.soup.find("a", string=title)["href"]


def test_whom_and_where_to_are_chosen_step_by_step(ani: Browser, cast: Cast) -> None:
    assert "Usulkan pindah" in ani.get("/tim/31.74.06.1002/pindah").text
    page = ani.get(f"{HERE}?orang=rudi")
    assert [title for title, _ in rows(page)] == ["Rudi Hartono"]
    page = ani.get(leads_to(ani.get(HERE), "Siti Nurhaliza"))
    assert rows(page) == [
        ("Ranting Cilandak Barat", "PAC Cilandak · DPC Jakarta Selatan · DPD DKI Jakarta"),
        ("Ranting Pondok Labu", "PAC Cilandak · DPC Jakarta Selatan · DPD DKI Jakarta"),
    ]
    found = ani.get(f"{HERE}?kader={cast.siti.public_id}&cari=ranting+dago")
    assert rows(found) == [("Ranting Dago", "PAC Coblong · DPC Kota Bandung · DPD Jawa Barat")]
    last = ani.get(leads_to(found, "Ranting Dago"))
    form = {one["name"]: one["value"] for one in last.soup.main.select("input[type=hidden]")}
    assert (form["kader"], form["unit"]) == (cast.siti.public_id, "32.73.02.1004")


def test_where_others_went_stands_first_and_the_next_of_equal_names(as_, cast: Cast) -> None:
    joko = as_(cast.joko)
    here = "/tim/31.74.06/pindah/usulan"
    propose(joko, cast.rudi, THERE, at=here)
    offered = rows(joko.get(f"{here}?kader={cast.siti.public_id}"))
    assert [title for title, _ in offered] == [
        "Ranting Menteng",
        "Ranting Cilandak Barat",
        "Ranting Pondok Labu",
    ]
    of_one_name = rows(joko.get(f"{here}?kader={cast.siti.public_id}&cari=menteng"))
    assert {title for title, _ in of_one_name} == {"PAC Menteng", "Ranting Menteng"}


def test_while_somebody_types_only_what_is_found_is_sent(ani: Browser, cast: Cast) -> None:
    asked = f"{HERE}?kader={cast.siti.public_id}&cari=tidak+ada+begitu"
    part = ani.client.get(asked, headers={"HX-Request": "true"}).text
    assert "<html" not in part and "Tidak ada unit bernama" in part


def test_a_refusal_stands_at_what_was_chosen_and_nothing_is_lost(ani: Browser, cast: Cast) -> None:
    propose(ani, cast.siti)
    sent = {"kader": cast.siti.public_id, "unit": THERE, "catatan": "Ikut suami"}
    page = ani.post(HERE, sent, 422)
    assert "sudah ada usulan" in page.soup.find(id="kader-error").get_text()
    assert page.soup.find("input", {"name": "catatan"})["value"] == "Ikut suami"
    assert page.soup.find("input", {"name": "unit"})["value"] == THERE
    ani.get(f"{HERE}?kader={cast.budi.public_id}&unit={THERE}")  # not of this unit: asks whom


def test_who_only_reads_proposes_nothing(as_, cast: Cast) -> None:
    arif = as_(cast.arif)
    assert "Usulkan pindah" not in arif.get("/tim/31.74.06.1002/pindah").text
    arif.get(HERE, 404)


def test_a_typed_note_survives_choosing_again(ani: Browser, cast: Cast) -> None:
    sent = {"kader": cast.siti.public_id, "unit": THERE, "catatan": "Pindah ke rumah ibu"}
    for again in ("kader", "unit"):
        step = ani.post(HERE, sent | {"ganti": again}).response.location
        page = ani.get(step)
        assert not page.soup.find("input", {"name": again})
        assert page.soup.find("input", {"name": "catatan"})["value"] == sent["catatan"]
        chosen = f"{step}&{again}={sent[again]}"
        kept = ani.get(chosen).soup.select_one("form[method=post] input[name=catatan]")
        assert kept["value"] == sent["catatan"]
    assert "Belum ada usulan pindah" in ani.get("/tim/31.74.06.1002/pindah").text
