"""`/kiriman/<id>/banding`, `/sanksi`, `/banding`: what was decided about me, and how I object."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app import clock
from app.db import transaction
from app.errors import Refusal
from app.moderation import appeals, sanctions
from app.moderation.appeals import Matter
from app.moderation.models import WORDS_MAX, Appeal
from app.submissions.reasons import REASONS
from app.web.guards import signed_in
from app.web.refusals import Typed, refused
from app.web.session import me

bp = Blueprint("appeals", __name__)


@bp.get("/banding")
@signed_in
def index() -> str:
    """All of my appeals."""
    return render_template(
        "appeals/index.html", appeals=appeals.of_cadre(me().id), against=appeals.AGAINST
    )


@bp.get("/banding/<public_id>")
@signed_in
def show(public_id: str) -> str:
    """One of them: what I wrote, what was answered, and what I can do next."""
    appeal = appeals.one_of(me().id, public_id)
    return render_template(
        "appeals/show.html",
        appeal=appeal,
        title=appeals.title_of(appeal),
        against=appeals.AGAINST,
        again=_again(appeal) if appeals.goes_on(appeal) else None,
        until=appeal.decided_at and appeal.decided_at + appeals.WITHIN,
    )


@bp.get("/kiriman/<public_id>/banding")
@signed_in
def new(public_id: str) -> str:
    """The form to object to what was decided about a post of mine."""
    matter = appeals.about_submission(public_id, me().id)
    return render_template("appeals/new.html", errors={}, form=Typed(), **_shown(matter))


@bp.post("/kiriman/<public_id>/banding")
@signed_in
def file(public_id: str) -> AnyResponse:
    """Object to it."""
    return _filed(appeals.about_submission(public_id, me().id))


@bp.get("/sanksi/<public_id>")
@signed_in
def sanction(public_id: str) -> str:
    """A sanction of mine: why, until when, and the form to object."""
    matter = appeals.about_sanction(public_id, me().id)
    return render_template("appeals/new.html", errors={}, form=Typed(), **_shown(matter))


@bp.post("/sanksi/<public_id>/banding")
@signed_in
def file_against_sanction(public_id: str) -> AnyResponse:
    """Object to it."""
    return _filed(appeals.about_sanction(public_id, me().id))


def _again(appeal: Appeal) -> str:
    if appeal.sanction is not None:
        return url_for("appeals.sanction", public_id=appeal.sanction.public_id)
    post = appeal.submission
    return url_for("appeals.new", public_id=post.public_id) if post else ""


def _filed(matter: Matter) -> AnyResponse:
    try:
        with transaction():
            words = request.form.get("alasan", "")
            appeal = appeals.file(matter, me(), words, clock.now())
            filed = appeal.public_id
    except Refusal as refusal:
        return refused("appeals/new.html", refusal, **_shown(matter))
    return redirect(url_for("appeals.show", public_id=filed), 303)


def _shown(matter: Matter) -> dict[str, object]:
    submission = matter.submission
    return {
        "matter": matter,
        "against": appeals.AGAINST,
        "reason": REASONS[submission.reason] if submission and submission.reason else None,
        "kinds": sanctions.KINDS,
        "reasons": sanctions.REASONS,
        "now": clock.now(),
        "words_max": WORDS_MAX,
    }
