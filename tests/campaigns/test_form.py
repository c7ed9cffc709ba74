"""Every wrong field of a challenge's form gets its own sentence; right ones become values."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from app.campaigns.form import content, reach, worth
from app.errors import Refusals

NOW = datetime(2026, 11, 24, 1, tzinfo=UTC)
GOOD = {
    "kampanye": "Air bersih",
    "judul": "Ceritakan selokan di gang Anda",
    "alasan": "Warga perlu tahu.",
    "pokok": "Dirawat bersama\r\n\r\n  Dipilah dari dapur  ",
    "sumber": "https://partai.example/air",
    "tagar": "AirBersih",
    "tautan": "",
    "penanda": "#SayaKader",
    "unit": "31",
    "zona": "WIT",
    "buka": "2026-11-24T12:00",
    "tutup": "2026-11-26T12:00",
    "poin": "10",
    "batas": "3",
}


def steps(typed: dict[str, str], platforms: tuple[str, ...]) -> list[Callable[[], dict]]:
    return [
        lambda: content(typed),
        lambda: worth(typed, platforms, ["x", "threads"]),
        lambda: reach(typed, NOW),
    ]


def wrong(platforms: tuple[str, ...] = ("x",), **changes: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for step in steps(GOOD | changes, platforms):
        try:
            step()
        except Refusals as refusals:
            found |= {part.field or "": part.words for part in refusals.parts}
    return found


def test_a_good_form_becomes_values() -> None:
    form: dict = {}
    for step in steps(GOOD, ("threads", "x")):
        form |= step()
    assert form["required_tag"] == "#AirBersih"
    assert form["talking_points"] == "Dirawat bersama\nDipilah dari dapur"
    assert form["sources"] == ("https://partai.example/air",)
    assert form["providers"] == ("x", "threads")
    assert form["opens_at"] == datetime(2026, 11, 24, 3, tzinfo=UTC)
    assert (form["points"], form["daily_limit"], form["campaigning"]) == (10, 3, False)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"judul": ""}, "judul"),
        ({"judul": "a" * 81}, "judul"),
        ({"judul": "a\x00b"}, "judul"),
        ({"kampanye": " "}, "kampanye"),
        ({"alasan": "a" * 601}, "alasan"),
        ({"pokok": "\n \n"}, "pokok"),
        ({"pokok": "panjang " * 30}, "pokok"),
        ({"sumber": ""}, "sumber"),
        ({"sumber": "http://contoh.id"}, "sumber"),
        ({"sumber": "https://a.id\n" * 6}, "sumber"),
        ({"tagar": "#Air Bersih"}, "tagar"),
        ({"tagar": "#" + "a" * 60}, "tagar"),
        ({"tagar": ""}, "tagar"),
        ({"tautan": "http://contoh.id"}, "tautan"),
        ({"tautan": "https://"}, "tautan"),
        ({"tautan": "https://a@contoh.id/"}, "tautan"),
        ({"tautan": "javascript:alert(1)"}, "tautan"),
        ({"tautan": "https://[::1/"}, "tautan"),
        ({"penanda": ""}, "penanda"),
        ({"unit": ""}, "unit"),
        ({"zona": "PST"}, "zona"),
        ({"buka": "besok"}, "buka"),
        ({"buka": "2026-11-24T12:00+07:00"}, "buka"),
        ({"tutup": "9999-12-31T23:59"}, "tutup"),
        ({"tutup": "2026-11-24T12:00"}, "tutup"),
        ({"tutup": "2027-11-24T12:00"}, "tutup"),
        ({"buka": "2026-11-20T12:00", "tutup": "2026-11-21T12:00"}, "tutup"),
        ({"poin": "0"}, "poin"),
        ({"poin": "101"}, "poin"),
        ({"poin": "٣"}, "poin"),
        ({"batas": "21"}, "batas"),
        ({"batas": "-1"}, "batas"),
    ],
)
def test_each_wrong_field_is_named_with_a_sentence(changes: dict[str, str], field: str) -> None:
    found = wrong(**changes)
    assert list(found) == [field]
    assert found[field].endswith(".")


@pytest.mark.parametrize("platforms", [(), ("tiktok",), ("x", "tiktok")])
def test_only_platforms_that_are_switched_on(platforms: tuple[str, ...]) -> None:
    assert list(wrong(platforms)) == ["platform"]


def test_everything_wrong_is_told_at_once() -> None:
    empty = dict.fromkeys(GOOD, "")
    assert len(wrong((), **empty)) == len(GOOD)
