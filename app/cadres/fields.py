"""Reading what people typed, field by field, so that a form names every wrong field at once."""

import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from typing import TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from app.cadres.models import NAME_MAX
from app.errors import Refusal, Refusals
from app.words import said

ADULT_YEARS = 18
OLDEST_YEARS = 120
NEVER_IN_TEXT = ("Cc", "Cs", "Cn", "Zl", "Zp")
Found = TypeVar("Found")


class Collected:
    """Keeps the refusals of several fields until all have been read."""

    def __init__(self) -> None:
        self.parts: list[Refusal] = []

    def read(self, reader: Callable[..., Found], *values: object) -> Found | None:
        """What the reader made of the values, or None with its refusal kept."""
        try:
            return reader(*values)
        except Refusal as refusal:
            self.parts.append(refusal)
            return None

    def settle(self) -> None:
        """Raise what was collected, if anything."""
        if self.parts:
            raise Refusals(self.parts)


def person_name(typed: str) -> str:
    """A name as typed, without blanks at its ends: apostrophes, emoji and marks of any script stay.

    Refused: empty, longer than the column, control characters, no letter at all.
    """
    found = typed.strip()
    if not found:
        raise Refusal("name_missing", "Tulis nama Anda.", "nama")
    if len(found) > NAME_MAX:
        raise Refusal("name_long", said("Nama paling banyak %(n)s karakter.", n=NAME_MAX), "nama")
    kinds = [unicodedata.category(sign) for sign in found]
    if any(kind in NEVER_IN_TEXT for kind in kinds):
        words = said("Nama memuat karakter yang tidak dapat ditampilkan. Hapus, lalu ketik ulang.")
        raise Refusal("name_control", words, "nama")
    if not any(kind.startswith("L") for kind in kinds):
        raise Refusal("name_letters", "Nama perlu memuat huruf.", "nama")
    return found


def birth_date(typed: str, today: date) -> date:
    """The date of birth (`YYYY-MM-DD`) of somebody who is 18 on the party's day `today`."""
    try:
        born = date.fromisoformat(typed.strip())
    except ValueError:
        words = said("Tulis tanggal lahir lengkap: tanggal, bulan, tahun.")
        raise Refusal("birth_date", words, "lahir") from None
    if born > today or today.year - born.year > OLDEST_YEARS:
        raise Refusal("birth_date", "Periksa lagi tahun lahirnya.", "lahir")
    if age(born, today) < ADULT_YEARS:
        words = said(
            "Gelanggang hanya untuk orang berusia %(years)s tahun ke atas.",
            years=ADULT_YEARS,
        )
        raise Refusal("under_age", words, "lahir")
    return born


def age(born: date, today: date) -> int:
    """Whole years lived; somebody born on 29 February has the birthday on 1 March."""
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def whole(typed: str, low: int, high: int, words: str, field: str) -> int:
    """A whole number from `low` to `high`, both included."""
    digits = typed.strip()
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 9):
        raise Refusal("whole_number", words, field)
    if not low <= int(digits) <= high:
        raise Refusal("whole_number", words, field)
    return int(digits)


def note(typed: str, longest: int, field: str) -> str:
    """A short line of text, possibly empty, without control characters."""
    found = typed.strip()
    if len(found) > longest:
        raise Refusal(
            "text_long", said("Paling banyak %(longest)s karakter.", longest=longest), field
        )
    if any(unicodedata.category(sign) in NEVER_IN_TEXT for sign in found):
        raise Refusal("text_control", "Hapus karakter yang tidak dapat ditampilkan.", field)
    return found


def line(typed: str, longest: int, field: str) -> str:
    """A short line of text that has to be there."""
    found = note(typed, longest, field)
    if not found:
        raise Refusal("empty", "Wajib diisi.", field)
    return found


def text(typed: str, longest: int, field: str) -> str:
    """Lines of text that have to be there, without control characters."""
    found = typed.replace("\r\n", "\n").strip()
    if not found:
        raise Refusal("empty", "Wajib diisi.", field)
    if len(found) > longest:
        raise Refusal(
            "text_long", said("Paling banyak %(longest)s karakter.", longest=longest), field
        )
    if any(unicodedata.category(sign) in NEVER_IN_TEXT for sign in found if sign != "\n"):
        raise Refusal("text_control", "Hapus karakter yang tidak dapat ditampilkan.", field)
    return found


def web_address(typed: str, longest: int, field: str) -> str:
    """A whole https address, possibly empty."""
    found = note(typed, longest, field)
    if not found:
        return ""
    words = said("Tulis tautan lengkap yang diawali https://.")
    try:
        parts = urlsplit(found)
        host = parts.hostname or ""
    except ValueError:
        raise Refusal("link", words, field) from None
    if parts.scheme != "https" or "." not in host or "@" in parts.netloc or " " in found:
        raise Refusal("link", words, field)
    return found


def moment(typed: str, zone: ZoneInfo | None, field: str) -> datetime | None:
    """A local date and time in the zone chosen, as the UTC moment it means; None without a zone.

    Raises Refusal for anything but a date and time of these decades.
    """
    try:
        local = datetime.fromisoformat(typed.strip())
        if local.tzinfo is not None or not 2020 <= local.year <= 2100:
            raise ValueError(typed)
    except ValueError:
        raise Refusal("moment", "Isi tanggal dan jam.", field) from None
    return None if zone is None else local.replace(tzinfo=zone)
