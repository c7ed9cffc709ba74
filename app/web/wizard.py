"""`/kelola/baru`, `/kelola/<id>/langkah/<n>`: writing a challenge in three steps, and the preview.

From the first step on it is a draft on the server; what later steps hold until then is the usual.
"""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response as AnyResponse

from app import clock
from app.cadres.roles import may, roots
from app.campaigns import elections, kit_videos, kits, law, publishing
from app.campaigns import form as reading
from app.campaigns.form import ChallengeForm
from app.campaigns.models import Campaign, Challenge
from app.campaigns.policy import TAKEN, policies
from app.campaigns.states import EDITABLE
from app.db import session as database
from app.db import transaction
from app.errors import NotFound, Refusal
from app.flows import replayed
from app.providers import configured
from app.submissions.strategies import PEOPLE, proof
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


@bp.get("/kelola/baru")
@acting("draft_challenge")
def new() -> str:
    """The first step, empty."""
    usual = Typed(penanda=current_app.config["SETTINGS"].disclosure_tag)
    return render_template("manage/step.html", errors={}, **_page(1, usual, ()))


@bp.post("/kelola/baru")
@acting("draft_challenge")
def create() -> AnyResponse:
    """A draft of what the first step says."""
    try:
        values = reading.content(request.form)
        with transaction():
            public_id = publishing.draft(me(), _usual(values), steps=1).public_id
    except Refusal as refusal:
        return refused("manage/step.html", refusal, **_page(1, typed(), ()))
    return redirect(url_for("wizard.step", public_id=public_id, number=2), 303)


@bp.get("/kelola/<public_id>/langkah/<int(min=1, max=3):number>")
@acting("draft_challenge")
def step(public_id: str, number: int) -> str:
    """One step with what is there. NotFound once it is published: its rules never change."""
    challenge = _editable(public_id)
    page = _page(number, _values(challenge), challenge.providers, challenge)
    return render_template("manage/step.html", errors={}, **page)


@bp.post("/kelola/<public_id>/langkah/<int(min=1, max=3):number>")
@acting("draft_challenge")
def save(public_id: str, number: int) -> AnyResponse | str:
    """Save one step and go on; with the search button the same form again, with more units."""
    challenge = _editable(public_id)
    ticked = request.form.getlist("platform")
    if request.form.get("aksi") == "cari":
        page = _page(number, typed(), ticked, challenge)
        return render_template("manage/step.html", errors={}, **page)
    try:
        values = _read(number, ticked)
        with transaction():
            held = one(public_id, "draft_challenge", lock=True)
            publishing.revise(me(), held, values, number)
    except Refusal as refusal:
        page = _page(number, typed(), ticked, _editable(public_id))
        return refused("manage/step.html", refusal, **page)
    if number < len(STEPS):
        return redirect(url_for("wizard.step", public_id=public_id, number=number + 1), 303)
    return redirect(url_for("wizard.preview", public_id=public_id), 303)


@bp.get("/kelola/<public_id>/pratinjau")
@acting("see_challenge_counts")
def preview(public_id: str) -> str:
    """As a cadre will see it in each zone, who would have gained, and what the law asks."""
    challenge = one(public_id, "see_challenge_counts")
    mine = may(me(), "draft_challenge", challenge.unit.path)
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


def _read(number: int, ticked: Sequence[str]) -> dict[str, Any]:
    if number == 1:
        return reading.content(request.form)
    if number == 2:
        return reading.worth(request.form, ticked, _askable())
    return reading.reach(request.form, clock.now())


def _editable(public_id: str) -> Challenge:
    challenge = one(public_id, "draft_challenge")
    if challenge.state not in EDITABLE:
        raise NotFound
    return challenge


def _usual(values: dict[str, Any]) -> ChallengeForm:
    """The first step's values, and for the rest what is usual: from tomorrow morning on."""
    tomorrow = clock.party_day(clock.now()) + timedelta(days=1)
    opens = datetime.combine(tomorrow, OPENS_AT, clock.JAKARTA)
    closes = datetime.combine(tomorrow + USUAL_LENGTH, CLOSES_AT, clock.JAKARTA)
    askable = _askable()
    scoring = policies(clock.now()).within(askable, "score")
    return ChallengeForm(
        **values,
        providers=tuple(scoring or askable),
        unit_code=roots(me(), "draft_challenge")[0].rpartition("dpp.")[2],
        opens_at=opens,
        closes_at=closes,
        points=USUAL_POINTS,
        daily_limit=USUAL_LIMIT,
    )


def _page(
    number: int, form: Typed, ticked: Sequence[str], challenge: Challenge | None = None
) -> dict[str, Any]:
    """What a step needs beside errors: values, ticked platforms, choices."""
    page: dict[str, Any] = {
        "number": number,
        "steps": STEPS,
        "form": form,
        "ticked": ticked,
        "limits": reading,
        "challenge": challenge,
    }
    if number == 1:
        newest = select(Campaign.title).order_by(Campaign.id.desc()).limit(50)
        page["campaigns"] = database().scalars(newest).all()
    elif number == 2:
        page |= {"platforms": _askable(), "policies": policies(clock.now())}
    else:
        page |= {
            "units": units_to_choose(form["cari"], form["unit"]),
            "zones": tuple(reading.ZONES),
        }
    return page


def _askable() -> list[str]:
    """Platforms on which a challenge can be answered now: read by machines, or by people alone."""
    standing, on = policies(clock.now()), {one.key for one in configured()}
    readable = (key for key in standing if key in on or proof(key, "unlinked") is PEOPLE)
    return standing.within(readable, *TAKEN)


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
