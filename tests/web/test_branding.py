"""A party's own colours and logo reach every page, or the program says at start why they cannot."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from app.web import assets
from app.web.branding import Brand, BrandingError, contrast, mix, sheet_with
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
PNG = b"\x89PNG\r\n\x1a\n" + b"x" * 100


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


def test_a_partys_colours_and_logo_reach_sheet_manifest_icon_and_pages() -> None:
    app = Flask("static", root_path=str(STATIC.parent), static_folder=None)
    settings = Settings.from_env(NEEDED)
    app.config["SETTINGS"] = replace(
        settings, brand_main=RED.main, brand_deep=RED.deep, brand_gold=RED.gold, party_logo=PNG
    )
    assets.register(app)
    found = app.extensions["assets"]
    assert b"--navy: #b3001b;" in found["app.css"].body
    assert b"#b3001b" in found["icons/favicon.svg"].body
    assert json.loads(found["manifest.webmanifest"].body)["theme_color"] == RED.deep
    assert app.jinja_env.globals["theme_colour"]() == RED.deep
    logo = app.test_client().get(found["brand/logo"].url)
    assert (logo.mimetype, logo.data) == ("image/png", PNG)


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
    path.write_bytes(PNG * 200)
    with pytest.raises(SettingsError, match="16 KB"):
        Settings.from_env({**NEEDED, "PARTY_LOGO": str(path)})
