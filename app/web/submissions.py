"""`/kirim`, `/kiriman`: hand in a post, watch it being decided, look back."""

from collections.abc import Sequence

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app import clock
from app.campaigns import targeting
from app.campaigns.models import Challenge
from app.campaigns.policy import policies
from app.campaigns.terms import TERMS
from app.db import transaction
from app.errors import Refusal
from app.flows import handed_link, my_submissions
from app.jobs.handing_in import hand_in as hand_in_post
from app.submissions import discovery
from app.submissions.reasons import REASONS
from app.submissions.strategies import GRADES
from app.submissions.verification import verdicts
from app.web.challenges import about
from app.web.guards import signed_in
from app.web.htmx import page_or_fragment, unchanged
from app.web.refusals import Typed, refused
from app.web.session import me

bp = Blueprint("submissions", __name__)

FILTERS = (
    ("semua", "Semua", ()),
    ("diperiksa", "Diperiksa", ("pending", "set_aside")),
    ("terverifikasi", "Terverifikasi", ("verified",)),
    ("ditolak", "Ditolak", ("rejected", "reversed")),
)
TYPED_MAX = 4000


@bp.get("/kirim")
@signed_in
def new() -> str:
    """Choose a challenge and paste a link, in one form; shared links arrive filled in."""
    shared = (request.args.get(name, "") for name in ("tautan", "teks"))
    typed = {
        "tantangan": request.args.get("tantangan", "")[:16],
        "tautan": next((words for words in shared if words), "")[:TYPED_MAX],
    }
    return render_template("submissions/new.html", form=Typed(typed), errors={}, **_choices())


@bp.post("/kirim")
@signed_in
def create() -> AnyResponse:
    """Hand in for the challenge chosen in the form."""
    chosen = request.form.get("tantangan", "")
    if chosen not in {one.public_id for one in _live()}:
        refusal = Refusal("challenge", "Pilih tantangan dari daftar.", "tantangan")
        return refused("submissions/new.html", refusal, **_choices())
    try:
        return _handed_in(chosen)
    except Refusal as refusal:
        return refused("submissions/new.html", refusal, **_choices())


@bp.post("/tantangan/<public_id>/kiriman")
@signed_in
def hand_in(public_id: str) -> AnyResponse:
    """Hand in on the page of a challenge."""
    try:
        return _handed_in(public_id)
    except Refusal as refusal:
        challenge = targeting.find(public_id, me())
        return refused("challenges/show.html", refusal, **about(challenge))


@bp.post("/tantangan/<public_id>/temuan")
@signed_in
def dismiss(public_id: str) -> AnyResponse:
    """ "Bukan ini": a post that was found is not proposed again."""
    challenge = targeting.find(public_id, me())
    with transaction():
        discovery.dismiss(me().id, challenge.id, _named("unggahan"))
    return redirect(url_for("home.show"), 303)


@bp.get("/kiriman")
@signed_in
def index() -> str:
    """One's own hand-ins, filtered by state."""
    asked = request.args.get("status", "semua")
    chosen = next((one for one in FILTERS if one[0] == asked), FILTERS[0])
    before = request.args.get("sebelum", "")
    before_id = int(before) if before.isascii() and before.isdigit() and len(before) < 16 else None
    return render_template(
        "submissions/index.html",
        page=my_submissions.listed(me().id, chosen[2], before_id),
        chosen=chosen[0],
        filters=FILTERS,
        reasons=REASONS,
    )


@bp.get("/kiriman/<public_id>")
@signed_in
def show(public_id: str) -> str:
    """One hand-in: its state, what was looked at, why, and what to do next."""
    return render_template("submissions/show.html", **_shown(public_id))


@bp.get("/kiriman/<public_id>/status")
@signed_in
def status(public_id: str) -> str | Response:
    """The part that refreshes itself until decided; nothing while nothing has changed."""
    row = _shown(public_id)
    if request.args.get("v") == row["version"]:
        return unchanged()
    return page_or_fragment("submissions/show.html", "submissions/_submission.html", **row)


def _named(field: str) -> str:
    """The id of a post as a form names it; no row of ours can hold a NUL."""
    return request.form.get(field, "")[:300].replace("\x00", "")


def _handed_in(public_id: str) -> AnyResponse:
    ref = handed_link.read(request.form.get("tautan", "")[:TYPED_MAX], me().id)
    with transaction():
        submission = hand_in_post(me(), targeting.find(public_id, me()), ref)
        at = url_for("submissions.show", public_id=submission.public_id)
    return redirect(at, 303)


def _shown(public_id: str) -> dict[str, object]:
    row = my_submissions.one(public_id, me().id)
    submission = row.submission
    return {
        "submission": submission,
        "points": row.points,
        "verdict": next(iter(verdicts(submission)), None),
        "terms": TERMS[submission.provider],
        "grades": GRADES,
        "reason": REASONS[submission.reason] if submission.reason else None,
        "relink": submission.state == "pending"
        and submission.account is not None
        and submission.account.status != "active",
        "version": f"{submission.state}-{submission.tries}",
    }


def _live() -> Sequence[Challenge]:
    return targeting.live_for(me().unit_path, clock.now())


def _choices() -> dict[str, object]:
    standing = policies(clock.now())
    words = [
        (
            one.public_id,
            f"{one.title} (+{one.points} poin)"
            if standing.within(one.providers, "score")
            else f"{one.title} (tanpa poin)",
        )
        for one in _live()
    ]
    return {"challenges": words, "policies": standing}
