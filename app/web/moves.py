"""`/tim/<code>/pindah` and `/pindah/<id>`: moves between units, with the consent of all three."""

from collections.abc import Callable, Sequence

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app import clock
from app.cadres import moving
from app.cadres.models import NAME_MAX
from app.cadres.roles import may
from app.db import transaction
from app.errors import NotFound, Refusal
from app.flows import moving as moves
from app.flows import team
from app.units.directory import by_code, chain
from app.units.lines import Scope
from app.units.naming import title
from app.units.search import search
from app.units.tree import ROOT
from app.web.guards import acting, signed_in
from app.web.htmx import go, is_fragment
from app.web.refusals import Typed, refused, typed
from app.web.session import me
from app.web.team import parent

bp = Blueprint("moves", __name__)

FOUND = 12
STEPS = ("kader", "unit", "catatan")


@bp.get("/tim/<code>/pindah")
@acting("see_team", unit="code")
def index(unit: Scope) -> str:
    """Proposals of the unit and below it."""
    listed = [(one, title(one.from_unit), title(one.to_unit)) for one in moving.touching(unit.path)]
    return render_template(
        "moves/index.html",
        unit=unit,
        unit_title=title(unit),
        parent=parent(unit),
        moves=listed,
        may_propose=may(me(), "transfer", unit.path),
    )


@bp.get("/tim/<code>/pindah/usulan")
@acting("transfer", unit="code")
def choose(unit: Scope) -> str:
    """Whom, then where to, then why: each step an address; while somebody types, what is found."""
    asked = Typed({name: _asked(name) for name in ("kader", "unit", "orang", "cari")})
    asked["catatan"] = _asked("catatan", moving.REMARK_MAX)
    chosen = _chosen(unit, asked)
    if is_fragment():
        return render_template("moves/_found.html", **chosen)
    return render_template("moves/choose.html", form=asked, errors={}, **chosen)


@bp.post("/tim/<code>/pindah/usulan")
@acting("transfer", unit="code")
def propose(unit: Scope) -> AnyResponse:
    """Propose a move; nothing happens before all have agreed. With a button to choose again, back
    to that step with whatever was typed."""
    sent = typed()
    if sent["ganti"]:
        kept = {name: sent[name] or None for name in STEPS if name != sent["ganti"]}
        return redirect(url_for("moves.choose", code=unit.code, **kept), 303)
    try:
        with transaction():
            made = moves.propose(me(), unit, sent["kader"], sent["unit"], sent["catatan"])
            public_id = made.public_id
    except Refusal as refusal:
        return refused("moves/choose.html", refusal, **_chosen(unit, sent))
    return go(url_for("moves.show", public_id=public_id))


@bp.get("/pindah/<public_id>")
@signed_in
def show(public_id: str) -> str:
    """One proposal, for her and for those who lead either side."""
    return render_template("moves/show.html", form=Typed(), errors={}, **_seen(public_id))


@bp.post("/pindah/<public_id>/setuju")
@signed_in
def agree(public_id: str) -> AnyResponse:
    """She agrees."""
    return _done(public_id, lambda: moves.agree(me(), public_id))


@bp.post("/pindah/<public_id>/terima")
@signed_in
def accept(public_id: str) -> AnyResponse:
    """The other side accepts."""
    return _done(public_id, lambda: moves.accept(me(), public_id))


@bp.post("/pindah/<public_id>/tolak")
@signed_in
def refuse(public_id: str) -> AnyResponse:
    """She or the other side refuses, with a reason."""
    return _done(public_id, lambda: moves.refuse(me(), public_id, request.form.get("alasan", "")))


@bp.post("/pindah/<public_id>/batal")
@signed_in
def withdraw(public_id: str) -> AnyResponse:
    """The side that proposed takes it back."""
    return _done(public_id, lambda: moves.withdraw(me(), public_id))


def _done(public_id: str, act: Callable[[], None]) -> AnyResponse:
    try:
        with transaction():
            act()
    except Refusal as refusal:
        return refused("moves/show.html", refusal, **_seen(public_id))
    return go(url_for("moves.show", public_id=public_id))


def _seen(public_id: str) -> dict[str, object]:
    actor = me()
    found = moves.seen_by(actor, public_id)
    if found.cadre.status != "active":
        raise NotFound
    waits = found.state == "open" and found.expires_at > clock.now()
    return {
        "move": found,
        "was": title(found.from_unit),
        "becomes": title(found.to_unit),
        "mine": actor.id == found.cadre_id,
        "waits": waits,
        "may_agree": waits and actor.id == found.cadre_id and not found.agreed_at,
        "may_accept": waits and moves.leads_to(actor, found) and not found.accepted_at,
        "may_refuse": waits and (actor.id == found.cadre_id or moves.leads_to(actor, found)),
        "may_withdraw": waits and moves.leads_from(actor, found),
        "reason_max": moving.REMARK_MAX,
    }


def _asked(name: str, longest: int = NAME_MAX) -> str:
    return request.args.get(name, "").replace("\x00", "").strip()[:longest]


def _chosen(unit: Scope, asked: Typed) -> dict[str, object]:
    """What is chosen so far, and what the step that is next offers."""
    cadre = moves.movable(unit, asked["kader"]) if asked["kader"] else None
    to = by_code(asked["unit"]) if cadre and asked["unit"] else None
    found: Sequence[object] = ()
    if cadre is None:
        here = team.members(unit, "semua", me(), named=asked["orang"], limit=FOUND)
        found = [one for one in here if one.id != me().id]
    elif to is None and asked["cari"]:
        found = search(asked["cari"], (ROOT,), FOUND, near=cadre.unit.path).units
    elif to is None:
        found = moves.likely(unit, cadre)
    return {
        "unit": unit,
        "unit_title": title(unit),
        "asked": asked,
        "cadre": cadre,
        "was": title(cadre.unit) if cadre else None,
        "to": to,
        "becomes": title(to) if to else None,
        "above": [title(one) for one in reversed(chain(to)[1:-1])] if to else (),
        "found": found,
        "remark_max": moving.REMARK_MAX,
        "days": moving.OPEN_FOR.days,
    }
