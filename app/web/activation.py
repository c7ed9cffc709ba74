"""`/gabung/<token>`: from a leader's link to an account."""

from flask import Blueprint, Response, current_app, make_response, render_template, request

from app.cadres import consents, invitations, throttle
from app.cadres.activation import activate
from app.cadres.models import Invitation
from app.cadres.sessions import begin
from app.db import transaction
from app.errors import Refusal
from app.units.naming import title
from app.web.guards import public
from app.web.htmx import go
from app.web.languages import told as _
from app.web.refusals import Typed, refused
from app.web.session import COOKIE, current, remember

bp = Blueprint("activation", __name__)

HOME = "/beranda"


@bp.get("/gabung/<token>")
@public
def show(token: str) -> Response | str:
    """The form, or why this link lets nobody in any more (410)."""
    if current():
        return render_template("activation/member.html")
    try:
        invitation = _find(token)
    except Refusal as refusal:
        return _closed(refusal)
    return render_template(
        "activation/show.html", form=Typed(), errors={}, **_asked(invitation, token)
    )


@bp.post("/gabung/<token>")
@public
def join(token: str) -> Response | str:
    """Create the account and sign in at once."""
    if current():
        return render_template("activation/member.html")
    address = request.remote_addr or ""
    try:
        invitation = _find(token)
    except Refusal as refusal:
        return _closed(refusal)
    asked = _asked(invitation, token)
    try:
        with transaction():
            throttle.knock_to_join(address)
        with transaction():
            cadre = activate(request.form, _find(token))
            agent = request.user_agent.string
            opened = begin(cadre.id, agent, address, request.cookies.get(COOKIE, ""))
    except Refusal as refusal:
        if refusal.code in invitations.CLOSED:
            return _closed(refusal)
        return refused("activation/show.html", refusal, **asked)
    return remember(go(HOME), opened)


def _find(token: str) -> Invitation:
    key = invitations.key_of(current_app.config["SETTINGS"].secret_key)
    return invitations.find(token, key)


def _closed(refusal: Refusal) -> Response:
    return make_response(render_template("activation/closed.html", words=_(refusal.words)), 410)


def _asked(invitation: Invitation, token: str) -> dict[str, object]:
    return {
        "token": token,
        "unit_title": title(invitation.unit),
        "texts": consents.asked(),
        "attestation": consents.ATTESTATION,
    }
