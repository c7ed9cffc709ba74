"""Videos of strangers made harmless as far as that goes without decoding them. Pure.

An MP4 is a tree of boxes (ISO/IEC 14496-12). What plays it stays; every box that only tells of it
(place, phone, titles, previews) is overwritten by zeros in place, so that no offset moves, as is
what lies between pictures and sounds (`video_samples.py`), and moments of filming are set to zero.
Pictures and sound themselves are not made anew, nor smaller: whoever uploads brings a size for
phones. What an AAC coder says of itself among its bits (its own name, as a rule) stays.
"""

import hashlib
import struct
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from app.campaigns.video_samples import Unreadable, samples, silence
from app.errors import Refusal
from app.words import said

BYTES_MAX = 8 * 1024 * 1024
SIDE_MAX = 1280  # pixels of the longer side
SECONDS_MAX = 180
PLACES_MAX = 8  # boxes with data: one as a rule
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
# Of how a sample is coded: its fields before the boxes inside of it, and which of these stay.
CODED = {
    b"avc1": (78, frozenset({b"avcC", b"pasp", b"colr", b"btrt", b"clap"})),
    b"avc3": (78, frozenset({b"avcC", b"pasp", b"colr", b"btrt", b"clap"})),
    b"mp4a": (28, frozenset({b"esds", b"btrt"})),
}
CODER = slice(42, 74)  # of a picture's fields: the name of what coded it
ITSELF = b"\0\0\0\0\0\0\0\1\0\0\0\x0curl \0\0\0\1"  # data lie in this file
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


@dataclass(frozen=True)
class Track:
    """What it is of, how it is coded, and the boxes that say so."""

    handler: bytes
    codec: bytes
    coding: Box
    tkhd: Box
    stbl: Box


def cleaned(raw: bytes) -> Video:
    """The same film without what tells of whoever made it.

    Raises Refusal for anything but an MP4 with one H.264 picture and at most one AAC sound, of a
    size and length for phones.
    """
    _refuse_unlikely(raw)
    body = bytearray(raw)
    try:
        top = list(_boxes(body, 0, len(body)))
        moov = _only(top, b"moov")
        _refuse_pieces(body, top, moov)
        for one in top:
            if one.kind not in TOP:
                _blank(body, one)
        _clean(body, moov)
        tracks = _tracks(body, moov)
        _keep_samples(body, [one for one in top if one.kind == b"mdat"], tracks)
        width, height = _sides(body, tracks)
        seconds = _seconds(body, _only(_boxes(body, moov.inside, moov.end), b"mvhd"))
    except (struct.error, LookupError, RecursionError, Unreadable):
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


def _refuse_pieces(body: bytearray, top: Collection[Box], moov: Box) -> None:
    """A film in fragments (8.8) has its tables in each of them, and no length at its head."""
    inside = _boxes(body, moov.inside, moov.end)
    if any(one.kind == b"moof" for one in top) or any(one.kind == b"mvex" for one in inside):
        words = said("Video ini tersimpan dalam potongan, seperti siaran. Simpan ulang dari HP.")
        raise Refusal("video_pieces", words, FIELD)


def _tracks(body: bytearray, moov: Box) -> list[Track]:
    """The picture and at most one sound, cleaned. Other tracks, such as one that tells where it
    was filmed, would keep their content in the file: refused."""
    found = []
    for trak in (one for one in _boxes(body, moov.inside, moov.end) if one.kind == b"trak"):
        track = _track(body, trak)
        if track.handler not in CODECS:
            words = said("Video memuat lebih dari gambar dan suara. Simpan ulang dari galeri HP.")
            raise Refusal("video_tracks", words, FIELD)
        if track.codec not in CODECS[track.handler]:
            raise Refusal("video_codec", said("Simpan video sebagai MP4 H.264 dan AAC."), FIELD)
        _clean_coding(body, track)
        found.append(track)
    kinds = sorted(one.handler for one in found)
    if kinds not in ([b"vide"], [b"soun", b"vide"]):
        raise _broken()
    return found


def _track(body: bytearray, trak: Box) -> Track:
    """What a track is of, how it is coded, and where its tables are."""
    mdia = _only(_boxes(body, trak.inside, trak.end), b"mdia")
    hdlr = _only(_boxes(body, mdia.inside, mdia.end), b"hdlr")
    minf = _only(_boxes(body, mdia.inside, mdia.end), b"minf")
    dinf = _only(_boxes(body, minf.inside, minf.end), b"dinf")
    dref = _only(_boxes(body, dinf.inside, dinf.end), b"dref")
    stbl = _only(_boxes(body, minf.inside, minf.end), b"stbl")
    stsd = _only(_boxes(body, stbl.inside, stbl.end), b"stsd")
    coding = list(_boxes(body, stsd.inside + 8, stsd.end))
    if len(coding) != 1 or body[dref.inside : dref.end] != ITSELF:
        raise _broken()
    handler = bytes(body[hdlr.inside + 8 : hdlr.inside + 12])
    tkhd = _only(_boxes(body, trak.inside, trak.end), b"tkhd")
    return Track(handler, coding[0].kind, coding[0], tkhd, stbl)


def _clean_coding(body: bytearray, track: Track) -> None:
    fields, kept = CODED[track.codec]
    first = track.coding.inside
    if track.handler == b"vide":
        body[first + CODER.start : first + CODER.stop] = bytes(CODER.stop - CODER.start)
    for one in list(_boxes(body, first + fields, track.coding.end)):
        if one.kind not in kept:
            _blank(body, one)


def _keep_samples(body: bytearray, places: Collection[Box], tracks: Collection[Track]) -> None:
    """Of the data only what a track plays. Raises Refusal for what lies elsewhere."""
    if len(places) > PLACES_MAX:
        raise _broken()
    kept = bytearray(len(body))
    for track in tracks:
        width = _nal_width(body, track) if track.handler == b"vide" else 0
        found = _samples(body, track)
        if sum(length for _, length in found) > len(body):
            raise _broken()
        for start, length in found:
            if not any(one.inside <= start and start + length <= one.end for one in places):
                raise _broken()
            if width:
                silence(body, start, length, width)
            kept[start : start + length] = body[start : start + length]
    for one in places:
        body[one.inside : one.end] = kept[one.inside : one.end]


def _samples(body: bytearray, track: Track) -> list[tuple[int, int]]:
    inside = {
        one.kind: bytes(body[one.inside : one.end])
        for one in _boxes(body, track.stbl.inside, track.stbl.end)
    }
    offsets = inside.get(b"co64", inside.get(b"stco", b""))
    return samples(inside[b"stsz"], inside[b"stsc"], offsets, b"co64" in inside)


def _nal_width(body: bytearray, track: Track) -> int:
    """How many bytes tell the length of a NAL unit (ISO/IEC 14496-15, 5.3.3)."""
    fields, _ = CODED[track.codec]
    coding = track.coding
    avcc = _only(_boxes(body, coding.inside + fields, coding.end), b"avcC")
    return (body[avcc.inside + 4] & 3) + 1


def _sides(body: bytearray, tracks: Collection[Track]) -> tuple[int, int]:
    """Width and height as it is shown: phones film lying down, and say that it was turned."""
    tkhd = next(one.tkhd for one in tracks if one.handler == b"vide")
    across, up = struct.unpack_from(">ii", body, tkhd.end - 44)
    width, height = struct.unpack_from(">II", body, tkhd.end - 8)
    turned = up and not across
    return (height >> 16, width >> 16) if turned else (width >> 16, height >> 16)


def _seconds(body: bytearray, mvhd: Box) -> int:
    if body[mvhd.inside] == 1:
        scale, length = struct.unpack_from(">IQ", body, mvhd.inside + 20)
    else:
        scale, length = struct.unpack_from(">II", body, mvhd.inside + 12)
    if not scale or not length:
        raise _broken()
    return max(1, round(length / scale))
