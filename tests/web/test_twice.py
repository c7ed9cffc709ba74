"""A button that is tapped twice decides once, and whoever was slower is told so, not lost."""

import pytest
from sqlalchemy import select

from app.db import db, session
from app.moderation.judging import Judgement
from app.moderation.models import Turn
from tests.conftest import Browser
from tests.moderation.stage import Court
from tests.shares import Shares


@pytest.fixture
def court(shares: Shares) -> Court:
    return Court(shares)


def test_an_appeal_is_answered_once_and_the_second_answer_leads_back(
    shares: Shares, court: Court, as_
) -> None:
    where, cast = f"/peninjauan/{court.appeal(court.rejected())}", shares.cast
    fajar: Browser = as_(cast.fajar)
    once = {"putusan": "kabulkan", "jawaban": "Foto sendiri."}
    for _ in range(2):
        assert fajar.post(where, once).response.location == "/peninjauan"
    assert "sudah dijawab" in fajar.get("/peninjauan").text
    assert fajar.get(where, 303).response.location == "/peninjauan"
    assert shares.entries(cast.siti) == [("share", 10)]
    as_(cast.budi).get(where, 404)
    as_(cast.yos).post(where, once, 404)


def test_a_turn_is_answered_once_and_the_second_answer_leads_on(
    shares: Shares, court: Court, as_
) -> None:
    court.waiting()
    dewi: Browser = as_(shares.cast.dewi)
    dewi.post("/pemeriksaan/ambil")
    with shares.app.app_context():
        turn = session().scalars(select(Turn.public_id)).one()
        db.session.remove()
    once = {"giliran": turn, "putusan": "terima"}
    for _ in range(2):
        assert dewi.post("/pemeriksaan/putusan", once).response.location == "/pemeriksaan"
    assert "sudah selesai" in dewi.get("/pemeriksaan").text
    as_(shares.cast.gita).post("/pemeriksaan/putusan", once, 404)


def test_a_case_somebody_else_judged_leads_back(shares: Shares, court: Court, as_) -> None:
    case, cast = court.case(court.verified()), shares.cast
    court.judge(case, cast.gita, Judgement("false_alarm", "Wajar", [], "", 0, None))
    late = {"hasil": "terbukti", "catatan": "Sama semua."}
    fajar: Browser = as_(cast.fajar)
    assert fajar.post(f"/kasus/{case}", late).response.location == "/kasus"
    assert "sudah diputuskan" in fajar.get("/kasus").text
    as_(cast.arif).get(f"/kasus/{case}", 404)
