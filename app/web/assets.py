"""Static files under addresses that carry the hash of what they hold, so that phones keep them.

Stylesheets are one file a component, and behaviours one file each, for whoever reads them; a phone
gets each kind as a single body. Everything is read and joined at start; a body is compressed, and
an icon drawn, when it is first asked for, and kept: at start it would cost every command 0.5 s.
"""

import gzip
import hashlib
import json
import mimetypes
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

import brotli
from flask import Blueprint, Flask, Response, abort, current_app, make_response, request
from werkzeug.datastructures import Accept

from app.web import app_icons
from app.web.branding import Brand, head_colour, mark_of, recoloured, sheet_with
from app.web.guards import public
from app.web.manifest import manifest, name_of
from app.web.security import limiter
from app.words.catalogues import LANGUAGES, OWN

if TYPE_CHECKING:
    from config import Settings

bp = Blueprint("assets", __name__)

LOGO = "brand/logo"
FAVICON = "icons/favicon.svg"
FOREVER = "public, max-age=31536000, immutable"
SHEETS = (
    "tokens.css",
    "brand.css",
    "reset.css",
    "base.css",
    "layout.css",
)  # then components, then pages
APART = re.compile(r"^js/pages/|-\d[\w.]*\.min\.js$")
TEXT = {".css", ".js", ".svg", ".webmanifest", ".txt"}
REFERENCE = re.compile(r"/static/([\w./-]+)")
mimetypes.add_type("font/woff2", ".woff2")
mimetypes.add_type("image/webp", ".webp")
mimetypes.add_type("application/manifest+json", ".webmanifest")


@dataclass(frozen=True)
class Asset:
    """One body as it is served: its hash, its type, and its compressed twins where it is text."""

    name: str
    digest: str
    mimetype: str
    made: Callable[[], bytes]

    @cached_property
    def body(self) -> bytes:
        """What is sent, uncompressed."""
        return self.made()

    @property
    def url(self) -> str:
        """The address that never changes its content."""
        return f"/aset/{self.digest}/{self.name}"

    @cached_property
    def br(self) -> bytes:
        """As small as it gets: a tenth below gzip."""
        return brotli.compress(self.body, mode=brotli.MODE_TEXT, quality=11)

    @cached_property
    def gz(self) -> bytes:
        """For browsers that know no Brotli, or speak plain HTTP."""
        return gzip.compress(self.body, 9, mtime=0)

    def encoded(self, accepted: Accept) -> tuple[str, bytes]:
        """The smallest form the browser takes, and its name; the body itself is `identity`."""
        if Path(self.name).suffix in TEXT:
            if accepted["br"]:
                return "br", self.br
            if accepted["gzip"]:
                return "gzip", self.gz
        return "identity", self.body


def register(app: Flask) -> None:
    """Read `static/`, serve it under /aset, and teach templates `asset(path)`.

    Raises BrandingError when the party's colours or its logo cannot be read.
    """
    settings: Settings | None = app.config.get("SETTINGS")
    brand = _brand(settings)
    folder = Path(app.root_path) / "static"
    assets = load(folder, brand, settings.party_name if settings else "")
    app.extensions["assets"] = assets
    theme: str = json.loads(assets[name_of(OWN)].body)["theme_color"]
    app.add_template_global(lambda: bool(brand.logo), "has_logo")
    app.add_template_global(lambda: theme, "theme_colour")

    @app.template_global()
    def asset(name: str) -> str:
        """The address of a static file, by its path under `static/`."""
        return assets[name].url

    app.register_blueprint(bp)
    limiter.exempt(show)


@bp.get("/aset/<digest>/<path:name>")
@public
def show(digest: str, name: str) -> Response:
    """A file by its hash. A page older than the last release still gets today's, unkept."""
    asset: Asset | None = current_app.extensions["assets"].get(name)
    if asset is None:
        abort(404)
    encoding, body = asset.encoded(request.accept_encodings)
    response = make_response(body)
    response.mimetype = asset.mimetype
    response.headers["Cache-Control"] = FOREVER if digest == asset.digest else "no-cache"
    response.vary.add("Accept-Encoding")
    if encoding != "identity":
        response.headers["Content-Encoding"] = encoding
    response.set_etag(f"{asset.digest}-{encoding}")
    response.make_conditional(request)
    return response


def load(folder: Path, brand: Brand | None = None, party_name: str = "") -> dict[str, Asset]:
    """Every file by its path, `app.css` and `app.js` joined from their parts, in a party's colours.

    A text may name another as `/static/<path>`; it is given the hashed address of that file, so
    that a new font is also a new stylesheet.
    """
    brand = brand or Brand()
    bodies = {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.parent.name != "readme"
    }
    _put_on(brand, party_name, bodies)
    bodies["app.css"] = _joined_css(bodies)
    bodies["app.js"] = _joined_js(bodies)
    assets = _icons(brand)

    def url(found: re.Match[str]) -> str:
        return (assets.get(found[1]) or _asset(found[1], bodies[found[1]])).url

    for name, body in bodies.items():
        if name in ("app.css", "app.js") or name.endswith(".webmanifest"):
            body = REFERENCE.sub(url, body.decode()).encode()
        assets[name] = _asset(name, body)
    return assets


def _brand(settings: "Settings | None") -> Brand:
    if settings is None:
        return Brand()
    return Brand(settings.brand_main, settings.brand_deep, settings.brand_gold, settings.party_logo)


def _put_on(brand: Brand, party_name: str, bodies: dict[str, bytes]) -> None:
    """The party's sheet, what else carries its colours and its name, and its logo."""
    tokens = bodies["css/tokens.css"].decode()
    sheet = sheet_with(tokens, brand)
    bodies["css/brand.css"] = sheet.encode()
    bodies[FAVICON] = recoloured(bodies[FAVICON].decode(), mark_of(brand)).encode()
    theme = head_colour(tokens, sheet)
    for language in LANGUAGES:
        told = manifest(language, party_name, theme)
        bodies[name_of(language)] = json.dumps(told, ensure_ascii=False).encode()
    if brand.logo:
        app_icons.look_at(brand.logo)
        bodies[LOGO] = brand.logo


def _icons(brand: Brand) -> dict[str, Asset]:
    """Those of the installed app, under the hash of what they are made of."""
    mark = mark_of(brand)
    return {
        name: Asset(
            name,
            app_icons.digest(shape, mark, brand.logo),
            "image/png",
            partial(app_icons.drawn, shape, mark, brand.logo),
        )
        for name, shape in app_icons.SHAPES.items()
    }


def _asset(name: str, body: bytes) -> Asset:
    mimetype = mimetypes.guess_type(name)[0] or "application/octet-stream"
    if name == LOGO:
        mimetype = "image/png" if body.startswith(b"\x89PNG") else "image/webp"
    return Asset(name, hashlib.sha256(body).hexdigest()[:12], mimetype, lambda: body)


def _joined_css(bodies: dict[str, bytes]) -> bytes:
    """All sheets in the order of the ladder, without comments and indentation; those that only some
    pages name lie apart."""
    ground = [f"css/{name}" for name in SHEETS]
    parts = sorted(name for name in bodies if name.startswith("css/components/"))
    sheets = (n for n in bodies if n.startswith("css/") and not n.startswith("css/apart/"))
    pages = sorted(n for n in sheets if n not in ground + parts)
    text = "\n".join(bodies[name].decode() for name in ground + parts + pages)
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    return re.sub(r"\s*\n\s*", "\n", text).strip().encode()


def _joined_js(bodies: dict[str, bytes]) -> bytes:
    """Our own behaviours. What others wrote, or only some pages need, stays a file of its own."""
    ours = [n for n in bodies if n.startswith("js/") and not APART.search(n)]
    return b"\n".join(bodies[name] for name in sorted(ours))
