"""`/operator/tantangan`: in an emergency an operator ends a challenge at once, and says why."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.campaigns import publishing
from app.db import transaction
from app.errors import Refusal
from app.flows import opened_challenge
from app.units.naming import title
from app.web.guards import acting
from app.web.languages import told as _
from app.web.refusals import Typed, refused
from app.web.session import me

bp = Blueprint("stopping", __name__)


@bp.get("/operator/tantangan")
@acting("stop_challenge")
def index() -> str:
    """Every challenge that is on or will be; nothing about it can be changed here."""
    shown = [(one, title(one.unit)) for one in publishing.going_on()]
    return render_template("stopping/index.html", challenges=shown)


@bp.get("/operator/tantangan/<public_id>")
@acting("stop_challenge")
def show(public_id: str) -> str:
    """One of them, and the form to end it."""
    return render_template("stopping/show.html", form=Typed(), errors={}, **_shown(public_id))


@bp.post("/operator/tantangan/<public_id>")
@acting("stop_challenge")
def stop(public_id: str) -> AnyResponse:
    """End it at once; its officers are told why."""
    try:
        with transaction():
            challenge = publishing.one(public_id, lock=True)
            opened_challenge.stop(me(), challenge, request.form.get("alasan", ""))
    except Refusal as refusal:
        return refused("stopping/show.html", refusal, **_shown(public_id))
    flash(_("Tantangan dihentikan. Petugasnya sudah diberi tahu."))
    return redirect(url_for("stopping.index"), 303)


def _shown(public_id: str) -> dict[str, object]:
    challenge = publishing.one(public_id)
    return {
        "challenge": challenge,
        "unit_title": title(challenge.unit),
        "reason_max": publishing.REASON_MAX,
    }
