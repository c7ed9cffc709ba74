"""`/saya/keamanan`: where one is signed in, and by what: devices, passkeys, codes, password."""

from flask import Blueprint, Response, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.cadres import passkeys, recovery, sessions, totp
from app.cadres.devices import device_name
from app.db import transaction
from app.errors import Refusal
from app.flows import ways_changed
from app.web.guards import signed_in
from app.web.htmx import go
from app.web.refusals import refused
from app.web.session import device, me, remember

bp = Blueprint("my_sign_in", __name__)


@bp.get("/saya/keamanan")
@signed_in
def show() -> str:
    """Everything that lets somebody in as oneself."""
    return render_template("me/sign_in.html", errors={}, **_mine())


@bp.post("/saya/sandi")
@signed_in
def change_password() -> AnyResponse:
    """A new password for an old one; other devices are signed out, this one gets a new session."""
    old, new = request.form.get("sandi_lama", ""), request.form.get("sandi", "")
    actor = me()
    try:
        token = ways_changed.new_password(actor, old, new, device())
    except Refusal as refusal:
        return again(refusal)
    return remember(go(url_for("my_sign_in.show") + "#sandi-baru"), token)


@bp.post("/saya/sesi/<public_id>/akhiri")
@signed_in
def end_session(public_id: str) -> AnyResponse:
    """Sign one device out; ending the present one leads to the sign-in page."""
    with transaction():
        sessions.end(public_id, me().id)
    return go(url_for("my_sign_in.show"))


@bp.post("/saya/sesi/akhiri-semua")
@signed_in
def end_sessions() -> AnyResponse:
    """Sign every other device out; this one stays."""
    with transaction():
        sessions.end_all(me().id, but=me().session_id)
    return go(url_for("my_sign_in.show"))


def again(refusal: Refusal) -> Response:
    """The page once more, with what was refused on it."""
    return refused("me/sign_in.html", refusal, **_mine())


def _mine() -> dict[str, object]:
    actor = me()
    return {
        "passkeys": passkeys.listed(actor.id),
        "passkeys_possible": passkeys.possible(),
        "totp_on": totp.on(actor.id),
        "codes_left": recovery.left(actor.id),
        "devices": [(one, device_name(one.agent)) for one in sessions.listed(actor.id)],
    }
