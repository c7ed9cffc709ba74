"""A picture and a film for the demo party: a village with its well, drawn here: nobody's photo."""

from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw
from sqlalchemy import select

from app.cadres.roles import Actor
from app.campaigns import kit_videos, kits
from app.campaigns.models import Challenge, KitImage
from app.cli.seed_scenes import scene
from app.db import session, transaction

FILM = Path(__file__).with_name("seed_film.mp4")
ALT = "Gambar kampung di kaki bukit pada pagi hari, dengan sumur dan ember di depan rumah"
WRONG_ALT = "Enam warga di tepi saluran air, dengan ajakan kerja bakti hari Sabtu"
FILM_ALT = (
    "Ember turun ke sumur dan naik lagi, terdengar nada gambang; ajakan bercerita tentang air"
)
SIZE = (1600, 1200)
SKY, SUN = ("#bfe3ff", "#fff4d6"), "#ffd166"
HILLS = (("#7fb58c", 620, 260), ("#5a9a70", 760, 200), ("#3f7f58", 900, 160))
HOUSES = ((240, 760, 1.0), (560, 700, 0.75), (1260, 730, 0.9))


def add_kit(officer: Actor, challenge: Challenge) -> None:
    """Give a draft its pictures and its film, within the caller's transaction."""
    kits.add(officer, challenge, _village(), ALT)
    kits.add(officer, challenge, scene("saluran", "pagi", 6, 5), WRONG_ALT)
    kit_videos.add(officer, challenge, FILM.read_bytes(), FILM_ALT)


def prepare_pictures() -> None:
    """Make their files, as the worker would."""
    with transaction():
        waiting = session().scalars(select(KitImage.id).where(KitImage.state == "waiting")).all()
    for image_id in waiting:
        kits.prepare(image_id)


def _village() -> bytes:
    picture = _sky()
    pen = ImageDraw.Draw(picture)
    pen.ellipse((1150, 130, 1370, 350), fill=SUN)
    for color, top, height in HILLS:
        for left in range(-300, SIZE[0], 500):
            shift = (top * 7) % 240
            pen.ellipse((left + shift, top, left + shift + 700, top + 2 * height), fill=color)
        pen.rectangle((0, top + height, *SIZE), fill=color)
    for left, top, scale in HOUSES:
        _house(pen, left, top, scale)
    _well(pen)
    body = BytesIO()
    picture.save(body, "PNG")
    return body.getvalue()


def _sky() -> Image.Image:
    above, below = (Image.new("RGB", SIZE, color) for color in SKY)
    return Image.composite(below, above, Image.linear_gradient("L").resize(SIZE))


def _house(pen: ImageDraw.ImageDraw, left: int, top: int, scale: float) -> None:
    width, height = int(260 * scale), int(170 * scale)
    right, bottom, middle = left + width, top + height, left + width // 2
    pen.rectangle((left, top, right, bottom), fill="#fdf6e9")
    eaves = int(34 * scale)
    roof = [(left - eaves, top), (middle, top - int(130 * scale)), (right + eaves, top)]
    pen.polygon(roof, fill="#b3472f")
    door = int(30 * scale)
    pen.rectangle((middle - door, bottom - 3 * door, middle + door, bottom), fill="#6b4a35")


def _well(pen: ImageDraw.ImageDraw) -> None:
    pen.rectangle((760, 930, 1000, 1070), fill="#8d99ae")
    pen.ellipse((760, 1030, 1000, 1110), fill="#8d99ae")
    pen.ellipse((760, 890, 1000, 970), fill="#6c7a92")
    pen.ellipse((785, 902, 975, 958), fill="#2f6fd0")
    for post in (775, 965):
        pen.rectangle((post, 700, post + 20, 920), fill="#6b4a35")
    pen.polygon([(730, 710), (880, 620), (1030, 710)], fill="#8a4f2a")
    pen.polygon([(1060, 1000), (1170, 1000), (1150, 1100), (1080, 1100)], fill="#2a55d0")
    pen.ellipse((1060, 985, 1170, 1015), fill="#8fb8ff")
