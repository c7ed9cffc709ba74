"""A party's own colours and logo reach every page, or the program says at start why they cannot."""

import json
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image, ImageColor

from app.web import app_icons, assets
from app.web.branding import OUR_MARK, Brand, BrandingError, contrast, mix, sheet_with
from config import Settings, SettingsError

STATIC = Path(__file__).resolve().parents[2] / "static"
TOKENS = (STATIC / "css" / "tokens.css").read_text()
RED = Brand("#b3001b", "#7a0012", "#ffd447")
NEEDED = {
    "SECRET_KEY": "k" * 40,
    "TOKEN_KEYS": "k:" + "A" * 43 + "=",
    "DATABASE_URL": "postgresql://a@127.0.0.1/x",
    "REDIS_URL": "redis://127.0.0.1:6379/0",
}
LILAC = "#c8a2c8"
ICONS = tuple(app_icons.SHAPES)


def picture(colour: str = LILAC, size: tuple[int, int] = (60, 20)) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, colour).save(out, "PNG")
    return out.getvalue()


def served(**chosen: object) -> Flask:
    """Only the static files, of a party that chose these."""
    app = Flask("static", root_path=str(STATIC.parent), static_folder=None)
    app.config["SETTINGS"] = replace(Settings.from_env(NEEDED), **chosen)
    assets.register(app)
    return app


def pixel(body: bytes, x: float, y: float) -> str:
    """The colour at a place of an icon, both from 0 to 1."""
    with Image.open(BytesIO(body)) as drawn:
        flat = drawn.convert("RGB")
    red, green, blue = flat.getpixel((int(x * flat.width), int(y * flat.height)))
    return f"#{red:02x}{green:02x}{blue:02x}"


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000", "#fff", 21.0), ("#777777", "#ffffff", 4.48), ("#ff0000", "#ffffff", 4.0)],
)
def test_contrast_is_that_of_the_guidelines(one: str, other: str, ratio: float) -> None:
    assert round(contrast(one, other), 2) == ratio
    assert contrast(one, other) == contrast(other, one)


def test_our_own_colours_can_be_read() -> None:
    assert sheet_with(TOKENS, Brand()) == ""


@pytest.mark.parametrize(
    "brand", [RED, Brand(main="#0f6b3a"), Brand("#5b2a86", gold="#ffcc00"), Brand(deep="#222222")]
)
def test_dark_colours_of_a_party_can_be_read_by_day_and_by_night(brand: Brand) -> None:
    sheet = sheet_with(TOKENS, brand)
    assert sheet.startswith("@layer tokens { :root {")
    assert (brand.main or brand.deep) in sheet


def test_colours_that_cannot_be_read_are_refused_with_what_fails_and_by_how_much() -> None:
    with pytest.raises(BrandingError) as refused:
        sheet_with(TOKENS, Brand(main="#ffcc00"))
    words = str(refused.value)
    assert "BRAND_MAIN" in words
    assert "white #fff on press #ffcc00 by day: 1.51:1, at least 4.5:1 is needed." in words


def test_mixing_goes_from_one_colour_to_the_other() -> None:
    assert [mix("#000000", "#ffffff", share) for share in (0, 0.5, 1)] == [
        "#000000", "#808080", "#ffffff",
    ]  # fmt: skip


def test_a_partys_colours_name_and_logo_reach_sheet_manifest_icons_and_pages() -> None:
    app = served(
        party_name="Partai Uji",
        brand_main=RED.main,
        brand_deep=RED.deep,
        brand_gold=RED.gold,
        party_logo=picture(),
    )
    found = app.extensions["assets"]
    assert b"--navy: #b3001b;" in found["app.css"].body
    assert b"#b3001b" in found["icons/favicon.svg"].body
    assert not any(ours.encode() in found["icons/favicon.svg"].body for ours in OUR_MARK)
    manifest = json.loads(found["manifest.id.webmanifest"].body)
    assert manifest["theme_color"] == RED.deep
    assert manifest["name"] == "Gelanggang · Partai Uji"
    assert app.jinja_env.globals["theme_colour"]() == RED.deep
    logo = app.test_client().get(found["brand/logo"].url)
    assert (logo.mimetype, logo.data) == ("image/png", picture())


@pytest.mark.parametrize("name", ICONS)
def test_icons_of_the_installed_app_are_the_partys_under_an_address_of_their_own(name: str) -> None:
    plain, red, worn = (
        served(),
        served(brand_main=RED.main, brand_gold=RED.gold),
        served(brand_main=RED.main, party_logo=picture()),
    )
    ours, theirs, with_logo = (app.extensions["assets"][name] for app in (plain, red, worn))
    assert len({ours.url, theirs.url, with_logo.url}) == 3
    answer = red.test_client().get(theirs.url)
    assert answer.mimetype == "image/png" and "immutable" in answer.headers["Cache-Control"]
    assert pixel(ours.body, 0.5, 0.06) == OUR_MARK.ground
    assert pixel(theirs.body, 0.5, 0.06) == RED.main
    assert close(pixel(theirs.body, 0.5, 0.5 - app_icons.SHAPES[name].fill * 0.26), RED.gold)
    assert pixel(with_logo.body, 0.5, 0.06) == RED.main
    assert close(pixel(with_logo.body, 0.5, 0.5), LILAC)


def close(one: str, other: str) -> bool:
    """Alike but for what shrinking and a palette round away."""
    pairs = zip(ImageColor.getrgb(one), ImageColor.getrgb(other), strict=True)
    return all(abs(a - b) <= 4 for a, b in pairs)


@pytest.mark.parametrize("name", [name for name in ICONS if not app_icons.SHAPES[name].corner])
def test_what_a_phone_cuts_itself_reaches_into_every_corner(name: str) -> None:
    body = served().extensions["assets"][name].body
    with Image.open(BytesIO(body)) as drawn:
        assert drawn.convert("RGBA").getpixel((0, 0))[3] == 255


@pytest.mark.parametrize(
    ("logo", "words"),
    [(b"\x89PNG\r\n\x1a\n" + b"x" * 100, "no picture"), (picture(size=(2001, 1)), "2000 pixels")],
)
def test_a_logo_that_cannot_be_drawn_refuses_to_boot(logo: bytes, words: str) -> None:
    with pytest.raises(BrandingError, match=words):
        served(party_logo=logo)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("BRAND_MAIN", "merah", "BRAND_MAIN must look like #1c3fae"),
        ("BRAND_GOLD", "#fc0", "BRAND_GOLD must look like"),
        ("PARTY_LOGO", "/tidak/ada.png", "PARTY_LOGO cannot be read"),
        ("PARTY_LOGO", __file__, "must be a PNG or a WebP picture"),
    ],
)
def test_a_colour_or_logo_that_is_none_refuses_to_boot(name: str, value: str, words: str) -> None:
    with pytest.raises(SettingsError, match=words):
        Settings.from_env({**NEEDED, name: value})


def test_a_heavy_logo_refuses_to_boot(tmp_path: Path) -> None:
    path = tmp_path / "logo.png"
    path.write_bytes(picture() * 300)
    with pytest.raises(SettingsError, match="16 KB"):
        Settings.from_env({**NEEDED, "PARTY_LOGO": str(path)})
