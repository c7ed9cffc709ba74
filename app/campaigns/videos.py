"""Videos of strangers made harmless as far as that goes without decoding them. Pure.

An MP4 is a tree of boxes (ISO/IEC 14496-12). What plays it stays; every box that only tells of it
(place, phone, titles, previews) is overwritten by zeros in place, so that no offset moves, and
moments of filming are set to zero. Pictures and sound themselves are not made anew, nor smaller:
whoever uploads brings a size for phones.
"""

import hashlib
import struct
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from app.errors import Refusal
from app.words import said

BYTES_MAX = 8 * 1024 * 1024
SIDE_MAX = 1280  # pixels of the longer side
SECONDS_MAX = 180
FIELD = "video"
BRANDS = frozenset(
    {b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V "}
)
TOP = frozenset({b"ftyp", b"moov", b"mdat"})
# What stays inside of a box; everything else in it becomes `free`.
KEPT: dict[bytes, frozenset[bytes]] = {
    b"moov": frozenset({b"mvhd", b"trak"}),
    b"trak": frozenset({b"tkhd", b"mdia", b"edts"}),
    b"edts": frozenset({b"elst"}),
    b"mdia": frozenset({b"mdhd", b"hdlr", b"minf"}),
    b"minf": frozenset({b"vmhd", b"smhd", b"dinf", b"stbl"}),
    b"dinf": frozenset({b"dref"}),
    b"stbl": frozenset(
        {b"stsd", b"stts", b"ctts", b"cslg", b"stss", b"stsc", b"stsz", b"stz2", b"stco", b"co64"}
        | {b"sdtp", b"sbgp", b"sgpd"}
    ),
}
CODECS = {b"vide": frozenset({b"avc1", b"avc3"}), b"soun": frozenset({b"mp4a"})}
DATED = frozenset({b"mvhd", b"tkhd", b"mdhd"})


@dataclass(frozen=True)
class Video:
    """A video as it is served; its digest is part of its address."""

    body: bytes
    width: int
    height: int
    seconds: int

    @property
    def digest(self) -> str:
        """Names what it holds."""
        return hashlib.sha256(self.body).hexdigest()[:16]


@dataclass(frozen=True)
class Box:
    """Where a box lies: its kind, where its content begins, and where it ends."""

    kind: bytes
    start: int
    inside: int
    end: int


def cleaned(raw: bytes) -> Video:
    """The same film without what tells of whoever made it.

    Raises Refusal for anything but an MP4 with one H.264 picture and at most one AAC sound, of a
    size and length for phones.
    """
    _refuse_unlikely(raw)
    body = bytearray(raw)
    try:
        top = list(_boxes(body, 0, len(body)))
        for one in top:
            if one.kind not in TOP:
                _blank(body, one)
        moov = _only(top, b"moov")
        if not any(one.kind == b"mdat" for one in top):
            raise _broken()
        _clean(body, moov)
        width, height = _tracks(body, moov)
        seconds = _seconds(body, _only(_boxes(body, moov.inside, moov.end), b"mvhd"))
    except (struct.error, IndexError, RecursionError):
        raise _broken() from None
    _refuse_large(width, height, seconds)
    return Video(bytes(body), width, height, seconds)


def _refuse_unlikely(raw: bytes) -> None:
    if not raw:
        raise Refusal("video_missing", said("Pilih satu video."), FIELD)
    if len(raw) > BYTES_MAX:
        words = said("Video paling besar %(mb)s MB. Perkecil dulu.", mb=BYTES_MAX // 1024**2)
        raise Refusal("video_large", words, FIELD)
    if raw[4:8] != b"ftyp" or raw[8:12] not in BRANDS:
        raise Refusal("video_kind", said("Unggah video MP4 (H.264 dan AAC)."), FIELD)


def _refuse_large(width: int, height: int, seconds: int) -> None:
    if max(width, height) > SIDE_MAX or min(width, height) < 120:
        words = said("Sisi terpanjang video paling banyak %(n)s piksel.", n=SIDE_MAX)
        raise Refusal("video_pixels", words, FIELD)
    if seconds > SECONDS_MAX:
        words = said("Video paling lama %(n)s detik.", n=SECONDS_MAX)
        raise Refusal("video_long", words, FIELD)


def _broken() -> Refusal:
    return Refusal("video_broken", said("Video ini rusak, terpotong, atau bukan MP4."), FIELD)


def _boxes(body: bytearray, start: int, end: int) -> Iterator[Box]:
    """The boxes that lie side by side there. Raises Refusal where their sizes do not add up."""
    at = start
    while at < end:
        if end - at < 8:
            raise _broken()
        size, kind = struct.unpack_from(">I4s", body, at)
        inside = at + 8
        if size == 1:
            (size,) = struct.unpack_from(">Q", body, inside)
            inside += 8
        elif size == 0:
            size = end - at
        if size < inside - at or at + size > end:
            raise _broken()
        yield Box(kind, at, inside, at + size)
        at += size


def _only(boxes: Collection[Box] | Iterator[Box], kind: bytes) -> Box:
    found = [one for one in boxes if one.kind == kind]
    if len(found) != 1:
        raise _broken()
    return found[0]


def _blank(body: bytearray, box: Box) -> None:
    body[box.start + 4 : box.start + 8] = b"free"
    body[box.inside : box.end] = bytes(box.end - box.inside)


def _clean(body: bytearray, box: Box) -> None:
    for one in list(_boxes(body, box.inside, box.end)):
        if one.kind not in KEPT[box.kind]:
            _blank(body, one)
        elif one.kind in KEPT:
            _clean(body, one)
        elif one.kind in DATED:
            wide = body[one.inside] == 1
            body[one.inside + 4 : one.inside + (20 if wide else 12)] = bytes(16 if wide else 8)
        elif one.kind == b"hdlr":
            body[one.inside + 24 : one.end] = bytes(one.end - one.inside - 24)


def _tracks(body: bytearray, moov: Box) -> tuple[int, int]:
    """Sides of the picture. Other tracks, such as one that tells where it was filmed, would keep
    their content in the file: refused."""
    sides: list[tuple[int, int]] = []
    sounds = 0
    for trak in (one for one in _boxes(body, moov.inside, moov.end) if one.kind == b"trak"):
        handler, codec = _media(body, trak)
        if handler not in CODECS:
            words = said("Video memuat lebih dari gambar dan suara. Simpan ulang dari galeri HP.")
            raise Refusal("video_tracks", words, FIELD)
        if codec not in CODECS[handler]:
            raise Refusal("video_codec", said("Simpan video sebagai MP4 H.264 dan AAC."), FIELD)
        sounds += handler == b"soun"
        if handler == b"vide":
            tkhd = _only(_boxes(body, trak.inside, trak.end), b"tkhd")
            width, height = struct.unpack_from(">II", body, tkhd.end - 8)
            sides.append((width >> 16, height >> 16))
    if len(sides) != 1 or sounds > 1:
        raise _broken()
    return sides[0]


def _media(body: bytearray, trak: Box) -> tuple[bytes, bytes]:
    """What a track is of, and how it is coded."""
    mdia = _only(_boxes(body, trak.inside, trak.end), b"mdia")
    hdlr = _only(_boxes(body, mdia.inside, mdia.end), b"hdlr")
    minf = _only(_boxes(body, mdia.inside, mdia.end), b"minf")
    stbl = _only(_boxes(body, minf.inside, minf.end), b"stbl")
    stsd = _only(_boxes(body, stbl.inside, stbl.end), b"stsd")
    (number,) = struct.unpack_from(">I", body, stsd.inside + 4)
    if number != 1:
        raise _broken()
    return bytes(body[hdlr.inside + 8 : hdlr.inside + 12]), bytes(
        body[stsd.inside + 12 : stsd.inside + 16]
    )


def _seconds(body: bytearray, mvhd: Box) -> int:
    if body[mvhd.inside] == 1:
        scale, length = struct.unpack_from(">IQ", body, mvhd.inside + 20)
    else:
        scale, length = struct.unpack_from(">II", body, mvhd.inside + 12)
    if not scale or not length:
        raise _broken()
    return -(-length // scale)
