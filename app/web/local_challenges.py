"""`/tim/<code>/tantangan`: what a unit asks of its own cadres, and what waits for a second person.

Writing, kit, preview and publishing are those of every challenge, at `/kelola/<id>`.
"""

from collections.abc import Sequence

from flask import Blueprint, redirect, render_template, url_for
from sqlalchemy import select, text
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response as AnyResponse

from app import clock
from app.cadres.roles import may
from app.campaigns import local
from app.campaigns.models import Challenge
from app.campaigns.states import phase
from app.db import session as database
from app.flows import challenge_counts
from app.rulebook.versions import rule_on
from app.units.directory import needed
from app.units.lines import Scope
from app.units.models import Unit
from app.units.naming import title
from app.web import wizard
from app.web.guards import acting
from app.web.manage import ORDER
from app.web.session import me
from app.web.team import parent

bp = Blueprint("local_challenges", __name__)

LISTED = 100


@bp.get("/tim/<code>/tantangan")
@acting("see_challenge", unit="code")
def index(unit: Scope) -> str:
    """Challenges of the unit and of those below it, what waits for the reader in front."""
    now = clock.now()
    found = _issued(unit)
    waiting = [one for one in found if _for_me(one)]
    shown = [one for one in found if one not in waiting]
    groups = [(stage, [one for one in shown if phase(one, now) == stage]) for stage in ORDER]
    return render_template(
        "local_challenges/index.html",
        unit=unit,
        unit_title=title(unit),
        in_team=may(me(), "see_team", unit.path),
        parent=parent(unit),
        waiting=waiting,
        groups=[(stage, rows) for stage, rows in groups if rows],
        titles={one.id: title(one.issuer) for one in found if one.issuer},
        counts=challenge_counts.by_challenge([one.id for one in found]),
        may_draft=local.leads(me(), unit),
        rule=rule_on("local", clock.party_day(now)),
        most=local.LIVE.get(unit.level),
        open_now=sum(one.issuer_id == unit.id and phase(one, now) == "live" for one in found),
    )


@bp.get("/tim/<code>/tantangan/baru")
@acting("draft_challenge", unit="code")
def new(unit: Scope) -> str | AnyResponse:
    """The first step of a challenge of this unit, for those who lead it."""
    if not local.leads(me(), unit):
        return redirect(url_for("local_challenges.index", code=unit.code), 303)
    return wizard.first_step(needed(unit.code))


@bp.post("/tim/<code>/tantangan/baru")
@acting("draft_challenge", unit="code")
def create(unit: Scope) -> AnyResponse:
    """A draft of what the first step says."""
    if not local.leads(me(), unit):
        return redirect(url_for("local_challenges.index", code=unit.code), 303)
    return wizard.begin(needed(unit.code))


def _issued(unit: Scope) -> Sequence[Challenge]:
    """The newest first; drafts for those alone who write them."""
    under = text("units.path <@ CAST(:scope AS ltree)").bindparams(scope=unit.path)
    asked = (
        select(Challenge)
        .join(Unit, Unit.id == Challenge.issuer_id)
        .where(under)
        .options(
            joinedload(Challenge.unit),
            joinedload(Challenge.issuer),
            joinedload(Challenge.campaign),
        )
        .order_by(Challenge.id.desc())
        .limit(LISTED)
    )
    return [
        one
        for one in database().scalars(asked)
        if one.state != "draft" or (one.issuer and local.leads(me(), one.issuer))
    ]


def _for_me(challenge: Challenge) -> bool:
    """Whether the reader is a second person it waits for."""
    return (
        challenge.state == "proposed"
        and challenge.drafted_by != me().id
        and local.allowed(me(), "publish_challenge", challenge.issuer, challenge.unit.path)
    )
