"""`/pemeriksaan`: a verifier decides what machines set aside, without seeing whose it is."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.db import transaction
from app.errors import Refusal
from app.flows.verified_share import decide_by_person
from app.providers import PROVIDERS
from app.submissions import reviewing, verification
from app.submissions.reasons import FOR_PEOPLE, REASONS
from app.web.guards import acting
from app.web.refusals import Typed, refused
from app.web.session import me

bp = Blueprint("review", __name__)


@bp.get("/pemeriksaan")
@acting("review")
def index() -> str:
    """What waits outside the verifier's own line, the longest first."""
    return render_template(
        "review/index.html",
        waiting=reviewing.waiting_for(me()),
    )


@bp.get("/pemeriksaan/<public_id>")
@acting("review")
def show(public_id: str) -> str:
    """One post: its link, what the machine saw, what the challenge asked for; no names."""
    return render_template("review/show.html", errors={}, form=Typed(), **_shown(public_id))


@bp.post("/pemeriksaan/<public_id>")
@acting("review")
def decide(public_id: str) -> AnyResponse:
    """Accept, or reject for one of the fixed reasons; then on to what else waits."""
    accept = request.form.get("putusan") == "terima"
    try:
        with transaction():
            decide_by_person(me(), public_id, accept, request.form.get("alasan", ""))
    except Refusal as refusal:
        return refused("review/show.html", refusal, **_shown(public_id))
    return redirect(url_for("review.index"), 303)


def _shown(public_id: str) -> dict[str, object]:
    submission = reviewing.reviewable(public_id, me())
    challenge = submission.challenge
    return {
        "submission": submission,
        "challenge": challenge,
        # Where only the author may be shown what was fetched, the verifier follows the link.
        "shows_words": not PROVIDERS[submission.provider].author_only,
        "platforms": challenge.providers,
        "verdicts": verification.verdicts(submission),
        "twins": reviewing.twins(submission) if submission.proof_code else (),
        "reasons": [(key, REASONS[key].words) for key in FOR_PEOPLE],
    }
