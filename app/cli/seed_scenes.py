"""Scenes for the demo party's activities: neighbours at work, drawn here: nobody's photo."""

import random
from io import BytesIO

from PIL import Image, ImageDraw

SIZE = (960, 720)
SHIRTS = ("#c8102e", "#0f5c4a", "#f2a900", "#2f6fd0", "#7a4fa3", "#e4572e", "#3b8ea5")
SKINS = ("#8d5a3b", "#a9714b", "#74482f")
SKIES = {
    "pagi": ("#ffd9a8", "#cfe9ff"),
    "siang": ("#9fd3ff", "#e8f6ff"),
    "sore": ("#ff9e6d", "#ffe0b8"),
}
GROUNDS = {"saluran": "#7c9a5e", "tenda": "#d8c7a0", "kebun": "#6b8f4e", "balai": "#b9a58a"}


def scene(place: str, hour: str, people: int, number: int) -> bytes:
    """So many people at a place at an hour of the day, the same each time, as PNG."""
    dice = random.Random(number)  # noqa: S311 - the same picture every time
    picture = _sky(hour)
    pen = ImageDraw.Draw(picture)
    for left in range(-120, SIZE[0], 240):
        height = dice.randint(90, 190)
        pen.ellipse((left, 380 - height, left + 360, 380 + height), fill="#5a8f6a")
    pen.rectangle((0, 380, *SIZE), fill=GROUNDS[place])
    PLACES[place](pen)
    for one in range(people):
        left = 60 + one * (SIZE[0] - 120) // people + dice.randint(-14, 14)
        _person(pen, left, 470 + dice.randint(0, 90), dice)
    body = BytesIO()
    picture.save(body, "PNG")
    return body.getvalue()


def _sky(hour: str) -> Image.Image:
    above, below = (Image.new("RGB", SIZE, color) for color in SKIES[hour])
    return Image.composite(below, above, Image.linear_gradient("L").resize(SIZE))


def _person(pen: ImageDraw.ImageDraw, left: int, top: int, dice: random.Random) -> None:
    shirt, skin = dice.choice(SHIRTS), dice.choice(SKINS)
    pen.ellipse((left - 22, top - 62, left + 22, top - 18), fill=skin)
    pen.pieslice((left - 25, top - 68, left + 25, top - 18), 180, 360, fill="#2a2320")
    pen.rounded_rectangle((left - 32, top - 14, left + 32, top + 74), 20, fill=shirt)
    for side in (-1, 1):
        pen.line((left + side * 28, top + 4, left + side * 50, top + 50), fill=shirt, width=18)
        pen.line(
            (left + side * 14, top + 70, left + side * 16, top + 140), fill="#2b3a55", width=22
        )


def _drain(pen: ImageDraw.ImageDraw) -> None:
    pen.polygon([(0, 640), (960, 590), (960, 690), (0, 720)], fill="#6d7f86")
    pen.polygon([(0, 660), (960, 612), (960, 664), (0, 712)], fill="#7fb3c8")


def _tent(pen: ImageDraw.ImageDraw) -> None:
    pen.polygon([(180, 300), (480, 170), (780, 300)], fill="#c8102e")
    pen.polygon([(380, 300), (480, 170), (580, 300)], fill="#f4f0e6")
    for post in (190, 760):
        pen.rectangle((post, 300, post + 12, 520), fill="#6b4a35")
    pen.rectangle((260, 440, 700, 470), fill="#8a5a33")


def _garden(pen: ImageDraw.ImageDraw) -> None:
    for row in range(5):
        y = 420 + row * 60
        pen.line((0, y, 960, y - 24), fill="#55402c", width=16)
        for left in range(20, 960, 70):
            pen.ellipse((left, y - 34, left + 34, y - 4), fill="#3f7f46")


def _hall(pen: ImageDraw.ImageDraw) -> None:
    pen.rectangle((140, 210, 820, 450), fill="#fdf6e9")
    pen.polygon([(90, 220), (480, 90), (870, 220)], fill="#8a4f2a")
    for left in (200, 360, 560, 700):
        pen.rectangle((left, 270, left + 70, 360), fill="#8fb8d9")


PLACES = {"saluran": _drain, "tenda": _tent, "kebun": _garden, "balai": _hall}
