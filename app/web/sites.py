"""`/akun/situs`: a cadre's own site or blog, proven by a code that she shows there."""

import hashlib
import hmac

from flask import Blueprint, current_app, flash, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.accounts import sites
from app.errors import NotFound, Refusal
from app.providers import configured, website
from app.web.guards import public, signed_in
from app.web.htmx import go
from app.web.languages import told as _
from app.web.refusals import Typed, refused
from app.web.security import limiter
from app.web.session import me
from app.words import said

bp = Blueprint("sites", __name__)

TYPED_MAX = 300
LIMIT = "10 per minute"  # each asks somebody's server
WAYS = {
    "meta": said("tanda di halaman depan"),
    "rel-me": said("tautan rel=me"),
    "dns": said("catatan DNS"),
}


@bp.get("/akun/situs")
@signed_in
def show() -> str | AnyResponse:
    """The address of the site, and once that is known the code and where it may stand."""
    _on()
    typed = request.args.get("alamat", "")[:TYPED_MAX]
    if not typed:
        return render_template("sites/show.html", errors={}, form=Typed(), **_told(None))
    try:
        host = website.host_of(typed)
    except Refusal as refusal:
        form = Typed(alamat=typed)
        return refused("sites/show.html", refusal, form=form, **_told(None))
    return render_template("sites/show.html", errors={}, form=Typed(alamat=typed), **_told(host))


@bp.post("/akun/situs")
@limiter.limit(LIMIT)
@signed_in
def prove() -> AnyResponse:
    """Look for the code over there, and link the site it is found on."""
    _on()
    host = None
    try:
        host = website.host_of(request.form.get("alamat", "")[:TYPED_MAX])
        way = sites.link(me().id, host, _code(host), _me_url(host))
    except Refusal as refusal:
        return refused("sites/show.html", refusal, **_told(host))
    flash(_("Situs %(host)s sudah tertaut, terbukti lewat %(way)s.", host=host, way=WAYS[way]))
    return go(url_for("accounts.index"))


@bp.get("/situs/<token>")
@public
def mark(token: str) -> str:
    """Where a `rel="me"` link leads: that somebody's site is meant, and nothing about whom."""
    return render_template("sites/mark.html")


def _on() -> None:
    if website.KEY not in {one.key for one in configured()}:
        raise NotFound


def _told(host: str | None) -> dict[str, object]:
    if host is None:
        return {"host": None}
    return {
        "host": host,
        "meta": f'<meta name="{website.META}" content="{_code(host)}">',
        "rel_me": f'<a rel="me" href="{_me_url(host)}">Gelanggang</a>',
        "record": f"{website.RECORD}{_code(host)}",
    }


def _code(host: str) -> str:
    secret = current_app.config["SETTINGS"].secret_key.encode()
    key = hmac.digest(secret, b"gelanggang sites", hashlib.sha256)
    return sites.code_of(me().id, host, key)


def _me_url(host: str) -> str:
    return f"{current_app.config['SETTINGS'].public_url}/situs/{_code(host)}"
