"""`/undangan`: a leader invites people into a unit, by link or by a printed code."""

from flask import Blueprint, current_app, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.auditing.recording import record
from app.cadres import invitations
from app.cadres.models import Invitation
from app.cadres.roles import may, roots
from app.db import transaction
from app.errors import NotFound, Refusal
from app.units.directory import by_code
from app.units.models import Unit
from app.units.naming import title
from app.web.guards import acting
from app.web.htmx import go
from app.web.pictures import qr
from app.web.refusals import Typed, refused
from app.web.session import me

bp = Blueprint("invitations", __name__)

CARDS = 8  # on a sheet of A4, two beside each other
DEFAULTS = {"jumlah": "25", "hari": "14"}


@bp.get("/undangan")
@acting("invite")
def index() -> str:
    """The form and the invitations so far."""
    sought = request.args.get("cari", "").strip()[:60]
    form = Typed(DEFAULTS, cari=sought, unit=request.args.get("unit", ""))
    return render_template("invitations/index.html", form=form, errors={}, **_listed(sought))


@bp.post("/undangan")
@acting("invite")
def create() -> AnyResponse:
    """A new invitation into a unit of one's own subtree."""
    sent = request.form
    try:
        with transaction():
            unit = _unit(sent.get("unit", ""))
            made = invitations.invite(
                me().id,
                unit,
                sent.get("jumlah", ""),
                sent.get("hari", ""),
                sent.get("catatan", ""),
            )
            public_id = made.public_id
            record(
                me(),
                "invitation_made",
                unit.path,
                "invitation",
                public_id,
                uses=made.uses_allowed,
                days=(made.expires_at - made.created_at).days,
            )
    except Refusal as refusal:
        sought = sent.get("cari", "").strip()[:60]
        return refused("invitations/index.html", refusal, **_listed(sought))
    return go(url_for("invitations.show", public_id=public_id))


@bp.get("/undangan/<public_id>")
@acting("invite")
def show(public_id: str) -> str:
    """Link and code to hand on, on screen or on paper."""
    invitation = _within_reach(public_id)
    link = _link(invitation)
    return render_template(
        "invitations/show.html",
        invitation=invitation,
        unit_title=title(invitation.unit),
        closed=invitations.closed_because(invitation),
        link=link,
        qr=qr(link, "Kode QR undangan"),
    )


@bp.get("/undangan/<public_id>/cetak")
@acting("invite")
def sheet(public_id: str) -> str:
    """The same for a sheet of A4: one poster, or small cards to cut apart. Raises NotFound when
    nobody comes in by it any more."""
    invitation = _within_reach(public_id)
    if invitations.closed_because(invitation):
        raise NotFound
    link = _link(invitation)
    return render_template(
        "invitations/sheet.html",
        invitation=invitation,
        unit_title=title(invitation.unit),
        link=link,
        qr=qr(link, "Kode QR undangan"),
        small=request.args.get("bentuk") == "kartu",
        cards=CARDS,
        party_name=current_app.config["SETTINGS"].party_name,
    )


@bp.post("/undangan/<public_id>/cabut")
@acting("invite")
def revoke(public_id: str) -> AnyResponse:
    """Close an invitation for good."""
    with transaction():
        invitation = _within_reach(public_id)
        if invitations.revoke(invitation):
            path = invitation.unit.path
            record(me(), "invitation_revoked", path, "invitation", public_id)
    return go(url_for("invitations.show", public_id=public_id))


def _link(invitation: Invitation) -> str:
    settings = current_app.config["SETTINGS"]
    token = invitations.token_of(invitation, invitations.key_of(settings.secret_key))
    return settings.public_url + url_for("activation.show", token=token)


def _within_reach(public_id: str) -> Invitation:
    invitation = invitations.one(public_id)
    if not may(me(), "invite", invitation.unit.path):
        raise NotFound
    return invitation


def _unit(code: str) -> Unit:
    """The unit chosen, if it is open and within the leader's reach."""
    found = by_code(code) if code.isprintable() else None
    if found is None or found.active_until or not may(me(), "invite", found.path):
        raise Refusal("unit", "Pilih unit dari daftar.", "unit")
    return found


def _listed(sought: str) -> dict[str, object]:
    scopes = roots(me(), "invite")
    made = invitations.within(scopes)
    return {
        "units": invitations.choices(scopes, sought),
        "made": [(row, title(row.unit), invitations.closed_because(row)) for row in made],
        "limits": invitations,
    }
