"""`/panggilan`: what Meta tells us about an account by itself; `/hapus-data`: what became of it.

Nobody is signed in here: the demand proves by its signature from whom it comes.
"""

from flask import Blueprint, Response, current_app, jsonify, render_template, request, url_for

from app.db import transaction
from app.flows import platform_demands
from app.providers import PROVIDERS
from app.web.guards import public
from app.web.security import csrf

bp = Blueprint("platform_demands", __name__)


@bp.post("/panggilan/<provider>/cabut-izin")
@public
@csrf.exempt
def removed(provider: str) -> Response:
    """Somebody removed us in the platform's settings."""
    with transaction():
        platform_demands.removed(provider, request.form.get("signed_request", ""))
    return jsonify(ok=True)


@bp.post("/panggilan/<provider>/hapus-data")
@public
@csrf.exempt
def forgotten(provider: str) -> Response:
    """Somebody wants what the platform gave us about her deleted."""
    with transaction():
        code = platform_demands.forgotten(provider, request.form.get("signed_request", ""))
    page = url_for("platform_demands.show", receipt=code)
    public_url = current_app.config["SETTINGS"].public_url
    return jsonify(url=public_url + page, confirmation_code=code)


@bp.get("/hapus-data/<receipt>")
@public
def show(receipt: str) -> str:
    """What became of a demand to delete, for whoever was given its code."""
    found = platform_demands.request_of(receipt)
    label = PROVIDERS[found.provider].label
    return render_template("platform_demands/show.html", found=found, label=label)
