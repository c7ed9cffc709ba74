"""The election calendar: what may be open where, by the clock of every unit's own zone."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import chain, combinations
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import select, text

from app import clock
from app.campaigns import calendar_file, elections
from app.campaigns.calendar_file import Line
from app.campaigns.models import Challenge
from app.campaigns.phases import SQL_PERMITS, STRICTEST, permits, strictest
from app.campaigns.targeting import live_for
from app.db import db, session, transaction
from app.errors import Refusal
from app.flows.verified_share import check
from app.ledger.models import Entry
from app.submissions.models import Submission
from tests.cast import Cast, path_of
from tests.shares import Shares

EVERY = [*chain.from_iterable(combinations(STRICTEST, n) for n in range(len(STRICTEST) + 1))]
SOURCE = "PKPU uji, pasal 1"


def phase(unit: str, name: str, first: date, last: date) -> Line:
    return Line(unit, name, first, last, SOURCE, date(2026, 11, 1))


def hold(*lines: Line, election: str = "Uji", at: datetime | None = None) -> None:
    with transaction():
        calendar_file.replace(election, lines, at or clock.now())


def today_in(zone: str) -> date:
    return clock.now().astimezone(ZoneInfo(zone)).date()


@pytest.mark.parametrize("phases", EVERY)
@pytest.mark.parametrize("campaigning", [True, False])
def test_database_and_table_agree_on_what_may_be_open(
    ctx: Flask, phases: tuple[str, ...], campaigning: bool
) -> None:
    decided = SQL_PERMITS.format(campaigning=":campaigning")
    asked = text(f"SELECT {decided} FROM unnest(CAST(:phases AS text[])) AS p (phase)")
    found = session().scalar(asked, {"phases": list(phases), "campaigning": campaigning})
    assert found == permits(strictest(phases), campaigning)


def test_a_phase_begins_and_ends_at_midnight_of_the_units_own_zone(ctx: Flask, cast: Cast) -> None:
    hold(phase("dpp", "quiet", date(2029, 2, 11), date(2029, 2, 14)))
    jakarta, papua = path_of("31.74.06.1002"), path_of("91.71.01.1001")
    begins = datetime(2029, 2, 10, 15, 0, tzinfo=UTC)  # 00.00 WIT, 22.00 WIB
    assert elections.phase_at(papua, begins - timedelta(seconds=1)) == "none"
    assert elections.phase_at(papua, begins) == "quiet"
    assert elections.phase_at(jakarta, begins) == "none"
    assert elections.phase_at(jakarta, begins + timedelta(hours=2)) == "quiet"
    ends = datetime(2029, 2, 14, 15, 0, tzinfo=UTC)
    assert elections.phase_at(papua, ends) == "none"
    assert elections.phase_at(jakarta, ends) == "quiet"
    assert elections.phase_at(jakarta, ends + timedelta(hours=2)) == "none"


def test_the_strictest_of_several_calendars_holds_and_only_where_it_is_for(
    ctx: Flask, cast: Cast
) -> None:
    day = date(2027, 6, 1)
    hold(phase("dpp", "campaign", day, day), election="Pemilu")
    hold(phase("31.74", "quiet", day, day), election="Pilkada")
    noon = datetime(2027, 6, 1, 5, tzinfo=UTC)
    assert elections.phase_at(path_of("31.74.06.1002"), noon) == "quiet"
    assert elections.phase_at(path_of("31.71.06.1001"), noon) == "campaign"
    assert elections.phase_at(path_of("31"), noon) == "campaign"


def test_in_the_quiet_period_nothing_is_open_served_or_taken(
    shares: Shares, as_: Callable, cast: Cast
) -> None:
    public_id = shares.challenge()
    shares.link(cast.siti)
    siti, yohana = as_(cast.siti), as_(cast.yohana)
    assert "Air bersih" in siti.get("/tantangan").text
    with shares.at_work():
        lines = [phase("31", "quiet", today_in("Asia/Jakarta"), today_in("Asia/Jakarta"))]
        calendar_file.replace("Uji", lines, clock.now())
    page = siti.get("/tantangan")
    assert "Masa tenang" in page.text
    assert "Air bersih untuk semua" not in page.text
    assert "Masa tenang" in siti.get("/beranda").text
    there = siti.get(f"/tantangan/{public_id}").text
    assert "Masa tenang" in there
    assert "Saluran air dirawat bersama" not in there
    link = shares.post(cast.siti).url
    refused = siti.post(f"/tantangan/{public_id}/kiriman", {"tautan": link}, status=422)
    assert "masa tenang" in refused.text
    assert "Air bersih untuk semua" in yohana.get("/tantangan").text


def test_a_post_made_in_the_quiet_period_earns_nothing_afterwards(
    shares: Shares, cast: Cast
) -> None:
    public_id = shares.challenge(opens_at=clock.now() - timedelta(days=9))
    shares.link(cast.siti, "threads")
    yesterday = clock.now() - timedelta(days=1)
    day = yesterday.astimezone(ZoneInfo("Asia/Jakarta")).date()
    post = shares.post(cast.siti, platform="threads", at=yesterday)
    with shares.at_work():
        calendar_file.replace("Uji", [phase("dpp", "quiet", day, day)], clock.now())
    number = shares.submit(cast.siti, public_id, post.url)
    with shares.app.app_context():
        check(number)
        found = session().get_one(Submission, number)
        assert (found.state, found.reason) == ("rejected", "quiet_period")
        assert session().scalars(select(Entry)).all() == []
        db.session.remove()


def test_an_appeal_to_vote_is_open_in_the_time_of_campaigning_alone(
    ctx: Flask, cast: Cast, shares: Shares
) -> None:
    shares.challenge(campaigning=True)
    path, now = path_of("31.74.06.1002"), clock.now()
    today = today_in("Asia/Jakarta")
    seen = []
    for name in ("none", "internal", "campaign", "quiet"):
        with transaction():
            session().execute(text("UPDATE election_phases SET withdrawn_at = now()"))
        hold(phase("31", name, today, today), election=name)
        seen.append(len(live_for(path, now)))
    assert seen == [0, 0, 1, 0]


def test_a_quiet_period_that_has_begun_is_taken_out_by_nobody(ctx: Flask, cast: Cast) -> None:
    began, ends = date(2029, 2, 11), date(2029, 2, 14)
    before, during = datetime(2029, 2, 1, tzinfo=UTC), datetime(2029, 2, 12, tzinfo=UTC)
    hold(phase("31", "quiet", began, ends), at=before)
    for lines in (
        [phase("31", "campaign", began, ends)],
        [phase("31", "quiet", began, date(2029, 2, 12))],
        [phase("31.74", "quiet", began, ends)],
    ):
        with pytest.raises(Refusal, match="quiet_stands"):
            hold(*lines, at=during)
    hold(phase("31", "quiet", began, date(2029, 2, 15)), at=during)
    assert elections.phase_at(path_of("31"), datetime(2029, 2, 15, 3, tzinfo=UTC)) == "quiet"


def test_publication_waits_for_the_calendar(ctx: Flask, cast: Cast, shares: Shares) -> None:
    public_id = shares.challenge(unit="31", campaigning=True)
    challenge = session().scalars(select(Challenge).where(Challenge.public_id == public_id)).one()
    with pytest.raises(Refusal, match="campaign_time"):
        elections.publishable(challenge)
    today = today_in("Asia/Jakarta")
    week = timedelta(days=7)
    hold(phase("dpp", "campaign", today - week, today + week), election="Pemilu")
    elections.publishable(challenge)
    hold(phase("31", "quiet", today, today), election="Pilkada")
    with pytest.raises(Refusal, match="quiet_period"):
        elections.publishable(challenge)


@pytest.mark.parametrize(
    "line",
    [
        "31,tenang,2029-02-11,2029-02-14,PKPU 1,2026-11-01",
        "31,quiet,11/02/2029,2029-02-14,PKPU 1,2026-11-01",
        "31,quiet,2029-02-14,2029-02-11,PKPU 1,2026-11-01",
        "31,quiet,2029-02-11,2029-02-14,,2026-11-01",
        "31,quiet,2029-02-11,2029-02-14",
    ],
)
def test_a_calendar_without_dates_or_source_is_refused_at_its_line(line: str) -> None:
    with pytest.raises(Refusal, match="Baris 2"):
        calendar_file.read([",".join(calendar_file.COLUMNS), line])


def test_officers_and_operators_read_the_calendar(as_: Callable, cast: Cast, app: Flask) -> None:
    with app.app_context():
        hold(phase("31", "quiet", date(2029, 2, 11), date(2029, 2, 14)))
        db.session.remove()
    for person in (cast.tika, cast.oka, cast.arif, cast.ratna):
        page = as_(person).get("/kelola/kalender")
        assert "PKPU uji" in page.text
        assert "DKI Jakarta" in page.text
    as_(cast.siti).get("/kelola/kalender", status=404)
