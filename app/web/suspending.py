"""`/penonaktifan`: disabling an account for a while, proposed by one and agreed by another."""

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app import clock
from app.cadres.fields import whole
from app.cadres.roles import can, may
from app.db import transaction
from app.errors import Refusal
from app.moderation import sanctions, suspending
from app.moderation.models import WORDS_MAX, Sanction
from app.units.naming import title
from app.web.guards import acting
from app.web.htmx import go
from app.web.people import chosen, sought
from app.web.refusals import Typed, refused
from app.web.session import me
from app.words import said

bp = Blueprint("suspending", __name__)

ACT = "propose_suspension"


@bp.get("/penonaktifan")
@acting("see_suspensions")
def index() -> str:
    """What waits and what holds within reach, and the form to propose."""
    form = sought(request.args)
    return render_template("suspending/index.html", form=form, errors={}, **_listed(form))


@bp.post("/penonaktifan")
@acting(ACT)
def propose() -> AnyResponse:
    """Propose it; the leader of a DPD decides by this alone."""
    sent = request.form
    try:
        with transaction():
            cadre = chosen(sent.get("kader", ""), ACT)
            days = whole(sent.get("hari", ""), 1, sanctions.LONGEST, DAYS, "hari")
            words = " ".join(sent.get("kata", "").split())
            reason = sent.get("alasan_sanksi", "")
            asked = sanctions.Asked(suspending.KIND, reason, words, days)
            public_id = sanctions.suspend(cadre, me(), asked, clock.now()).public_id
    except Refusal as refusal:
        return refused("suspending/index.html", refusal, **_listed(sought(sent)))
    return go(url_for("suspending.show", public_id=public_id))


@bp.get("/penonaktifan/<public_id>")
@acting("see_suspensions")
def show(public_id: str) -> str:
    """One of them: whom it is about, why, how long, and the second person's word."""
    found = suspending.one(me(), public_id, "see_suspensions")
    return render_template("suspending/show.html", form={}, errors={}, **_shown(found))


@bp.post("/penonaktifan/<public_id>")
@acting("decide_suspension")
def answer(public_id: str) -> AnyResponse:
    """The second person agrees, or does not."""
    said_ = request.form.get("pendapat", "")
    try:
        with transaction():
            found = suspending.one(me(), public_id, "decide_suspension", lock=True)
            if said_ not in ("setuju", "tidak"):
                raise Refusal("answer", said("Pilih setuju atau tidak."))
            sanctions.answer(found, me(), said_ == "setuju", clock.now())
    except Refusal as refusal:
        found = suspending.one(me(), public_id, "decide_suspension")
        return refused("suspending/show.html", refusal, **_shown(found))
    return go(url_for("suspending.show", public_id=public_id))


@bp.post("/penonaktifan/<public_id>/cabut")
@acting(ACT)
def withdraw(public_id: str) -> AnyResponse:
    """Whoever proposed it takes it back."""
    try:
        with transaction():
            found = suspending.one(me(), public_id, ACT, lock=True)
            sanctions.withdraw(found, me(), clock.now())
    except Refusal as refusal:
        found = suspending.one(me(), public_id, ACT)
        return refused("suspending/show.html", refusal, **_shown(found))
    return go(url_for("suspending.show", public_id=public_id))


DAYS = said("Isi jumlah hari antara 1 dan 90.")


def _may_answer(found: Sanction) -> bool:
    if not may(me(), "decide_suspension", found.cadre.unit.path):
        return False
    try:
        suspending.insist_on_second(me(), found)
    except Refusal:
        return False
    return True


def _shown(found: Sanction) -> dict[str, object]:
    state = suspending.standing(found, clock.now())
    return {
        "found": found,
        "unit_title": title(found.cadre.unit),
        "reasons": sanctions.REASONS,
        "state": state,
        "until": found.proposed_at + suspending.WAITS,
        "may_answer": _may_answer(found),
        "may_withdraw": state == "proposed" and found.proposed_by == me().id and can(me(), ACT),
    }


def _listed(looked_for: Typed) -> dict[str, object]:
    actor, now = me(), clock.now()
    may_propose = can(actor, ACT)
    return {
        "all": [
            (one, title(one.cadre.unit), suspending.standing(one, now))
            for one in suspending.in_reach(actor)
        ],
        "people": suspending.people(actor, looked_for["orang"]) if may_propose else (),
        "sought": looked_for,
        "reasons": sanctions.REASONS,
        "may_propose": may_propose,
        "words_max": WORDS_MAX,
    }
