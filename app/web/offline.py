"""`/sw.js`, `/luring`: what a phone keeps of the site, and shows when there is no signal."""

import hashlib
import json
from collections.abc import Mapping

from flask import Blueprint, Response, current_app, make_response, render_template, request

from app.notifications import vapid
from app.web.activities import form_parts
from app.web.assets import LOGO, Asset
from app.web.guards import public
from app.web.languages import spoken
from app.web.refusals import Typed
from app.web.security import limiter

bp = Blueprint("offline", __name__)

PARTS = "sw/"
# What every page needs, and what the page without a signal needs besides.
SHELL = (
    "app.css",
    "app.js",
    "js/htmx-2.0.11.min.js",
    "js/pages/offline.js",
    "js/pages/report.js",
    "js/pages/shrink.js",
    "js/pages/waiting.js",
    "fonts/plus-jakarta-sans.woff2",
    "icons/icons.svg",
    "icons/favicon.svg",
    LOGO,
)
ICON = "icons/app-192.png"


@bp.get("/sw.js")
@limiter.exempt
@public
def worker() -> Response:
    """The service worker, at the root because it reaches no higher than its own address.

    Every page that is opened asks for it, so it is put together once a language.
    """
    made: dict[str, tuple[str, str]] = current_app.extensions.setdefault("workers", {})
    if spoken() not in made:
        made[spoken()] = _worker()
    version, body = made[spoken()]
    response = make_response(body)
    response.mimetype = "text/javascript"
    response.headers["Cache-Control"] = "no-cache"
    response.set_etag(version)
    response.make_conditional(request)
    return response


@bp.get("/luring")
@limiter.exempt
@public
def show() -> Response:
    """What is shown in place of any page that cannot be reached: the same for everybody."""
    response = make_response(_page())
    response.headers["Cache-Control"] = "no-cache"
    return response


@bp.get("/luring/lapor")
@limiter.exempt
@public
def report() -> Response:
    """The form for an activity where there is no signal: the same for everybody."""
    response = make_response(_form())
    response.headers["Cache-Control"] = "no-cache"
    return response


def _worker() -> tuple[str, str]:
    """Its version and its text.

    The version is the hash of everything it keeps, the page without a signal included: whatever
    changes makes another worker, and phones let go of what the old one kept.
    """
    assets: Mapping[str, Asset] = current_app.extensions["assets"]
    told = {
        "SHELL": [assets[name].url for name in SHELL if name in assets],
        "ICON": assets[ICON].url,
        "PUSH_KEY": vapid.public_key() or "",
    }
    parts = [assets[name].body.decode() for name in sorted(assets) if name.startswith(PARTS)]
    version = hashlib.sha256("".join((str(told), *parts, _page(), _form())).encode()).hexdigest()[
        :12
    ]
    told["VERSION"] = version
    head = [f"const {name} = {json.dumps(value)};" for name, value in told.items()]
    return version, "\n".join((*head, *parts))


def _page() -> str:
    return render_template("offline/show.html")


def _form() -> str:
    told = {"units": (), "today": None, "form": Typed(), "errors": {}}
    return render_template("offline/report.html", **told, **form_parts())
