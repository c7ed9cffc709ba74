"""Bytes of strangers: what becomes a picture of ours, and what is refused in words."""

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image, features

from app.errors import Refusal
from app.pictures import making
from app.pictures.making import PREVIEW_BYTES, File, kind_of, prepared

PLACE = b"Exif\x00\x00" + b"GPS -6.2088 106.8456 Kamera Rahasia"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'


def drawn(size: tuple[int, int] = (1200, 900), mode: str = "RGB") -> Image.Image:
    """A picture with many colours, the same each time."""
    across = Image.linear_gradient("L").resize(size)
    down = across.transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    made = Image.merge("RGB", (across, down, Image.radial_gradient("L").resize(size)))
    return made.convert(mode)


def bytes_of(picture: Image.Image, kind: str, **more: object) -> bytes:
    body = BytesIO()
    picture.save(body, kind, **more)
    return body.getvalue()


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width: int, height: int, pixels: bytes = b"") -> bytes:
    """A PNG that says it is so large, whatever it holds."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(pixels)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


JPEG = bytes_of(drawn(), "JPEG")
HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + b"\x00" * 400
MOVING = bytes_of(
    drawn((300, 300)), "WEBP", save_all=True, append_images=[drawn((300, 300)).rotate(90)]
)


def test_this_pillow_writes_both_formats_of_the_web() -> None:
    assert features.check("webp") and features.check("avif")


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_picture_becomes_a_light_preview_and_a_whole_one(kind: str) -> None:
    files = {(one.size, one.format): one for one in prepared(bytes_of(drawn((2400, 1800)), kind))}
    assert set(files) == {
        ("full", "webp"),
        ("full", "avif"),
        ("full", "jpeg"),
        ("preview", "webp"),
        ("preview", "avif"),
    }
    for (size, name), one in files.items():
        with Image.open(BytesIO(one.body)) as read:
            assert read.format == name.upper()
            assert read.size == (one.width, one.height)
            assert max(read.size) == (1600 if size == "full" else 640)
            assert not read.info.get("exif") and not read.info.get("icc_profile")
        if size == "preview":
            assert len(one.body) <= PREVIEW_BYTES


def test_a_preview_of_noise_stays_light_too() -> None:
    noise = Image.effect_noise((1600, 1600), 120).convert("RGB")
    light = [one for one in prepared(bytes_of(noise, "PNG")) if one.size == "preview"]
    assert [one for one in light if len(one.body) > PREVIEW_BYTES] == []


def test_place_camera_and_text_stay_behind() -> None:
    exif = Image.Exif()
    exif[0x010F] = "Kamera Rahasia"
    exif.get_ifd(0x8825)[1] = "S"
    for raw in (
        bytes_of(drawn(), "JPEG", exif=exif, comment=b"Alamat Rahasia"),
        bytes_of(drawn(), "PNG", exif=exif),
        bytes_of(drawn(), "WEBP", exif=exif),
    ):
        assert b"Rahasia" in raw
        assert [one.format for one in prepared(raw) if b"Rahasia" in one.body] == []


def test_what_hangs_on_behind_a_picture_is_gone() -> None:
    tail = b"<script>alert(1)</script><?php system($_GET[0]); PK\x03\x04"
    files = prepared(JPEG + tail)
    assert [one.format for one in files if b"alert(1)" in one.body or b"system(" in one.body] == []


def test_a_picture_taken_sideways_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    whole = _whole(prepared(bytes_of(drawn((1200, 800)), "JPEG", exif=exif)))
    assert (whole.width, whole.height) == (800, 1200)


def test_what_is_transparent_becomes_white() -> None:
    clear = Image.new("RGBA", (400, 400), (0, 0, 0, 0))
    with Image.open(BytesIO(_whole(prepared(bytes_of(clear, "PNG"))).body)) as read:
        assert read.convert("RGB").getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        pytest.param(b"", "picture_missing", id="nothing"),
        pytest.param(SVG, "picture_kind", id="svg"),
        pytest.param(b"\xef\xbb\xbf" + SVG, "picture_kind", id="svg with a mark"),
        pytest.param(b"GIF89a" + b"\x00" * 300, "picture_kind", id="gif"),
        pytest.param(b"%PDF-1.7", "picture_kind", id="pdf"),
        pytest.param(b"<!doctype html><script>", "picture_kind", id="html"),
        pytest.param(b"PK\x03\x04", "picture_kind", id="zip"),
        pytest.param(HEIC, "picture_heic", id="heic"),
        pytest.param(b"\xff\xd8\xff" * 3_000_000, "picture_large", id="too many bytes"),
        pytest.param(JPEG[: len(JPEG) // 2], "picture_broken", id="truncated"),
        pytest.param(JPEG[:3], "picture_broken", id="three bytes"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + SVG, "picture_broken", id="svg under a png's name"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + JPEG, "picture_broken", id="jpeg under a png's name"),
        pytest.param(b"RIFF\x00\x00\x00\x00WEBPVP8 ", "picture_broken", id="empty webp"),
        pytest.param(png(400, 400), "picture_broken", id="png without pixels"),
        pytest.param(png(60_000, 60_000), "picture_broken", id="bomb by its header"),
        pytest.param(png(9_000, 9_000), "picture_pixels", id="large by its header"),
        pytest.param(bytes_of(drawn((60, 60)), "PNG"), "picture_small", id="tiny"),
        pytest.param(bytes_of(drawn((4000, 210)), "PNG"), "picture_small", id="a thread"),
        pytest.param(MOVING, "picture_moves", id="moving"),
    ],
)
def test_whatever_is_no_picture_is_refused_in_words(raw: bytes, code: str) -> None:
    with pytest.raises(Refusal) as refusal:
        prepared(raw)
    assert refusal.value.code == code
    assert refusal.value.field == "gambar"


def test_a_small_file_that_unpacks_to_a_large_picture_is_refused_by_its_size() -> None:
    bomb = bytes_of(Image.new("1", (9_000, 9_000)), "PNG")
    assert len(bomb) < 100_000
    with pytest.raises(Refusal) as refusal:
        prepared(bomb)
    assert refusal.value.code == "picture_pixels"


def test_the_web_looks_at_first_bytes_alone() -> None:
    assert kind_of(JPEG[:12]) == "JPEG"
    assert making.BYTES_MAX == 6 * 1024 * 1024


def _whole(files: list[File]) -> File:
    return next(one for one in files if one.size == "full" and one.format == "webp")
