"""Videos: what plays stays, what tells of whoever made it goes, everything else is refused.

The film is a real one, coded and put together by FFmpeg (`tests/data/make_film.py`) with what
phones write into theirs.
"""

import struct
from pathlib import Path

import pytest

from app.campaigns.videos import BYTES_MAX, cleaned
from app.cli.seed_pictures import FILM
from app.errors import Refusal

RAW = FILM.read_bytes()
PIECES = Path(__file__).parents[1] / "data/pieces.mp4"
PLACE, PHONE = b"06.1754", b"HP Rahasia 12"
SAMPLES = RAW.index(b"mdat") - 4
TABLES = RAW.index(b"moov") - 4


def changed(old: bytes, new: bytes, times: int = -1) -> bytes:
    """The film with these bytes of its tables replaced; none of them moves."""
    assert old in RAW[TABLES:]
    assert len(old) == len(new)
    return RAW[:TABLES] + RAW[TABLES:].replace(old, new, times)


def pair(first: int, second: int) -> bytes:
    return struct.pack(">II", first, second)


SIDES = pair(480 << 16, 848 << 16)
UPRIGHT, TURNED = (
    struct.pack(">5i", 65536, 0, 0, 0, 65536),
    struct.pack(">5i", 0, 65536, 0, -65536, 0),
)
LENGTH = RAW[TABLES + 28 : TABLES + 36]  # of `mvhd`: thousandths, and how many
XMP = struct.pack(">I4s", 8 + 32, b"uuid") + b"<x:xmpmeta>" + PLACE.ljust(21)


def test_what_plays_stays_where_it_was_and_what_tells_is_gone() -> None:
    made = cleaned(RAW + XMP)
    assert (made.width, made.height, made.seconds) == (480, 848, 6)
    assert len(made.body) == len(RAW + XMP)
    for told in (PLACE, PHONE, b"udta", b"loci", b"uuid", b"Handler", b"x264", b"Lavf"):
        assert told in RAW + XMP
        assert told not in made.body
    assert made.body.count(b"elst") == RAW.count(b"elst") == 2
    assert cleaned(made.body).body == made.body


def test_of_the_data_only_what_a_track_plays_stays_as_it_was() -> None:
    """The first picture has a message of its coder before it; all the rest is the same."""
    made = cleaned(RAW).body
    differ = [at for at in range(SAMPLES, TABLES) if made[at] != RAW[at]]
    first = SAMPLES + 8
    (message,) = struct.unpack_from(">I", RAW, first)
    assert RAW[first + 4 : first + 7] == b"\x06\x05\xff"
    assert made[first + 4 : first + 6] == b"\x0c\xff"
    assert differ
    assert set(differ) <= set(range(first + 4, first + 4 + message))
    left = struct.pack(">I4s", 8 + len(PLACE), b"mdat") + PLACE
    assert cleaned(RAW + left).body == made + left[:8] + bytes(len(PLACE))
    with pytest.raises(Refusal, match="video_broken"):
        cleaned(RAW[:SAMPLES] + struct.pack(">I4s", 8, b"free") + RAW[SAMPLES:])  # tables miss it


def test_a_film_that_was_turned_has_the_sides_it_is_shown_with() -> None:
    lying = RAW[:TABLES] + RAW[TABLES:].replace(SIDES, pair(848 << 16, 480 << 16))
    at = lying.index(b"tkhd", TABLES)
    turned = lying[:at] + lying[at:].replace(UPRIGHT, TURNED, 1)
    assert (cleaned(lying).width, cleaned(lying).height) == (848, 480)
    assert (cleaned(turned).width, cleaned(turned).height) == (480, 848)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "video_missing"),
        (b"\x89PNG\r\n\x1a\n" + bytes(64), "video_kind"),
        (RAW[:8] + b"qt  " + RAW[12:], "video_kind"),
        (RAW + bytes(BYTES_MAX), "video_large"),
        (changed(SIDES, pair(1920 << 16, 1080 << 16)), "video_pixels"),
        (changed(LENGTH, pair(1000, 999_000)), "video_long"),
        (changed(b"avc1", b"hvc1"), "video_codec"),
        (changed(b"mp4a", b".mp3"), "video_codec"),
        (changed(b"soun", b"meta"), "video_tracks"),
        (changed(b"vide", b"soun").replace(b"avc1", b"mp4a"), "video_broken"),
        (changed(b"url \0\0\0\1", b"url \0\0\0\0"), "video_broken"),
        (PIECES.read_bytes(), "video_pieces"),
        (RAW[:-500], "video_broken"),
        (RAW[:TABLES], "video_broken"),
        (RAW[:200], "video_broken"),
        (RAW[:32] + b"\xff\xff\xff\xffmoov", "video_broken"),
    ],
)
def test_whatever_is_no_film_for_a_phone_is_refused_with_words(raw: bytes, code: str) -> None:
    with pytest.raises(Refusal, match=code):
        cleaned(raw)


def test_no_cut_and_no_flipped_byte_raises_anything_but_a_refusal() -> None:
    places = [*range(0, SAMPLES + 900, 61), *range(TABLES, len(RAW), 37)]
    for at in places:
        for hurt in (RAW[:at], RAW[:at] + bytes([RAW[at] ^ 0xFF]) + RAW[at + 1 :]):
            try:
                cleaned(hurt)
            except Refusal:
                continue
