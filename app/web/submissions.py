"""`/kirim`, `/kiriman`: hand in a post, watch it being decided, look back."""

import re
import secrets
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app import clock
from app.accounts.linking import accounts_of
from app.accounts.models import LinkedAccount
from app.badges.shelf import given_for
from app.campaigns import targeting
from app.campaigns.models import Challenge
from app.campaigns.policy import policies
from app.campaigns.terms import TERMS
from app.db import transaction
from app.errors import Refusal
from app.flows import handed_link, my_submissions
from app.jobs.handing_in import hand_in as hand_in_post
from app.submissions import discovery
from app.submissions.models import Submission
from app.submissions.reasons import REASONS
from app.submissions.strategies import GRADES
from app.submissions.verification import verdicts
from app.web.challenges import about
from app.web.guards import signed_in
from app.web.htmx import ONCE_SHOWN, is_fragment, page_or_fragment
from app.web.pace import again, patience, unchanged, version
from app.web.rank_card import my_card
from app.web.refusals import Typed, refused
from app.web.session import me
from app.words import counted, said

bp = Blueprint("submissions", __name__)

FILTERS = (
    ("semua", said("Semua"), ()),
    ("diperiksa", said("Diperiksa"), ("pending", "set_aside")),
    ("terverifikasi", said("Terverifikasi"), ("verified",)),
    ("ditolak", said("Ditolak"), ("rejected", "reversed")),
)
TYPED_MAX = 4000
KEY = re.compile(r"[0-9a-f]{32}")


@bp.app_template_global()
def form_key() -> str:
    """What makes a form one hand-in, however often it is sent."""
    return secrets.token_hex(16)


@bp.get("/kirim")
@signed_in
def new() -> str:
    """Choose a challenge and paste a link, in one form."""
    link = request.args.get("tautan", "")[:TYPED_MAX]
    form = Typed({"tantangan": request.args.get("tantangan", "")[:16], "tautan": link})
    return render_template("submissions/new.html", form=form, errors={}, **choices(link, _live()))


@bp.post("/kirim")
@signed_in
def create() -> AnyResponse:
    """Hand in for the challenge chosen in the form."""
    live = _live()
    try:
        if challenge_named() not in {one.public_id for one in live}:
            raise Refusal("challenge", "Pilih tantangan dari daftar.", "tantangan")
        return redirect(handed_in(challenge_named()), 303)
    except Refusal as refusal:
        return refused("submissions/new.html", refusal, **choices("", live))


@bp.post("/tantangan/<public_id>/kiriman")
@signed_in
def hand_in(public_id: str) -> AnyResponse:
    """Hand in on the page of a challenge."""
    try:
        return redirect(handed_in(public_id), 303)
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
    return render_template("submissions/index.html", filters=FILTERS, **_listed())


@bp.get("/kiriman/daftar")
@signed_in
def part() -> str | AnyResponse:
    """The list alone, for as long as one of them is being checked; 204 until it is decided."""
    shown = _listed()
    if shown["version"] == request.args.get("v"):
        return unchanged(patience(shown["waiting"]))
    return page_or_fragment(
        "submissions/index.html", "submissions/_list.html", filters=FILTERS, **shown
    )


@bp.get("/kiriman/<public_id>")
@signed_in
def show(public_id: str) -> str:
    """One hand-in: its state, what was looked at, why, and what to do next."""
    return _page(my_submissions.one(public_id, me().id))


@bp.get("/kiriman/<public_id>/status")
@signed_in
def status(public_id: str) -> str | AnyResponse:
    """The part that refreshes itself until decided; nothing while nothing has changed.

    Once it is decided the browser is told so, and the card with my ranks asks again.
    """
    found = my_submissions.one(public_id, me().id)
    if request.args.get("v") == _version(found.submission):
        return unchanged(patience([found.submission.submitted_at]))
    if not is_fragment():
        return _page(found)
    answer = make_response(render_template("submissions/_submission.html", **_shown(found)))
    if found.submission.state != "pending":
        answer.headers[ONCE_SHOWN] = "decided"
    return answer


def _named(field: str) -> str:
    """The id of a post as a form names it; no row of ours can hold a NUL."""
    return request.form.get(field, "")[:300].replace("\x00", "")


def challenge_named() -> str:
    """The challenge named in the form."""
    return request.form.get("tantangan", "")[:16].replace("\x00", "")


def form_key_sent() -> str:
    """The key of the form that was sent, empty where it is none of ours."""
    key = request.form.get("kunci", "")
    return key if KEY.fullmatch(key) else ""


def handed_in(public_id: str) -> str:
    """Hand in the link of the form, once for its key: the address of what came of it.

    Raises what `handed_link.read` and `hand_in` raise, and NotFound for a challenge out of reach.
    """
    ref = handed_link.read(request.form.get("tautan", "")[:TYPED_MAX], me().id)
    with transaction():
        submission = hand_in_post(me(), targeting.find(public_id, me()), ref, form_key_sent())
        return url_for("submissions.show", public_id=submission.public_id)


def _listed() -> dict[str, Any]:
    asked = request.args.get("status", "semua")
    chosen = next((one for one in FILTERS if one[0] == asked), FILTERS[0])
    before = request.args.get("sebelum", "")
    before_id = int(before) if before.isascii() and before.isdigit() and len(before) < 16 else None
    page = my_submissions.listed(me().id, chosen[2], before_id)
    shown = version([(one.submission.id, one.submission.state, one.points) for one in page.rows])
    rows = [one.submission for one in page.rows]
    waiting = [one.submitted_at for one in rows if one.state == "pending"]
    return {
        "page": page,
        "chosen": chosen[0],
        "reasons": REASONS,
        "waiting": waiting,
        "version": shown,
        "list_url": url_for("submissions.part", status=chosen[0], sebelum=before_id, v=shown),
        "list_ask": again(patience(waiting)),
    }


def _shown(row: my_submissions.Row) -> dict[str, object]:
    submission = row.submission
    return {
        "submission": submission,
        "points": row.points,
        "badges": given_for(f"submission:{submission.id}"),
        "verdict": next(iter(verdicts(submission)), None),
        "terms": TERMS[submission.provider],
        "grades": GRADES,
        "reason": REASONS[submission.reason] if submission.reason else None,
        "relink": _relink(submission),
        "version": _version(submission),
        "ask": again(patience([submission.submitted_at])),
    }


def _page(row: my_submissions.Row) -> str:
    """As a whole page, with my ranks above for as long as they may move by it."""
    moves = row.submission.state in ("pending", "verified")
    card = my_card(me()) if moves else {"ranks": None}
    return render_template("submissions/show.html", **_shown(row), **card)


def _version(submission: Submission) -> str:
    return f"{submission.state}-{submission.tries}"


def _relink(submission: Submission) -> bool:
    account = submission.account
    return submission.state == "pending" and account is not None and account.status != "active"


def _live() -> Sequence[Challenge]:
    return targeting.live_for(me().unit_path, clock.now())


def recognised(link: str) -> tuple[str, LinkedAccount | None] | None:
    """The platform of the post a link means, and her account there; None for no such link."""
    platform = handed_link.platform(link, me().id) if link else None
    return (platform, accounts_of(me().id).get(platform)) if platform else None


def choices(link: str, live: Sequence[Challenge]) -> dict[str, object]:
    """What the form needs beside what is typed: the challenges, and what is known of the link."""
    standing = policies(clock.now())
    words = [
        (
            one.public_id,
            counted("%(title)s (+%(num)s poin)", one.points, title=one.title)
            if standing.within(one.providers, "score")
            else said("%(title)s (tanpa poin)", title=one.title),
        )
        for one in live
    ]
    return {
        "challenges": words,
        "policies": standing,
        "typed": link,
        "recognised": recognised(link),
    }
