"""`/tim`: a leader's people in lists: who is active, new or quiet, and what stands in whose way."""

from collections.abc import Sequence
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response as AnyResponse

from app import clock
from app.cadres import roles
from app.cadres.models import NAME_MAX
from app.cadres.roles import may
from app.campaigns.elections import may_nudge
from app.db import session as database
from app.flows import team
from app.teams.contacts import ASKING
from app.units.lines import Scope, line, scope
from app.units.models import Unit
from app.units.naming import title
from app.units.tree import within
from app.web import whatsapp
from app.web.guards import acting
from app.web.htmx import go
from app.web.paging import page_number
from app.web.session import me
from app.words import said

bp = Blueprint("team", __name__)

WORDS = {
    "diam": said("Belum aktif"),
    "baru": said("Baru"),
    "aktif": said("Aktif"),
    "tanpa-akun": said("Belum menautkan akun"),
    "kedaluwarsa": said("Tautan kedaluwarsa"),
    "ditolak": said("Dua kali ditolak"),
    "semua": said("Semua"),
}
PURPOSES = {"baru": "welcome", "aktif": "thank", "semua": "lead"}  # of the others: to ask back


@bp.get("/tim")
@acting("see_team")
def index() -> str | AnyResponse:
    """The units one may look after; a single one is opened at once."""
    scopes = roles.roots(me(), "see_team")
    found = select(Unit).where(Unit.path.in_(scopes)).order_by(Unit.path)
    units = database().scalars(found).all()
    if len(units) == 1:
        return go(url_for("apel.show", code=units[0].code))
    return render_template("team/index.html", units=[(unit, title(unit)) for unit in units])


@bp.get("/tim/<code>")
@acting("see_team", unit="code")
def show(unit: Scope) -> Response:
    """One list of the unit's people with the reason each is in it."""
    which = request.args.get("daftar", "diam")
    which = which if which in team.LISTS else "diam"
    named = request.args.get("cari", "").replace("\x00", "").strip()[:NAME_MAX]
    within_unit = _narrowed(unit, request.args.get("unit", ""))
    page = page_number(request.args.get("halaman", "1"))
    now = clock.now()
    found = team.members(within_unit, which, me(), page, named)
    asked = {"unit": within_unit.code if within_unit.id != unit.id else "", "cari": named}
    purpose = PURPOSES.get(which, "recall")
    return whatsapp.may_leave(
        render_template(
            "team/show.html",
            unit=unit,
            unit_title=title(unit),
            parent=parent(unit),
            may_export=may(me(), "export_team", unit.path),
            children=team.children(unit),
            figures=team.figures(within_unit),
            people=[(member, team.reason(member, now)) for member in found],
            which=which,
            lists=_lists(unit, asked, which),
            asked=asked,
            page=page,
            pages=_around(unit, asked | {"daftar": which}, page, found),
            purpose=purpose,
            draft=whatsapp.DRAFTS[purpose],
            draft_max=whatsapp.TEXT_MAX,
            may_contact=may(me(), "contact", unit.path)
            and (purpose not in ASKING or may_nudge(within_unit.path, now)),
        )
    )


def parent(unit: Scope) -> tuple[str, str] | None:
    """Code and title of the unit above, where the actor may see that one too."""
    above = above_of(unit)
    if above is None or not may(me(), "see_team", above.path):
        return None
    return above.code, title(above)


def above_of(unit: Scope) -> Scope | None:
    """The unit right above; None for DPP."""
    *_, above, _ = (None, *line(unit.path))
    return above


def _narrowed(unit: Scope, code: str) -> Scope:
    """A unit inside, as the address names it; the unit itself for anything else."""
    found = scope(code) if code.isprintable() and 0 < len(code) <= 40 else None
    return found if found and within(found.path, unit.path) else unit


def _lists(unit: Scope, asked: dict[str, str], which: str) -> list[tuple[str, str, bool]]:
    return [
        (words, _address(unit, asked | {"daftar": key}), key == which)
        for key, words in WORDS.items()
    ]


def _around(
    unit: Scope, asked: dict[str, str], page: int, found: Sequence[team.Member]
) -> tuple[str | None, str | None]:
    """Addresses of the pages before and after."""
    before = _address(unit, asked | {"halaman": str(page - 1)}) if page > 1 else None
    full = len(found) == team.PAGE
    return before, _address(unit, asked | {"halaman": str(page + 1)}) if full else None


def _address(unit: Scope, asked: dict[str, str]) -> str:
    given = {name: value for name, value in asked.items() if value}
    return f"{url_for('team.show', code=unit.code)}?{urlencode(given)}"
