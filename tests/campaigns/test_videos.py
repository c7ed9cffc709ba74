"""Videos: what plays stays, what tells of whoever made it goes, everything else is refused."""

import struct

import pytest

from app.campaigns.videos import BYTES_MAX, cleaned
from app.errors import Refusal

PLACE = b"+06.1754+106.8272/"
PHONE = b"HP Rahasia 12"


def box(kind: bytes, *parts: bytes) -> bytes:
    content = b"".join(parts)
    return struct.pack(">I4s", 8 + len(content), kind) + content


def track(handler: bytes, codec: bytes, width: int = 0, height: int = 0) -> bytes:
    dates = struct.pack(">II", 3_900_000_000, 3_900_000_000)
    tkhd = box(
        b"tkhd", b"\0\0\0\7", dates, bytes(64), struct.pack(">II", width << 16, height << 16)
    )
    mdhd = box(b"mdhd", bytes(4), dates, struct.pack(">II", 1000, 9000), bytes(4))
    hdlr = box(b"hdlr", bytes(8), handler, bytes(12), PHONE, b"\0")
    stsd = box(b"stsd", bytes(4), struct.pack(">I", 1), box(codec, bytes(70)))
    stbl = box(b"stbl", stsd, box(b"stco", bytes(8)))
    minf = box(b"minf", box(b"vmhd", bytes(12)), box(b"dinf", box(b"dref", bytes(8))), stbl)
    return box(b"trak", tkhd, box(b"mdia", mdhd, hdlr, minf), box(b"udta", PHONE))


def film(
    *tracks: bytes, width: int = 480, height: int = 848, seconds: int = 9, brand: bytes = b"isom"
) -> bytes:
    dates = struct.pack(">II", 3_900_000_000, 3_900_000_000)
    length = struct.pack(">II", 1000, seconds * 1000)
    mvhd = box(b"mvhd", bytes(4), dates, length, bytes(80))
    shown = tracks or (track(b"vide", b"avc1", width, height), track(b"soun", b"mp4a"))
    told = box(b"udta", box(b"\xa9xyz", PLACE), box(b"meta", PHONE))
    moov = box(b"moov", mvhd, *shown, told)
    return b"".join(
        [
            box(b"ftyp", brand, bytes(4), b"isommp42"),
            box(b"uuid", PLACE * 2),
            moov,
            box(b"mdat", b"gambar dan suara" * 64),
        ]
    )


def test_what_plays_stays_where_it_was_and_what_tells_is_gone() -> None:
    raw = film()
    made = cleaned(raw)
    assert (made.width, made.height, made.seconds) == (480, 848, 9)
    assert len(made.body) == len(raw)
    assert made.body.index(b"gambar dan suara") == raw.index(b"gambar dan suara")
    for told in (PLACE, PHONE, struct.pack(">I", 3_900_000_000), b"udta", b"uuid", b"meta"):
        assert told in raw
        assert told not in made.body
    assert cleaned(made.body).body == made.body


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "video_missing"),
        (b"\x89PNG\r\n\x1a\n" + bytes(64), "video_kind"),
        (film(brand=b"qt  "), "video_kind"),
        (film() + bytes(BYTES_MAX), "video_large"),
        (film(width=1920, height=1080), "video_pixels"),
        (film(seconds=999), "video_long"),
        (film(track(b"vide", b"hvc1", 480, 848)), "video_codec"),
        (film(track(b"vide", b"avc1", 480, 848), track(b"meta", b"mebx")), "video_tracks"),
        (film(track(b"soun", b"mp4a")), "video_broken"),
        (film()[:-500], "video_broken"),
        (film()[:200], "video_broken"),
        (box(b"ftyp", b"isom", bytes(4)), "video_broken"),
        (box(b"ftyp", b"isom", bytes(4)) + b"\xff\xff\xff\xffmoov", "video_broken"),
    ],
)
def test_whatever_is_no_film_for_a_phone_is_refused_with_words(raw: bytes, code: str) -> None:
    with pytest.raises(Refusal, match=code):
        cleaned(raw)


def test_no_cut_and_no_flipped_byte_raises_anything_but_a_refusal() -> None:
    raw = film()
    for at in range(0, len(raw) - 1024, 3):
        for hurt in (raw[:at], raw[:at] + bytes([raw[at] ^ 0xFF]) + raw[at + 1 :]):
            try:
                cleaned(hurt)
            except Refusal:
                continue
