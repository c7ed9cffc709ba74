"""`/kelola/pesan`: a line of an officer on first screens and walls, from when until when."""

from datetime import datetime, time, timedelta
from typing import Any

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app import clock
from app.content import notes
from app.db import transaction
from app.errors import Refusal
from app.web.guards import acting
from app.web.htmx import go
from app.web.refusals import Typed, refused, typed
from app.web.session import me
from app.web.target_units import units_to_choose

bp = Blueprint("notes", __name__)

ENDS_AT = time(21)


@bp.get("/kelola/pesan")
@acting("write_notes")
def index() -> str:
    """Notes so far, and the form for another one: usually from now until tomorrow evening."""
    now = clock.now().astimezone(clock.JAKARTA)
    ends = datetime.combine(now.date() + timedelta(days=1), ENDS_AT)
    form = Typed(mulai=f"{now:%Y-%m-%dT%H:%M}", sampai=f"{ends:%Y-%m-%dT%H:%M}")
    return render_template("notes/index.html", form=form, errors={}, **_listed(form))


@bp.post("/kelola/pesan")
@acting("write_notes")
def create() -> str | AnyResponse:
    """Write it; with the search button the same form again, with more units."""
    if request.form.get("aksi") == "cari":
        form = typed()
        return render_template("notes/index.html", form=form, errors={}, **_listed(form))
    try:
        with transaction():
            now = clock.now()
            notes.write(me(), notes.read(request.form, now), now)
    except Refusal as refusal:
        return refused("notes/index.html", refusal, **_listed(typed()))
    return go(url_for("notes.index"))


@bp.post("/kelola/pesan/akhiri")
@acting("write_notes")
def end() -> AnyResponse:
    """Take one away before its time."""
    with transaction():
        notes.end(me(), request.form.get("catatan", ""), clock.now())
    return go(url_for("notes.index"))


def _listed(form: Typed) -> dict[str, Any]:
    return {
        "notes": notes.listed(me()),
        "now": clock.now(),
        "units": units_to_choose(form["cari"], form["unit"]),
        "longest": notes.WORDS_MAX,
        "days": notes.LASTS_MAX.days,
    }
