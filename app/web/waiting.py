"""`/antrean`: how a phone sends by itself what was handed in without a signal.

Spoken to by static/sw/queue.js alone. Its answers are data: nobody reads them as a page.
"""

from flask import Blueprint, request
from flask_wtf.csrf import generate_csrf

from app.activities import reporting
from app.errors import NotFound, Refusal
from app.web.activities import BODY_MAX, LIMIT_REPORTS, reported
from app.web.guards import acting, signed_in
from app.web.languages import told as _
from app.web.security import limiter, takes
from app.web.session import me
from app.web.submissions import KEY, challenge_named, handed_in
from app.words import said

bp = Blueprint("waiting", __name__)

ASKED_MAX = 50
GONE = said("Tantangan ini tidak ada lagi.")


@bp.get("/antrean")
@signed_in
def who() -> dict[str, str | list[str]]:
    """Whose hand-ins may be sent now, and a form token for them: that of the form is long gone.

    Of the reports whose keys it names, those that arrived need not be sent, which costs data.
    """
    keys = [one for one in request.args.getlist("kunci")[:ASKED_MAX] if KEY.fullmatch(one)]
    arrived = sorted(reporting.arrived(me().id, keys)) if keys else []
    return {"kader": me().public_id, "token": generate_csrf(), "tiba": arrived}


@bp.post("/antrean")
@signed_in
def send() -> tuple[dict[str, str], int]:
    """Hand in what waited. Where its page is, or the words of a refusal for the phone to keep."""
    try:
        return {"kiriman": handed_in(challenge_named())}, 201
    except NotFound:
        return {"kata": _(GONE)}, 422
    except Refusal as refusal:
        return {"kata": _(refusal.words)}, refusal.status


@bp.post("/antrean/kegiatan")
@limiter.limit(LIMIT_REPORTS)
@takes(BODY_MAX)
@acting("report_activity")
def send_activity() -> tuple[dict[str, str], int]:
    """Report what waited, as `send` hands in."""
    try:
        return {"kegiatan": reported()}, 201
    except Refusal as refusal:
        return {"kata": _(refusal.words)}, refusal.status
