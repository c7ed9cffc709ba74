"""`/saya/data`, `/saya/keluar`: a cadre takes her data away, or leaves and has it erased."""

from datetime import timedelta
from functools import partial

from flask import Blueprint, Response, make_response, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from app import clock
from app.errors import Refusal
from app.flows.leaving import leave as leave_for_good
from app.flows.own_data import own_data, written
from app.web.guards import signed_in
from app.web.refusals import refused
from app.web.security import LIMIT_ASKING, limiter
from app.web.session import forget, me
from app.web.ways_in import careful

bp = Blueprint("my_data", __name__)

# She signs in for this alone; what is erased does not come back.
JUST_NOW = timedelta(minutes=3)
at_once = partial(careful, within=JUST_NOW)


@bp.post("/saya/data")
@limiter.limit(LIMIT_ASKING)
@careful
def download() -> Response:
    """Everything that is kept about her, as one file."""
    response = make_response(written(own_data(me().id)))
    response.mimetype = "application/json"
    day = clock.party_day(clock.now())
    name = f'attachment; filename="data-saya-gelanggang-{day}.json"'
    response.headers["Content-Disposition"] = name
    return response


@bp.get("/saya/keluar")
@signed_in
def leaving() -> str:
    """What goes and what stays, before anything happens."""
    return render_template("me/leaving.html")


@bp.get("/saya/keluar/pastikan")
@at_once
def sure() -> str:
    """The last question."""
    return render_template("me/leaving_sure.html", errors={})


@bp.post("/saya/keluar/pastikan")
@at_once
def leave() -> AnyResponse:
    """Erase her, and say so to whoever held the phone."""
    if request.form.get("paham") != "ya":
        words = "Centang dahulu bahwa Anda memahaminya."
        return refused("me/leaving_sure.html", Refusal("not_sure", words, "paham"))
    leave_for_good(me().id)
    response = forget(make_response())
    response.set_data(render_template("me/left.html"))
    return response
