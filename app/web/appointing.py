"""`/peran`: who holds a role of the whole party, and how two offices together give one."""

from collections.abc import Callable

from flask import Blueprint, abort, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app import clock
from app.cadres import appointing, choosing
from app.cadres.roles import may
from app.db import transaction
from app.errors import Refusal
from app.flows import appointing as roles_given
from app.units.naming import title
from app.units.tree import ROOT
from app.web.guards import acting
from app.web.htmx import go
from app.web.people import sought
from app.web.refusals import Typed, refused
from app.web.session import me
from app.words import said

bp = Blueprint("appointing", __name__)

ANSWERS: dict[str, Callable] = {
    "sahkan": roles_given.confirm,
    "tolak": roles_given.decline,
    "batal": roles_given.withdraw,
}


@bp.get("/peran")
@acting("see_roles")
def index() -> str:
    """Who holds what, what waits, and the form for the two offices."""
    _national("see_roles")
    form = sought(request.args)
    return render_template("appointing/index.html", form=form, errors={}, **_listed(form))


@bp.post("/peran")
@acting("assign_role")
def propose() -> AnyResponse:
    """Propose somebody, for the other office to confirm."""
    _national("assign_role")
    try:
        with transaction():
            public_id = roles_given.propose(me(), request.form).public_id
    except Refusal as refusal:
        return refused("appointing/index.html", refusal, **_listed(sought(request.form)))
    return go(url_for("appointing.show", public_id=public_id))


@bp.post("/peran/akhiri")
@acting("assign_role")
def end() -> AnyResponse:
    """End a role at once; one office is enough."""
    _national("assign_role")
    try:
        with transaction():
            roles_given.end(me(), request.form)
    except Refusal as refusal:
        return refused("appointing/index.html", refusal, **_listed(Typed()))
    return go(url_for("appointing.index"))


@bp.get("/peran/<public_id>")
@acting("see_roles")
def show(public_id: str) -> str:
    """One proposal: who, what, from when to when, and the answer."""
    _national("see_roles")
    return render_template("appointing/show.html", form={}, errors={}, **_shown(public_id))


@bp.post("/peran/<public_id>")
@acting("assign_role")
def answer(public_id: str) -> AnyResponse:
    """Confirm or decline it, or take the own one back."""
    _national("assign_role")
    act = ANSWERS.get(request.form.get("putusan", ""))
    try:
        if act is None:
            raise Refusal("answer", said("Pilih sahkan atau tolak."))
        with transaction():
            act(me(), public_id)
    except Refusal as refusal:
        return refused("appointing/show.html", refusal, **_shown(public_id))
    return go(url_for("appointing.show", public_id=public_id))


def _national(act: str) -> None:
    """Such roles are the whole party's: an officer below DPP finds nothing here."""
    if not may(me(), act, ROOT):
        abort(404)


def _shown(public_id: str) -> dict[str, object]:
    found = appointing.one(public_id)
    return {
        "found": found,
        "unit_title": title(found.unit),
        "kinds": appointing.KINDS,
        "lapsed": appointing.lapsed(found),
        "answer_until": found.proposed_at + appointing.OPEN_FOR,
        "may_decide": appointing.may_decide(me(), found),
        "may_withdraw": found.proposed_by == me().id
        and found.state == "proposed"
        and not appointing.lapsed(found),
    }


def _listed(looked_for: Typed) -> dict[str, object]:
    actor = me()
    may_assign = may(actor, "assign_role", ROOT)
    today = clock.party_day(clock.now())
    held = appointing.held()
    return {
        "held": [
            (kind, [(one, title(one.role.unit)) for one in held if one.role.kind == kind])
            for kind in appointing.KINDS
        ],
        "waiting": [(one, title(one.unit)) for one in appointing.waiting()],
        "kinds": appointing.KINDS,
        "people": choosing.people(looked_for["orang"], (ROOT,), actor.id) if may_assign else (),
        "places": [(one.code, title(one)) for one in appointing.places()] if may_assign else (),
        "sought": looked_for,
        "may_assign": may_assign,
        "my_id": actor.id,
        "today": today,
        "first": today.isoformat(),
        "last": (today + appointing.AHEAD + appointing.LONGEST).isoformat(),
    }
