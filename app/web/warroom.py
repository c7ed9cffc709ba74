"""`/ruang-kendali`: the war room. Counts of units, live, for a wall and for a phone."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Protocol

from flask import Blueprint, Response, abort, current_app, render_template, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response as AnyResponse

from app import clock
from app.cadres import roles
from app.cadres.roles import may
from app.clock import JAKARTA
from app.db import impatient
from app.db import session as database
from app.store import Unavailable
from app.submissions.reasons import REASONS
from app.units.lines import Scope, line, scope
from app.units.models import Unit
from app.units.naming import LEVEL_WORDS, short, title
from app.units.search import search
from app.units.tree import depth
from app.warroom import atlas, below, kept, steps, trends
from app.warroom.kept import Watched
from app.warroom.masking import masked
from app.warroom.shapes import FEW, Figures
from app.web import walls
from app.web.format import writing
from app.web.guards import acting
from app.web.htmx import go, page_or_fragment
from app.web.languages import spoken
from app.web.session import COOKIE, me
from app.web.streams import still
from app.web.walls import Eye, Parts, Screen
from app.words import said

bp = Blueprint("warroom", __name__)

CARDS = ("as_of", "verified", "active", "queue", "rejected", "note")
# The parts of each scene that are told of as they change; each is a template and has a root id.
SCENES = {
    "wilayah": (
        *CARDS,
        "platforms",
        "reasons",
        "reach",
        "hours",
        "steps",
        "tiles",
        "board",
        "news",
    ),
    "tantangan": (*CARDS, "platforms", "reach", "hours", "efforts", "trends"),
    "antrean": (*CARDS, "reasons", "hours", "waiting"),
}
ZONES = (("WIB", "Asia/Jakarta"), ("WITA", "Asia/Makassar"), ("WIT", "Asia/Jayapura"))
SMALL = 4  # depth of a PAC
WAYS_DOWN = ("DPD", "DPLN", "DPC")  # below a PAC a wall has rantings itself


class Named(Protocol):
    """Anything that knows its code and level, such as a unit on a wall."""

    @property
    def code(self) -> str: ...
    @property
    def level(self) -> str: ...


@dataclass(frozen=True)
class View:
    """What of the war room is looked at; part of every link in it."""

    code: str
    campaign: int | None
    scene: str

    def url(self, endpoint: str = "warroom.show") -> str:
        """The address of this view."""
        scene = None if self.scene == "wilayah" else self.scene
        return url_for(endpoint, code=self.code, kampanye=self.campaign, adegan=scene)

    def below(self, unit: Named) -> str:
        """Where a tap on a unit right below leads: on the way down, or to its wall."""
        if unit.level not in WAYS_DOWN:
            return self.at(unit.code)
        return replace(self, code=unit.code, scene="wilayah").url("warroom.down")

    def at(self, code: str, scene: str = "wilayah") -> str:
        """The address of another unit, of the same campaign."""
        return replace(self, code=code, scene=scene).url()


@bp.get("/ruang-kendali")
@acting("see_war_room")
def index() -> str | AnyResponse:
    """The units one may look at; a single one is opened at once."""
    scopes = roles.roots(me(), "see_war_room")
    units = database().scalars(select(Unit).where(Unit.path.in_(scopes)).order_by(Unit.path)).all()
    if len(units) == 1:
        return go(url_for("warroom.show", code=units[0].code))
    return render_template("warroom/index.html", units=[(unit, title(unit)) for unit in units])


@bp.get("/ruang-kendali/<code>")
@acting("see_war_room", unit="code")
def show(unit: Scope) -> str:
    """A scene as a whole page."""
    view = _view(unit)
    found = kept.current(unit, view.campaign, clock.now())
    shown = _for(unit, found, _masks(unit))
    context = _context(unit, view, shown)
    return render_template(
        "warroom/show.html",
        unit_title=title(unit),
        parts=_parts(context),
        moment=kept.identity(found),
        stale=clock.now() - found.as_of > kept.FOLD_EVERY + kept.FRESH,
        now_ms=int(clock.now().timestamp() * 1000),
        clocks=[(words, zone, _clock(zone)) for words, zone in ZONES],
        above=[(one.code, title(one)) for one in line(unit.path) if _may(one)],
        scenes=_scenes(unit, view, shown),
        campaigns=_campaigns(view, found),
        provinces=atlas.provinces() if unit.level == "DPP" else (),
        atlas=atlas,
        has_units=bool(shown.children),
        trends_watched=trends.watching(),
        **context,
    )


@bp.get("/ruang-kendali/<code>/angka")
@acting("see_war_room", unit="code")
def figures(unit: Scope) -> str:
    """The live parts of a scene alone, one after the other."""
    view = _view(unit)
    return "\n".join(_parts(_context(unit, view, _shown(unit, view))).values())


@bp.get("/ruang-kendali/<code>/unit")
@acting("see_war_room", unit="code")
def units(unit: Scope) -> str:
    """The map as a table: every unit right below."""
    view = _view(unit)
    return render_template("warroom/_units.html", **_context(unit, view, _shown(unit, view)))


@bp.get("/ruang-kendali/<code>/turun")
@acting("see_war_room", unit="code")
def down(unit: Scope) -> str:
    """Units below to choose from, or to search: the whole page, or while somebody types what was
    found."""
    today = clock.party_day(clock.now())
    typed = request.args.get("q", "")
    found = search(typed, (unit.path,))
    return page_or_fragment(
        "warroom/down.html",
        "warroom/_found.html",
        view=_view(unit),
        unit=unit,
        unit_title=title(unit),
        above=[(one.code, title(one)) for one in line(unit.path) if _may(one)],
        typed=typed,
        found=found,
        branches=() if found.words else below.branches(unit, today),
        largest=() if found.words else below.largest(unit, today),
        level_words=LEVEL_WORDS,
        short=short,
    )


@bp.get("/ruang-kendali/<code>/arus")
@acting("see_war_room", unit="code")
def hints(unit: Scope) -> AnyResponse:
    """A stream of the parts that change; ends with the session and with the role."""
    app = current_app._get_current_object()  # ty: ignore[missing-attribute]
    view = _view(unit)
    watched = Watched(unit.id, view.campaign or 0)
    screen = Screen(watched, unit.code, view.scene, _masks(unit), spoken())
    shows = request.headers.get("Last-Event-ID") or request.args.get("v", walls.AWAY)
    token = request.cookies.get(COOKIE, "")
    try:
        return walls.stream(
            app,
            draw,
            Eye(screen, me().id),
            shows,
            bool(request.accept_encodings["gzip"]),
            impatient(partial(still, app, token, "see_war_room", unit.path)),
        )
    except Unavailable:
        return Response(status=503)


def draw(screen: Screen, found: Figures) -> Parts:
    """The parts of a screen, outside of anybody's request."""
    unit = scope(screen.code)
    if unit is None:
        return {}
    view = View(unit.code, screen.watched.campaign or None, screen.scene)
    return _parts(_context(unit, view, _for(unit, found, screen.masked)))


def _parts(context: Mapping[str, Any]) -> Parts:
    return {
        part: render_template(f"warroom/_{part}.html", **context).strip()
        for part in SCENES[context["view"].scene]
        if part != "tiles" or context["unit"].level != "DPP"  # which has a map instead
    }


def _shown(unit: Scope, view: View) -> Figures:
    return _for(unit, kept.current(unit, view.campaign, clock.now()), _masks(unit))


def _for(unit: Scope, found: Figures, masks: bool) -> Figures:
    return masked(found, depth(unit.path) >= SMALL) if masks else found


def _context(unit: Scope, view: View, shown: Figures) -> dict[str, Any]:
    rates = {
        one.code: one.rate for one in shown.children if one.rate is not None and one.rate != FEW
    }
    step_of = steps.steps(rates)
    return {
        "view": view,
        "unit": unit,
        "figures": shown,
        "few": FEW,
        "zone": JAKARTA,
        "legend": steps.legend(rates),
        "step_of": {
            one.code: step_of.get(one.code, "few" if one.active == FEW else "none")
            for one in shown.children
        },
        "reasons": REASONS,
        "trends": trends.current() if view.scene == "tantangan" else None,
        "level_words": LEVEL_WORDS,
        "short": short,
    }


def _view(unit: Scope) -> View:
    asked = request.args
    campaign = asked.get("kampanye", "")
    if campaign and not (campaign.isascii() and campaign.isdigit() and len(campaign) < 10):
        abort(404)
    scene = asked.get("adegan", "wilayah")
    return View(
        unit.code, int(campaign) if campaign else None, scene if scene in SCENES else "wilayah"
    )


def _masks(unit: Scope) -> bool:
    """Whoever looks from above sees counts, but no cell of fewer than five."""
    return not may(me(), "see_team", unit.path)


def _may(unit: Scope) -> bool:
    return may(me(), "see_war_room", unit.path)


def _clock(zone: str) -> str:
    return writing(spoken()).clock(clock.now(), zone).rpartition(" ")[0]


def _scenes(unit: Scope, view: View, shown: Figures) -> list[tuple[str, str, bool]]:
    """Words, address, and whether it is this one: what the keys 1 to 4 open."""
    top = next(one for one in line(unit.path) if _may(one))
    inner = _inner(top, unit, shown)
    here = view.scene
    found = [
        (
            title(top) if top.level != "DPP" else said("Nasional"),
            view.at(top.code),
            here == "wilayah" and unit == top,
        )
    ]
    if inner:
        found.append((title(inner), view.at(inner.code), here == "wilayah" and unit == inner))
    return [
        *found,
        (said("Tantangan"), view.at(unit.code, "tantangan"), here == "tantangan"),
        (said("Antrean"), view.at(unit.code, "antrean"), here == "antrean"),
    ]


def _inner(top: Scope, unit: Scope, shown: Figures) -> Scope | None:
    """The unit of the second scene: the one on the way to here, or the first on the board."""
    way = [one for one in line(unit.path) if depth(one.path) == depth(top.path) + 1]
    if way:
        return way[0]
    first = next((row.code for row in shown.board), None) or next(
        (one.code for one in shown.children if one.roll), None
    )
    return scope(first) if first else None


def _campaigns(view: View, found: Figures) -> list[tuple[str, str, bool]]:
    whole = replace(view, campaign=None)
    names = {one.campaign_id: one.campaign for one in found.efforts}
    chosen = [
        (name, replace(view, campaign=id).url(), view.campaign == id) for id, name in names.items()
    ]
    return [(said("Semua kampanye"), whole.url(), view.campaign is None), *sorted(chosen)]
