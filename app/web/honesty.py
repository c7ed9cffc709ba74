"""`/kejujuran`: how the boards are kept honest, and how often that went wrong, in figures."""

from flask import Blueprint, render_template

from app import clock
from app.moderation import figures, sanctions
from app.moderation.signals import SIGNALS
from app.web.guards import signed_in

bp = Blueprint("honesty", __name__)


@bp.get("/kejujuran")
@signed_in
def show() -> str:
    """For every cadre: cases by signal, false alarms, appeals, sanctions; never a name."""
    return render_template(
        "cases/honesty.html",
        found=figures.lately(clock.now()),
        signals=SIGNALS,
        kinds=sanctions.KINDS,
        hidden_below=figures.HIDDEN_BELOW,
    )
