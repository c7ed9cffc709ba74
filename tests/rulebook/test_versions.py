"""Rules in versions: two persons, from the next Monday on, and never backwards."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app import clock
from app.db import db, session, transaction
from app.ledger import entries
from app.rulebook import versions
from app.rulebook.rules import next_monday
from app.rulebook.versions import rule_on
from tests.cast import Cast

FORM = {
    "daily_cap": "150",
    "arrival_factor": "1",
    "arrival_cap": "8",
    "manual_most": "20",
    "manual_month": "40",
    "alasan": "Lebih merata",
}
SATURDAY = datetime(2026, 11, 28, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "monday"),
    [
        (date(2026, 11, 28), date(2026, 11, 30)),
        (date(2026, 11, 29), date(2026, 11, 30)),
        (date(2026, 11, 30), date(2026, 12, 7)),
    ],
)
def test_a_version_begins_with_the_next_week(day: date, monday: date) -> None:
    assert next_monday(day) == monday


def test_points_table_takes_two_and_holds_from_monday_on(
    as_: Callable, cast: Cast, app: Flask
) -> None:
    tika, bima, siti = as_(cast.tika), as_(cast.bima), as_(cast.siti)
    page = "/kelola/aturan/poin"
    refused = tika.post(page, FORM | {"daily_cap": "9000"}, status=422)
    assert refused.error_at("daily_cap")
    with clock.at(SATURDAY):
        tika.post(page, FORM)
        assert "Menunggu orang lain" in tika.get(page).text
        tika.post(page, FORM, status=422)
        tika.post(f"{page}/3", {"putusan": "sahkan"}, status=422)
        bima.post(f"{page}/3", {"putusan": "sahkan"})
        bima.post(f"{page}/3", {"putusan": "sahkan"}, status=404)
    assert "Lebih merata" in siti.get("/aturan-poin").text
    assert "Tika" not in siti.get("/aturan-poin").text
    siti.get(page, status=404)
    with app.app_context():
        assert rule_on("points", date(2026, 11, 29))["daily_cap"] == 200
        assert rule_on("points", date(2026, 11, 30))["daily_cap"] == 150
        assert rule_on("points", date(2026, 11, 30)).version == 3
        db.session.remove()


def test_every_entry_carries_the_version_of_its_day(as_: Callable, cast: Cast, app: Flask) -> None:
    tika, bima = as_(cast.tika), as_(cast.bima)
    with clock.at(SATURDAY):
        tika.post("/kelola/aturan/poin", FORM)
        bima.post("/kelola/aturan/poin/3", {"putusan": "sahkan"})
    with app.app_context():
        with transaction():
            made = [
                entries.award(cast.siti.id, cast.siti.unit_id, 180, source, "A", "Uji", at)
                for source, at in (
                    ("submission:1", datetime(2026, 11, 29, 10, tzinfo=UTC)),
                    (
                        "submission:2",
                        datetime(2026, 11, 29, 17, 1, tzinfo=UTC),
                    ),  # Monday, WIB
                )
            ]
            back = entries.reverse("submission:1", "Uji", datetime(2026, 12, 1, tzinfo=UTC))
        assert [(one.points, one.rule_version) for one in made] == [(180, 2), (150, 3)]
        assert (back.points, back.rule_version) == (-180, 2)
        db.session.remove()


def test_a_proposal_can_be_let_go_and_the_database_knows_two_persons(
    as_: Callable, cast: Cast, app: Flask
) -> None:
    tika = as_(cast.tika)
    tika.post("/kelola/aturan/poin", FORM)
    tika.post("/kelola/aturan/poin/3", {"putusan": "lepas"})
    assert "tidak jadi" in tika.get("/kelola/aturan/poin").text
    tika.post("/kelola/aturan/poin", FORM)
    with app.app_context():
        with pytest.raises(IntegrityError), transaction():
            session().execute(
                text(
                    "UPDATE rule_versions SET state = 'confirmed', decided_by = proposed_by,"
                    " since = '2026-11-30' WHERE version = 4"
                )
            )
        assert versions.rule_on("points", date(2026, 12, 30)).version == 2
        db.session.remove()
