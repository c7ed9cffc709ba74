"""What was typed about an activity, field by field. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from app.cadres.fields import Collected, line, note, text, whole
from app.errors import Refusal
from app.pictures.kept import ALT_MAX
from app.pictures.making import kind_of
from app.words import said

TITLE_MAX = 80
WORDS_MAX = 600
PLACE_MAX = 120
PEOPLE_MAX = 1_000_000
PHOTOS_MAX = 3
OLDEST = timedelta(days=31)  # a phone may have waited for days; last year's work is no news
EARLY = timedelta(minutes=10)  # clocks of phones differ

# What somebody agreed to is kept by its version: raise it with every change of the words. A phone
# may still show those of a while ago.
DECLARED = 1
# The last one is UU 7/2017, art. 280(1)(h), under which such places are not for campaigning.
DECLARATIONS = {
    "izin": said(
        "Orang yang dapat dikenali di foto setuju foto ini dilihat kader lain, juga sebagai gambar"
        " kalender seluruh partai."
    ),
    "anak": said("Tidak ada anak di bawah 18 tahun yang dapat dikenali di foto."),
    "tempat": said(
        "Tidak berkampanye dengan fasilitas pemerintah, tempat ibadah, atau tempat pendidikan"
        " (UU 7/2017, pasal 280 ayat (1) huruf h)."
    ),
}


@dataclass(frozen=True)
class Photo:
    """What was uploaded, and its words for those who cannot see it."""

    raw: bytes
    alt: str


@dataclass(frozen=True)
class ActivityForm:
    """An activity as typed, in values that can be kept; without a unit it is the own one's."""

    title: str
    words: str
    place: str
    people: int | None
    began_at: datetime
    unit_code: str
    declared: int
    photos: tuple[Photo, ...]


def read(
    typed: Mapping[str, str],
    photos: Sequence[Photo],
    ticked: Collection[str],
    zone: str,
    now: datetime,
) -> ActivityForm:
    """The form as values; times are meant in `zone`, where she lives. Raises Refusals."""
    got = Collected()
    values: dict[str, Any] = {
        "title": got.read(line, typed.get("judul", ""), TITLE_MAX, "judul"),
        "words": got.read(text, typed.get("cerita", ""), WORDS_MAX, "cerita"),
        "place": got.read(note, typed.get("tempat_acara", ""), PLACE_MAX, "tempat_acara"),
        "people": got.read(_people, typed.get("orang", "")),
        "began_at": got.read(
            _began, typed.get("tanggal", ""), typed.get("jam", ""), ZoneInfo(zone), now
        ),
        "unit_code": got.read(note, typed.get("unit", ""), 40, "unit"),
        "declared": got.read(_version, typed.get("pernyataan", "")),
        "photos": tuple(
            found
            for number, photo in enumerate(photos, 1)
            if (found := got.read(_photo, number, photo)) is not None
        ),
    }
    for name in DECLARATIONS:
        got.read(_declared, name, name in ticked)
    got.settle()
    return ActivityForm(**values)


def _people(typed: str) -> int | None:
    words = said("Isi dengan angka, atau biarkan kosong.")
    return whole(typed, 1, PEOPLE_MAX, words, "orang") if typed.strip() else None


def _began(day: str, hour: str, zone: ZoneInfo, now: datetime) -> datetime:
    try:
        began = datetime.fromisoformat(f"{day.strip()}T{hour.strip()}")
        if began.tzinfo is not None or len(day.strip()) != 10:
            raise ValueError(day)
        began = began.replace(tzinfo=zone)
        late, early = began > now + EARLY, began < now - OLDEST
    except (ValueError, OverflowError):
        raise Refusal("moment", said("Isi tanggal dan jam."), "tanggal") from None
    if late:
        raise Refusal("moment", said("Kegiatan yang dilaporkan sudah berlangsung."), "tanggal")
    if early:
        words = said("Paling lama %(days)s hari yang lalu.", days=OLDEST.days)
        raise Refusal("moment", words, "tanggal")
    return began


def _photo(number: int, photo: Photo) -> Photo | None:
    """The first has to be there; the others may stay empty, with their words."""
    field, alt_field = f"foto{number}", f"alt{number}"
    alt = note(photo.alt, ALT_MAX, alt_field)
    if not photo.raw and not alt and number > 1:
        return None
    try:
        kind_of(photo.raw)
    except Refusal as refusal:
        raise Refusal(refusal.code, refusal.words, field) from None
    if not alt:
        words = said("Tulis apa yang tampak di foto, untuk yang tidak dapat melihatnya.")
        raise Refusal("alt_missing", words, alt_field)
    return Photo(photo.raw, alt)


def _version(typed: str) -> int:
    words = said("Buka lagi formulirnya; pernyataannya sudah berubah.")
    return whole(typed, 1, DECLARED, words, "izin")


def _declared(name: str, ticked: bool) -> None:
    if not ticked:
        raise Refusal("declaration", said("Centang bila benar demikian."), name)
