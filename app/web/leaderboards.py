"""`/peringkat`: boards of cadres and of units, for the reader's own line and whatever she leads."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.cadres.roles import Actor, may
from app.leaderboards import measuring
from app.leaderboards.boards import LEVELS_IN
from app.leaderboards.standings import TOP, Page, cadre_page, unit_page
from app.units.lines import Scope, line
from app.units.naming import LEVEL_WORDS, title
from app.units.tree import within
from app.web.guards import acting, signed_in
from app.web.htmx import page_or_fragment, unchanged
from app.web.paging import page_number
from app.web.periods import Period, present
from app.web.session import me

bp = Blueprint("leaderboards", __name__)

NATION = "Nasional"
NOTHING_YET = "Unit ini belum mengumpulkan poin pada masa ini."
TOO_FEW = "Belum ada poin, atau belum cukup kader untuk dinilai."


@dataclass(frozen=True)
class View:
    """What of a unit's boards is looked at, as its URL says it."""

    code: str
    period: Period
    level: str | None  # None: cadres are ranked
    plain: bool = False  # units by their sum, not by Indeks Adil
    number: int = 1

    @property
    def fair(self) -> bool:
        """Whether units are ranked by their index."""
        return self.level is not None and not self.plain

    @property
    def offset(self) -> int:
        """Index of the first row shown."""
        return (self.number - 1) * TOP

    def url(self, endpoint: str = "leaderboards.show") -> str:
        """The address of this view, or of its live part."""
        return url_for(
            endpoint,
            code=self.code,
            periode=self.period.slug,
            jenis="unit" if self.level else "kader",
            tingkat=self.level,
            urut="jumlah" if self.level and self.plain else None,
            halaman=self.number if self.number > 1 else None,
        )


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
        return unchanged()
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
        asked.get("urut") == "jumlah",
        page_number(asked.get("halaman", "1")),
    )


def _board(unit: Scope, view: View) -> dict[str, object]:
    return _context(unit, view, _page(unit, view, me()))


def _page(unit: Scope, view: View, actor: Actor) -> Page:
    if view.level is None:
        return cadre_page(view.period.key, unit, actor, offset=view.offset)
    own = _own_unit(unit, view.level, actor)
    mine = own.id if own else None
    return unit_page(view.period.key, unit, view.level, mine, offset=view.offset, fair=view.fair)


def _context(unit: Scope, view: View, page: Page) -> dict[str, object]:
    actor = me()
    own = _own_unit(unit, view.level, actor) if view.level else None
    return {
        "page": page,
        "scope_title": title(unit),
        "my_title": (title(own) if own else title(unit)) if view.level else actor.name,
        "my_note": f"di {title(unit)} · {view.period.words}",
        "what": "unit" if view.level else "kader",
        "levels": _levels(unit, view, actor),
        "kinds": _kinds(unit, view),
        "orders": _orders(view),
        "fair": view.fair,
        "unranked": TOO_FEW if view.fair else NOTHING_YET,
        "reckoning": replace(view, number=1).url("leaderboards.reckoning") if view.fair else None,
        "periods": [
            (each.chip, replace(view, period=each, number=1).url(), each == view.period)
            for each in sorted(present().periods, key=lambda each: each.slug)
        ],
        "here": view.url("leaderboards.board"),
        "links": _links(page, view, actor),
        "before": replace(view, number=view.number - 1).url() if view.number > 1 else None,
        "after": replace(view, number=view.number + 1).url() if page.more else None,
        "season": present().season,
    }


def _levels(unit: Scope, view: View, actor: Actor) -> list[tuple[str, str, bool]]:
    """The line the unit lies on, the nearest first: the reader's own if the unit is on that."""
    own = next((path for path in _own(actor) if within(path, unit.path)), unit.path)
    return [
        (
            NATION if scope.level == "DPP" else LEVEL_WORDS[scope.level],
            replace(view, code=scope.code, level=None, number=1).url(),
            scope.id == unit.id,
        )
        for scope in reversed(line(own))
        if may(actor, "see_board", scope.path)
    ]


def _kinds(unit: Scope, view: View) -> list[tuple[str, str, bool]]:
    levels: Sequence[str | None] = LEVELS_IN.get(unit.level, ())
    if not levels:
        return []
    return [
        (
            LEVEL_WORDS[level] if level else "Kader",
            replace(view, level=level, number=1).url(),
            level == view.level,
        )
        for level in (None, *levels)
    ]


def _orders(view: View) -> list[tuple[str, str, bool]]:
    """The two orders of units."""
    if view.level is None:
        return []
    return [
        (words, replace(view, plain=plain, number=1).url(), plain == view.plain)
        for words, plain in (("Indeks Adil", False), ("Jumlah poin", True))
    ]


def _links(page: Page, view: View, actor: Actor) -> dict[int, str]:
    """Units the reader may open, by id."""
    rows = {row.id: row for row in (*page.rows, *page.around, *page.podium) if row.code}
    return {
        row.id: replace(view, code=row.code, level=None, number=1).url()
        for row in rows.values()
        if row.code and row.path and may(actor, "see_board", row.path)
    }


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
