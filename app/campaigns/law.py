"""What the law and decency ask of a challenge before it is published: one table with its sources.

Dated data: each point holds from the day on which its law does, and names where it was read. An
engineer's reading in our words, not advice; whoever publishes has read the challenge against it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.words import said


@dataclass(frozen=True)
class Point:
    """One thing to look for: in words for a person, with the articles, held from a day to a day."""

    key: str
    words: str
    articles: str
    since: date
    until: date | None
    source: str
    read_on: date


_ELECTIONS = date(2017, 8, 16)
_KUHP = date(2026, 1, 2)
_READ = date(2026, 11, 22)
_UU7 = "UU 7/2017 (LN 2017/182); Bawaslu"
_UU1 = "UU 1/2023 (KUHP)"

POINTS = (
    Point(
        "periksa_negara",
        said("Tidak mempersoalkan Pancasila, UUD 1945, atau keutuhan NKRI."),
        "UU 7/2017 pasal 280(1) huruf a, b",
        _ELECTIONS,
        None,
        _UU7,
        _READ,
    ),
    Point(
        "periksa_nada",
        said("Tidak menghina orang, suku, agama, ras, golongan, calon, atau peserta lain."),
        "UU 7/2017 pasal 280(1) huruf c; KUHP pasal 218, 240",
        _ELECTIONS,
        None,
        f"{_UU7}; {_UU1}",
        _READ,
    ),
    Point(
        "periksa_hasutan",
        said("Tidak menghasut, mengadu domba, mengancam, atau menganjurkan kekerasan."),
        "UU 7/2017 pasal 280(1) huruf d, e, f",
        _ELECTIONS,
        None,
        _UU7,
        _READ,
    ),
    Point(
        "periksa_atribut",
        said("Tidak merusak alat peraga dan tidak memakai tanda gambar peserta lain."),
        "UU 7/2017 pasal 280(1) huruf g, i",
        _ELECTIONS,
        None,
        _UU7,
        _READ,
    ),
    Point(
        "periksa_fasilitas",
        said("Tidak memakai fasilitas pemerintah, tempat ibadah, atau tempat pendidikan."),
        "UU 7/2017 pasal 280(1) huruf h",
        _ELECTIONS,
        None,
        _UU7,
        _READ,
    ),
    Point(
        "periksa_hadiah",
        said("Tidak menjanjikan uang, hadiah, atau barang."),
        "UU 7/2017 pasal 280(1) huruf j, pasal 521",
        _ELECTIONS,
        None,
        _UU7,
        _READ,
    ),
    Point(
        "periksa_pihak",
        said("Tidak melibatkan ASN, TNI, Polri, kepala desa, atau perangkat desa."),
        "UU 7/2017 pasal 280(2)",
        _ELECTIONS,
        None,
        _UU7,
        _READ,
    ),
    Point(
        "periksa_waktu",
        said("Ajakan memilih ditandai sebagai ajakan, dan tidak ada apa pun di masa tenang."),
        "UU 7/2017 pasal 276, 278, 492; PKPU 15/2023 pasal 79",
        _ELECTIONS,
        None,
        f"{_UU7}; PKPU 15/2023",
        _READ,
    ),
    Point(
        "periksa_fakta",
        said("Sumbernya sudah dibuka, dan faktanya benar serta utuh."),
        "KUHP pasal 263, 264",
        _KUHP,
        None,
        _UU1,
        _READ,
    ),
    Point(
        "periksa_pribadi",
        said(
            "Tidak membuka data pribadi atau foto orang tanpa izinnya, dan tidak melibatkan anak."
        ),
        "UU 27/2022 pasal 25, 65",
        date(2022, 10, 17),
        None,
        "UU 27/2022 (PDP)",
        _READ,
    ),
    Point(
        "periksa_salin",
        said("Tidak meminta kader menyalin teks."),
        "Aturan platform tentang unggahan yang dikoordinasi",
        _ELECTIONS,
        None,
        "Aturan keaslian X, Meta, dan TikTok",
        _READ,
    ),
)


def in_force(day: date) -> Sequence[Point]:
    """The points that hold on a day."""
    return [one for one in POINTS if one.since <= day and (one.until is None or day <= one.until)]
