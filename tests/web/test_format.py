"""How numbers, moments and names are written for people."""

from datetime import UTC, date, datetime, timedelta

import pytest

from app.web.format import INDONESIAN

EVENING = datetime(2026, 11, 22, 12, 42, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "written"), [(0, "0"), (999, "999"), (1749, "1.749"), (1234567, "1.234.567")]
)
def test_points_are_grouped_the_indonesian_way(value: int, written: str) -> None:
    assert INDONESIAN.points(value) == written


def test_a_movement_of_points_carries_its_sign() -> None:
    assert [INDONESIAN.signed(n) for n in (25, 0, -1200)] == ["+25", "0", "−1.200"]


def test_a_mean_has_one_place_behind_a_comma() -> None:
    assert [INDONESIAN.decimal(n) for n in (41.25, 0, 1234.5)] == ["41,2", "0,0", "1.234,5"]


def test_whoever_has_no_place_yet_gets_a_dash() -> None:
    assert [INDONESIAN.rank(n) for n in (14, 1204, None)] == ["14", "1.204", "–"]


@pytest.mark.parametrize(
    ("zone", "written"),
    [
        ("Asia/Jakarta", "19.42 WIB"),
        ("Asia/Pontianak", "19.42 WIB"),
        ("Asia/Makassar", "20.42 WITA"),
        ("Asia/Jayapura", "21.42 WIT"),
        ("UTC", "12.42 UTC+00"),
    ],
)
def test_a_moment_is_told_in_the_zone_of_the_reader(zone: str, written: str) -> None:
    assert INDONESIAN.clock(EVENING, zone) == written


def test_the_date_follows_the_zone_too() -> None:
    late = datetime(2026, 12, 31, 15, 30, tzinfo=UTC)
    assert INDONESIAN.date_id(late, "Asia/Jakarta") == "31 Des 2026"
    assert INDONESIAN.date_id(late, "Asia/Jayapura") == "1 Jan 2027"
    assert INDONESIAN.day_id(late, "Asia/Jayapura") == "Jumat, 1 Jan 2027"
    assert INDONESIAN.moment_id(EVENING) == "22 Nov 2026, 19.42 WIB"


def test_a_plain_date_stands_as_it_is() -> None:
    assert INDONESIAN.date_id(date(2026, 8, 17), "Asia/Jayapura") == "17 Agu 2026"


@pytest.mark.parametrize(
    ("passed", "words"),
    [
        (timedelta(seconds=-5), "baru saja"),
        (timedelta(seconds=59), "baru saja"),
        (timedelta(minutes=5), "5 menit lalu"),
        (timedelta(hours=2), "2 jam lalu"),
        (timedelta(hours=20), "kemarin"),
        (timedelta(days=3), "3 hari lalu"),
        (timedelta(days=30), "23 Okt 2026"),
    ],
)
def test_how_long_ago_is_said_in_words(passed: timedelta, words: str) -> None:
    assert INDONESIAN.ago(EVENING - passed, at=EVENING) == words


def test_an_hour_ago_across_midnight_is_still_an_hour_ago() -> None:
    after_midnight = datetime(2026, 11, 22, 17, 30, tzinfo=UTC)
    assert INDONESIAN.ago(after_midnight - timedelta(hours=1), at=after_midnight) == "1 jam lalu"


@pytest.mark.parametrize(
    ("ahead", "words"),
    [
        (timedelta(seconds=0), "sudah lewat"),
        (timedelta(seconds=30), "1 menit lagi"),
        (timedelta(minutes=12), "12 menit lagi"),
        (timedelta(hours=5), "5 jam lagi"),
        (timedelta(days=3, hours=2), "3 hari lagi"),
    ],
)
def test_how_long_is_left_is_said_in_words(ahead: timedelta, words: str) -> None:
    assert INDONESIAN.left(EVENING + ahead, at=EVENING) == words
