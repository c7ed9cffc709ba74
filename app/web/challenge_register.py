"""`/daftar-tantangan`: the public register of live challenges, for whoever asks."""

from datetime import UTC, datetime

from flask import Blueprint, Response, make_response, render_template

from app import clock
from app.flows import public_register
from app.web.guards import public

bp = Blueprint("challenge_register", __name__)

KEEP = "public, max-age=60"


@bp.get("/daftar-tantangan")
@public
def show() -> Response:
    """What is on now, by whose roles, with what was taken back and its correction."""
    now = clock.now()
    page = render_template(
        "register/show.html", found=public_register.listed(now), now=now, moment=_moment
    )
    response = make_response(page)
    response.headers["Cache-Control"] = KEEP
    response.vary.update(("Cookie", "Accept-Language"))
    return response


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
