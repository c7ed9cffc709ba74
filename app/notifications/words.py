"""Everything that is ever told, in one table: the kinds of notices and their words."""

from dataclasses import dataclass

from app.words import said


@dataclass(frozen=True)
class Kind:
    """What is told; `room` is the first part of the address of what it tells of."""

    words: str
    room: str
    icon: str


KINDS: dict[str, Kind] = {
    "verified": Kind(said("Kiriman Anda terverifikasi"), "kiriman", "check"),
    "rejected": Kind(said("Kiriman Anda ditolak"), "kiriman", "x"),
    "reversed": Kind(said("Poin kiriman Anda ditarik"), "kiriman", "minus"),
    "opened": Kind(said("Tantangan baru untuk unit Anda"), "tantangan", "target-arrow"),
}
