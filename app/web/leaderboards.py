"""`/peringkat`: boards of cadres and of units, for the reader's own line and whatever she leads."""

from dataclasses import replace

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app import clock
from app.cadres.roles import Actor, may
from app.cadres.search import words_of
from app.campaigns.cheapest import Step
from app.flows.next_place import means
from app.leaderboards import measuring
from app.leaderboards.boards import LEVELS_IN
from app.leaderboards.hall import hall
from app.leaderboards.orders import is_order
from app.leaderboards.rising import rising
from app.leaderboards.standings import Page, cadre_page, unit_page
from app.rulebook.rules import DAILY_CAP_MOST
from app.seasons.calendar import campaign_id
from app.units.lines import Scope, line
from app.units.naming import LEVEL_WORDS, title
from app.units.tree import within
from app.web import board_chips as chips
from app.web.board_search import jump, searched
from app.web.board_view import View
from app.web.guards import acting, signed_in
from app.web.htmx import page_or_fragment
from app.web.pace import again, unchanged
from app.web.paging import page_number
from app.web.periods import last_week, of_row, present
from app.web.session import me
from app.words import said

bp = Blueprint("leaderboards", __name__)

ASK_S = 60.0
LAST_PAGE = 10_000_000  # far beyond any board: whoever asks for it is shown the last
NOTHING_YET = said("Unit ini belum mengumpulkan poin pada masa ini.")
TOO_FEW = said("Belum ada poin, atau belum cukup kader untuk dinilai.")


@bp.get("/peringkat")
@signed_in
def index() -> AnyResponse:
    """To the board of one's own unit, the nearest of all."""
    return redirect(url_for("leaderboards.show", code=me().unit_code), 303)


@bp.get("/peringkat/<code>")
@acting("see_board", unit="code")
def show(unit: Scope) -> str:
    """A board as a page; only its live part when a chip is followed in place."""
    return page_or_fragment(
        "leaderboards/show.html", "leaderboards/_board.html", **_board(unit, _view(unit))
    )


@bp.get("/peringkat/<code>/papan")
@acting("see_board", unit="code")
def board(unit: Scope) -> str | AnyResponse:
    """The live part alone; 204 while nothing has changed since the version the page shows."""
    view = _view(unit)
    page = _page(unit, view, me())
    if page.version == request.args.get("v"):
        return unchanged(ASK_S, page.as_of)
    return page_or_fragment(
        "leaderboards/_board.html", "leaderboards/_board.html", **_context(unit, view, page)
    )


@bp.get("/peringkat/<code>/indeks")
@acting("see_board", unit="code")
def reckoning(unit: Scope) -> str:
    """How Indeks Adil comes about, with this unit's own numbers."""
    view = _view(unit)
    return page_or_fragment(
        "leaderboards/reckoning.html",
        "leaderboards/reckoning.html",
        found=measuring.reckoning(view.period.key, unit.id),
        unit_title=title(unit),
        period=view.period,
        back=view.url(),
    )


@bp.get("/peringkat/<code>/lampau")
@acting("see_board", unit="code")
def past(unit: Scope) -> str:
    """The hall of fame of closed seasons, and the way to boards of the past."""
    today = clock.party_day(clock.now())
    seasons = hall(unit)
    return page_or_fragment(
        "leaderboards/past.html",
        "leaderboards/past.html",
        unit_title=title(unit),
        honours=seasons,
        season_urls={
            one.season.id: View(unit.code, of_row(one.season), None).url() for one in seasons
        },
        last_week=View(unit.code, last_week(today), None).url(),
        level_words=LEVEL_WORDS,
        titles={scope.id: title(scope) for one in seasons for scope, _ in one.own},
        back=View(unit.code, present().periods[0], None).url(),
    )


def _view(unit: Scope) -> View:
    asked = request.args
    levels = LEVELS_IN.get(unit.level, ())
    level = None
    if asked.get("jenis") == "unit" and levels:
        level = asked.get("tingkat") if asked.get("tingkat") in levels else levels[0]
    return View(
        unit.code,
        present().chosen(asked.get("periode")),
        level,
        asked.get("urut"),
        page_number(asked.get("halaman", "1"), LAST_PAGE),
        words_of(asked.get("cari", "")),
        asked.get("peringkat", "").strip()[:20],
    )


def _board(unit: Scope, view: View) -> dict[str, object]:
    return _context(unit, view, _page(unit, view, me()))


def _page(unit: Scope, view: View, actor: Actor) -> Page:
    if view.level is None:
        return cadre_page(view.board, unit, actor, offset=view.offset)
    own = _own_unit(unit, view.level, actor)
    return unit_page(view.board, unit, view.level, own, offset=view.offset, fair=view.fair)


def _context(unit: Scope, view: View, page: Page) -> dict[str, object]:
    actor = me()
    own = _own_unit(unit, view.level, actor) if view.level else None
    first = replace(view, number=1, rank="")
    view = replace(view, number=page.offset // page.top + 1)
    return {
        "page": page,
        "scope_title": title(unit),
        "my_title": (title(own) if own else title(unit)) if view.level else actor.name,
        "my_note": said("di %(unit)s · %(period)s", unit=title(unit), period=view.period.words),
        "what": "unit" if view.level else "kader",
        "levels": chips.levels(first, _levels(unit, actor)),
        "kinds": chips.kinds(first, unit.level),
        "orders": chips.orders(first),
        "code": unit.code,
        "jump": jump(view, page.total, page.top),
        "searched": searched(unit, view, actor),
        "step": _step(unit, view, page, actor),
        "by": view.order.by,
        "explained": view.order.explained,
        "unranked": TOO_FEW if view.fair else NOTHING_YET,
        "rising": rising(page.total) if unit.level == "RANTING" and view.of_week else None,
        "reckoning": first.url("/indeks") if view.fair else None,
        "periods": chips.periods(first, present().at(unit.path)),
        "past": f"/peringkat/{unit.code}/lampau",
        "export": _exportable(unit, view, actor),
        "here": view.url("/papan"),
        "ask": None if page.source == "final" else again(ASK_S),
        "links": _links(page, view, actor),
        "before": replace(view, number=view.number - 1).url() if view.number > 1 else None,
        "after": replace(view, number=view.number + 1).url() if page.more else None,
        "season": present().season,
    }


def _exportable(unit: Scope, view: View, actor: Actor) -> dict[str, str] | None:
    """What the form that takes this board away sends along; None for who may not."""
    if not may(actor, "export_board", unit.path):
        return None
    return {"periode": view.period.slug, "tingkat": view.level or ""}


def _step(unit: Scope, view: View, page: Page, actor: Actor) -> Step | None:
    """What brings the reader to the next place, on a board where she can still earn points."""
    gap = page.gap
    earning = view.of_points and view.period in present().periods
    if (
        gap is None
        or gap.points > DAILY_CAP_MOST
        or not earning
        or not within(actor.unit_path, unit.path)
    ):
        return None
    found = means(actor, clock.now())
    return found.step(gap.points, is_order(view.board), campaign_id(view.board))


def _levels(unit: Scope, actor: Actor) -> tuple[Scope, ...]:
    """The line the unit lies on, the nearest first: the reader's own if the unit is on that."""
    own = next((path for path in _own(actor) if within(path, unit.path)), unit.path)
    return tuple(scope for scope in reversed(line(own)) if may(actor, "see_board", scope.path))


def _links(page: Page, view: View, actor: Actor) -> tuple[tuple[int, str], ...]:
    """Units the reader may open, by id."""
    rows = {row.id: row for row in (*page.rows, *page.around, *page.podium) if row.code}
    return tuple(
        (id, replace(view, code=row.code, level=None, number=1).url())
        for id, row in rows.items()
        if row.code and row.path and may(actor, "see_board", row.path)
    )


def _own_unit(scope: Scope, level: str, actor: Actor) -> Scope | None:
    """The reader's unit of that level below the scope, or the one she leads."""
    for path in _own(actor):
        if within(path, scope.path):
            found = next((each for each in line(path) if each.level == level), None)
            if found and found.id != scope.id:
                return found
    return None


def _own(actor: Actor) -> list[str]:
    """Paths of the reader's unit and of those she leads."""
    return [actor.unit_path, *(grant.path for grant in actor.grants if grant.kind == "leader")]
