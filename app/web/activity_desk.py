"""`/kegiatan/periksa`, `/kegiatan/usulan`: what leaders and officers decide about activities."""

from collections.abc import Callable

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.activities import calendar, photos
from app.activities.calendar import Page
from app.activities.models import Activity
from app.db import transaction
from app.errors import Refusal
from app.flows import activity_decided
from app.units.naming import title
from app.web.activities import about
from app.web.guards import acting
from app.web.paging import page_number
from app.web.refusals import refused
from app.web.session import me

bp = Blueprint("activity_desk", __name__)


@bp.get("/kegiatan/periksa")
@acting("show_activity")
def waiting() -> str:
    """Reports of the units one leads that nobody has looked at, the first reported first."""
    number = page_number(request.args.get("halaman", "1"))
    return _list("periksa", calendar.waiting(me(), number), number)


@bp.get("/kegiatan/usulan")
@acting("choose_picture")
def proposed() -> str:
    """Activities that leaders proposed as pictures of the calendar."""
    number = page_number(request.args.get("halaman", "1"))
    return _list("usulan", calendar.proposed(me(), number), number)


@bp.post("/kegiatan/<public_id>/tampilkan")
@acting("show_activity")
def show(public_id: str) -> AnyResponse:
    """Show it to its unit."""
    thanks = request.form.get("terima_kasih", "")
    return _decided(public_id, lambda one: activity_decided.show(me(), one, thanks))


@bp.post("/kegiatan/<public_id>/tahan")
@acting("show_activity")
def hold_back(public_id: str) -> AnyResponse:
    """Keep it from others, with a reason."""
    reason = request.form.get("alasan", "")
    return _decided(public_id, lambda one: activity_decided.hold_back(me(), one, reason))


@bp.post("/kegiatan/<public_id>/usulkan")
@acting("show_activity")
def propose(public_id: str) -> AnyResponse:
    """Propose it as a picture of the calendar."""
    return _decided(public_id, lambda one: activity_decided.propose(me(), one))


@bp.post("/kegiatan/<public_id>/pilih")
@acting("choose_picture")
def choose(public_id: str) -> AnyResponse:
    """Make it a picture of the calendar, for the whole party."""
    return _decided(public_id, lambda one: activity_decided.choose(me(), one))


@bp.post("/kegiatan/<public_id>/lepas")
@acting("choose_picture")
def put_aside(public_id: str) -> AnyResponse:
    """No picture of the calendar, or no longer."""
    return _decided(public_id, lambda one: activity_decided.put_aside(me(), one))


def _decided(public_id: str, decide: Callable[[Activity], None]) -> AnyResponse:
    try:
        with transaction():
            decide(calendar.one(me(), public_id, lock=True))
    except Refusal as refusal:
        activity = calendar.one(me(), public_id)
        return refused("activities/show.html", refusal, **about(activity))
    return redirect(url_for("activities.show", public_id=public_id), 303)


def _list(which: str, page: Page, number: int) -> str:
    shown = photos.pictures_of([one.id for one in page.rows])
    return render_template(
        "activities/desk.html",
        which=which,
        page=page,
        number=number,
        photos=shown,
        unit_title=title,
    )
