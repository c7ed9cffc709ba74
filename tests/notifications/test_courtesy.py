"""When a phone may be disturbed, and about what: the whole of it as tables."""

from datetime import UTC, date, datetime, timedelta

import pytest

from app.notifications import courtesy
from app.notifications.courtesy import Waiting
from app.notifications.words import KINDS

WIB, WITA, WIT = "Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"  # 7, 8, 9 hours ahead
TODAY = date(2026, 11, 28)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-{text}").replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "zone", "ready"),
    [
        # in the middle of the day: at once
        ("28 05:00", WIB, "28 05:00"),
        ("28 05:00", WITA, "28 05:00"),
        ("28 05:00", WIT, "28 05:00"),
        # a minute before nine in the evening in Jakarta; nine already further east
        ("28 13:59", WIB, "28 13:59"),
        ("28 13:59", WITA, "28 22:05"),
        ("28 13:59", WIT, "28 21:05"),
        # nine sharp
        ("28 14:00", WIB, "28 23:05"),
        ("28 13:00", WITA, "28 22:05"),
        ("28 12:00", WIT, "28 21:05"),
        # after midnight: the same morning
        ("28 20:00", WIB, "28 23:05"),
        # a moment before six, and six sharp
        ("28 22:59", WIB, "28 23:05"),
        ("28 23:00", WIB, "28 23:00"),
        ("28 22:00", WITA, "28 22:00"),
        ("28 21:00", WIT, "28 21:00"),
    ],
)
def test_nobody_is_called_while_people_sleep_where_she_is(at: str, zone: str, ready: str) -> None:
    assert courtesy.ready(utc(at), zone, None) == utc(ready)
    assert courtesy.quiet(utc(at), zone) == (at != ready)


@pytest.mark.parametrize(
    ("at", "pushed_on", "ready"),
    [
        ("28 05:00", date(2026, 11, 27), "28 05:00"),
        ("28 05:00", TODAY, "28 23:05"),  # once today: tomorrow
        ("28 16:00", TODAY, "28 23:05"),  # in the night after
        ("28 23:00", TODAY, "28 23:00"),  # the day after, in Jakarta
    ],
)
def test_nobody_is_called_twice_a_day(at: str, pushed_on: date, ready: str) -> None:
    assert courtesy.ready(utc(at), WIB, pushed_on) == utc(ready)


@pytest.mark.parametrize("zone", [WIB, WITA, WIT])
def test_whenever_it_is_asked_the_answer_is_a_moment_at_which_one_may_call(zone: str) -> None:
    for minute in range(24 * 60):
        at = utc("28 00:00") + timedelta(minutes=minute)
        here = courtesy.day(at, zone)
        for pushed_on in (None, here, here + timedelta(days=1)):
            ready = courtesy.ready(at, zone, pushed_on)
            assert ready >= at
            assert not courtesy.quiet(ready, zone)
            assert courtesy.day(ready, zone) != pushed_on
            assert courtesy.ready(ready, zone, pushed_on) == ready


def test_a_phone_that_is_off_is_called_until_the_evening_and_not_after() -> None:
    assert courtesy.seconds_left(utc("28 13:59"), WIB) == 60
    assert courtesy.seconds_left(utc("27 23:05"), WIB) == 14 * 3600 + 55 * 60
    assert courtesy.seconds_left(utc("28 14:00"), WIB) == 0


def waiting(id: int, kind: str, hours_ago: float) -> Waiting:
    return Waiting(id, kind, "abc", utc("28 05:00") - timedelta(hours=hours_ago))


@pytest.mark.parametrize(
    ("notices", "chosen"),
    [
        ([], None),
        ([("opened", 1)], 0),
        ([("opened", 1), ("verified", 5)], 1),  # her own post first
        ([("rejected", 3), ("opened", 1), ("verified", 2)], 2),  # of those the newest
        ([("reversed", 1), ("verified", 2)], 0),
        ([("opened", 9), ("opened", 2)], 1),
        ([("verified", 25)], None),  # nobody is called for the day before yesterday
        ([("verified", 25), ("opened", 3)], 1),
        ([("verified", 24)], None),
        ([("verified", -1)], None),  # not yet
    ],
)
def test_of_all_that_is_new_one_thing_is_worth_a_call(
    notices: list[tuple[str, float]], chosen: int | None
) -> None:
    found = courtesy.choose([waiting(n, *one) for n, one in enumerate(notices)], utc("28 05:00"))
    assert (found.id if found else None) == chosen


def test_what_others_may_read_on_a_locked_phone_tells_neither_outcome_nor_matter() -> None:
    telling = ("tolak", "verifikasi", "tarik", "poin", "partai", "%(")
    for kind in KINDS.values():
        assert not [word for word in telling if word in kind.call.lower()], kind.call
        assert len(kind.call) <= 60
