"""`/jejak`: what was done by whom, for those who watch over them; `/saya/jejak`: about oneself."""

from datetime import date, datetime, timedelta
from typing import Any

from flask import Blueprint, Response, render_template, request, url_for

from app import clock
from app.auditing import searching
from app.auditing.acts import ACTS
from app.auditing.searching import PAGE, ROLES, Line, Sought
from app.cadres.fields import Collected
from app.cadres.roles import roots
from app.errors import Refusal
from app.units.directory import by_code
from app.units.lines import lines
from app.units.naming import title
from app.units.search import search
from app.units.tree import within
from app.web.guards import acting, signed_in
from app.web.paging import whole_number
from app.web.refusals import Typed, refused
from app.web.session import me
from app.web.trail_words import names_of, readable
from app.words import said

bp = Blueprint("trail", __name__)

TYPED_MAX = 80
FIRST_YEAR, LAST_YEAR = 2000, 2100
FIELDS = ("dari", "sampai", "siapa", "perbuatan", "unit", "hal")


@bp.get("/jejak")
@acting("see_audit_log")
def index() -> str | Response:
    """A page of the log within reach, with what was looked for; what cannot be looked for is said
    at its field, since an empty page would read as if nothing had been done."""
    form = Typed({name: _typed(name) for name in FIELDS})
    outline, whole = roots(me(), "outline_audit_log"), roots(me(), "read_audit_log")
    page = {
        "form": form,
        "acts": [("", said("Semua")), *((act, searching.label(act)) for act in ACTS)],
        "names_shown": bool(whole),
    }
    try:
        sought = _sought(form, roots(me(), "see_audit_log"))
    except Refusal as refusal:
        return refused("trail/index.html", refusal, **page, **_shown([], {}, "trail.index"))
    found = searching.find(whole, outline, sought)
    kept = {name: form[name] for name in FIELDS if form[name]}
    return render_template(
        "trail/index.html", errors={}, **page, **_shown(found, kept, "trail.index")
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
    got = Collected()
    first = got.read(_day, form["dari"], "dari")
    last = got.read(_day, form["sampai"], "sampai")
    if first and last and last < first:
        got.parts.append(Refusal("days", "Tanggal akhir sebelum tanggal awal.", "sampai"))
    units = got.read(_units, form["unit"], scopes) if form["unit"] else None
    got.settle()
    return Sought(
        since=_midnight(first),
        until=_midnight(last + timedelta(days=1)) if last else None,
        actor=form["siapa"] or None,
        act=form["perbuatan"] if form["perbuatan"] in ACTS else None,
        units=units,
        subject=form["hal"] or None,
        before=whole_number(_typed("sebelum")),
    )


def _units(typed: str, scopes: tuple[str, ...]) -> list[str]:
    """Paths of the unit of that code, or of those called like it, all within one's reach."""
    unit = by_code(typed)
    if unit is None:
        paths = [found.path for found in search(typed, scopes).units]
    else:
        paths = [unit.path] if any(within(unit.path, scope) for scope in scopes) else []
    if not paths:
        words = said("Tidak ada unit bernama atau berkode itu dalam jangkauan Anda.")
        raise Refusal("unit", words, "unit")
    return paths


def _day(typed: str, field: str) -> date | None:
    if not typed:
        return None
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        day = None
    if day is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Refusal("day", "Isi tanggal, atau kosongkan.", field)
    return day


def _midnight(day: date | None) -> datetime | None:
    return clock.midnight(day) if day else None


def _shown(found: list[Line], kept: dict[str, Any], endpoint: str) -> dict[str, object]:
    page = found[:PAGE]
    above = lines({one.path for one in page})
    older = url_for(endpoint, **kept, sebelum=page[-1].id) if len(found) > PAGE else None
    return {
        "lines": [(one, readable(one.words)) for one in page],
        "names": names_of(page),
        "units": {path: title(line[-1]) for path, line in above.items()},
        "roles": ROLES,
        "older": older,
    }
