"""`/poin-tambahan`: points for work no platform shows, proposed by one and given by another."""

from collections.abc import Callable

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app import clock
from app.cadres.fields import whole
from app.cadres.roles import can, may
from app.db import transaction
from app.errors import Refusal
from app.moderation import manual
from app.moderation.models import WORDS_MAX, ManualAward
from app.units.naming import title
from app.web.guards import acting, signed_in
from app.web.htmx import go
from app.web.people import chosen, sought
from app.web.refusals import Typed, refused
from app.web.session import me
from app.words import said

bp = Blueprint("manual", __name__)

POINTS = said("Isi jumlah poin, 1 sampai 100.")


@bp.get("/poin-tambahan")
@acting(manual.SEE)
def index() -> str:
    """What waits and what was given within reach, and the form to propose."""
    listed = _listed(sought(request.args))
    return render_template("manual/index.html", form=Typed(), errors={}, **listed)


@bp.post("/poin-tambahan")
@acting(manual.PROPOSE)
def propose() -> AnyResponse:
    """Propose points; somebody unrelated gives them."""
    sent = request.form
    try:
        with transaction():
            cadre = chosen(sent.get("kader", ""), manual.PROPOSE)
            points = whole(sent.get("poin", ""), 1, 100, POINTS, "poin")
            words = sent.get("alasan", ""), sent.get("bukti", "")
            award = manual.propose(me(), cadre, points, *words, clock.now())
    except Refusal as refusal:
        return refused("manual/index.html", refusal, **_listed(sought(sent)))
    return go(url_for("manual.show", public_id=award.public_id))


@bp.get("/poin-tambahan/<public_id>")
@signed_in
def show(public_id: str) -> str | AnyResponse:
    """One of them; a drawn second person from another province sees no other."""
    found = manual.one(me().awake(), public_id, manual.SEE, manual.DECIDE)
    path = found.cadre.unit.path
    if not (may(me(), manual.SEE, path) or may(me(), manual.DECIDE, path)):
        return go(url_for("ways_in.second_step"))
    return render_template("manual/show.html", form=Typed(), errors={}, **_shown(found))


@bp.post("/poin-tambahan/<public_id>")
@acting(manual.DECIDE)
def answer(public_id: str) -> AnyResponse:
    """The second person gives, or does not."""
    said_ = request.form.get("pendapat", "")
    return _act(public_id, lambda found: _answer(found, said_))


@bp.post("/poin-tambahan/<public_id>/tarik")
@acting(manual.DECIDE)
def take_back(public_id: str) -> AnyResponse:
    """An officer takes back what was given by mistake."""
    reason = request.form.get("alasan_tarik", "")
    return _act(public_id, lambda found: manual.take_back(me(), found, reason, clock.now()))


def _act(public_id: str, act: Callable[[ManualAward], None]) -> AnyResponse:
    try:
        with transaction():
            act(manual.one(me(), public_id, manual.DECIDE, lock=True))
    except Refusal as refusal:
        found = manual.one(me(), public_id, manual.DECIDE)
        return refused("manual/show.html", refusal, **_shown(found))
    return go(url_for("manual.show", public_id=public_id))


def _answer(found: ManualAward, opinion: str) -> None:
    if opinion not in ("setuju", "tidak"):
        raise Refusal("answer", said("Pilih beri atau tidak."))
    manual.decide(me(), found, opinion == "setuju", clock.now())


def _may_answer(found: ManualAward) -> bool:
    if not may(me(), manual.DECIDE, found.cadre.unit.path):
        return False
    try:
        manual.insist_on_second(me(), found)
    except Refusal:
        return False
    return True


def _shown(found: ManualAward) -> dict[str, object]:
    officer = me().officer and may(me(), manual.DECIDE, found.cadre.unit.path)
    return {
        "found": found,
        "unit_title": title(found.cadre.unit),
        "may_answer": _may_answer(found),
        "may_take_back": officer and found.state == "given" and found.cadre_id != me().id,
        "reason_max": manual.REASON_MAX,
    }


def _listed(looked_for: Typed) -> dict[str, object]:
    actor = me()
    return {
        "all": [(one, title(one.cadre.unit)) for one in manual.in_reach(actor)],
        "people": manual.people(actor, looked_for["orang"]),
        "sought": looked_for,
        "may_propose": can(actor, manual.PROPOSE),
        "limits": manual.limits(clock.now()),
        "words_max": WORDS_MAX,
        "reason_max": manual.REASON_MAX,
    }
