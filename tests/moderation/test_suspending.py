"""An account is disabled by two persons, never by a machine; what is hers by right stays hers."""

from datetime import timedelta

import pytest
from flask import Flask

from app import clock
from app.cadres.models import Role
from app.cadres.sessions import actor_for, begin
from app.db import db, session, transaction
from app.errors import NotFound
from app.jobs import schedule
from app.moderation import sanctions
from app.moderation.models import Sanction
from tests.cast import Cast, Person
from tests.conftest import Browser
from tests.moderation.stage import Court
from tests.shares import Shares

AT = "/penonaktifan"


def wanted(who: Person, **more: str) -> dict[str, str]:
    sent = {"kader": who.public_id, "alasan_sanksi": "against_rules", "hari": "14"}
    return sent | {"kata": "Menghina warga di kolom komentar."} | more


def propose(one: Browser, who: Person) -> str:
    return one.post(AT, wanted(who)).response.location


def agree(one: Browser, at: str, status: int = 303) -> str:
    return one.post(at, {"pendapat": "setuju"}, status).text


def give(app: Flask, who: Person, kind: str, unit_id: int) -> None:
    with app.app_context(), transaction() as current:
        since = clock.party_day(clock.now())
        current.add(Role(cadre_id=who.id, kind=kind, unit_id=unit_id, starts_on=since))


def test_a_leader_proposes_a_dpc_agrees_and_she_keeps_what_is_hers_by_right(
    as_, cast: Cast
) -> None:
    siti, ani, ratna = as_(cast.siti), as_(cast.ani), as_(cast.ratna)
    assert cast.siti.name in ani.get(f"{AT}?orang=siti").text
    at = propose(ani, cast.siti)
    siti.get("/beranda")
    assert "menunggu jawaban Anda" in ratna.get("/kabar-saya").text
    agree(ani, at, 404)
    agree(as_(cast.joko), at, 404)
    agree(ratna, at)
    assert siti.get("/beranda", 303).response.location.startswith("/masuk")
    again = as_(cast.siti)
    for path in ("/beranda", "/tantangan", "/peringkat", "/kirim"):
        assert again.get(path, 303).response.location == "/kabar-saya"
    told = again.get("/kabar-saya")
    assert "Akun Anda dinonaktifkan sampai" in told.text
    sanction = next(link["href"] for link in told.soup.find_all("a") if "/sanksi/" in link["href"])
    assert "Menghina warga" in again.get(sanction).text
    again.post(f"{sanction}/banding", {"alasan": "Itu bukan akun saya"}, at=sanction)
    again.get("/saya")
    again.get("/saya/keluar")
    with clock.at(clock.now() + timedelta(days=14, seconds=1)):
        as_(cast.siti).get("/beranda")


def test_an_appeal_that_is_right_opens_the_door_again(as_, cast: Cast, shares: Shares) -> None:
    agree(as_(cast.ratna), propose(as_(cast.ani), cast.siti))
    as_(cast.siti).get("/beranda", 303)
    with shares.at_work():
        found = session().query(Sanction).one()
        sanctions.overturn(found, clock.now(), cast.dewi.id)
    as_(cast.siti).get("/beranda")


def test_the_leader_of_a_province_decides_alone_and_points_stay(
    as_, cast: Cast, shares: Shares, court: Court
) -> None:
    court.verified()
    propose(as_(cast.yos), cast.siti)
    as_(cast.siti).get("/beranda", 303)
    assert shares.entries(cast.siti) == [("share", 10)]


def test_a_verifier_proposes_it_out_of_a_case_and_leaders_decide(
    as_, cast: Cast, court: Court
) -> None:
    case = court.convict(court.verified(), kind="suspended", days=3)
    as_(cast.siti).get("/beranda")
    with pytest.raises(NotFound):
        court.second(case, cast.dewi)
    agree(as_(cast.ratna), f"{AT}/{court.sanction().public_id}")
    as_(cast.siti).get("/beranda", 303)


def test_nobody_is_the_second_person_for_the_own_proposal_or_oneself(as_, cast: Cast) -> None:
    ratna = as_(cast.ratna)
    at = propose(ratna, cast.siti)
    assert "orang lain" in agree(ratna, at, 422)
    assert "diri sendiri" in ratna.post(AT, wanted(cast.ratna), 422).text
    agree(as_(cast.yos), at)
    assert "sudah dijawab" in agree(as_(cast.yos), at, 422)


def test_leaders_reach_nobody_who_stands_as_high_or_holds_a_role_of_the_party(
    app: Flask, as_, cast: Cast
) -> None:
    give(app, cast.siti, "leader", cast.joko.unit_id)
    as_(cast.ani).post(AT, wanted(cast.siti), 422)
    give(app, cast.rudi, "verifier", cast.rudi.unit_id)
    assert "tidak berada di bawah" in as_(cast.yos).post(AT, wanted(cast.rudi), 422).text
    assert "Pilih kader" in as_(cast.ani).post(AT, wanted(cast.mega), 422).text


def test_in_an_emergency_two_operators_do_it_and_one_does_not(app: Flask, as_, cast: Cast) -> None:
    give(app, cast.mega, "operator", cast.mega.unit_id)
    oka, other = as_(cast.oka), as_(cast.mega)
    at = propose(oka, cast.tika)
    as_(cast.tika).get("/kelola")
    assert "orang lain" in agree(oka, at, 422)
    agree(other, at)
    tika = as_(cast.tika)
    assert tika.get("/kelola", 303).response.location == "/kabar-saya"
    of_a_leader = propose(as_(cast.ani), cast.siti)
    assert "ketua DPC atau DPD" in agree(oka, of_a_leader, 422)
    assert cast.siti.name in as_(cast.arif).get(AT).text


def test_a_disabled_account_has_no_role_whatever_the_session(app: Flask, as_, cast: Cast) -> None:
    propose(as_(cast.yos), cast.ani)
    with app.app_context():
        with transaction():
            token = begin(cast.ani.id, "Uji", "127.0.0.1", strong=True)
        found = actor_for(token)
        db.session.remove()
    assert found is not None
    assert (found.grants, found.asleep) == ((), ())


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"hari": "91"}, "antara 1 dan 90"),
        ({"hari": "0"}, "antara 1 dan 90"),
        ({"alasan_sanksi": "iri"}, "Pilih alasan"),
        ({"kata": " "}, "Tulis penjelasan"),
        ({"kader": "tidak-ada"}, "Pilih kader"),
    ],
)
def test_it_has_a_reason_words_and_an_end(
    as_, cast: Cast, more: dict[str, str], words: str
) -> None:
    assert words in as_(cast.ani).post(AT, wanted(cast.siti, **more), 422).text


def test_who_proposed_it_takes_it_back_and_nobody_else(as_, cast: Cast) -> None:
    ani, ratna = as_(cast.ani), as_(cast.ratna)
    at = propose(ani, cast.siti)
    assert not ratna.get(at).soup.select_one("form[action$='/cabut']")
    assert "pengusulnya" in ratna.post(f"{at}/cabut", {}, 422, at=at).text
    assert ani.get(at).soup.select_one("form[action$='/cabut']")
    ani.post(f"{at}/cabut", {}, at=at)
    assert "Dicabut" in ani.get(at).text
    assert "tidak berlaku lagi" in agree(ratna, at, 422)
    as_(cast.siti).get("/beranda")
    assert propose(ani, cast.siti) != at


def test_what_nobody_answers_lapses_by_the_clock_and_its_proposer_hears(
    as_, cast: Cast, shares: Shares
) -> None:
    at = propose(as_(cast.ani), cast.siti)
    with clock.at(clock.now() + timedelta(days=13)):
        assert "Menunggu" in as_(cast.ani).get(at).text
        sweep(shares)
        assert "tanpa jawaban" not in as_(cast.ani).get("/kabar-saya").text
    with clock.at(clock.now() + timedelta(days=14, seconds=1)):
        ani, ratna = as_(cast.ani), as_(cast.ratna)
        assert "Tidak dijawab" in ani.get(at).text
        assert "tidak berlaku lagi" in agree(ratna, at, 422)
        sweep(shares)
        sweep(shares)
        assert ani.get("/kabar-saya").text.count("selesai tanpa jawaban") == 1
        assert "Tidak dijawab" in ratna.get(at).text
        propose(ani, cast.siti)


def sweep(shares: Shares) -> None:
    with shares.app.app_context():
        schedule.sweep(clock.now())
        db.session.remove()
