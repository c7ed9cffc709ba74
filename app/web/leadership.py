"""`/tim/<code>/ketua`: who leads a unit and those right below; given and ended from above."""

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app import clock
from app.cadres import leadership
from app.cadres.models import NAME_MAX
from app.cadres.roles import Actor, may
from app.db import transaction
from app.errors import Refusal
from app.flows import leadership as leading
from app.flows import team
from app.units.lines import Scope, line
from app.units.naming import title
from app.web.guards import acting
from app.web.htmx import go
from app.web.refusals import Typed, refused
from app.web.session import me
from app.web.team import parent

bp = Blueprint("leadership", __name__)

FOUND = 12


@bp.get("/tim/<code>/ketua")
@acting("see_team", unit="code")
def index(unit: Scope) -> str:
    """Who leads here and right below, and the form for whoever may appoint."""
    form = Typed(orang=request.args.get("orang", "").replace("\x00", "").strip()[:NAME_MAX])
    return render_template("leadership/index.html", form=form, errors={}, **_listed(unit, form))


@bp.post("/tim/<code>/ketua")
@acting("assign_leader", unit="code")
def appoint(unit: Scope) -> AnyResponse:
    """Give the leadership of this unit, or let somebody stand in until a day."""
    sought = Typed(orang=request.form.get("orang", "")[:NAME_MAX])
    try:
        with transaction():
            leading.appoint(me(), unit, request.form)
    except Refusal as refusal:
        return refused("leadership/index.html", refusal, **_listed(unit, sought))
    return go(url_for("leadership.index", code=unit.code))


@bp.post("/tim/<code>/ketua/akhiri")
@acting("assign_leader", unit="code")
def dismiss(unit: Scope) -> AnyResponse:
    """End a leadership of this unit at once."""
    try:
        with transaction():
            leading.dismiss(me(), unit, request.form.get("kader", ""))
    except Refusal as refusal:
        return refused("leadership/index.html", refusal, **_listed(unit, Typed()))
    return go(url_for("leadership.index", code=unit.code))


def _listed(unit: Scope, sought: Typed) -> dict[str, object]:
    actor = me()
    may_assign = may(actor, "assign_leader", unit.path)
    posts = leadership.around(unit.id)
    found = team.members(_wide(actor, unit), "semua", actor, named=sought["orang"], limit=FOUND)
    return {
        "unit": unit,
        "unit_title": title(unit),
        "parent": parent(unit),
        "own": [post for post in posts if post.own and post.public_id],
        "below": [(post, title(post)) for post in posts if not post.own],
        "people": [one for one in found if one.id != actor.id] if may_assign else [],
        "sought": sought,
        "may_assign": may_assign,
        "my_id": actor.public_id,
        "today": clock.party_day(clock.now()).isoformat(),
        "last": (clock.party_day(clock.now()) + leadership.ACTING_MAX).isoformat(),
    }


def _wide(actor: Actor, unit: Scope) -> Scope:
    """The unit out of whose people a leader may be chosen: the one that the actor leads himself."""
    led = {grant.path for grant in actor.grants if grant.kind == "leader"}
    return next((one for one in line(unit.path) if one.path in led), unit)
