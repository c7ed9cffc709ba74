"""`/lanjutkan`: what was typed before a session ended, to be sent after all."""

from flask import Blueprint, render_template

from app.web import holding
from app.web.guards import signed_in
from app.web.session import me

bp = Blueprint("held", __name__)


@bp.get("/lanjutkan/<held>")
@signed_in
def show(held: str) -> str:
    """The form as it was, sent by one tap; nothing is sent by itself."""
    return render_template("held/show.html", form=holding.find(held, me().id))
