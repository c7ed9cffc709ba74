"""`/tim/<code>/apel`: a unit's week on one page, always current, and the way to its people.

What moved us, who is quiet and why, who is new, whom to thank, the cheapest gain. A leader writes
in WhatsApp himself; that he turned to somebody, and what for, is noted on the way there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from flask import Blueprint, Response, current_app, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from app import clock
from app.cadres.roles import may
from app.campaigns.cheapest import Step
from app.db import impatient, transaction
from app.flows import team
from app.flows.apel import Muster, muster
from app.flows.team_gain import gain
from app.flows.turning_to import turn_to, turn_to_group
from app.leaderboards.boards import LEVELS_IN
from app.leaderboards.standings import Gap, cadre_page, unit_page
from app.seasons.calendar import week_key
from app.store import Unavailable
from app.units.lines import Scope
from app.units.naming import title
from app.web import whatsapp
from app.web.guards import acting
from app.web.htmx import go
from app.web.pace import again, unchanged, version
from app.web.session import COOKIE, me
from app.web.streams import still, stream
from app.web.team import above_of, parent

bp = Blueprint("apel", __name__)

ASK_S = 300.0  # the stream says sooner when it is worth asking
# Between two hints by the stream: what has to be counted for them grows with the unit.
GAP_S = 2.0
GAPS_S = {"DPC": 5.0, "DPD": 15.0, "DPP": 60.0}
MOST = 3  # of those who brought the most


@dataclass(frozen=True)
class Place:
    """Where the unit stands this week by Indeks Adil (thousandths) on the board of the unit above.

    `step` is the cheapest way to the next place.
    """

    rank: int
    index: int
    points: int
    total: int
    moved: int | None
    gap: Gap | None
    step: Step | None
    code: str
    above: str


@bp.get("/tim/<code>/apel")
@acting("see_team", unit="code")
def show(unit: Scope) -> Response:
    """Everything of it at once."""
    now = clock.now()
    found = muster(unit, me(), now)
    shown = _figures(unit, now)
    week = week_key(clock.party_day(now))
    return whatsapp.may_leave(
        render_template(
            "team/apel.html",
            unit=unit,
            unit_title=title(unit),
            parent=parent(unit),
            muster=found,
            quiet=_told(found.quiet, now),
            new=_told(found.new, now),
            brought=cadre_page(week, unit, None, top=MOST).rows,
            drafts=whatsapp.DRAFTS,
            group_text=_group_text(unit, found, shown["figures"], shown["place"]),
            text_max=whatsapp.TEXT_MAX,
            may_contact=may(me(), "contact", unit.path),
            **shown,
        )
    )


@bp.post("/tim/<code>/kontak")
@acting("contact", unit="code")
def contact(unit: Scope) -> AnyResponse:
    """Note whom the leader turns to and why, and open WhatsApp with his words."""
    sent = request.form
    whom, words = sent.get("kader", ""), sent.get("pesan", "")
    with transaction():
        if not whom:
            turn_to_group(me(), unit)
            return go(whatsapp.address(words))
        name, phone = turn_to(me(), unit, whom, sent.get("tujuan", ""))
    return go(whatsapp.address(words, phone, name))


@bp.get("/tim/<code>/angka")
@acting("see_team", unit="code")
def figures(unit: Scope) -> str | AnyResponse:
    """The card with the unit's figures alone; 204 while they are as the page shows them."""
    now = clock.now()
    shown = _figures(unit, now)
    if shown["version"] == request.args.get("v"):
        return unchanged(ASK_S, now)
    return render_template("team/_figures.html", unit=unit, **shown)


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
            impatient(partial(still, app, token, "see_team", unit.path)),
        )
    except Unavailable:
        return Response(status=503)


def _figures(unit: Scope, now: datetime) -> dict:
    found, place = team.figures(unit), place_of(unit, now)
    return {
        "figures": found,
        "place": place,
        "version": version((found, place)),
        "ask": again(ASK_S),
        "as_of": now,
    }


def place_of(unit: Scope, now: datetime) -> Place | None:
    """The unit's place this week among its sisters; None while it has no points."""
    above = above_of(unit)
    if above is None or unit.level not in LEVELS_IN.get(above.level, ()):
        return None
    board = unit_page(week_key(clock.party_day(now)), above, unit.level, unit, top=0)
    mine = board.mine
    if mine is None:
        return None
    found = gain(unit, board.gap, now) if board.gap else None
    return Place(
        mine.rank,
        mine.points,
        mine.total,
        board.total,
        board.moved,
        board.gap,
        found.step if found else None,
        above.code,
        title(above),
    )


def _told(found: Sequence[team.Member], now: datetime) -> list[tuple[team.Member, str]]:
    return [(member, team.reason(member, now)) for member in found if member.id != me().id]


def _group_text(unit: Scope, found: Muster, figures: team.Figures, place: Place | None) -> str:
    """What the leader may tell the group; he edits it, and it names nobody."""
    active = f"{figures.active} dari {figures.cadres} kader {title(unit)} sudah aktif minggu ini"
    parts = [f"{active}, minggu lalu pada jam yang sama {found.before}."]
    if place:
        parts.append(f"Kita di peringkat {place.rank} dari {place.total} di {place.above}.")
    if place and place.gap and place.step:
        what = place.step.challenge.title  # ty: ignore[missing-attribute]
        many = place.step.times
        parts.append(f"Tinggal {many} kiriman “{what}” untuk menyamai {place.gap.name}.")
    parts.append("Terima kasih untuk semua yang sudah ikut dengan kata-kata sendiri.")
    return " ".join(parts)
