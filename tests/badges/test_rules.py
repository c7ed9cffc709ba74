"""Every badge from just too little to just enough."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from app.badges.rules import BADGES, BY_KEY, Record, earned

START = date(2026, 9, 7)


def days(*offsets: int) -> Record:
    return Record(days=[START + timedelta(days=one) for one in offsets])


ONE = days(0)
TABLE = [
    # badge, not yet, now
    ("pertama", Record(), ONE),
    ("kata_sendiri", replace(ONE, challenges=4), replace(ONE, challenges=5)),
    ("tiga_kanal", replace(ONE, providers=2), replace(ONE, providers=3)),
    ("sepekan", days(*range(6)), days(*range(7))),
    ("sebulan", days(*range(29)), days(*range(30))),
    ("tujuh_minggu", days(*range(0, 42, 7), 49), days(*range(0, 49, 7))),
    ("kembali", days(0, 14), days(0, 15)),
    ("sigap", replace(ONE, prompt=2), replace(ONE, prompt=3)),
    ("tetap_ada", replace(ONE, lasting=9), replace(ONE, lasting=10)),
    ("teliti", replace(ONE, clean=9), replace(ONE, clean=10)),
    ("pengajak", replace(ONE, arrival_days=2), replace(ONE, arrival_days=3)),
    ("penyambut", replace(ONE, welcomed=2), replace(ONE, welcomed=3)),
]


@pytest.mark.parametrize(("badge", "not_yet", "now"), TABLE)
def test_a_badge_is_earned_at_its_line_and_not_before(
    badge: str, not_yet: Record, now: Record
) -> None:
    assert badge not in earned(not_yet)
    assert badge in earned(now)


def test_every_badge_stands_in_the_table_and_its_icon_in_the_sprite() -> None:
    assert [row[0] for row in TABLE] == [badge.key for badge in BADGES]
    assert len(BY_KEY) == len(BADGES)
    sprite = (Path(__file__).parents[2] / "static/icons/icons.svg").read_text()
    assert [badge.icon for badge in BADGES if f'id="{badge.icon}"' not in sprite] == []


def test_a_heroic_day_alone_earns_no_more_than_a_first_step_and_care() -> None:
    """A hundred posts on one day, for one challenge, on one platform."""
    hero = replace(ONE, providers=1, challenges=1, prompt=1, lasting=100, clean=100)
    assert earned(hero) == {"pertama", "tetap_ada", "teliti"}
