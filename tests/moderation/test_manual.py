"""Points for work no platform shows: two unrelated people, a most at once and in a month."""

import pytest
from flask import Flask
from sqlalchemy import select

from app import clock
from app.cadres.models import Cadre, Role
from app.cadres.sessions import actor_for, begin
from app.db import session, transaction
from app.ledger.models import Entry
from app.moderation import manual
from app.moderation.models import ManualAward
from app.units.models import Unit
from tests.cast import Cast, Person
from tests.conftest import Browser
from tests.ledger.test_award import race
from tests.shares import Shares

AT = "/poin-tambahan"


def wanted(who: Person, **more: str) -> dict[str, str]:
    sent = {"kader": who.public_id, "poin": "15", "alasan": "Merapikan arsip ranting"}
    return sent | {"bukti": "Arsip di kantor DPC, dilihat sekretaris"} | more


def propose(one: Browser, who: Person, **more: str) -> str:
    return one.post(AT, wanted(who, **more)).response.location


def answer(one: Browser, at: str, opinion: str = "setuju", status: int = 303) -> str:
    return one.post(at, {"pendapat": opinion}, status).text


def lead(app: Flask, who: Person, code: str) -> None:
    with app.app_context(), transaction() as current:
        unit_id = current.scalars(select(Unit.id).where(Unit.code == code)).one()
        since = clock.party_day(clock.now())
        current.add(Role(cadre_id=who.id, kind="leader", unit_id=unit_id, starts_on=since))


def test_an_officer_proposes_another_gives_and_she_reads_why(
    as_, cast: Cast, shares: Shares
) -> None:
    tika, bima, siti = as_(cast.tika), as_(cast.bima), as_(cast.siti)
    assert cast.siti.name in tika.get(f"{AT}?orang=siti").text
    at = propose(tika, cast.siti)
    assert "menunggu jawaban Anda" in bima.get("/kabar-saya").text
    assert "orang lain" in answer(tika, at, status=422)
    assert shares.entries(cast.siti) == []
    answer(bima, at)
    assert shares.entries(cast.siti) == [("manual", 15)]
    told = siti.get("/poin").text
    assert "Poin tambahan: Merapikan arsip ranting" in told
    assert "Anda mendapat poin tambahan" in siti.get("/kabar-saya").text
    assert "dijawab" in tika.get("/kabar-saya").text
    assert "sudah dijawab" in answer(bima, at, status=422)


def test_a_dpc_proposes_and_only_a_leader_from_another_province_or_dpp_gives(
    app: Flask, as_, cast: Cast, shares: Shares
) -> None:
    lead(app, cast.yohana, "91")
    at = propose(as_(cast.ratna), cast.siti)
    as_(cast.yos).post(at, {"pendapat": "setuju"}, 404)
    as_(cast.yos).get(at)
    assert "Beri poin" in as_(cast.yohana).get(at).text
    answer(as_(cast.yohana), at)
    assert shares.entries(cast.siti) == [("manual", 15)]


def test_a_proposal_of_dpp_is_answered_by_dpp_and_may_be_declined(
    app: Flask, as_, cast: Cast, shares: Shares
) -> None:
    lead(app, cast.yohana, "91")
    at = propose(as_(cast.tika), cast.siti)
    assert "petugas DPP lain" in answer(as_(cast.yohana), at, status=422)
    assert "Pilih beri atau tidak" in answer(as_(cast.bima), at, "mungkin", 422)
    answer(as_(cast.bima), at, "tidak")
    assert shares.entries(cast.siti) == []
    assert "Tidak disetujui" in as_(cast.tika).get(AT).text


def test_nobody_gives_to_oneself_or_as_an_officer_to_the_own_unit(as_, cast: Cast) -> None:
    tika = as_(cast.tika)
    assert "diri sendiri" in tika.post(AT, wanted(cast.tika), 422).text
    assert "unit Anda sendiri" in tika.post(AT, wanted(cast.yos), 422).text
    as_(cast.yos).post(AT, wanted(cast.siti), 404)
    as_(cast.ani).post(AT, wanted(cast.siti), 404)
    as_(cast.siti).get(AT, 404)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"poin": "21"}, "Paling banyak 20 poin sekali beri."),
        ({"poin": "banyak"}, "Isi jumlah poin, 1 sampai 100."),
        ({"alasan": " "}, "Tulis alasannya"),
        ({"bukti": ""}, "Tulis di mana kerja itu dapat dilihat"),
        ({"kader": "tidak-ada"}, "Pilih kader dari daftar."),
    ],
)
def test_a_wrong_field_is_told_and_nothing_typed_is_lost(
    as_, cast: Cast, wrong: dict[str, str], told: str
) -> None:
    page = as_(cast.tika).post(AT, wanted(cast.siti, orang="siti", **wrong), 422)
    assert told in page.text
    kept = wanted(cast.siti)["bukti" if "alasan" in wrong else "alasan"]
    assert kept in page.html


def test_an_officer_takes_back_what_was_given_by_mistake_and_she_is_told(
    as_, cast: Cast, shares: Shares
) -> None:
    at = propose(as_(cast.tika), cast.siti)
    answer(as_(cast.bima), at)
    bima = as_(cast.bima)
    assert "Tulis alasannya" in bima.post(f"{at}/tarik", {"alasan_tarik": ""}, 422, at=at).text
    bima.post(f"{at}/tarik", {"alasan_tarik": "Salah orang"}, at=at)
    assert shares.entries(cast.siti) == [("manual", 15), ("reversal", -15)]
    siti = as_(cast.siti)
    assert "Poin tambahan ditarik: Salah orang" in siti.get("/poin").text
    assert "Poin tambahan Anda ditarik" in siti.get("/kabar-saya").text
    bima.post(f"{at}/tarik", {"alasan_tarik": "Sekali lagi"}, 422)


def test_a_month_brings_no_more_than_its_most_however_many_give_at_once(
    ctx: Flask, cast: Cast
) -> None:
    at = clock.now()
    with transaction():
        tokens = [begin(who.id, "uji", "127.0.0.1", strong=True) for who in (cast.tika, cast.bima)]
    tika, bima = map(actor_for, tokens)
    assert tika and bima
    with transaction():
        siti = session().get_one(Cadre, cast.siti.id)
        asked = [
            manual.propose(tika, siti, 10, f"Kerja {number}", "Kantor", at).public_id
            for number in range(12)
        ]

    def give(number: int) -> None:
        found = manual.one(bima, asked[number], manual.DECIDE, lock=True)
        manual.decide(bima, found, True, at)

    refused = race(ctx, give, len(asked))
    given = session().scalars(select(Entry.points).where(Entry.kind == "manual")).all()
    assert given == [10, 10, 10, 10]
    assert len(refused) == 8
    assert session().query(ManualAward).filter_by(state="given").count() == 4
