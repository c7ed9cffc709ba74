"""`/aturan-poin`, `/kelola/aturan`: the points table with its history, and how it is changed."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app import clock
from app.cadres.roles import may
from app.db import transaction
from app.errors import Refusal
from app.rulebook import versions
from app.rulebook.rules import LAID_DOWN, NUMBERS, next_monday
from app.units.tree import ROOT
from app.web.guards import acting, signed_in
from app.web.refusals import Typed, refused, typed
from app.web.session import me

bp = Blueprint("rules", __name__)

KINDS = {"poin": "points"}


@bp.get("/aturan-poin")
@signed_in
def show() -> str:
    """What holds now, what comes next, and everything that held before, for every cadre."""
    return render_template("rules/show.html", **_told("points"))


@bp.get("/kelola/aturan/<any(poin):rule>")
@acting("set_rules")
def manage(rule: str) -> str:
    """A kind of rule with its history, and the form to propose other numbers."""
    return render_template("rules/manage.html", errors={}, **_page(rule))


@bp.post("/kelola/aturan/<any(poin):rule>")
@acting("set_rules")
def propose(rule: str) -> AnyResponse:
    """Propose numbers, for a second person to confirm."""
    _national()
    try:
        numbers, reason = versions.read_form(KINDS[rule], request.form)
        with transaction():
            versions.propose(me(), KINDS[rule], numbers, reason)
    except Refusal as refusal:
        return refused("rules/manage.html", refusal, **(_page(rule) | {"form": typed()}))
    return redirect(url_for("rules.manage", rule=rule), 303)


@bp.post("/kelola/aturan/<any(poin):rule>/<int:version>")
@acting("set_rules")
def decide(rule: str, version: int) -> AnyResponse:
    """Confirm what another proposed, or let it go."""
    _national()
    act = versions.confirm if request.form.get("putusan") == "sahkan" else versions.withdraw
    try:
        with transaction():
            act(me(), KINDS[rule], version)
    except Refusal as refusal:
        return refused("rules/manage.html", refusal, **(_page(rule) | {"form": Typed()}))
    return redirect(url_for("rules.manage", rule=rule), 303)


def _national() -> None:
    """Rules are the whole party's: who acts below DPP alone finds nothing here."""
    if not may(me(), "set_rules", ROOT):
        abort(404)


def _page(rule: str) -> dict[str, object]:
    told = _told(KINDS[rule])
    form = Typed({key: str(told["now"][key]) for key in NUMBERS[KINDS[rule]]})  # ty: ignore[not-subscriptable]
    return {"rule": rule, "form": form, "mine": me().id, **told}


def _told(kind: str) -> dict[str, object]:
    today = clock.party_day(clock.now())
    return {
        "now": versions.rule_on(kind, today),
        "history": versions.history(kind),
        "laid_down": LAID_DOWN[kind],
        "numbers": NUMBERS[kind],
        "next_monday": next_monday(today),
        "today": today,
    }
