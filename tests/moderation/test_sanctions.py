"""Sanctions are of people, end by the clock, are told, and can be overturned."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import update

from app import clock
from app.db import session
from app.errors import NotFound, Refusal
from app.moderation import appeals, sanctions
from app.moderation.judging import Judgement
from app.moderation.models import Case, Reversal, Sanction
from app.notifications.models import Notice
from tests.cast import Person
from tests.conftest import Browser
from tests.moderation.stage import Court
from tests.shares import Shares


def test_up_to_a_week_one_person_decides_beyond_it_a_second(shares: Shares, court: Court) -> None:
    one = court.verified()
    court.convict(one, kind="no_points", days=7)
    assert court.sanction().state == "active"
    told = shares.count(Notice)
    other = court.verified()
    case = court.convict(other, kind="no_points", days=8)
    assert shares.count(Notice) == told + 1  # the post's own verdict
    with shares.at_work():
        assert session().query(Sanction).filter_by(days=8).one().state == "proposed"
    with pytest.raises(NotFound):
        court.second(case, shares.cast.fajar)
    court.second(case, shares.cast.dewi)
    with shares.at_work():
        assert session().query(Sanction).filter_by(days=8).one().state == "active"


def test_a_second_person_who_disagrees_leaves_everything_as_it_was(
    shares: Shares, court: Court
) -> None:
    one = court.verified()
    case = court.convict(one, take=True, kind="no_hand_ins", days=30)
    told = shares.count(Notice)
    court.second(case, shares.cast.dewi, agree=False)
    assert (court.sanction().state, shares.row(one).state) == ("declined", "verified")
    assert shares.count(Notice) == told


def test_without_hand_ins_means_a_kind_no_and_ends_by_the_clock(
    shares: Shares, court: Court
) -> None:
    court.convict(court.verified(), kind="no_hand_ins", days=3)
    with pytest.raises(sanctions.Stopped) as refused:
        court.waiting()
    assert "Kabar saya" in refused.value.words
    with clock.at(clock.now() + timedelta(days=3)), shares.app.app_context():
        sanctions.insist_on_hand_ins(shares.cast.siti.id, clock.now())


def test_without_points_posts_count_for_nothing_until_it_is_overturned(
    shares: Shares, court: Court
) -> None:
    court.convict(court.verified(), kind="no_points", days=5)
    assert shares.entries(shares.cast.siti) == [("share", 10)]
    court.verified()
    assert shares.entries(shares.cast.siti) == [("share", 10), ("share", 0)]
    siti = shares.actor(shares.cast.siti)
    public_id = court.sanction().public_id
    with shares.at_work():
        matter = appeals.about_sanction(public_id, siti.id)
        appeal = appeals.file(matter, siti, "Bukan saya", clock.now()).public_id
    assert court.offered(shares.cast.fajar) == []  # who decided it does not judge it
    court.answer(appeal, shares.cast.dewi, overturn=True)
    assert shares.entries(shares.cast.siti)[2:] == [("correction", 10)]
    court.verified()
    assert shares.entries(shares.cast.siti)[3:] == [("share", 10)]


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        (("ban", "copies", "x", 3), "jenis"),
        (("no_points", "entah", "x", 3), "alasan_sanksi"),
        (("no_points", "copies", "", 3), "kata"),
        (("no_points", "copies", "x", 0), "hari"),
        (("no_points", "copies", "x", 91), "hari"),
    ],
)
def test_a_sanction_needs_a_kind_a_reason_words_and_an_end(
    shares: Shares, court: Court, asked: tuple, field: str
) -> None:
    case = court.case(court.verified())
    judgement = Judgement("confirmed", "x", sanction=sanctions.Asked(*asked))
    with pytest.raises(Refusal) as refused:
        court.judge(case, shares.cast.fajar, judgement)
    assert refused.value.field == field
    assert (shares.count(Sanction), court.case and shares.count(Reversal)) == (0, 0)


def test_a_false_alarm_follows_nothing(shares: Shares, court: Court) -> None:
    one = court.verified()
    case = court.case(one)
    posts = [shares.row(one).public_id]
    court.judge(case, shares.cast.fajar, Judgement("false_alarm", "Wajar", posts, "copied"))
    assert (shares.count(Reversal), shares.row(one).state) == (0, "verified")
    with pytest.raises(NotFound):
        court.judge(case, shares.cast.dewi, Judgement("confirmed", "x"))


def test_a_case_is_judged_through_its_page_and_seconded_by_another(
    shares: Shares, court: Court, as_: Callable[[Person], Browser]
) -> None:
    one = court.verified()
    case = f"/kasus/{court.case(one)}"
    fajar, dewi, siti = (as_(getattr(shares.cast, key)) for key in ("fajar", "dewi", "siti"))
    assert case in fajar.get("/kasus").soup.find("main").decode()
    page = fajar.get(case)
    assert "Kader A" in page.text
    assert "Siti" not in page.text
    form = {"hasil": "terbukti", "tarik": shares.row(one).public_id, "jenis": "no_points"}
    page = fajar.post(case, form, status=422, at=case)
    assert page.error_at("catatan")
    form |= {"catatan": "Sama semua", "alasan": "copied", "alasan_sanksi": "copies"}
    form |= {"kader": "0", "hari": "14", "kata": "Tulisan yang sama tiga kali."}
    fajar.post(case, form, at=case)
    fajar.get(case, status=303)  # decided: back to the others
    assert case in dewi.get("/kasus").soup.find("main").decode()
    assert "Tulisan yang sama tiga kali." in dewi.get(case).text
    dewi.post(case, {"pendapat": "setuju"}, at=case)
    told = siti.get("/kabar-saya")
    assert "Poin kiriman Anda ditarik" in told.text
    place = told.soup.select_one("main a[href^='/sanksi/']")["href"]
    assert "Tulisan yang sama tiga kali." in siti.get(place).text
    siti.post(f"{place}/banding", {"alasan": "Bukan salinan"}, at=place)
    as_(shares.cast.rudi).get(place, status=404)
    with shares.at_work():
        session().execute(update(Case).values(opened_at=clock.now()))
    assert "<5" in siti.get("/kejujuran").text
