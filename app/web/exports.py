"""`/unduhan`: tables to take away, made by a worker; with phone numbers by two persons."""

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response as AnyResponse

from app import clock
from app.cadres.models import Cadre
from app.cadres.roles import can, may
from app.db import session as database
from app.db import transaction
from app.errors import NotFound, Refusal
from app.exports import asking
from app.exports.cells import TYPES
from app.exports.models import Export
from app.exports.redacted import LEAST
from app.exports.tables import PHONE_ROWS_MAX, ROWS_MAX
from app.jobs import exporting
from app.leaderboards.boards import LEVELS_IN
from app.units.lines import Scope, scope
from app.units.naming import title
from app.web.files import ALONE
from app.web.guards import acting, signed_in
from app.web.languages import told as _
from app.web.manage import one
from app.web.pace import again, unchanged, version
from app.web.periods import present
from app.web.refusals import refused
from app.web.session import me

bp = Blueprint("exports", __name__)

ASK_S = 2.0


@bp.get("/unduhan")
@signed_in
def index() -> str:
    """What one asked for, and how far it is."""
    return render_template("exports/index.html", exports=asking.of_actor(me()))


@bp.get("/tim/<code>/unduhan")
@acting("export_team", unit="code")
def team(unit: Scope) -> str:
    """What of a team to take away, and as which kind of file."""
    return render_template("exports/team.html", errors={}, form={}, **_of_team(unit))


@bp.post("/tim/<code>/unduhan")
@acting("export_team", unit="code")
def ask_team(unit: Scope) -> AnyResponse:
    """The people of a team, with phone numbers or without; without names for who only reads."""
    phones = request.form.get("telepon") == "1"
    names = may(me(), "export_names", unit.path)
    words = _("Tim %(unit)s", unit=title(unit))
    if not names:
        words = _("Tim %(unit)s, tanpa nama", unit=title(unit))
    try:
        return _asked("team" if names else "redacted", unit, "", words, phones)
    except Refusal as refusal:
        form = {"telepon": phones, "format": request.form.get("format", "")}
        return refused("exports/team.html", refusal, form=form, **_of_team(unit))


@bp.post("/peringkat/<code>/unduhan")
@acting("export_board", unit="code")
def ask_board(unit: Scope) -> AnyResponse:
    """A board of a unit, as its page shows it."""
    period = present().chosen(request.form.get("periode"))
    level = request.form.get("tingkat", "")
    if level and level not in LEVELS_IN.get(unit.level, ()):
        raise NotFound
    words = _("Papan %(unit)s, %(period)s", unit=title(unit), period=period.words)
    return _asked("board", unit, f"{period.key}/{level}", words)


@bp.post("/kelola/<public_id>/unduhan")
@acting("export_challenge")
def ask_challenge(public_id: str) -> AnyResponse:
    """What came of a challenge, by DPC."""
    challenge = one(public_id, "export_challenge")
    unit = scope(challenge.unit.code)
    assert unit is not None
    return _asked("challenge", unit, public_id, challenge.title)


@bp.get("/unduhan/<export>")
@signed_in
def show(export: str) -> str:
    """One export: how far it is, the file, or the question to its second person."""
    return render_template("exports/show.html", errors={}, **_shown(export))


@bp.get("/unduhan/<export>/kemajuan")
@signed_in
def progress(export: str) -> str | AnyResponse:
    """The live part alone; 204 while it is as the page shows it."""
    shown = _shown(export)
    if shown["version"] == request.args.get("v"):
        return unchanged(ASK_S)
    return render_template("exports/_progress.html", **shown)


@bp.post("/unduhan/<export>/putusan")
@acting("export_phones")
def decide(export: str) -> AnyResponse:
    """The second person's word on phone numbers."""
    try:
        with transaction():
            exporting.decide(me(), export, request.form.get("putusan") == "setuju")
    except Refusal as refusal:
        return refused("exports/show.html", refusal, **_shown(export))
    return redirect(url_for("exports.show", export=export), 303)


@bp.get("/unduhan/<export>/berkas")
@signed_in
def take(export: str) -> Response:
    """The file, for who asked for it alone."""
    with transaction():
        found = asking.take(me(), export)
        response = make_response(found.body or b"")
        name = f"gelanggang-{found.kind}-{found.public_id}.{found.format}"
        response.mimetype = TYPES[found.format].partition(";")[0]
    response.headers["Content-Disposition"] = f"attachment; filename={name}"
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Security-Policy"] = ALONE
    return response


def _asked(kind: str, unit: Scope, subject: str, words: str, phones: bool = False) -> AnyResponse:
    with transaction():
        format = request.form.get("format", "")
        made = exporting.ask(me(), kind, unit, subject, str(words), format, phones)
        public_id = made.public_id
    return redirect(url_for("exports.show", export=public_id), 303)


def _of_team(unit: Scope) -> dict[str, object]:
    return {
        "unit": unit,
        "unit_title": title(unit),
        "may_names": may(me(), "export_names", unit.path),
        "least": LEAST,
        "may_phones": may(me(), "export_phones", unit.path),
        "rows_max": ROWS_MAX,
        "phone_rows_max": PHONE_ROWS_MAX,
    }


def _shown(public_id: str) -> dict[str, object]:
    found = asking.visible(me(), public_id)
    return {
        "export": found,
        "mine": found.asked_by == me().id,
        "may_decide": _may_decide(found),
        "names": _names(found),
        "until": found.ready_at + asking.KEPT if found.ready_at else None,
        "version": version((found.state, found.done, found.rows)),
        "ask": again(ASK_S),
        "as_of": clock.now(),
    }


def _names(found: Export) -> dict[int, str]:
    """Who asked and who decided."""
    both = select(Cadre.id, Cadre.name).where(Cadre.id.in_((found.asked_by, found.decided_by)))
    return {row.id: row.name for row in database().execute(both)}


def _may_decide(found: Export) -> bool:
    other = found.asked_by != me().id
    return other and found.state == "waiting" and can(me(), "export_phones")
