"""`/saya`: how one's name is shown, where one is signed in, what is kept about one."""

from flask import Blueprint, Response, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app import clock
from app.badges.shelf import shelf
from app.cadres import (
    appearance,
    changing,
    consents,
    names,
    passkeys,
    phones,
    recovery,
    sessions,
    totp,
)
from app.cadres.devices import device_name
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
from app.web.session import device, me, remember
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
    """Everything about oneself on one page."""
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


@bp.post("/saya/sandi")
@signed_in
def change_password() -> AnyResponse:
    """A new password for an old one; other devices are signed out, this one gets a new session."""
    old, new = request.form.get("sandi_lama", ""), request.form.get("sandi", "")
    actor = me()
    try:
        token = changing.change(actor, old, new, device())
    except Refusal as refusal:
        return again(refusal)
    return remember(go(url_for("me.show") + "#sandi-baru"), token)


@bp.post("/saya/sesi/<public_id>/akhiri")
@signed_in
def end_session(public_id: str) -> AnyResponse:
    """Sign one device out; ending the present one leads to the sign-in page."""
    with transaction():
        sessions.end(public_id, me().id)
    return go(url_for("me.show"))


@bp.post("/saya/sesi/akhiri-semua")
@signed_in
def end_sessions() -> AnyResponse:
    """Sign every other device out; this one stays."""
    with transaction():
        sessions.end_all(me().id, but=me().session_id)
    return go(url_for("me.show"))


def again(refusal: Refusal) -> Response:
    """The page once more, with what was refused on it."""
    return refused("me/show.html", refusal, form={"tampilan": me().display}, **_mine())


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
        "shelf": shelf(actor.id, clock.party_day(clock.now()), can(actor, "invite")),
        "agreed": appearance.agreed(actor.id),
        "passkeys": passkeys.listed(actor.id),
        "passkeys_possible": passkeys.possible(),
        "totp_on": totp.on(actor.id),
        "codes_left": recovery.left(actor.id),
        "devices": [(one, device_name(one.agent)) for one in sessions.listed(actor.id)],
    }
