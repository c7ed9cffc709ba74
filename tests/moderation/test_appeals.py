"""A cadre objects in time; somebody else, from elsewhere, looks again; what fell is made good."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import update

from app import clock
from app.db import session
from app.errors import NotFound, Refusal
from app.ledger.models import Entry
from app.moderation import appeals
from app.moderation.models import Case, Reversal
from app.notifications.models import Notice
from tests.cast import Person
from tests.conftest import Browser
from tests.moderation.stage import Court
from tests.shares import Shares


def test_a_rejection_that_was_wrong_earns_what_it_would_have_earned(
    shares: Shares, court: Court
) -> None:
    one = court.rejected()
    court.answer(court.appeal(one), shares.cast.fajar, overturn=True)
    row = shares.row(one)
    assert (row.state, row.grade, row.reason, row.next_try_at) == ("verified", "C", None, None)
    assert shares.entries(shares.cast.siti) == [("share", 10)]


def test_points_taken_back_wrongly_come_back_by_a_new_entry(shares: Shares, court: Court) -> None:
    one = court.verified()
    case = court.convict(one, take=True)
    assert shares.row(one).state == "verified"  # a proposal takes nothing
    with pytest.raises(NotFound):
        court.second(case, shares.cast.fajar)  # not her own proposal
    court.second(case, shares.cast.dewi)
    assert shares.row(one).state == "reversed"
    assert shares.entries(shares.cast.siti) == [("share", 10), ("reversal", -10)]
    court.answer(court.appeal(one), shares.cast.gita, overturn=True)
    assert shares.row(one).state == "verified"
    assert shares.entries(shares.cast.siti)[2:] == [("correction", 10)]
    with shares.at_work():
        session().execute(update(Case).values(key="lama"))
    assert court.convict(one, take=True)  # nobody is judged twice for one post
    assert shares.count(Reversal) == 1


@pytest.mark.parametrize("overturn", [True, False])
def test_an_answer_is_told_and_only_an_auditor_is_asked_again(
    shares: Shares, court: Court, overturn: bool
) -> None:
    one, cast = court.rejected(), shares.cast
    first = court.appeal(one)
    court.answer(first, cast.fajar, overturn, "Sudah dilihat lagi.")
    assert shares.count(Notice) == 2
    if overturn:
        with pytest.raises(NotFound):
            court.appeal(one)
        return
    second = court.appeal(one)
    assert court.offered(cast.fajar) == []
    assert court.offered(cast.arif) == [second]
    court.answer(second, cast.arif, overturn=True)
    assert shares.row(one).state == "verified"


def test_nobody_who_was_heard_before_is_asked_nor_anybody_of_her_line(
    shares: Shares, court: Court
) -> None:
    court.appeal(court.rejected())
    cast = shares.cast
    who = {key: court.offered(person) for key, person in cast.people.items()}
    assert {key for key, found in who.items() if found} == {"fajar"}


def test_the_leader_of_another_province_may_judge_and_her_own_never(
    shares: Shares, court: Court
) -> None:
    appeal = court.appeal(court.rejected())
    yos = shares.cast.yos  # leads Jakarta, where Siti lives
    assert court.offered(yos) == []
    with pytest.raises(NotFound):
        court.answer(appeal, yos, overturn=True)


def test_an_appeal_is_filed_once_and_in_time(shares: Shares, court: Court) -> None:
    one = court.rejected()
    late = clock.now() + appeals.WITHIN + timedelta(minutes=1)
    with pytest.raises(appeals.TooLate) as refused:
        court.appeal(one, at=late)
    assert refused.value.words.startswith("Maaf")
    with pytest.raises(Refusal) as refused:
        court.appeal(one, words="  ")
    assert refused.value.field == "alasan"
    with pytest.raises(Refusal):
        court.appeal(one, words="x" * 301)
    court.appeal(one)
    with pytest.raises(Refusal) as refused:
        court.appeal(one)
    assert refused.value.code == "appeal_filed"


def test_a_post_that_counts_for_another_by_now_stays_rejected(shares: Shares, court: Court) -> None:
    one = court.rejected("not_yours")
    appeal = court.appeal(one)
    challenge = shares.challenge(providers=["instagram"])
    shares.submit(shares.cast.rudi, challenge, shares.row(one).url)
    with pytest.raises(Refusal):
        court.answer(appeal, shares.cast.fajar, overturn=True)
    assert shares.count(Entry) == 0


def test_from_the_inbox_to_the_answer(
    shares: Shares, court: Court, as_: Callable[[Person], Browser]
) -> None:
    one = shares.row(court.rejected())
    siti, fajar = as_(shares.cast.siti), as_(shares.cast.fajar)
    place = f"/kiriman/{one.public_id}/banding"
    assert place in siti.get("/kabar-saya").soup.find("main").decode()
    assert place in siti.get(f"/kiriman/{one.public_id}").soup.find("main").decode()
    page = siti.post(place, {"alasan": ""}, status=422, at=place)
    assert page.error_at("alasan")
    siti.post(place, {"alasan": "Tulisan <b>saya</b> sendiri"}, at=place)
    assert place not in siti.get("/kabar-saya").soup.find("main").decode()
    assert "Ditinjau" in siti.get("/banding").text
    as_(shares.cast.rudi).get(place, status=404)
    link = fajar.get("/peninjauan").soup.select_one("main a[href^='/peninjauan/']")["href"]
    page = fajar.get(link)
    assert "Tulisan <b>saya</b> sendiri" in page.text
    assert "Siti" not in page.text
    page = fajar.post(link, {"putusan": "kabulkan"}, status=422, at=link)
    assert page.error_at("jawaban")
    fajar.post(link, {"putusan": "kabulkan", "jawaban": "Benar, bukan salinan."}, at=link)
    fajar.get(link, status=303)
    told = siti.get("/kabar-saya")
    assert "Banding Anda dikabulkan" in told.text
    answer = told.soup.select_one("main a[href^='/banding/']")["href"]
    assert "Benar, bukan salinan." in siti.get(answer).text
