"""What an officer says to cadres: on first screens and walls, where and as long as it is meant."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from app import clock
from app.auditing.models import AuditEvent
from app.db import session
from tests.cast import Cast
from tests.conftest import Browser

HERE = "/kelola/pesan"
WORDS = "Ayo tulis dengan kata sendiri."


def form(**more: str) -> dict[str, str]:
    now = clock.now().astimezone(clock.JAKARTA)
    ends = now + timedelta(days=1)
    sent = {"pesan": WORDS, "unit": "dpp", "mulai": told(now), "sampai": told(ends)}
    return sent | more


def told(moment: datetime) -> str:
    return f"{moment.astimezone(clock.JAKARTA):%Y-%m-%dT%H:%M}"


@pytest.fixture
def tika(as_, cast: Cast) -> Browser:
    return as_(cast.tika)


def test_a_note_stands_on_first_screens_and_walls_of_its_unit_alone(
    tika: Browser, as_, cast: Cast
) -> None:
    tika.post(HERE, form(unit="31"))
    assert "Pesan DPP" in as_(cast.siti).get("/beranda").text
    assert WORDS in as_(cast.siti).get("/beranda").text
    assert WORDS not in as_(cast.dewi).get("/beranda").text  # of another province
    for code, there in (("31.74", True), ("dpp", False), ("32", False)):
        foot = tika.get(f"/ruang-kendali/{code}").soup.select_one("#room-note")
        assert foot and (WORDS in foot.get_text()) is there, code


def test_it_begins_and_ends_when_it_says_and_the_last_one_that_began_is_shown(
    tika: Browser, as_, cast: Cast
) -> None:
    now = clock.now()
    tika.post(HERE, form())
    tika.post(HERE, form(pesan="Besok pagi", mulai=told(now + timedelta(hours=12))))
    seen = []
    for hours in (1, 13, 25):
        with clock.at(now + timedelta(hours=hours)):
            page = as_(cast.siti).get("/beranda").text
            seen.append(("Besok pagi" in page, WORDS in page))
    assert seen == [(False, True), (True, False), (False, False)]


def test_it_is_ended_early_by_who_may_write_there_and_both_acts_are_kept(
    tika: Browser, as_, cast: Cast
) -> None:
    tika.post(HERE, form())
    button = tika.get(HERE).soup.select_one("button[name=catatan]")
    assert button
    as_(cast.ratna).post(HERE + "/akhiri", {"catatan": str(button["value"])}, 404)
    tika.post(HERE + "/akhiri", {"catatan": str(button["value"])})
    tika.post(HERE + "/akhiri", {"catatan": str(button["value"])}, 404)
    assert WORDS not in as_(cast.siti).get("/beranda").text
    with tika.app.app_context():
        acts = session().scalars(select(AuditEvent.act).order_by(AuditEvent.id)).all()
    assert acts[-2:] == ["note_written", "note_ended"]


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("pesan", ""),
        ("pesan", "a" * 161),
        ("unit", ""),
        ("mulai", "kemarin"),
        ("sampai", "2026-01-01T10:00"),
        ("sampai", "2099-01-01T10:00"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(
    tika: Browser, field: str, typed: str
) -> None:
    page = tika.post(HERE, form(**{field: typed}), 422)
    assert page.soup.select_one(f"#{field}-error")
    kept = page.soup.select_one("#pesan")
    assert kept and kept.get_text().strip() == (typed if field == "pesan" else WORDS)


def test_a_unit_is_searched_for_without_losing_what_was_typed(tika: Browser) -> None:
    page = tika.post(HERE, form(aksi="cari", cari="cilandak"), 200).soup
    assert page.select_one("#unit option[value='31.74.06']")
    kept = page.select_one("#pesan")
    assert kept and kept.get_text().strip() == WORDS


def test_a_unit_that_is_out_of_reach_or_none_is_not_found(tika: Browser) -> None:
    tika.post(HERE, form(unit="99.99"), 404)
