"""Names of units, their zones, and how they are called."""

from types import SimpleNamespace

import pytest

from app.units.naming import title
from app.units.wilayah import humanised, rows, zone_of


@pytest.mark.parametrize(
    ("shouted", "said"),
    [
        ("ACEH", "Aceh"),
        ("KABUPATEN ACEH SELATAN", "Kabupaten Aceh Selatan"),
        ("DKI JAKARTA", "DKI Jakarta"),
        ("DAERAH ISTIMEWA YOGYAKARTA", "DI Yogyakarta"),
        ("KABUPATEN PANGKAJENE DAN KEPULAUAN", "Kabupaten Pangkajene dan Kepulauan"),
        ("KOTA FIKTIF II", "Kota Fiktif II"),
        ("XIV KOTO", "XIV Koto"),
        ("KOTA BAU-BAU", "Kota Bau-Bau"),
        ("KI'E", "Ki'e"),
        ("Lebak Bulus", "Lebak Bulus"),
        ("IV Jurai", "IV Jurai"),
    ],
)
def test_shouted_names_are_humanised_and_others_stay(shouted: str, said: str) -> None:
    assert humanised(shouted) == said


@pytest.mark.parametrize(
    ("level", "name", "said"),
    [
        ("RANTING", "Lebak Bulus", "Ranting Lebak Bulus"),
        ("PAC", "Cilandak", "PAC Cilandak"),
        ("DPC", "Kota Administrasi Jakarta Selatan", "DPC Jakarta Selatan"),
        ("DPC", "Kabupaten Bandung", "DPC Kabupaten Bandung"),
        ("DPD", "DKI Jakarta", "DPD DKI Jakarta"),
        ("DPLN", "Kuala Lumpur", "DPLN Kuala Lumpur"),
        ("ANAK_RANTING", "RW 03", "Anak Ranting RW 03"),
        ("DPP", "Indonesia", "DPP"),
    ],
)
def test_a_unit_standing_alone_is_called_with_its_level(level: str, name: str, said: str) -> None:
    assert title(SimpleNamespace(level=level, name=name)) == said


def test_every_province_has_the_zone_its_people_live_by() -> None:
    zones = {
        "Asia/Makassar": "51 52 53 63 64 65 71 72 73 74 75 76",
        "Asia/Jayapura": "81 82 91 92 93 94 95 96",
        "Asia/Jakarta": "11 12 13 14 15 16 17 18 19 21 31 32 33 34 35 36 61 62",
    }
    expected = {code: zone for zone, codes in zones.items() for code in codes.split()}
    provinces = [row[0] for row in rows() if row[1] == "DPD"]
    assert {code: zone_of(code) for code in provinces} == expected
    assert zone_of("62.71.01.1001") == "Asia/Jakarta"
    assert zone_of("64.72") == "Asia/Makassar"
