"""`/saya/kunci`, `/saya/langkah-kedua`: a cadre's own passkeys, authenticator app, recovery codes.

All of it asks for a sign-in of the last minutes, and for a strong one where she has more to show
than a password: whoever found that out alone cannot add a way in of his own.
"""

from datetime import timedelta
from functools import wraps
from typing import Any

from flask import (
    Blueprint,
    Response,
    flash,
    make_response,
    render_template,
    request,
    session,
    url_for,
)
from werkzeug.wrappers import Response as AnyResponse

from app.cadres import passkeys, recovery, slips, totp
from app.cadres.models import Cadre
from app.db import session as database
from app.db import transaction
from app.errors import NotFound, Refusal
from app.flows import ways_changed
from app.web.guards import FRESH, View, fresh, once_more, proven, signed_in
from app.web.htmx import go
from app.web.languages import told as _
from app.web.my_sign_in import again
from app.web.pictures import qr
from app.web.refusals import refused
from app.web.session import device, me, remember

bp = Blueprint("ways_in", __name__)

MAKING = "kunci_baru"  # what the form cookie remembers while the phone makes a passkey


def careful(view: View, within: timedelta = FRESH) -> View:
    """Signed in just now, and as strongly as she can be."""

    @wraps(view)
    def guarded(**parts: Any) -> Any:
        return view(**parts) if _strong_enough() else once_more()

    return signed_in(proven(within)(guarded))


@bp.post("/saya/kunci/mulai")
@careful
def begin_passkey() -> dict[str, object]:
    """What the browser needs to make a passkey; the riddle in it is good once."""
    passkeys.insist_on_a_site()
    with transaction():
        slip = session[MAKING] = slips.hand_out("enrol", me().id)
        return passkeys.to_enrol(database().get_one(Cadre, me().id), slip)


@bp.post("/saya/kunci")
@careful
def add_passkey() -> AnyResponse:
    """Keep what the browser made; the session goes on as a strong one."""
    passkeys.insist_on_a_site()
    slip, answer = session.pop(MAKING, ""), request.form.get("jawaban", "")
    try:
        token = ways_changed.new_passkey(me().id, slip, answer, device())
    except Refusal as refusal:
        return again(refusal)
    here = remember(go(url_for("my_sign_in.show") + "#kunci-sandi"), token)
    return _told(_("Kunci sandi tersimpan di perangkat ini."), here)


@bp.post("/saya/kunci/<public_id>/hapus")
@careful
def remove_passkey(public_id: str) -> AnyResponse:
    """Know one passkey no more."""
    ways_changed.dropped_passkey(me().id, public_id)
    return _told(_("Kunci sandi dihapus."), go(url_for("my_sign_in.show") + "#kunci-sandi"))


@bp.get("/saya/langkah-kedua")
@signed_in
@fresh
def second_step() -> str:
    """The app to be put in force, or what can be done with the one that is; to whoever could have
    shown more than a password, that she has to."""
    return render_template("me/second_step.html", errors={}, **_state())


@bp.post("/saya/langkah-kedua")
@careful
def confirm_app() -> AnyResponse:
    """The first code puts the app in force; recovery codes are shown, this once."""
    try:
        token, codes = ways_changed.new_app(me().id, request.form.get("kode", ""), device())
    except Refusal as refusal:
        return refused("me/second_step.html", refusal, **_state())
    return _codes(codes, remember(make_response(), token))


@bp.post("/saya/langkah-kedua/kode-cadangan")
@careful
def renew_codes() -> AnyResponse:
    """Ten new recovery codes for the old ones."""
    _only_with_app()
    with transaction():
        codes = recovery.renew(me().id)
    return _codes(codes, make_response())


@bp.post("/saya/langkah-kedua/matikan")
@careful
def remove_app() -> AnyResponse:
    """Passwords alone suffice again."""
    _only_with_app()
    ways_changed.dropped_app(me().id, device())
    return _told(_("Aplikasi kode dimatikan."), go(url_for("my_sign_in.show") + "#langkah-kedua"))


def _strong_enough() -> bool:
    """Nobody who has more to show than a password gets by with that alone, where it matters."""
    actor = me()
    could = totp.on(actor.id) or (actor.asleep and passkeys.listed(actor.id))
    return actor.strong or not could


def _state() -> dict[str, object]:
    actor = me()
    on, may_change = totp.on(actor.id), _strong_enough()
    secret = _secret() if may_change and not on else ""
    address = totp.address(secret, actor.name) if secret else ""
    return {
        "may_change": may_change,
        "totp_on": on,
        "codes_left": recovery.left(actor.id),
        "passkeys_possible": passkeys.possible(),
        "secret": secret,
        "address": address,
        "qr": qr(address, _("Kode QR aplikasi kode")) if secret else "",
    }


def _secret() -> str:
    with transaction():
        return totp.start(me().id)


def _codes(codes: list[str], response: Response) -> Response:
    """The page that shows recovery codes, in a response that may bring a new session along."""
    response.set_data(render_template("me/codes.html", codes=codes))
    return response


def _told(words: str, response: AnyResponse) -> AnyResponse:
    flash(words)
    return response


def _only_with_app() -> None:
    if not totp.on(me().id):
        raise NotFound
