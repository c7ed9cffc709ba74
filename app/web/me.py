"""`/saya`: how one's name is shown, what one has earned, what is kept about one."""

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app import clock
from app.badges.shelf import Shelf, shelf
from app.cadres import appearance, consents, names, phones
from app.cadres.models import Cadre
from app.cadres.roles import can
from app.db import after_commit, transaction
from app.db import session as database
from app.errors import Refusal
from app.leaderboards import projection
from app.units.naming import title
from app.web.guards import signed_in
from app.web.htmx import go
from app.web.notices import push_offer
from app.web.refusals import refused
from app.web.session import me
from app.words import said

bp = Blueprint("me", __name__)

CHOICES = (
    ("full", said("Nama lengkap")),
    ("initials", said("Inisial")),
    ("unit", said("Hanya nama ranting")),
    ("hidden", said("Sembunyikan saya dari papan")),
)


@bp.get("/saya")
@signed_in
def show() -> str:
    """Oneself, and the way to all that is one's own."""
    return render_template("me/show.html", form={"tampilan": me().display}, errors={}, **_mine())


@bp.post("/saya/nama")
@signed_in
def rename() -> AnyResponse:
    """Choose how one's name stands on boards."""
    chosen = request.form.get("tampilan", "")
    try:
        with transaction():
            appearance.choose(me().id, chosen, request.form.get("setuju_ranking", ""))
            projection.mark(me().id)
            after_commit(projection.wake)
    except Refusal as refusal:
        return refused("me/show.html", refusal, form={"tampilan": chosen}, **_mine())
    return go(url_for("me.show"))


@bp.get("/saya/lencana")
@signed_in
def badges() -> str:
    """What one has earned beside points, and what can still be earned."""
    return render_template("me/badges.html", shelf=_shelf())


def _shelf() -> Shelf:
    actor = me()
    return shelf(actor.id, clock.party_day(clock.now()), can(actor, "invite"))


def _mine() -> dict[str, object]:
    actor = me()
    cadre = database().get_one(Cadre, actor.id)
    return {
        "push": push_offer(cadre),
        "cadre": cadre,
        "unit_title": title(cadre.unit),
        "phone": phones.shown(cadre.phone) if cadre.phone else "",
        "choices": [
            (key, label, names.board_name(actor.name, key, actor.unit_name))
            for key, label in CHOICES
        ],
        "consent": None if consents.given(actor.id, "ranking") else consents.current("ranking"),
        "shelf": _shelf(),
        "agreed": appearance.agreed(actor.id),
    }
