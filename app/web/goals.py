"""`/tim/<code>/target` and `/target/<id>`: what a unit aims at, and how far it came."""

from datetime import timedelta

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app import clock
from app.auditing.recording import record
from app.cadres.roles import may
from app.db import transaction
from app.errors import NotFound, Refusal
from app.seasons.calendar import week_start
from app.teams import goals
from app.units.lines import Scope
from app.units.naming import title
from app.units.tree import within
from app.web.guards import acting, signed_in
from app.web.htmx import go
from app.web.refusals import Typed, refused
from app.web.session import me
from app.web.team import parent

bp = Blueprint("goals", __name__)


@bp.get("/tim/<code>/target")
@acting("see_team", unit="code")
def index(unit: Scope) -> str:
    """Goals of the unit so far, and the form for another one."""
    today = clock.party_day(clock.now())
    sunday = week_start(today) + timedelta(days=6)
    form = Typed(ukuran="posts", mulai=today.isoformat(), sampai=sunday.isoformat())
    return render_template("goals/index.html", form=form, errors={}, **_listed(unit))


@bp.post("/tim/<code>/target")
@acting("set_goal", unit="code")
def create(unit: Scope) -> AnyResponse:
    """A new goal, shown to everybody of the unit from its first day."""
    try:
        with transaction():
            goal = goals.set_goal(me().id, unit.id, request.form)
            _keep("goal_set", unit, goal)
            goals.count(clock.now())
    except Refusal as refusal:
        return refused("goals/index.html", refusal, **_listed(unit))
    return go(url_for("goals.index", code=unit.code))


@bp.post("/tim/<code>/target/cabut")
@acting("set_goal", unit="code")
def withdraw(unit: Scope) -> AnyResponse:
    """Take a goal back before it ends."""
    with transaction():
        goal = goals.withdraw(unit.id, request.form.get("target", ""))
        _keep("goal_withdrawn", unit, goal)
    return go(url_for("goals.index", code=unit.code))


@bp.get("/target/<public_id>")
@signed_in
def show(public_id: str) -> str:
    """One goal, for everybody of the unit, and those it reached before."""
    goal = goals.one(public_id)
    path = goal.unit.path
    if not (within(me().unit_path, path) or may(me(), "see_team", path)):
        raise NotFound
    return render_template(
        "goals/show.html",
        goal=goal,
        words=goals.aim_words(goal.measure, goal.target),
        unit_title=title(goal.unit),
        today=clock.party_day(clock.now()),
        reached=_told([one for one in goals.of_unit(goal.unit_id) if one.reached_at]),
    )


def _keep(act: str, unit: Scope, goal: goals.Goal) -> None:
    aim = {"target": goal.target, "measure": goal.measure}
    record(me(), act, unit.path, "goal", goal.public_id, (), **aim)


def _listed(unit: Scope) -> dict[str, object]:
    today = clock.party_day(clock.now())
    found = goals.of_unit(unit.id)
    return {
        "unit": unit,
        "unit_title": title(unit),
        "parent": parent(unit),
        "running": _told([one for one in found if one.ends_on >= today]),
        "over": _told([one for one in found if one.ends_on < today]),
        "today": today,
        "may_set": may(me(), "set_goal", unit.path),
        "target_max": goals.TARGET_MAX,
    }


def _told(found: list[goals.Goal]) -> list[tuple[goals.Goal, str]]:
    return [(one, goals.aim_words(one.measure, one.target)) for one in found]
