"""`/kelola`: one writes a challenge, another publishes it; both see what came of it."""

from collections.abc import Callable
from functools import partial

from flask import Blueprint, redirect, render_template, request, url_for
from sqlalchemy import select, text, true
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response as AnyResponse

from app import clock
from app.cadres.roles import roots
from app.campaigns import form as reading
from app.campaigns import kit_videos, law, local, publishing, recalling
from app.campaigns.models import Challenge
from app.campaigns.publishing import WRITTEN
from app.campaigns.states import EDITABLE, RECALLABLE, phase
from app.db import session as database
from app.db import transaction
from app.errors import NotFound, Refusal
from app.flows import challenge_counts, officer_desk, opened_challenge, recalled_challenge
from app.units.models import Unit
from app.units.naming import title
from app.web.guards import acting
from app.web.kit_pictures import pictures
from app.web.refusals import Typed, refused
from app.web.session import me
from app.words import said

bp = Blueprint("manage", __name__)

ORDER = ("proposed", "live", "upcoming", "draft", "over", "closed", "recalled")
LISTED = 100
SOURCES = {"dpp": Challenge.issuer_id.is_(None), "lokal": Challenge.issuer_id.is_not(None)}
SOURCE_WORDS = {"": said("Semua"), "dpp": said("Dari DPP"), "lokal": said("Lokal")}


@bp.get("/kelola")
@acting("see_challenge_counts")
def index() -> str:
    """Every challenge within reach by its phase, what waits for a decision first; on request those
    of DPP or of units alone."""
    now, source = clock.now(), request.args.get("dari", "")
    from_where = SOURCES.get(source, true())
    under = text("units.path <@ ANY(CAST(:roots AS ltree[]))")
    found = (
        database()
        .scalars(
            select(Challenge)
            .join(Unit, Unit.id == Challenge.unit_id)
            .where(under.bindparams(roots=list(roots(me(), "see_challenge_counts"))))
            .where(from_where)
            .options(
                joinedload(Challenge.unit),
                joinedload(Challenge.issuer),
                joinedload(Challenge.campaign),
            )
            .order_by(Challenge.id.desc())
            .limit(LISTED)
        )
        .all()
    )
    groups = {stage: [one for one in found if phase(one, now) == stage] for stage in ORDER}
    live = groups.pop("live")
    return render_template(
        "manage/index.html",
        groups=[(stage, rows) for stage, rows in groups.items() if rows],
        live=live,
        going=officer_desk.going([one.id for one in live], now),
        odd=officer_desk.odd(roots(me(), "see_challenge_counts"), now),
        counts=challenge_counts.by_challenge([one.id for one in found]),
        titles={one.id: title(one.issuer) for one in found if one.issuer},
        may_draft="officer" in me().roles,
        sources=[
            (words, url_for("manage.index", dari=key or None), key == source)
            for key, words in SOURCE_WORDS.items()
        ],
    )


@bp.get("/kelola/<public_id>")
@acting("see_challenge")
def show(public_id: str) -> str:
    """One challenge: its content, its decisions so far, what came of it."""
    return render_template("manage/show.html", form={}, errors={}, ticked=(), **shown(public_id))


@bp.post("/kelola/<public_id>/ajukan")
@acting("draft_challenge")
def propose(public_id: str) -> AnyResponse:
    """Hand the draft to a second person."""
    return _decided(
        public_id, "draft_challenge", lambda challenge: opened_challenge.propose(me(), challenge)
    )


@bp.post("/kelola/<public_id>/terbitkan")
@acting("publish_challenge")
def publish(public_id: str) -> AnyResponse:
    """Publish what somebody else wrote, after the checklist."""

    def decide(challenge: Challenge) -> None:
        publishing.confirm(request.form.keys(), clock.party_day(clock.now()))
        opened_challenge.publish(me(), challenge, request.form.get("diajukan", ""))

    return _decided(public_id, "publish_challenge", decide)


@bp.post("/kelola/<public_id>/kembalikan")
@acting("publish_challenge")
def hand_back(public_id: str) -> AnyResponse:
    """Send back what somebody else wrote, with the reason."""

    def decide(challenge: Challenge) -> None:
        opened_challenge.hand_back(me(), challenge, request.form.get("catatan", ""))

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
    if not local.allowed(me(), act, challenge.issuer, challenge.unit.path):
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


def shown(public_id: str) -> dict[str, object]:
    """What the page of a challenge needs, opened or come back with a refusal."""
    challenge = one(public_id, "see_challenge")
    stage, state = phase(challenge, clock.now()), challenge.state
    may = partial(_may, challenge)
    mine = may("draft_challenge")
    return {
        "challenge": challenge,
        "stage": stage,
        "unit_title": title(challenge.unit),
        "issuer_title": title(challenge.issuer) if challenge.issuer else None,
        "counts": challenge_counts.by_challenge([challenge.id])[challenge.id],
        **pictures(challenge),
        "dpds": () if challenge.issuer else challenge_counts.by_dpd(challenge.id),
        "articles": law.in_force(clock.party_day(clock.now())),
        "version": publishing.version(challenge),
        "zones": reading.ZONES,
        "platforms": challenge.providers,
        "may_edit": mine and state in EDITABLE,
        "may_propose": mine and state == "draft" and challenge.steps == WRITTEN,
        "steps": WRITTEN,
        "may_publish": state == "proposed"
        and may("publish_challenge")
        and challenge.drafted_by != me().id,
        "waits_for_another": state == "proposed" and challenge.drafted_by == me().id,
        "videos": kit_videos.listed(challenge.id),
        "videos_most": kit_videos.most(challenge),
        "recalls": recalling.of_challenge(challenge.id),
        "reach": recalled_challenge.reach(challenge),
        "recall_form": Typed(),
        "may_recall": state in RECALLABLE and may("recall_challenge"),
        "may_export": may("export_challenge"),
        "may_close": stage in ("live", "upcoming") and may("close_challenge"),
        "returned_max": publishing.RETURNED_MAX,
    }


def _may(challenge: Challenge, act: str) -> bool:
    return local.allowed(me(), act, challenge.issuer, challenge.unit.path)
