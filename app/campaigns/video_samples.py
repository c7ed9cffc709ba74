"""Where the pictures and sounds of an MP4 lie, and what else is written among them. Pure.

Tables of a track (ISO/IEC 14496-12, 8.7) say which bytes of `mdat` are its samples. Bytes that
belong to none were left there by whoever made the file, and messages inside of H.264 samples (SEI,
ITU-T H.264 annex D) can say anything: no player needs either.
"""

import struct
from collections.abc import Iterator

MOST = 100_000  # samples of a film: some ten times what three minutes have
SEI, FILLER = 6, 12  # kinds of NAL units
SAID = frozenset({4, 5})  # user data of an SEI message: registered by ITU-T T.35, or not at all


class Unreadable(Exception):
    """The tables contradict each other or the file."""


def samples(sizes: bytes, chunks: bytes, offsets: bytes, wide: bool) -> list[tuple[int, int]]:
    """Start and length of each sample, from the contents of `stsz`, `stsc` and `stco` (`co64` when
    `wide`). Raises Unreadable."""
    lengths = _lengths(sizes)
    starts = _table(offsets, ">Q" if wide else ">I")
    runs = _table(chunks, ">III")
    if not runs or runs[0][0] != 1:
        raise Unreadable
    found: list[tuple[int, int]] = []
    for number, (at,) in enumerate(starts, 1):
        while len(runs) > 1 and runs[1][0] <= number:
            runs.pop(0)
        for _ in range(runs[0][1]):
            if len(found) == len(lengths):
                raise Unreadable
            found.append((at, lengths[len(found)]))
            at += lengths[len(found) - 1]
    if len(found) != len(lengths):
        raise Unreadable
    return found


def silence(body: bytearray, start: int, length: int, width: int) -> None:
    """Overwrite what an H.264 sample says beside its picture; each of its NAL units has its length
    in `width` bytes before it. Raises Unreadable where these do not add up."""
    at, end = start, start + length
    while at < end:
        inside = at + width
        size = int.from_bytes(body[at:inside], "big")
        if not size or inside + size > end:
            raise Unreadable
        if body[inside] & 31 == SEI and _says(bytes(body[inside + 1 : inside + size])):
            body[inside] = FILLER
            body[inside + 1 : inside + size] = b"\xff" * (size - 2) + b"\x80" * (size > 1)
        at = inside + size


def _lengths(sizes: bytes) -> list[int]:
    alike, many = struct.unpack_from(">II", sizes, 4)
    if many > MOST or (not alike and len(sizes) < 12 + 4 * many):
        raise Unreadable
    return [alike] * many if alike else list(struct.unpack_from(f">{many}I", sizes, 12))


def _table(content: bytes, row: str) -> list[tuple[int, ...]]:
    (many,) = struct.unpack_from(">I", content, 4)
    size = struct.calcsize(row)
    if many > MOST or len(content) < 8 + size * many:
        raise Unreadable
    return list(struct.iter_unpack(row, content[8 : 8 + size * many]))


def _says(payload: bytes) -> bool:
    """Whether an SEI holds user data among its messages."""
    return any(kind in SAID for kind in _messages(payload))


def _messages(payload: bytes) -> Iterator[int]:
    at = 0
    while at + 2 <= len(payload) and payload[at:] != b"\x80":
        kind, at = _number(payload, at)
        size, at = _number(payload, at)
        yield kind
        at += size


def _number(payload: bytes, at: int) -> tuple[int, int]:
    """A number of an SEI, written as 255s and a rest, and where it ends."""
    total = 0
    while at < len(payload):
        total, at = total + payload[at], at + 1
        if payload[at - 1] != 255:
            break
    return total, at
