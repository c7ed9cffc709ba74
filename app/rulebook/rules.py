"""The kinds of rules, the numbers each has with the range people may choose from, and what holds
until they choose. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from app.providers.links import SHAPES
from app.words import said


@dataclass(frozen=True)
class Number:
    """One number of a rule: its words, the least and the most it may be, and why it is as it is."""

    words: str
    least: int
    most: int
    why: str = ""


@dataclass(frozen=True)
class Switch:
    """A yes or no of a rule, kept as 1 or 0."""

    words: str
    why: str = ""


@dataclass(frozen=True)
class Several:
    """Those of some things that a rule allows, at least one."""

    words: str
    of: tuple[str, ...]
    why: str = ""


Part = Number | Switch | Several


@dataclass(frozen=True)
class Rule:
    """The numbers of one version, and the party day since which it holds."""

    version: int
    since: date
    numbers: Mapping[str, Any]

    def __getitem__(self, name: str) -> int:
        return int(self.numbers[name])

    def several(self, name: str) -> tuple[str, ...]:
        """What a part of the kind `Several` allows."""
        return tuple(self.numbers[name])


DAILY_CAP_MOST = 500
WHERE = (*(shape.provider for shape in SHAPES), "website")
NUMBERS: Mapping[str, Mapping[str, Part]] = {
    "points": {
        "daily_cap": Number(
            said("Poin unggahan paling banyak per kader per hari"), 50, DAILY_CAP_MOST
        ),
        "arrival_factor": Number(said("Pengali akar jumlah orang yang datang"), 0, 5),
        "arrival_cap": Number(said("Poin kunjungan paling banyak per kader per hari"), 0, 50),
        "manual_most": Number(
            said("Poin tambahan paling banyak sekali beri"),
            0,
            100,
            said("Sekitar dua unggahan. Dengan 0, poin hanya datang dari yang diperiksa."),
        ),
        "manual_month": Number(
            said("Poin tambahan paling banyak per kader per bulan"),
            0,
            300,
            said("Kerja di luar platform dihargai, tetapi tidak menentukan papan."),
        ),
    },
    "local": {
        "live_pac": Number(
            said("Tantangan satu PAC yang terbuka bersamaan"),
            0,
            10,
            said("Satu cukup bagi kecamatan. Dengan 0, PAC tidak membuat tantangan."),
        ),
        "live_dpc": Number(
            said("Tantangan satu DPC yang terbuka bersamaan"),
            0,
            10,
            said("Lebih dari dua menutupi tantangan DPP. Dengan 0, DPC tidak membuat tantangan."),
        ),
        "live_dpd": Number(
            said("Tantangan satu DPD yang terbuka bersamaan"),
            0,
            10,
            said("Provinsi punya lebih banyak urusan. Dengan 0, DPD tidak membuat tantangan."),
        ),
        "points_most": Number(
            said("Poin satu unggahan paling banyak"),
            1,
            100,
            said("Di bawah tantangan DPP yang biasa, agar arah kampanye tetap dari pusat."),
        ),
        "weekly_cap": Number(
            said("Poin tantangan lokal paling banyak per kader per minggu"),
            1,
            500,
            said(
                "Tiga unggahan penuh. Unit tidak dapat menaikkan papannya sendiri dengan "
                "tantangan buatan sendiri."
            ),
        ),
        "days_most": Number(
            said("Masa paling lama, hari"),
            1,
            90,
            said(
                "Urusan setempat yang dekat waktunya; yang lama ditulis ulang dan diperiksa lagi."
            ),
        ),
        "providers": Several(
            said("Platform yang boleh dipakai"),
            WHERE,
            said("Hanya yang juga diizinkan aturan platform."),
        ),
        "videos": Switch(
            said("Bahan boleh memuat video"),
            said("Video sulit diralat sesudah tersebar, jadi hanya dari DPP."),
        ),
    },
}
_BEGAN = date(2026, 1, 1)
NO_MANUAL = {"manual_most": 0, "manual_month": 0}
MANUAL = {"manual_most": 20, "manual_month": 40}
# Version 1 knew shares alone; 2 added the people whom a cadre brings to the party's pages.
LAID_DOWN: Mapping[str, tuple[Rule, ...]] = {
    "points": (
        Rule(1, _BEGAN, {"daily_cap": 200, "arrival_factor": 0, "arrival_cap": 0, **NO_MANUAL}),
        Rule(2, _BEGAN, {"daily_cap": 200, "arrival_factor": 1, "arrival_cap": 10, **MANUAL}),
    ),
    "local": (
        Rule(
            1,
            _BEGAN,
            {
                "live_pac": 1,
                "live_dpc": 2,
                "live_dpd": 3,
                "points_most": 15,
                "weekly_cap": 45,
                "days_most": 14,
                "providers": WHERE,
                "videos": 0,
            },
        ),
    ),
}


def next_monday(day: date) -> date:
    """The first day of the next week: a version that is confirmed on a Monday waits a week, too."""
    return day + timedelta(days=7 - day.weekday())
