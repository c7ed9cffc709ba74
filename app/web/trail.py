"""`/jejak`: what was done by whom, for those who watch over them; `/saya/jejak`: about oneself."""

from datetime import date, datetime, timedelta
from typing import Any

from flask import Blueprint, render_template, request, url_for

from app import clock
from app.auditing import searching
from app.auditing.acts import ACTS
from app.auditing.searching import PAGE, ROLES, Line, Sought
from app.cadres.roles import roots
from app.units.directory import by_code
from app.units.lines import lines
from app.units.naming import title
from app.units.search import search
from app.units.tree import within
from app.web.guards import acting, signed_in
from app.web.paging import whole_number
from app.web.refusals import Typed
from app.web.session import me
from app.words import said

bp = Blueprint("trail", __name__)

TYPED_MAX = 80
FIELDS = ("dari", "sampai", "siapa", "perbuatan", "unit", "hal")


@bp.get("/jejak")
@acting("see_audit_log")
def index() -> str:
    """A page of the log within reach, with what was looked for."""
    form = Typed({name: _typed(name) for name in FIELDS})
    scopes = roots(me(), "see_audit_log")
    outline, whole = roots(me(), "outline_audit_log"), roots(me(), "read_audit_log")
    found = searching.find(whole, outline, _sought(form, scopes))
    return render_template(
        "trail/index.html",
        form=form,
        acts=[("", said("Semua")), *((act, searching.label(act)) for act in ACTS)],
        names_shown=bool(whole),
        **_shown(found, {name: form[name] for name in FIELDS if form[name]}, "trail.index"),
    )


@bp.get("/saya/jejak")
@signed_in
def mine() -> str:
    """Who looked at one's data or decided about one, and when."""
    found = searching.about(me().id, whole_number(_typed("sebelum")))
    return render_template("trail/mine.html", **_shown(found, {}, "trail.mine"))


def _typed(name: str) -> str:
    return request.args.get(name, "").replace("\x00", "").strip()[:TYPED_MAX]


def _sought(form: Typed, scopes: tuple[str, ...]) -> Sought:
    last = _day(form["sampai"])
    return Sought(
        since=_midnight(_day(form["dari"])),
        until=_midnight(last + timedelta(days=1)) if last else None,
        actor=form["siapa"] or None,
        act=form["perbuatan"] if form["perbuatan"] in ACTS else None,
        units=_units(form["unit"], scopes) if form["unit"] else None,
        subject=form["hal"] or None,
        before=whole_number(_typed("sebelum")),
    )


def _units(typed: str, scopes: tuple[str, ...]) -> list[str]:
    """Paths of the unit of that code, or of those called like it; none outside of one's reach."""
    unit = by_code(typed)
    if unit is not None:
        inside = any(within(unit.path, scope) for scope in scopes)
        return [unit.path] if inside else []
    return [found.path for found in search(typed, scopes).units]


def _day(typed: str) -> date | None:
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        return None
    return day if 2000 <= day.year <= 2100 else None


def _midnight(day: date | None) -> datetime | None:
    return clock.midnight(day) if day else None


def _shown(found: list[Line], kept: dict[str, Any], endpoint: str) -> dict[str, object]:
    page = found[:PAGE]
    above = lines({one.path for one in page})
    older = url_for(endpoint, **kept, sebelum=page[-1].id) if len(found) > PAGE else None
    return {
        "lines": page,
        "units": {path: title(line[-1]) for path, line in above.items()},
        "roles": ROLES,
        "older": older,
    }
