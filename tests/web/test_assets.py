"""Static files: small, kept forever by their hash, and never of another host."""

import gzip
import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import brotli
import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from app.web import assets

STATIC = Path(__file__).resolve().parents[2] / "static"
KIB = 1024
BUDGETS = {
    "app.css": 10 * 1000,
    "app.js": 4 * KIB,
    "js/htmx-2.0.11.min.js": 18 * KIB,
    "fonts/plus-jakarta-sans.woff2": 12 * KIB,
    "icons/icons.svg": 4 * KIB,
    "icons/favicon.svg": KIB,
    "icons/app-192.png": 15 * KIB,
    "icons/app-512.png": 15 * KIB,
    "icons/app-maskable-512.png": 15 * KIB,
}
# What our oldest phones do not know, or what stands only in our taste of flat rules.
YOUNG_CSS = re.compile(r"light-dark\(|@container|@scope|anchor\(|^\s*&|oklch\(", re.MULTILINE)


@pytest.fixture(scope="module")
def served() -> FlaskClient:
    """Only the static files, without the rest of the program."""
    app = Flask("static", root_path=str(STATIC.parent), static_folder=None)
    assets.register(app)
    return app.test_client()


def url(served: FlaskClient, name: str) -> str:
    return served.application.jinja_env.globals["asset"](name)


def test_a_file_is_kept_forever_under_its_hash(served: FlaskClient) -> None:
    answer = served.get(url(served, "app.css"))
    assert answer.status_code == 200
    assert answer.mimetype == "text/css"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_an_old_address_gets_todays_file_and_does_not_keep_it(served: FlaskClient) -> None:
    answer = served.get("/aset/000000000000/app.css")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-cache"


def test_a_file_that_is_not_there_is_404(served: FlaskClient) -> None:
    for name in ("nothing.css", "../config.py", "..%2fconfig.py"):
        assert served.get(f"/aset/000000000000/{name}").status_code == 404


@pytest.mark.parametrize(
    ("accepted", "encoding", "unpack"),
    [
        ("gzip", "gzip", gzip.decompress),
        ("gzip, deflate, br", "br", brotli.decompress),
        ("br;q=0, gzip", "gzip", gzip.decompress),
    ],
)
def test_text_is_compressed_for_whoever_accepts_it(
    served: FlaskClient, accepted: str, encoding: str, unpack: Callable[[bytes], bytes]
) -> None:
    plain = served.get(url(served, "app.css"), headers={"Accept-Encoding": "identity"})
    packed = served.get(url(served, "app.css"), headers={"Accept-Encoding": accepted})
    assert packed.headers["Content-Encoding"] == encoding
    assert unpack(packed.data) == plain.data
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert packed.headers["ETag"] != plain.headers["ETag"]


def test_what_is_packed_already_is_left_alone(served: FlaskClient) -> None:
    font = url(served, "fonts/plus-jakarta-sans.woff2")
    assert "Content-Encoding" not in served.get(font, headers={"Accept-Encoding": "br"}).headers


def test_a_known_tag_costs_no_body(served: FlaskClient) -> None:
    address = url(served, "icons/icons.svg")
    tag = served.get(address).headers["ETag"]
    again = served.get(address, headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize("name", sorted(BUDGETS))
def test_what_a_phone_loads_stays_within_its_budget(served: FlaskClient, name: str) -> None:
    answer = served.get(url(served, name), headers={"Accept-Encoding": "gzip"})
    assert len(answer.data) <= BUDGETS[name]


def test_sheets_name_files_by_their_hash_and_no_other_host(served: FlaskClient) -> None:
    sheet = served.get(url(served, "app.css"), headers={"Accept-Encoding": "identity"}).text
    assert sheet.startswith("@layer reset")
    assert "/static/" not in sheet and "//" not in sheet
    for named in re.findall(r'url\("([^"]+)"\)', sheet):
        assert "immutable" in served.get(named).headers["Cache-Control"]


def test_the_manifest_names_pictures_that_are_there_and_what_they_are(
    served: FlaskClient,
) -> None:
    answer = served.get(url(served, "manifest.id.webmanifest"))
    assert answer.mimetype == "application/manifest+json"
    named = answer.json
    assert named is not None
    shortcuts = [icon for shortcut in named["shortcuts"] for icon in shortcut["icons"]]
    for one in named["icons"] + named["screenshots"] + shortcuts:
        picture = served.get(one["src"])
        assert picture.mimetype == one["type"]
        with Image.open(BytesIO(picture.data)) as drawn:
            assert f"{drawn.width}x{drawn.height}" == one["sizes"]
        assert len(picture.data) <= 50 * KIB
    assert {"192x192", "512x512"} <= {one["sizes"] for one in named["icons"]}
    assert any(one.get("purpose") == "maskable" for one in named["icons"])
    assert len(named["screenshots"]) == 2


def test_the_manifest_speaks_every_language_and_is_one_app_in_all(served: FlaskClient) -> None:
    own, english = (
        served.get(url(served, f"manifest.{language}.webmanifest")).json or {}
        for language in ("id", "en")
    )
    assert (own["lang"], own["shortcuts"][0]["name"]) == ("id", "Kirim unggahan")
    assert (english["lang"], english["shortcuts"][0]["name"]) == ("en", "Submit a post")
    assert own["id"] == english["id"] == "/"


def test_no_sheet_uses_what_old_phones_do_not_know() -> None:
    guilty = [str(p) for p in STATIC.rglob("*.css") if YOUNG_CSS.search(p.read_text())]
    assert guilty == []
