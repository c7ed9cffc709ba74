"""`/tim`: a leader's people: who is active, who is new, whom to ask back."""

from dataclasses import dataclass
from functools import partial
from urllib.parse import quote

from flask import Blueprint, Flask, Response, current_app, render_template, request, url_for
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from werkzeug.wrappers import Response as AnyResponse

from app import clock
from app.cadres import phones, roles
from app.cadres.roles import may
from app.cadres.sessions import actor_for
from app.db import impatient
from app.db import session as database
from app.flows import team
from app.leaderboards.boards import LEVELS_IN
from app.leaderboards.standings import unit_page
from app.seasons.calendar import week_key
from app.store import Unavailable
from app.units.lines import Scope, line
from app.units.models import Unit
from app.units.naming import title
from app.web.guards import acting
from app.web.htmx import go
from app.web.pace import again, unchanged, version
from app.web.paging import page_number
from app.web.session import COOKIE, me
from app.web.streams import stream

bp = Blueprint("team", __name__)

ASK_S = 300.0  # the stream says sooner when it is worth asking
# Between two hints by the stream: what has to be counted for them grows with the unit.
GAP_S = 2.0
GAPS_S = {"DPC": 5.0, "DPD": 15.0, "DPP": 60.0}
DRAFT_MAX = 300
DRAFTS = {
    "diam": "Halo {nama}, apa kabar? Sudah lama tidak terlihat di Gelanggang. Ada tantangan baru"
    " minggu ini. Ada yang bisa saya bantu?",
    "baru": "Halo {nama}, selamat bergabung. Kalau ada yang belum jelas soal menautkan akun atau"
    " mengirim unggahan pertama, kabari saya.",
    "aktif": "Halo {nama}, terima kasih sudah ikut minggu ini. Unggahan Anda sangat membantu.",
}


@dataclass(frozen=True)
class Place:
    """Where the unit stands by Indeks Adil on the board of the unit above it; plain points."""

    rank: int
    points: int
    total: int
    code: str
    above: str


@bp.get("/tim")
@acting("see_team")
def index() -> str | AnyResponse:
    """The units one may look after; a single one is opened at once."""
    scopes = roles.roots(me(), "see_team")
    found = select(Unit).where(Unit.path.in_(scopes)).order_by(Unit.path)
    units = database().scalars(found).all()
    if len(units) == 1:
        return go(url_for("team.show", code=units[0].code))
    return render_template("team/index.html", units=[(unit, title(unit)) for unit in units])


@bp.get("/tim/<code>")
@acting("see_team", unit="code")
def show(unit: Scope) -> str:
    """One list of the unit's people with the reason each is in it, and its figures."""
    which = request.args.get("daftar", "diam")
    which = which if which in team.LISTS else "diam"
    page = page_number(request.args.get("halaman", "1"))
    draft = request.args.get("pesan", "").strip()[:DRAFT_MAX] or DRAFTS[which]
    now = clock.now()
    people = [
        (member, team.reason(member, now), _whatsapp(member, draft))
        for member in team.members(unit, which, me(), page)
    ]
    return render_template(
        "team/show.html",
        unit=unit,
        unit_title=title(unit),
        children=team.children(unit),
        people=people,
        which=which,
        page=page,
        further=len(people) == team.PAGE,
        draft=draft,
        draft_max=DRAFT_MAX,
        parent=_parent(unit),
        **_figures(unit),
    )


@bp.get("/tim/<code>/angka")
@acting("see_team", unit="code")
def figures(unit: Scope) -> str | AnyResponse:
    """The card with the unit's figures alone; 204 while they are as the page shows them."""
    shown = _figures(unit)
    if shown["version"] == request.args.get("v"):
        return unchanged(ASK_S, clock.now())
    return render_template("team/_figures.html", unit=unit, unit_title=title(unit), **shown)


@bp.get("/tim/<code>/arus")
@acting("see_team", unit="code")
def hints(unit: Scope) -> AnyResponse:
    """A stream that says when the unit moved; ends with the session and with the role."""
    app = current_app._get_current_object()  # ty: ignore[missing-attribute]
    token = request.cookies.get(COOKIE, "")
    try:
        return stream(
            unit.id,
            me().id,
            request.headers.get("Last-Event-ID"),
            GAPS_S.get(unit.level, GAP_S),
            impatient(partial(_may_still, app, token, unit.path)),
        )
    except Unavailable:
        return Response(status=503)


def _may_still(app: Flask, token: str, path: str) -> bool:
    with app.app_context():
        try:
            actor = actor_for(token, visit=False)
        except DBAPIError:
            return False  # its screen comes back by itself, and finds out
        return actor is not None and may(actor, "see_team", path)


def _figures(unit: Scope) -> dict[str, object]:
    found, place = team.figures(unit), _place(unit)
    return {
        "figures": found,
        "place": place,
        "may_invite": may(me(), "invite", unit.path),
        "version": version((found, place)),
        "ask": again(ASK_S),
        "as_of": clock.now(),
    }


def _whatsapp(member: team.Member, draft: str) -> str | None:
    """A link that opens WhatsApp with the draft; nothing is sent until the leader sends it."""
    if member.phone is None:
        return None
    words = draft.replace("{nama}", member.name.split()[0])
    return f"https://wa.me/{phones.digits(member.phone)}?text={quote(words, safe='')}"


def _place(unit: Scope) -> Place | None:
    """The unit's place this week among its sisters; None while it has no points."""
    above = _above(unit)
    if above is None or unit.level not in LEVELS_IN.get(above.level, ()):
        return None
    week = week_key(clock.party_day(clock.now()))
    board = unit_page(week, above, unit.level, unit, top=0)
    if board.mine is None:
        return None
    return Place(board.mine.rank, board.mine.total, board.total, above.code, title(above))


def _parent(unit: Scope) -> tuple[str, str] | None:
    """Code and title of the unit above, where the actor may see that one too."""
    above = _above(unit)
    if above is None or not may(me(), "see_team", above.path):
        return None
    return above.code, title(above)


def _above(unit: Scope) -> Scope | None:
    *_, above, _ = (None, *line(unit.path))
    return above
