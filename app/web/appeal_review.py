"""`/peninjauan`: appeals judged by somebody from elsewhere, without any name."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app import clock
from app.db import transaction
from app.errors import NotFound, Refusal
from app.moderation import appeals, sanctions
from app.moderation.models import WORDS_MAX, Appeal
from app.providers import PROVIDERS
from app.submissions import verification
from app.submissions.reasons import REASONS
from app.web.guards import acting
from app.web.languages import told as _
from app.web.refusals import Typed, refused
from app.web.session import me

bp = Blueprint("appeal_review", __name__)


@bp.get("/peninjauan")
@acting("judge_appeal")
def index() -> str:
    """The few that the lot gives me."""
    many, offered = appeals.waiting_for(me(), clock.now())
    return render_template(
        "appeals/queue.html",
        many=many,
        offered=offered,
        against=appeals.AGAINST,
        within=appeals.WITHIN,
    )


@bp.get("/peninjauan/<public_id>")
@acting("judge_appeal")
def show(public_id: str) -> str | AnyResponse:
    """One appeal: what was decided and why, what she says, the post itself."""
    try:
        with transaction():
            appeal = appeals.judgeable(public_id, me(), clock.now())
            return render_template("appeals/judge.html", errors={}, form=Typed(), **_shown(appeal))
    except NotFound:
        return _too_late(public_id)


@bp.post("/peninjauan/<public_id>")
@acting("judge_appeal")
def decide(public_id: str) -> AnyResponse:
    """The decision stands, or falls; either way with an answer in words."""
    now = clock.now()
    try:
        with transaction():
            appeal = appeals.judgeable(public_id, me(), now)
            said = request.form.get("putusan", "")
            if said not in ("kabulkan", "tolak"):
                raise Refusal("decision", "Pilih kabulkan atau tolak.")
            answer = request.form.get("jawaban", "")
            appeals.decide(appeal, me(), said == "kabulkan", answer, now)
    except NotFound:
        return _too_late(public_id)
    except Refusal as refusal:
        with transaction():
            appeal = appeals.judgeable(public_id, me(), now)
            return refused("appeals/judge.html", refusal, **_shown(appeal))
    return redirect(url_for("appeal_review.index"), 303)


def _too_late(public_id: str) -> AnyResponse:
    """Back to the others: a button was tapped twice, or somebody else was faster."""
    if not appeals.answered(public_id, me(), clock.now()):
        raise NotFound
    flash(_("Banding itu sudah dijawab. Jawaban yang datang sesudahnya tidak dipakai."))
    return redirect(url_for("appeal_review.index"), 303)


def _shown(appeal: Appeal) -> dict[str, object]:
    submission = appeal.submission
    return {
        "appeal": appeal,
        "submission": submission,
        "title": appeals.title_of(appeal),
        "against": appeals.AGAINST,
        "reason": REASONS[submission.reason].words if submission and submission.reason else None,
        "verdicts": verification.verdicts(submission) if submission else (),
        "shows_words": submission and not PROVIDERS[submission.provider].author_only,
        "kinds": sanctions.KINDS,
        "reasons": sanctions.REASONS,
        "words_max": WORDS_MAX,
    }
