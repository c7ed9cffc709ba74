"""`/pemeriksaan`: a reviewer decides about one post at a time, drawn by lot, without any name."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app import clock
from app.db import session, transaction
from app.errors import NotFound, Refusal
from app.flows import review_turn
from app.moderation import turns
from app.moderation.models import Turn
from app.providers import PROVIDERS
from app.submissions import resembling, reviewing
from app.submissions.models import Submission
from app.submissions.reasons import FOR_PEOPLE, REASONS
from app.web.guards import acting
from app.web.languages import told as _
from app.web.refusals import Typed, refused
from app.web.session import me

bp = Blueprint("review", __name__)

SAID = {"terima": True, "tolak": False}


@bp.get("/pemeriksaan")
@acting("review")
def index() -> str:
    """The post she holds; without one, what waits and how right she was with known ones."""
    turn = turns.held(me(), clock.now())
    if turn is not None:
        return render_template("review/show.html", errors={}, form=Typed(), **_shown(turn))
    return render_template(
        "review/index.html",
        waiting=reviewing.waiting_for(me()),
        accuracy=turns.accuracy(me().id),
    )


@bp.post("/pemeriksaan/ambil")
@acting("review")
def draw() -> AnyResponse:
    """The next post, by lot: nobody chooses whom to judge."""
    with transaction():
        turns.draw(me(), clock.now())
    return redirect(url_for("review.index"), 303)


@bp.post("/pemeriksaan/putusan")
@acting("review")
def decide() -> AnyResponse:
    """Accept, reject for one of the fixed reasons, or pass on; then the next one is drawn."""
    named = request.form.get("giliran", "")[:16].replace("\x00", "")
    accept, now = SAID.get(request.form.get("putusan", "")), clock.now()
    try:
        with transaction():
            review_turn.decide(me(), named, accept, request.form.get("alasan", ""), now)
            turns.draw(me(), now)
    except NotFound:
        return _too_late(named)
    except Refusal as refusal:
        with transaction():
            turn = turns.of(named, me(), now)
        return refused("review/show.html", refusal, **_shown(turn))
    return redirect(url_for("review.index"), 303)


def _too_late(named: str) -> AnyResponse:
    """On to the next: a button was tapped twice, or the half hour was over."""
    if not turns.over(named, me()):
        raise NotFound
    flash(_("Giliran itu sudah selesai. Jawaban yang datang sesudahnya tidak dipakai."))
    return redirect(url_for("review.index"), 303)


@bp.get("/pemeriksaan/ketelitian")
@acting("see_accuracy")
def accuracies() -> str:
    """How right reviewers are, by the numbers of their roles."""
    return render_template("review/accuracies.html", reviewers=turns.of_all_reviewers())


def _shown(turn: Turn) -> dict[str, object]:
    submission = session().get_one(Submission, turn.submission_id)
    challenge = submission.challenge
    # Where only the author may be shown what was fetched, the reviewer follows the link.
    readable = [key for key, one in PROVIDERS.items() if not one.author_only]
    return {
        "turn": turn,
        "submission": submission,
        "challenge": challenge,
        "shows_words": submission.provider in readable,
        "platforms": challenge.providers,
        "closest": resembling.closest_to(submission, readable),
        "twins": reviewing.twins(submission) if submission.proof_code else (),
        "reasons": [(key, REASONS[key].words) for key in FOR_PEOPLE],
    }
