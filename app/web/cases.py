"""`/kasus`: what signals noticed, judged by verifiers from elsewhere, who see no names."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app import clock
from app.db import transaction
from app.errors import NotFound, Refusal
from app.moderation import alike, judging, sanctions
from app.moderation.judging import Judgement, Whole
from app.moderation.models import WORDS_MAX
from app.moderation.signals import SIGNALS
from app.providers import PROVIDERS
from app.submissions.keeping import KEEPING
from app.submissions.models import Submission
from app.submissions.reasons import FOR_PEOPLE, REASONS
from app.web.guards import acting
from app.web.languages import told as _
from app.web.refusals import Typed, refused
from app.web.session import me

bp = Blueprint("cases", __name__)

LEVELS = {1: "quiet", 2: "wait", 3: "no"}
SHOWN = 20  # posts of one case; more are no clearer


@bp.get("/kasus")
@acting("judge_case")
def index() -> str:
    """The strongest cases the lot gives me, and those that want a second person's word."""
    many, first, second = judging.waiting_for(me(), clock.now())
    return render_template(
        "cases/index.html", many=many, first=first, second=second, signals=SIGNALS, levels=LEVELS
    )


@bp.get("/kasus/<public_id>")
@acting("judge_case")
def show(public_id: str) -> str | AnyResponse:
    """One case: its evidence and posts, and what may follow."""
    try:
        with transaction():
            found = judging.judgeable(public_id, me(), clock.now())
            return render_template("cases/show.html", errors={}, form=Typed(), **_shown(found))
    except NotFound:
        return _too_late(public_id)


@bp.post("/kasus/<public_id>")
@acting("judge_case")
def judge(public_id: str) -> AnyResponse:
    """The first word on an open case, or the second on what somebody else proposed."""
    now = clock.now()
    try:
        with transaction():
            found = judging.judgeable(public_id, me(), now)
            if found.case.state == "open":
                judging.judge(found, me(), _judgement(), now)
            else:
                judging.second(found, me(), _agrees(), now)
    except NotFound:
        return _too_late(public_id)
    except Refusal as refusal:
        with transaction():
            found = judging.judgeable(public_id, me(), now)
            return refused("cases/show.html", refusal, **_shown(found))
    return redirect(url_for("cases.index"), 303)


def _too_late(public_id: str) -> AnyResponse:
    """Back to the others: a button was tapped twice, or somebody else was faster."""
    if not judging.judged(public_id, me(), clock.now()):
        raise NotFound
    flash(_("Kasus itu sudah diputuskan. Jawaban yang datang sesudahnya tidak dipakai."))
    return redirect(url_for("cases.index"), 303)


def _agrees() -> bool:
    said = request.form.get("pendapat", "")
    if said not in ("setuju", "tidak"):
        raise NotFound
    return said == "setuju"


def _judgement() -> Judgement:
    form = request.form
    kind = form.get("jenis", "")
    asked = sanctions.Asked(
        kind,
        form.get("alasan_sanksi", ""),
        " ".join(form.get("kata", "").split()),
        _number(form.get("hari", "")),
    )
    return Judgement(
        judging.STATES.get(form.get("hasil", ""), ""),
        form.get("catatan", ""),
        [one[:16].replace("\x00", "") for one in form.getlist("tarik")],
        form.get("alasan", ""),
        _number(form.get("kader", "0")),
        asked if kind else None,
    )


def _number(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 5 else -1


def _shown(found: Whole) -> dict[str, object]:
    posts = found.posts[:SHOWN]
    # Where only the author may be shown what was fetched, whoever judges follows the link.
    readable = [key for key, one in PROVIDERS.items() if not one.author_only]
    return {
        "found": found,
        "posts": posts,
        "texts": _texts(posts, readable),
        "case": found.case,
        "signal": SIGNALS[found.case.signal],
        "level_tone": LEVELS[found.case.level],
        "readable": readable,
        "keeping": {key: one.words for key, one in KEEPING.items()},
        "why": [(key, REASONS[key].words) for key in FOR_PEOPLE],
        "reasons": REASONS,
        "kinds": sanctions.KINDS,
        "sanction_reasons": sanctions.REASONS,
        "longest": sanctions.LONGEST,
        "alone": sanctions.ALONE,
        "words_max": WORDS_MAX,
    }


def _texts(posts: Sequence[Submission], readable: Sequence[str]) -> dict[int, list[alike.Piece]]:
    """The words of each post as far as they are still kept and may be shown, by its id."""
    kept = [one for one in posts if one.words and one.provider in readable]
    pieces = alike.marked([one.words or "" for one in kept])
    return {one.id: some for one, some in zip(kept, pieces, strict=True)}
