"""`/aturan-poin`, `/aturan-lokal`, `/kelola/aturan`: rules that people set, and how."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app import clock
from app.cadres.roles import may
from app.db import transaction
from app.errors import Refusal
from app.rulebook import versions
from app.rulebook.models import RuleVersion
from app.rulebook.rules import LAID_DOWN, NUMBERS, next_monday
from app.units.tree import ROOT
from app.web.guards import acting, signed_in
from app.web.refusals import Typed, refused, typed
from app.web.session import me

bp = Blueprint("rules", __name__)

KINDS = {"poin": "points", "lokal": "local"}


@bp.get("/aturan-poin")
@signed_in
def show() -> str:
    """What holds now, what comes next, and everything that held before, for every cadre."""
    return render_template("rules/show.html", **_told("points"))


@bp.get("/aturan-lokal")
@signed_in
def local() -> str:
    """The same of what units may ask of their own cadres."""
    return render_template("rules/local.html", **_told("local"))


@bp.get("/kelola/aturan")
@acting("set_rules")
def index() -> AnyResponse:
    """The points table, from which the others are reached."""
    return redirect(url_for("rules.manage", rule="poin"), 303)


@bp.get("/kelola/aturan/<any(poin, lokal):rule>")
@acting("set_rules")
def manage(rule: str) -> str:
    """A kind of rule with its history, and the form to propose other numbers."""
    return render_template("rules/manage.html", errors={}, **_page(rule))


@bp.post("/kelola/aturan/<any(poin, lokal):rule>")
@acting("set_rules")
def propose(rule: str) -> AnyResponse:
    """Propose numbers, for a second person to confirm."""
    _national()
    try:
        numbers, reason = versions.read_form(KINDS[rule], request.form, request.form.getlist)
        with transaction():
            versions.propose(me(), KINDS[rule], numbers, reason)
    except Refusal as refusal:
        page = _page(rule) | {"form": typed(), "ticked": request.form.getlist}
        return refused("rules/manage.html", refusal, **page)
    return redirect(url_for("rules.manage", rule=rule), 303)


@bp.post("/kelola/aturan/<any(poin, lokal):rule>/<int:version>")
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
    now = versions.rule_on(KINDS[rule], clock.party_day(clock.now()))
    parts = NUMBERS[KINDS[rule]]
    form = Typed({key: str(now.numbers[key]) for key in parts})
    return {"rule": rule, "form": form, "ticked": now.several, "mine": me().id, **told}


def _told(kind: str) -> dict[str, object]:
    today = clock.party_day(clock.now())
    now, history = versions.rule_on(kind, today), versions.history(kind)
    return {
        "now": now,
        "history": history,
        "changed": _changed(kind, [row for row, _, _ in history]),
        "laid_down": LAID_DOWN[kind],
        "numbers": NUMBERS[kind],
        "kind_of": lambda part: type(part).__name__.lower(),
        "next_monday": next_monday(today),
        "today": today,
    }


def _changed(kind: str, rows: Sequence[RuleVersion]) -> dict[int, list[str]]:
    """Of each version, which of its parts differ from what was confirmed before it."""
    changed: dict[int, list[str]] = {}
    held = LAID_DOWN[kind][-1].numbers
    for row in reversed(rows):
        numbers = dict(LAID_DOWN[kind][-1].numbers) | row.numbers
        changed[row.version] = [key for key in NUMBERS[kind] if _differ(numbers[key], held[key])]
        held = numbers if row.state == "confirmed" else held
    return changed


def _differ(one: Any, other: Any) -> bool:
    return (list(one) != list(other)) if isinstance(one, list) else one != other
