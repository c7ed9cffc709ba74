"""`/operator/bacaan`: what reading each platform costs today, and who wants silence until when."""

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.accounts import allowance
from app.providers import configured, get
from app.warroom import trends
from app.web.guards import acting
from app.web.languages import told as _
from app.web.session import me
from app.words import said

bp = Blueprint("reading", __name__)

# The zones at whose midnight platforms begin a new day, as people call them.
DAYS = {
    "UTC": said("UTC (07.00 WIB)"),
    "America/Los_Angeles": said("waktu Pasifik (AS)"),
}


@bp.get("/operator/bacaan")
@acting("see_reading")
def index() -> str:
    """Today's use against the limit of every platform that counts, and the days before."""
    costly = [one for one in configured() if one.allowance]
    return render_template(
        "reading/index.html",
        platforms=[(one, allowance.spent(one), allowance.today(one)) for one in costly],
        pauses=allowance.pauses(),
        labels={one.key: one.label for one in configured()},
        days_of=DAYS,
        trends_watched=trends.watching(),
    )


@bp.post("/operator/bacaan/<provider>/lanjutkan")
@acting("resume_reading")
def resume(provider: str) -> AnyResponse:
    """Ask a platform again before the moment it named: only where that was a mistake."""
    label = get(provider).label
    allowance.resume(me(), provider)
    flash(_("%(label)s ditanyai lagi mulai sekarang.", label=label))
    return redirect(url_for("reading.index"), 303)
