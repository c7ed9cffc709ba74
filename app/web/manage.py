"""`/kelola`: one officer writes a challenge, another publishes it; both see what came of it."""

from collections.abc import Callable, Sequence

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from sqlalchemy import select, text
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response as AnyResponse

from app import clock
from app.cadres.roles import may, roots
from app.campaigns import form as reading
from app.campaigns import kits, publishing, recalling
from app.campaigns.models import Campaign, Challenge
from app.campaigns.policy import TAKEN, policies
from app.campaigns.states import EDITABLE, OPEN_TO_CADRES, phase
from app.db import session as database
from app.db import transaction
from app.errors import NotFound, Refusal
from app.flows import challenge_counts, opened_challenge, recalled_challenge
from app.providers import configured
from app.submissions.strategies import PEOPLE, proof
from app.units.directory import by_code
from app.units.models import Unit
from app.units.naming import title
from app.units.search import search
from app.web.guards import acting
from app.web.kit_pictures import pictures
from app.web.refusals import Typed, refused, typed
from app.web.session import me

bp = Blueprint("manage", __name__)

ORDER = ("proposed", "live", "upcoming", "draft", "over", "closed", "recalled")
LISTED = 100


@bp.get("/kelola")
@acting("see_challenge_counts")
def index() -> str:
    """Every challenge within reach by its phase, what waits for a decision first."""
    now = clock.now()
    under = text("units.path <@ ANY(CAST(:roots AS ltree[]))")
    found = (
        database()
        .scalars(
            select(Challenge)
            .join(Unit, Unit.id == Challenge.unit_id)
            .where(under.bindparams(roots=list(roots(me(), "see_challenge_counts"))))
            .options(joinedload(Challenge.unit), joinedload(Challenge.campaign))
            .order_by(Challenge.id.desc())
            .limit(LISTED)
        )
        .all()
    )
    groups = {stage: [one for one in found if phase(one, now) == stage] for stage in ORDER}
    return render_template(
        "manage/index.html",
        groups=[(stage, rows) for stage, rows in groups.items() if rows],
        counts=challenge_counts.by_challenge([one.id for one in found]),
        may_draft="officer" in me().roles,
    )


@bp.get("/kelola/baru")
@acting("draft_challenge")
def new() -> str:
    """An empty form with the usual values."""
    usual = Typed(
        penanda=current_app.config["SETTINGS"].disclosure_tag,
        zona="WIB",
        poin="20",
        batas="2",
        unit="dpp",
    )
    scoring = policies(clock.now()).within(_askable(), "score")
    return render_template("manage/form.html", errors={}, **_form(usual, scoring))


@bp.post("/kelola/baru")
@acting("draft_challenge")
def create() -> AnyResponse | str:
    """A new draft; with the search button the same form again, with more units to choose from."""

    def draft(values: reading.ChallengeForm) -> str:
        return publishing.draft(me(), values).public_id

    return _saved(draft, None)


@bp.get("/kelola/<public_id>")
@acting("see_challenge_counts")
def show(public_id: str) -> str:
    """One challenge: its content, its decisions so far, what came of it."""
    return render_template("manage/show.html", form={}, errors={}, ticked=(), **shown(public_id))


@bp.get("/kelola/<public_id>/ubah")
@acting("draft_challenge")
def edit(public_id: str) -> str:
    """The form with what is there. NotFound once it is published: its rules never change."""
    challenge = one(public_id, "draft_challenge")
    if challenge.state not in EDITABLE:
        raise NotFound
    return render_template(
        "manage/form.html",
        errors={},
        challenge=challenge,
        **_form(_values(challenge), challenge.providers),
    )


@bp.post("/kelola/<public_id>/ubah")
@acting("draft_challenge")
def revise(public_id: str) -> AnyResponse | str:
    """Save changes; a proposed challenge becomes a draft again."""
    challenge = one(public_id, "draft_challenge")

    def change(values: reading.ChallengeForm) -> str:
        publishing.revise(me(), one(public_id, "draft_challenge", lock=True), values)
        return public_id

    return _saved(change, challenge)


@bp.get("/kelola/<public_id>/pratinjau")
@acting("draft_challenge")
def preview(public_id: str) -> str:
    """The challenge as a cadre will see it, with its times in all three zones."""
    challenge = one(public_id, "draft_challenge")
    return render_template(
        "manage/preview.html",
        challenge=challenge,
        zones=reading.ZONES,
        platforms=challenge.providers,
        pictures=kits.ready(challenge.id),
    )


@bp.post("/kelola/<public_id>/ajukan")
@acting("draft_challenge")
def propose(public_id: str) -> AnyResponse:
    """Hand the draft to a second person."""
    return _decided(
        public_id, "draft_challenge", lambda challenge: publishing.propose(me(), challenge)
    )


@bp.post("/kelola/<public_id>/terbitkan")
@acting("publish_challenge")
def publish(public_id: str) -> AnyResponse:
    """Publish what somebody else wrote, after the checklist."""

    def decide(challenge: Challenge) -> None:
        publishing.confirm(request.form.keys())
        opened_challenge.publish(me(), challenge, request.form.get("diajukan", ""))

    return _decided(public_id, "publish_challenge", decide)


@bp.post("/kelola/<public_id>/tutup")
@acting("close_challenge")
def close(public_id: str) -> AnyResponse:
    """End it before its time."""
    return _decided(
        public_id, "close_challenge", lambda challenge: opened_challenge.close(me(), challenge)
    )


def one(public_id: str, act: str, lock: bool = False) -> Challenge:
    """A challenge in whose unit the actor may do this. Raises NotFound for any other."""
    challenge = publishing.one(public_id, lock=lock)
    if not may(me(), act, challenge.unit.path):
        raise NotFound
    return challenge


def _decided(public_id: str, act: str, decide: Callable[[Challenge], None]) -> AnyResponse:
    try:
        with transaction():
            decide(one(public_id, act, lock=True))
    except Refusal as refusal:
        ticked = () if refusal.code == "changed" else tuple(request.form)
        return refused("manage/show.html", refusal, ticked=ticked, **shown(public_id))
    return redirect(url_for("manage.show", public_id=public_id), 303)


def _saved(
    save: Callable[[reading.ChallengeForm], str], challenge: Challenge | None
) -> AnyResponse | str:
    ticked = request.form.getlist("platform")
    context = {"challenge": challenge} if challenge else {}
    if request.form.get("aksi") == "cari":
        form = _form(typed(), ticked)
        return render_template("manage/form.html", errors={}, **context, **form)
    try:
        values = reading.read(request.form, ticked, _askable(), clock.now())
        with transaction():
            public_id = save(values)
    except Refusal as refusal:
        return refused("manage/form.html", refusal, **context, **_form(typed(), ticked))
    return redirect(url_for("manage.show", public_id=public_id), 303)


def _form(form: Typed, ticked: Sequence[str]) -> dict[str, object]:
    """What the form needs beside errors: values, ticked platforms, choices."""
    campaigns = database().scalars(select(Campaign.title).order_by(Campaign.id.desc()).limit(50))
    return {
        "form": form,
        "ticked": ticked,
        "platforms": _askable(),
        "policies": policies(clock.now()),
        "units": _units(form["cari"], form["unit"]),
        "campaigns": campaigns.all(),
        "zones": tuple(reading.ZONES),
        "limits": reading,
    }


def _askable() -> list[str]:
    """Platforms on which a challenge can be answered now: read by machines, or by people alone."""
    standing, on = policies(clock.now()), {one.key for one in configured()}
    readable = (key for key in standing if key in on or proof(key, "unlinked") is PEOPLE)
    return standing.within(readable, *TAKEN)


def _units(sought: str, chosen: str) -> list[tuple[str, str]]:
    """DPP and its DPDs, what was searched for, and what is chosen already."""
    scopes = roots(me(), "draft_challenge")
    tops = database().scalars(
        select(Unit)
        .where(
            Unit.level.in_(("DPP", "DPD", "DPLN")),
            Unit.active_until.is_(None),
            text("units.path <@ ANY(CAST(:roots AS ltree[]))").bindparams(roots=list(scopes)),
        )
        .order_by(Unit.path)
    )
    choices = {
        found.code: f"{found.title}, {', '.join(found.above)}" if found.above else found.title
        for found in search(sought, scopes).units
    }
    choices |= {unit.code: title(unit) for unit in tops if unit.code not in choices}
    if (
        chosen not in choices
        and (unit := by_code(chosen))
        and may(me(), "draft_challenge", unit.path)
    ):
        choices[chosen] = title(unit)
    return list(choices.items())


def _values(challenge: Challenge) -> Typed:
    """A saved challenge as its form would have been typed, its times in its unit's zone."""
    zone = next(name for name, place in reading.ZONES.items() if place.key == challenge.unit.zone)
    return Typed(
        kampanye=challenge.campaign.title,
        judul=challenge.title,
        alasan=challenge.why,
        pokok=challenge.talking_points,
        tagar=challenge.required_tag,
        tautan=challenge.required_link,
        penanda=challenge.disclosure,
        unit=challenge.unit.code,
        zona=zone,
        buka=f"{challenge.opens_at.astimezone(reading.ZONES[zone]):%Y-%m-%dT%H:%M}",
        tutup=f"{challenge.closes_at.astimezone(reading.ZONES[zone]):%Y-%m-%dT%H:%M}",
        poin=str(challenge.points),
        batas=str(challenge.daily_limit),
    )


def shown(public_id: str) -> dict[str, object]:
    """What the page of a challenge needs, opened or come back with a refusal."""
    challenge = one(public_id, "see_challenge_counts")
    stage = phase(challenge, clock.now())
    mine = may(me(), "draft_challenge", challenge.unit.path)
    return {
        "challenge": challenge,
        "stage": stage,
        "unit_title": title(challenge.unit),
        "counts": challenge_counts.by_challenge([challenge.id])[challenge.id],
        **pictures(challenge),
        "dpds": challenge_counts.by_dpd(challenge.id),
        "checklist": publishing.CHECKLIST,
        "version": publishing.version(challenge),
        "zones": reading.ZONES,
        "may_edit": mine and challenge.state in EDITABLE,
        "may_propose": mine and challenge.state == "draft",
        "may_publish": challenge.state == "proposed"
        and may(me(), "publish_challenge", challenge.unit.path)
        and challenge.drafted_by != me().id,
        "waits_for_another": challenge.state == "proposed" and challenge.drafted_by == me().id,
        "recalls": recalling.of_challenge(challenge.id),
        "reach": recalled_challenge.reach(challenge),
        "recall_form": Typed(),
        "may_recall": challenge.state in OPEN_TO_CADRES
        and may(me(), "recall_challenge", challenge.unit.path),
        "may_close": stage in ("live", "upcoming")
        and may(me(), "close_challenge", challenge.unit.path),
    }
