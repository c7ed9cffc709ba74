"""`/beranda`: a cadre's first screen: my rank, the next reachable step, what to do, how it went."""

import hashlib
from collections.abc import Sequence

from flask import Blueprint, Response, make_response, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app import clock
from app.campaigns.cheapest import Step
from app.flows.first_screen import Recent, first_screen, recent
from app.flows.next_place import Means, means
from app.leaderboards.orders import is_order
from app.leaderboards.standings import MyRank, my_ranks
from app.ledger.scoring import DAILY_CAP
from app.providers import PROVIDERS
from app.units.naming import title
from app.web.guards import signed_in
from app.web.htmx import unchanged
from app.web.periods import present
from app.web.session import me

bp = Blueprint("home", __name__)


@bp.get("/beranda")
@signed_in
def show() -> str:
    """Everything of the first screen at once, for the default period."""
    actor = me()
    now = clock.now()
    screen = first_screen(actor, now)
    ranks = my_ranks(actor, present().race)
    return render_template(
        "home/show.html",
        greeting=actor.name.split()[0],
        unit_title=title(ranks[0].scope),
        season=present().season,
        linked=screen.linked,
        today=screen.today,
        challenges=screen.challenges,
        more_challenges=screen.more,
        expired=screen.expired,
        found=screen.found,
        unread=screen.unread,
        labels={key: kind.label for key, kind in PROVIDERS.items()},
        policies=screen.policies,
        **_ranks(ranks, screen.means),
        **_recent(screen.recent),
    )


@bp.get("/beranda/peringkat")
@signed_in
def rank() -> str | AnyResponse:
    """The card with my ranks alone; 204 while they are as the page shows them."""
    actor = me()
    ranks = my_ranks(actor, present().race)
    if _version(ranks) == request.args.get("v"):
        return unchanged()
    gap = ranks[0].gap
    within_a_day = gap is not None and gap.points <= DAILY_CAP
    found = means(actor, clock.now()) if within_a_day else None
    return render_template("home/_rank.html", **_ranks(ranks, found))


@bp.get("/beranda/kiriman")
@signed_in
def submissions() -> Response:
    """The last hand-ins alone, for as long as one of them is being decided.

    Once none is, the browser is told so, and the card with my ranks asks again.
    """
    shown = _recent(recent(me().id))
    answer = make_response(render_template("home/_recent.html", **shown))
    if not shown["waiting"]:
        answer.headers["HX-Trigger"] = "decided"
    return answer


def _ranks(ranks: list[MyRank], found: Means | None) -> dict[str, object]:
    return {
        "ranks": ranks,
        "step": _step(ranks[0], found),
        "titles": {each.scope.id: title(each.scope) for each in ranks},
        "period_words": f"poin {present().periods[0].words}",
        "rank_url": url_for("home.rank", v=_version(ranks)),
    }


def _step(near: MyRank, found: Means | None) -> Step | None:
    if near.gap is None or found is None:
        return None
    return found.step(near.gap.points, best_weeks=is_order(present().race))


def _recent(found: Sequence[Recent]) -> dict[str, object]:
    return {
        "recent": found,
        "recent_url": url_for("home.submissions"),
        "waiting": any(one.state == "pending" for one in found),
    }


def _version(ranks: list[MyRank]) -> str:
    shown = repr([(each.rank, each.points, each.total, each.gap, each.source) for each in ranks])
    return hashlib.sha256(shown.encode()).hexdigest()[:12]
