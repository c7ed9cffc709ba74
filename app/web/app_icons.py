"""The icons of the installed app, in the party's colours and with its logo where it has one.

Pure: colours and a logo in, PNGs out. Our own mark is that of `icons/favicon.svg`, on the same grid
of 32; a logo takes its place on a plate of paper, as it stands beside the party's name.
Each is drawn four times as large and shrunk, since Pillow's own edges are hard.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw

from app.web.branding import BrandingError, Mark

GRID = 32
FINER = 4


@dataclass(frozen=True)
class Shape:
    """One kind of icon: its side in pixels, the corner that is cut, how much of it the mark fills.

    A maskable one is cut by the phone: only a circle of four fifths is sure to be seen (W3C App
    Manifest, safe zone), so its mark is smaller and its ground reaches into every corner.
    """

    side: int
    corner: float  # of the grid; 0 leaves the whole square
    fill: float  # 0 to 1


SHAPES: Mapping[str, Shape] = {
    "icons/app-192.png": Shape(192, 7, 1.0),
    "icons/app-512.png": Shape(512, 7, 1.0),
    "icons/app-maskable-512.png": Shape(512, 0, 0.75),
    "icons/app-apple-180.png": Shape(180, 0, 0.9),  # iOS rounds it itself, and paints holes black
}
# The mark: the middle of each head and its radius, each step by its corners.
HEADS = (("gold", 16, 7.5, 3), ("far", 10, 12, 2), ("far", 22, 13.5, 2))
STEPS = (
    (13.3, 12, 18.7, 23.5),
    (7.4, 15.3, 12.6, 23.5),
    (19.4, 16.8, 24.6, 23.5),
)
RING = (3.6, 13, 28.4, 28.4)  # the box of its outer edge; only the lower half is drawn
RING_WIDTH = 1.4
PLATE = 12.5  # the radius of what a logo lies on
WORN = 18  # what a logo may fill of the grid, each way
LOGO_MAX_PX = 2000
SOURCE = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()


def digest(shape: Shape, mark: Mark, logo: bytes) -> str:
    """What an icon is made of, in twelve characters: known before it is drawn."""
    return hashlib.sha256(f"{SOURCE}{shape}{mark}".encode() + logo).hexdigest()[:12]


def look_at(logo: bytes) -> None:
    """Raises BrandingError when a logo is no picture, or a huge one."""
    try:
        with Image.open(BytesIO(logo)) as opened:
            if max(opened.size) > LOGO_MAX_PX:
                raise BrandingError(f"PARTY_LOGO may be {LOGO_MAX_PX} pixels wide and high.")
            opened.load()
    except (OSError, SyntaxError) as error:
        raise BrandingError(f"PARTY_LOGO is no picture that can be read: {error}.") from None


@cache
def drawn(shape: Shape, mark: Mark, logo: bytes) -> bytes:
    """A PNG of that shape; takes up to 0.2 s."""
    side = shape.side * FINER
    unit = side / GRID
    picture = Image.new("RGBA", (side, side))
    ImageDraw.Draw(picture).rounded_rectangle(
        (0, 0, side - 1, side - 1), shape.corner * unit, fill=mark.ground
    )
    if logo:
        _wear(picture, unit * shape.fill, logo)
    else:
        _mark(picture, unit * shape.fill, mark)
    out = BytesIO()
    picture.reduce(FINER).save(out, "PNG", optimize=True)
    return out.getvalue()


def _mark(picture: Image.Image, scale: float, mark: Mark) -> None:
    draw = ImageDraw.Draw(picture)
    middle = picture.width / 2

    def at(*places: float) -> list[float]:
        return [middle + (place - GRID / 2) * scale for place in places]

    draw.arc(at(*RING), 0, 180, fill=mark.far, width=round(RING_WIDTH * scale))
    for colour, x, y, radius in HEADS:
        draw.ellipse(at(x - radius, y - radius, x + radius, y + radius), getattr(mark, colour))
    for number, corners in enumerate(STEPS):
        draw.rounded_rectangle(at(*corners), 0.8 * scale, mark.near if number else "#ffffff")


def _wear(picture: Image.Image, scale: float, logo: bytes) -> None:
    """The logo in the middle of a round white plate."""
    middle, plate = picture.width / 2, PLATE * scale
    ImageDraw.Draw(picture).ellipse([middle - plate] * 2 + [middle + plate] * 2, "#ffffff")
    with Image.open(BytesIO(logo)) as opened:
        worn = opened.convert("RGBA")
    grown = WORN * scale / max(worn.size)
    worn = worn.resize(
        (max(1, round(worn.width * grown)), max(1, round(worn.height * grown))),
        Image.Resampling.LANCZOS,
    )
    picture.alpha_composite(worn, tuple(round(middle - length / 2) for length in worn.size))
