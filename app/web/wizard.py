"""`/kelola/baru`, `/kelola/<id>/langkah/<n>`: writing a challenge in three steps, and the preview.

From the first step on it is a draft on the server; what later steps hold until then is the usual.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from sqlalchemy import exists, or_, select
from werkzeug.wrappers import Response as AnyResponse

from app import clock
from app.cadres.roles import roots
from app.campaigns import elections, kit_videos, kits, law, publishing
from app.campaigns import form as reading
from app.campaigns.form import ChallengeForm
from app.campaigns.local import allowed, in_office
from app.campaigns.models import Campaign, Challenge
from app.campaigns.policy import TAKEN, policies
from app.campaigns.states import EDITABLE, OPEN_TO_CADRES
from app.db import session as database
from app.db import transaction
from app.errors import NotFound, Refusal
from app.flows import replayed
from app.providers import configured
from app.rulebook.versions import rule_on
from app.submissions.strategies import PEOPLE, proof
from app.units.models import Unit
from app.units.naming import title
from app.web.guards import acting
from app.web.manage import one
from app.web.refusals import Typed, refused, typed
from app.web.session import me
from app.web.target_units import units_to_choose
from app.words import said

bp = Blueprint("wizard", __name__)

STEPS = (said("Isi dan alasan"), said("Platform dan poin"), said("Wilayah dan waktu"))
USUAL_POINTS, USUAL_LIMIT = 20, 2
USUAL_LENGTH = timedelta(days=14)
OPENS_AT, CLOSES_AT = time(6), time(21)  # by the clock of Jakarta


@dataclass(frozen=True)
class Limits:
    """The most points a post may bring, and the most days it may be open."""

    points: int
    days: int

    @property
    def lasts(self) -> timedelta:
        """The days as a length of time."""
        return timedelta(days=self.days)


@bp.get("/kelola/baru")
@acting("draft_challenge")
def new() -> str | AnyResponse:
    """The first step, empty. Leaders write for their unit."""
    if not roots(in_office(me()), "draft_challenge"):
        return redirect(url_for("team.index"), 303)
    return first_step(None)


@bp.post("/kelola/baru")
@acting("draft_challenge")
def create() -> AnyResponse:
    """A draft of what the first step says."""
    if not roots(in_office(me()), "draft_challenge"):
        return redirect(url_for("team.index"), 303)
    return begin(None)


def first_step(issuer: Unit | None) -> str:
    """The first step, empty, of a challenge of DPP or of a unit."""
    usual = Typed(penanda=current_app.config["SETTINGS"].disclosure_tag)
    return render_template("manage/step.html", errors={}, **_page(1, usual, (), issuer))


def begin(issuer: Unit | None) -> AnyResponse:
    """A draft of what the first step says, of DPP or of a unit."""
    try:
        values = reading.content(request.form)
        with transaction():
            form = _usual(values, issuer)
            public_id = publishing.draft(me(), form, steps=1, issuer=issuer).public_id
    except Refusal as refusal:
        return refused("manage/step.html", refusal, **_page(1, typed(), (), issuer))
    return redirect(url_for("wizard.step", public_id=public_id, number=2), 303)


@bp.get("/kelola/<public_id>/langkah/<int(min=1, max=3):number>")
@acting("draft_challenge")
def step(public_id: str, number: int) -> str:
    """One step with what is there. NotFound once it is published: its rules never change."""
    challenge = _editable(public_id)
    page = _page(number, _values(challenge), challenge.providers, challenge.issuer, challenge)
    return render_template("manage/step.html", errors={}, **page)


@bp.post("/kelola/<public_id>/langkah/<int(min=1, max=3):number>")
@acting("draft_challenge")
def save(public_id: str, number: int) -> AnyResponse | str:
    """Save one step and go on; with the search button the same form again, with more units."""
    challenge = _editable(public_id)
    ticked = request.form.getlist("platform")
    if request.form.get("aksi") == "cari":
        page = _page(number, typed(), ticked, challenge.issuer, challenge)
        return render_template("manage/step.html", errors={}, **page)
    try:
        values = _read(number, ticked, challenge.issuer)
        with transaction():
            held = one(public_id, "draft_challenge", lock=True)
            publishing.revise(me(), held, values, number)
    except Refusal as refusal:
        held = _editable(public_id)
        page = _page(number, typed(), ticked, held.issuer, held)
        return refused("manage/step.html", refusal, **page)
    if number < len(STEPS):
        return redirect(url_for("wizard.step", public_id=public_id, number=number + 1), 303)
    return redirect(url_for("wizard.preview", public_id=public_id), 303)


@bp.get("/kelola/<public_id>/pratinjau")
@acting("see_challenge")
def preview(public_id: str) -> str:
    """As a cadre will see it in each zone, who would have gained, and what the law asks."""
    challenge = one(public_id, "see_challenge")
    mine = allowed(me(), "draft_challenge", challenge.issuer, challenge.unit.path)
    now = clock.now()
    first, last = (
        clock.local_day(moment, challenge.unit.zone)
        for moment in (challenge.opens_at, challenge.closes_at)
    )
    return render_template(
        "manage/preview.html",
        challenge=challenge,
        zones=reading.ZONES,
        platforms=challenge.providers,
        pictures=kits.ready(challenge.id),
        videos=kit_videos.ready(challenge.id),
        seen=replayed.seen(challenge, now),
        articles=law.in_force(clock.party_day(now)),
        phases=elections.meeting(challenge.unit.path, first, last),
        may_edit=mine and challenge.state in EDITABLE,
        may_propose=mine and challenge.state == "draft" and challenge.steps == publishing.WRITTEN,
        steps=STEPS,
    )


def _read(number: int, ticked: Sequence[str], issuer: Unit | None) -> dict[str, Any]:
    if number == 1:
        return reading.content(request.form)
    if number == 2:
        return reading.worth(request.form, ticked, _askable(issuer))
    return reading.reach(request.form, clock.now())


def _editable(public_id: str) -> Challenge:
    challenge = one(public_id, "draft_challenge")
    if challenge.state not in EDITABLE:
        raise NotFound
    return challenge


def _usual(values: dict[str, Any], issuer: Unit | None) -> ChallengeForm:
    """The first step's values, and for the rest what is usual: from tomorrow morning on.

    Raises Refusal while there is no platform on which it could be answered.
    """
    tomorrow = clock.party_day(clock.now()) + timedelta(days=1)
    opens = datetime.combine(tomorrow, OPENS_AT, clock.JAKARTA)
    limits = _limits(issuer)
    lasts = min(USUAL_LENGTH, timedelta(days=limits.days))
    closes = min(opens + limits.lasts, datetime.combine(tomorrow + lasts, CLOSES_AT, clock.JAKARTA))
    askable = _askable(issuer)
    if not askable:
        raise Refusal("no_platform", said("Belum ada platform yang dapat dipakai."))
    scoring = policies(clock.now()).within(askable, "score")
    top = roots(in_office(me()), "draft_challenge")[0].rpartition("dpp.")[2] if not issuer else ""
    return ChallengeForm(
        **values,
        providers=tuple(scoring or askable),
        unit_code=issuer.code if issuer else top,
        opens_at=opens,
        closes_at=closes,
        points=min(USUAL_POINTS, limits.points),
        daily_limit=USUAL_LIMIT,
    )


def _page(
    number: int,
    form: Typed,
    ticked: Sequence[str],
    issuer: Unit | None,
    challenge: Challenge | None = None,
) -> dict[str, Any]:
    """What a step needs beside errors: values, ticked platforms, choices."""
    page: dict[str, Any] = {
        "number": number,
        "steps": STEPS,
        "form": form,
        "ticked": ticked,
        "limits": reading,
        "allowed": _limits(issuer),
        "issuer": issuer,
        "issuer_title": title(issuer) if issuer else None,
        "challenge": challenge,
    }
    if number == 1:
        page["campaigns"] = _campaigns(issuer)
    elif number == 2:
        page |= {"platforms": _askable(issuer), "policies": policies(clock.now())}
    else:
        page |= {
            "units": units_to_choose(form["cari"], form["unit"], issuer),
            "zones": tuple(reading.ZONES),
        }
    return page


def _campaigns(issuer: Unit | None) -> Sequence[str]:
    """Campaigns to choose from; a unit's leaders are told of those alone in which something was
    published, and of their own."""
    newest = select(Campaign.title).order_by(Campaign.id.desc()).limit(50)
    if issuer is not None:
        open_or_own = or_(Challenge.state.in_(OPEN_TO_CADRES), Challenge.issuer_id == issuer.id)
        newest = newest.where(exists().where(Challenge.campaign_id == Campaign.id, open_or_own))
    return database().scalars(newest).all()


def _limits(issuer: Unit | None) -> Limits:
    """The most points and days there may be: of a unit's challenge by DPP's rules of today."""
    if issuer is None:
        return Limits(reading.POINTS_MAX, reading.LASTS_MAX.days)
    rule = rule_on("local", clock.party_day(clock.now()))
    return Limits(rule["points_most"], rule["days_most"])


def _askable(issuer: Unit | None) -> list[str]:
    """Platforms on which a challenge can be answered now: read by machines, or by people alone; of
    a unit's challenge those that DPP's rules open to units."""
    standing, on = policies(clock.now()), {one.key for one in configured()}
    readable = (key for key in standing if key in on or proof(key, "unlinked") is PEOPLE)
    askable = standing.within(readable, *TAKEN)
    if issuer is None:
        return askable
    opened = rule_on("local", clock.party_day(clock.now())).several("providers")
    return [key for key in askable if key in opened]


def _values(challenge: Challenge) -> Typed:
    """A saved challenge as its form would have been typed, its times in its unit's zone."""
    zone = next(name for name, place in reading.ZONES.items() if place.key == challenge.unit.zone)
    return Typed(
        kampanye=challenge.campaign.title,
        judul=challenge.title,
        alasan=challenge.why,
        pokok=challenge.talking_points,
        sumber="\n".join(challenge.sources),
        tagar=challenge.required_tag,
        tautan=challenge.required_link,
        penanda=challenge.disclosure,
        ajakan="1" if challenge.campaigning else "",
        unit=challenge.unit.code,
        zona=zone,
        buka=f"{challenge.opens_at.astimezone(reading.ZONES[zone]):%Y-%m-%dT%H:%M}",
        tutup=f"{challenge.closes_at.astimezone(reading.ZONES[zone]):%Y-%m-%dT%H:%M}",
        poin=str(challenge.points),
        batas=str(challenge.daily_limit),
    )
