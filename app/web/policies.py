"""`/operator/platform`: how posts on each platform count, and which term was acknowledged."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app import clock
from app.cadres.roles import can
from app.campaigns import policy
from app.db import transaction
from app.errors import NotFound, Refusal
from app.web.guards import acting
from app.web.languages import told as _
from app.web.refusals import Typed, refused
from app.web.session import me

bp = Blueprint("policies", __name__)


@bp.get("/operator/platform")
@acting("see_policies")
def platforms() -> str:
    """Every platform: how it counts now, why, and until when."""
    return render_template("policies/platforms.html", policies=policy.policies(clock.now()))


@bp.get("/operator/platform/<provider>")
@acting("see_policies")
def show(provider: str) -> str:
    """One platform: its term, what was decided so far, and the form for another decision."""
    return render_template("policies/platform.html", errors={}, form=Typed(), **_shown(provider))


@bp.post("/operator/platform/<provider>")
@acting("set_policy")
def change(provider: str) -> AnyResponse:
    """Decide anew, with the term acknowledged; hand-ins from now on count that way."""
    try:
        choice = policy.read(request.form, clock.party_day(clock.now()))
        with transaction():
            policy.change(me(), provider, choice)
    except Refusal as refusal:
        return refused("policies/platform.html", refusal, **_shown(provider))
    flash(_("Tersimpan. Berlaku untuk kiriman mulai sekarang."))
    return redirect(url_for("policies.show", provider=provider), 303)


def _shown(provider: str) -> dict[str, object]:
    standing = policy.policies(clock.now()).get(provider)
    if standing is None:
        raise NotFound
    return {
        "standing": standing,
        "history": policy.history(provider),
        "may_change": can(me(), "set_policy"),
        "limits": policy,
    }
