"""`/poin-tambahan`: points for work no platform shows, proposed by one and given by another."""

from collections.abc import Callable

from flask import Blueprint, render_template, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response as AnyResponse

from app import clock
from app.cadres.fields import whole
from app.cadres.models import NAME_MAX, Cadre
from app.cadres.roles import can, may
from app.db import session as database
from app.db import transaction
from app.errors import NotFound, Refusal
from app.moderation import manual
from app.moderation.models import WORDS_MAX, ManualAward
from app.units.naming import title
from app.web.guards import acting, signed_in
from app.web.htmx import go
from app.web.refusals import Typed, refused
from app.web.session import me
from app.words import said

bp = Blueprint("manual", __name__)

POINTS = said("Isi jumlah poin, 1 sampai 100.")


@bp.get("/poin-tambahan")
@acting(manual.SEE)
def index() -> str:
    """What waits and what was given within reach, and the form to propose."""
    sought = Typed(orang=request.args.get("orang", "").replace("\x00", "").strip()[:NAME_MAX])
    return render_template("manual/index.html", form=Typed(), errors={}, **_listed(sought))


@bp.post("/poin-tambahan")
@acting(manual.PROPOSE)
def propose() -> AnyResponse:
    """Propose points; somebody unrelated gives them."""
    sent = request.form
    try:
        with transaction():
            cadre = _cadre(sent.get("kader", ""))
            points = whole(sent.get("poin", ""), 1, 100, POINTS, "poin")
            words = sent.get("alasan", ""), sent.get("bukti", "")
            award = manual.propose(me(), cadre, points, *words, clock.now())
    except Refusal as refusal:
        sought = Typed(orang=sent.get("orang", "").replace("\x00", "")[:NAME_MAX])
        return refused("manual/index.html", refusal, **_listed(sought))
    return go(url_for("manual.show", public_id=award.public_id))


@bp.get("/poin-tambahan/<public_id>")
@signed_in
def show(public_id: str) -> str | AnyResponse:
    """One of them; a drawn second person from another province sees no other."""
    found = manual.one(me().awake(), public_id, manual.SEE, manual.DECIDE)
    try:
        manual.one(me(), public_id, manual.SEE, manual.DECIDE)
    except NotFound:
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


def _cadre(public_id: str) -> Cadre:
    """Somebody within reach. Raises Refusal for any other."""
    asked = select(Cadre).where(Cadre.public_id == public_id, Cadre.status == "active")
    found = database().scalar(asked) if "\x00" not in public_id else None
    if found is None or not may(me(), manual.PROPOSE, found.unit.path):
        raise Refusal("cadre", said("Pilih kader dari daftar."), "kader")
    return found


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


def _listed(sought: Typed) -> dict[str, object]:
    actor = me()
    return {
        "all": [(one, title(one.cadre.unit)) for one in manual.in_reach(actor)],
        "people": manual.people(actor, sought["orang"]),
        "sought": sought,
        "may_propose": can(actor, manual.PROPOSE),
        "limits": manual.limits(clock.now()),
        "words_max": WORDS_MAX,
        "reason_max": manual.REASON_MAX,
    }
