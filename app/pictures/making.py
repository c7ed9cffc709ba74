"""Pictures of strangers made harmless: from bytes to new files that hold pixels alone. Pure.

What comes in is judged by its first bytes, never by its name, and read by the one decoder these
name. Whatever is not a pixel stays behind: place and phone in EXIF, colour profiles, text, other
files hung on at the end. The web only looks at the first bytes (`kind_of`); decoding and encoding
take seconds of CPU and megabytes of memory, so a worker does that, one picture at a time.
"""

import hashlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps

from app.errors import Refusal
from app.words import said

BYTES_MAX = 6 * 1024 * 1024
PIXELS_MAX = 30_000_000  # four bytes each while it is read
SHORTEST = 200  # of a side, in pixels: smaller than that nothing can be recognised
FULL = 1600  # of the longer side, in pixels
PREVIEW = 640
PREVIEW_BYTES = 60 * 1024
QUALITIES = {"webp": (72, 60, 45, 30), "avif": (55, 45, 35, 25), "jpeg": (82,)}
WEB = ("webp", "avif")
FIELD = "gambar"

_one_at_a_time = threading.Semaphore(1)


@dataclass(frozen=True)
class File:
    """One file of a picture as it is served; its digest is part of its address."""

    size: str
    format: str
    width: int
    height: int
    body: bytes

    @property
    def digest(self) -> str:
        """Names what it holds."""
        return hashlib.sha256(self.body).hexdigest()[:16]


def kind_of(raw: bytes) -> str:
    """PNG, JPEG or WEBP, by the first bytes. Raises Refusal for anything else, and for its size."""
    if not raw:
        raise Refusal("picture_missing", said("Pilih satu gambar."), FIELD)
    if len(raw) > BYTES_MAX:
        words = said("Gambar paling besar %(mb)s MB.", mb=BYTES_MAX // 1024**2)
        raise Refusal("picture_large", words, FIELD)
    if raw.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if raw.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if raw[:4] == b"RIFF" and raw[8:12] == b"WEBP":
        return "WEBP"
    if raw[4:8] == b"ftyp" and raw[8:12] in (b"heic", b"heix", b"hevc", b"mif1", b"msf1"):
        words = said(
            "Foto HEIC belum bisa dibaca. Simpan dulu sebagai JPEG; di iPhone: Pengaturan, "
            "Kamera, Format, Paling Kompatibel."
        )
        raise Refusal("picture_heic", words, FIELD)
    raise Refusal("picture_kind", said("Unggah gambar PNG, JPEG, atau WebP."), FIELD)


def prepared(raw: bytes) -> list[File]:
    """The preview and the whole picture, as WebP and AVIF, and a JPEG for other apps.

    Raises Refusal for whatever is no single picture of a sensible size, complete to its last row.
    """
    kind = kind_of(raw)
    with _one_at_a_time:
        pixels = _pixels(raw, kind)
        return [*_whole(pixels), *_previews(pixels)]


def _pixels(raw: bytes, kind: str) -> Image.Image:
    """Read and turned upright, no larger than it is shown, on white where it was transparent."""
    try:
        with Image.open(BytesIO(raw), formats=[kind]) as picture:
            _refuse_unlikely(picture)
            picture.draft("RGB", (FULL, FULL))
            clear = ImageOps.exif_transpose(picture).convert("RGBA")
            clear.thumbnail((FULL, FULL), Image.Resampling.LANCZOS)
    except Refusal:
        raise
    except Exception:  # whatever a decoder makes of hostile bytes
        words = said("Gambar ini rusak, terpotong, atau bukan gambar.")
        raise Refusal("picture_broken", words, FIELD) from None
    page = Image.new("RGB", clear.size, "white")
    page.paste(clear, mask=clear.getchannel("A"))
    return page


def _refuse_unlikely(picture: Image.Image) -> None:
    """By its header alone, before memory is taken for what that promises."""
    width, height = picture.size
    if width * height > PIXELS_MAX:
        words = said("Gambar paling besar %(n)s megapiksel.", n=PIXELS_MAX // 1_000_000)
        raise Refusal("picture_pixels", words, FIELD)
    if min(width, height) < SHORTEST or max(width, height) > 12 * min(width, height):
        words = said(
            "Gambar terlalu kecil atau terlalu panjang; sisi terpendek sedikitnya %(n)s piksel.",
            n=SHORTEST,
        )
        raise Refusal("picture_small", words, FIELD)
    moving = getattr(picture, "is_animated", False) and picture.format != "MPO"
    if moving:
        raise Refusal("picture_moves", said("Gambar bergerak belum bisa dipakai."), FIELD)


def _whole(pixels: Image.Image) -> Iterator[File]:
    for kind in (*WEB, "jpeg"):
        yield _file("full", kind, pixels, QUALITIES[kind][0])


def _previews(pixels: Image.Image) -> Iterator[File]:
    """Of the best quality that stays under the limit, and smaller where none does."""
    small = pixels.copy()
    small.thumbnail((PREVIEW, PREVIEW), Image.Resampling.LANCZOS)
    for kind in WEB:
        shown, light = small, None
        while light is None:
            tries = (_file("preview", kind, shown, quality) for quality in QUALITIES[kind])
            light = next((one for one in tries if len(one.body) <= PREVIEW_BYTES), None)
            shown = shown.reduce(2)
        yield light


def _file(size: str, kind: str, pixels: Image.Image, quality: int) -> File:
    body = BytesIO()
    speed = {"webp": {"method": 4}, "avif": {"speed": 8}, "jpeg": {"progressive": True}}[kind]
    pixels.save(body, kind.upper(), quality=quality, **speed)
    return File(size, kind, *pixels.size, body.getvalue())
