"""A unit's week as a picture to share in its group: the unit's numbers, and nobody's name. Pure.

Drawn on the server, so that it looks alike on every phone: 1080 × 1350, the size that groups and
stories show whole. In the party's colours, and in our font, of which a phone holds the same file.
"""

from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from app.web.branding import Brand, mark_of, mix

SIZE = (1080, 1350)
EDGE = 84
WHITE, INK, QUIET = "#ffffff", "#101a33", "#55607a"
FONT = Path("fonts/plus-jakarta-sans.woff2")


@dataclass(frozen=True)
class Told:
    """What stands on the card, as people read it; empty words are left out."""

    party: str
    unit: str
    week: str
    rank: str
    of: str
    active: str
    share: float  # of cadres who are active, 0 to 1
    posts: str
    points: str
    foot: str


def drawn(told: Told, brand: Brand, static: Path) -> bytes:
    """The card as a PNG."""
    mark = mark_of(brand)
    deep = brand.deep or mix(mark.ground, "#000000", 0.3)
    card = _ground(deep, mark.ground)
    pen = ImageDraw.Draw(card)
    text = _Writer(pen, static / FONT)
    text.line(told.party, EDGE, 92, 36, 600, mark.near)
    pen.rectangle((EDGE, 152, EDGE + 96, 160), fill=mark.gold)
    y = text.block(told.unit, 196, 84, 800, WHITE)
    text.line(told.week, EDGE, y + 12, 40, 500, mark.near)
    _panel(pen, text, told, mark.ground, mark.gold)
    text.line(told.foot, EDGE, SIZE[1] - 108, 32, 500, mark.near)
    out = BytesIO()
    card.save(out, "PNG", compress_level=6)  # the last few percent would take a second
    return out.getvalue()


def _panel(pen: ImageDraw.ImageDraw, text: "_Writer", told: Told, main: str, gold: str) -> None:
    left, right, top, bottom = EDGE - 24, SIZE[0] - EDGE + 24, 560, 1190
    pen.rounded_rectangle((left, top, right, bottom), 48, fill=WHITE)
    inner = EDGE + 28
    if told.rank:
        wide = text.line(told.rank, inner, top + 52, 150, 800, main)
        text.line(told.of, inner + wide + 36, top + 132, 44, 600, QUIET)
    else:
        text.line(told.of, inner, top + 96, 52, 700, INK)
    text.line(told.active, inner, top + 282, 46, 700, INK)
    _bar(pen, (inner, top + 362, right - 52, top + 394), told.share, main, gold)
    text.line(told.posts, inner, top + 452, 42, 600, INK)
    text.line(told.points, inner, top + 520, 42, 600, INK)


def _bar(
    pen: ImageDraw.ImageDraw, box: tuple[int, int, int, int], share: float, main: str, gold: str
) -> None:
    left, top, right, bottom = box
    pen.rounded_rectangle(box, 16, fill=mix(main, WHITE, 0.88))
    done = left + round((right - left) * min(max(share, 0.0), 1.0))
    if done - left >= 32:
        pen.rounded_rectangle((left, top, done, bottom), 16, fill=main)
        pen.rounded_rectangle((done - 32, top, done, bottom), 16, fill=gold)


def _ground(deep: str, main: str) -> Image.Image:
    """From dark to light, downwards; drawn small and made large, which is smooth and quick."""
    slope = Image.new("RGB", (1, 64))
    for row in range(64):
        slope.putpixel((0, row), _rgb(mix(deep, main, row / 63)))
    return slope.resize(SIZE, Image.Resampling.BICUBIC)


class _Writer:
    """Writes lines that are never wider than the card."""

    def __init__(self, pen: ImageDraw.ImageDraw, font: Path) -> None:
        self.pen, self.font = pen, font

    def line(self, words: str, x: int, y: int, size: int, weight: int, colour: str) -> int:
        """One line, smaller where it would not fit; how wide it became."""
        room = SIZE[0] - EDGE - x
        while size > 20 and self.pen.textlength(words, _font(self.font, size, weight)) > room:
            size -= 2
        font = _font(self.font, size, weight)
        self.pen.text((x, y), words, font=font, fill=colour)
        return round(self.pen.textlength(words, font))

    def block(self, words: str, y: int, size: int, weight: int, colour: str) -> int:
        """At most three lines between the edges; where the next one may begin."""
        font = _font(self.font, size, weight)
        lines = [""]
        for word in words.split():
            longer = f"{lines[-1]} {word}".strip()
            if self.pen.textlength(longer, font) > SIZE[0] - 2 * EDGE and lines[-1]:
                lines.append(word)
            else:
                lines[-1] = longer
        for line in lines[:3]:
            self.line(line, EDGE, y, size, weight, colour)
            y += round(size * 1.2)
        return y


@cache
def _font(path: Path, size: int, weight: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(path, size)
    font.set_variation_by_axes([weight])
    return font


def _rgb(colour: str) -> tuple[int, int, int]:
    return (int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16))
