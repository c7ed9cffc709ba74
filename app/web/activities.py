"""`/kegiatan`: the calendar of activities of one's line, reporting one, looking at one."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app import clock
from app.activities import calendar, form, photos, reporting, showing
from app.activities.models import Activity
from app.cadres import known
from app.cadres.roles import may
from app.db import transaction
from app.errors import Refusal
from app.jobs.reporting import report
from app.pictures.making import BYTES_MAX
from app.units.lines import Scope, lines
from app.units.naming import title
from app.web.files import lasting
from app.web.guards import acting, signed_in
from app.web.months import month_asked
from app.web.pace import again, unchanged, version
from app.web.paging import page_number
from app.web.refusals import Typed, refused
from app.web.security import limiter, takes
from app.web.session import me
from app.web.submissions import KEY

bp = Blueprint("activities", __name__)

LIMIT_REPORTS = "10 per minute"
BODY_MAX = form.PHOTOS_MAX * BYTES_MAX + 64 * 1024
ASK_S = 3.0  # while a worker is at a photo
PHOTOS = range(1, form.PHOTOS_MAX + 1)


@bp.get("/kegiatan")
@signed_in
def index() -> str:
    """A month of activities: its pictures, its days, and what was shown, page by page."""
    asked = month_asked(request.args, me())
    number = page_number(request.args.get("halaman", "1"))
    chosen = [] if asked.day else calendar.chosen(asked.span)
    above = [one.id for one in chosen]
    page = calendar.month(me(), asked.span, asked.day, number, above)
    chosen = chosen if number == 1 else []
    ids = [one.id for one in (*page.rows, *chosen)]
    return render_template(
        "activities/index.html",
        asked=asked,
        page=page,
        number=number,
        chosen=chosen,
        days=calendar.days(me(), asked.span),
        photos=photos.pictures_of(ids),
        unit_title=title,
    )


@bp.get("/kegiatan/lapor")
@acting("report_activity")
def new() -> str:
    """The form, for an activity of the own unit that began today."""
    typed = Typed(unit=me().unit_code, tanggal=_today())
    return render_template("activities/new.html", form=typed, errors={}, **choices())


@bp.post("/kegiatan/lapor")
@limiter.limit(LIMIT_REPORTS)
@takes(BODY_MAX)
@acting("report_activity")
def create() -> AnyResponse:
    """Report an activity with its photos."""
    try:
        return redirect(reported(), 303)
    except Refusal as refusal:
        return refused("activities/new.html", refusal, **choices())


@bp.get("/kegiatan/saya")
@signed_in
def mine() -> str:
    """Those one reported, and what became of them."""
    number = page_number(request.args.get("halaman", "1"))
    page = calendar.mine(me().id, number)
    return render_template(
        "activities/mine.html",
        page=page,
        number=number,
        photos=photos.pictures_of([one.id for one in page.rows]),
        unit_title=title,
    )


@bp.get("/kegiatan/<public_id>")
@signed_in
def show(public_id: str) -> str:
    """One activity within sight, with what this reader may do about it."""
    return render_template(
        "activities/show.html", form=Typed(), errors={}, **about(calendar.one(me(), public_id))
    )


@bp.get("/kegiatan/<public_id>/foto")
@signed_in
def part(public_id: str) -> str | AnyResponse:
    """Its photos alone, for as long as a worker is at one of them."""
    here = shown_photos(calendar.one(me(), public_id))
    if here["photos_version"] == request.args.get("v"):
        return unchanged(ASK_S)
    return render_template("activities/_photos.html", **here)


@bp.post("/kegiatan/<public_id>/hapus")
@signed_in
def remove(public_id: str) -> AnyResponse:
    """Take one's own back, while nobody showed it."""
    try:
        with transaction():
            reporting.take_back(me().id, public_id)
    except Refusal as refusal:
        activity = calendar.one(me(), public_id)
        return refused("activities/show.html", refusal, **about(activity))
    return redirect(url_for("activities.mine"), 303)


@bp.get("/kegiatan/foto/<public_id>/<digest>.<any(webp, avif, jpeg):format>")
@signed_in
def photo(public_id: str, digest: str, format: str) -> Response:
    """One file, under an address that never changes its content."""
    return lasting(photos.body_of(me(), public_id, digest, format), f"image/{format}")


def reported() -> str:
    """Report what the form holds, once for its key: the address of what came of it.

    Raises what `form.read` and `report` raise.
    """
    sent = [form.Photo(_uploaded(n), request.form.get(f"alt{n}", "")) for n in PHOTOS]
    values = form.read(request.form, sent, request.form.keys(), me().zone, clock.now())
    key = request.form.get("kunci", "")
    with transaction():
        activity = report(me(), values, key if KEY.fullmatch(key) else "")
        return url_for("activities.show", public_id=activity.public_id)


def about(activity: Activity) -> dict[str, object]:
    """What the page of an activity needs."""
    actor = me()
    decides = showing.may_decide(actor, activity, "show_activity")
    chooses = showing.may_decide(actor, activity, "choose_picture")
    hers = activity.cadre_id == actor.id
    told = known.cadres({activity.cadre_id})[activity.cadre_id]
    by = told.name if hers or decides else None if told.hidden else told.shown
    return {
        "activity": activity,
        "by": by,
        "mine": hers,
        "unit_title": title(activity.unit),
        "may_show": decides and activity.state != "shown",
        "may_hold_back": decides and activity.state != "held_back",
        "may_propose": decides and activity.state == "shown" and activity.calendar == "none",
        "may_choose": chooses
        and activity.calendar == "proposed"
        and activity.proposed_by != actor.id,
        "may_put_aside": may(actor, "choose_picture", activity.unit.path)
        and activity.calendar != "none",
        "may_remove": hers and activity.shown_at is None,
        "limits": showing,
        **shown_photos(activity),
    }


def shown_photos(activity: Activity) -> dict[str, object]:
    """What the part with the photos needs."""
    found = photos.pictures_of([activity.id])[activity.id]
    return {
        "activity": activity,
        "photos": found,
        "photos_waiting": any(one.state == "waiting" for one in found),
        "photos_version": version([(one.public_id, one.state) for one in found]),
        "photos_ask": again(ASK_S),
    }


def choices() -> dict[str, object]:
    """What the form needs beside what is typed."""
    return {
        "units": [(one.code, title(one)) for one in _my_units().values()],
        "most": reporting.A_DAY,
        "today": _today(),
        **form_parts(),
    }


def form_parts() -> dict[str, object]:
    """What the fields of the form are made of, the same for everybody."""
    return {"declarations": form.DECLARATIONS, "limits": form, "photo_numbers": PHOTOS}


def _my_units() -> Mapping[str, Scope]:
    """The own unit and those above it, and above those one leads; the nearest first."""
    own = (me().unit_path, *(grant.path for grant in me().grants if grant.kind == "leader"))
    found = lines(own)
    return {one.path: one for path in own for one in reversed(found[path])}


def _today() -> str:
    return f"{clock.now().astimezone(ZoneInfo(me().zone)):%Y-%m-%d}"


def _uploaded(number: int) -> bytes:
    file = request.files.get(f"foto{number}")
    return file.read() if file else b""
