"""`/beranda`: a cadre's first screen: my rank, the next reachable step, what to do, how it went."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import Blueprint, make_response, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app import clock
from app.cadres.roles import Actor
from app.flows.awaited import MOST, awaited
from app.flows.first_screen import Recent, first_screen, recent
from app.jobs import health
from app.leaderboards.standings import my_ranks
from app.providers import PROVIDERS
from app.units.naming import title
from app.web import rank_card
from app.web.guards import signed_in
from app.web.htmx import ONCE_SHOWN
from app.web.pace import again, patience, unchanged, version
from app.web.periods import present
from app.web.rank_card import card_of
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
        glance=screen.glance,
        goals=screen.goals,
        labels={key: kind.label for key, kind in PROVIDERS.items()},
        policies=screen.policies,
        election=screen.election,
        recalled=screen.recalled,
        note=screen.note,
        awaited=_awaited(actor, now),
        awaited_most=MOST,
        **card_of(actor, ranks, screen.means),
        **_recent(screen.recent),
    )


@bp.get("/beranda/peringkat")
@signed_in
def rank() -> str | AnyResponse:
    """The card with my ranks alone; 204 while they are as the page shows them."""
    actor = me()
    ranks = my_ranks(actor, present().race)
    if rank_card.version(ranks) == request.args.get("v"):
        return unchanged(rank_card.ASK_S, ranks[0].as_of)
    return render_template("home/_rank.html", **card_of(actor, ranks))


@bp.get("/beranda/kiriman")
@signed_in
def submissions() -> str | AnyResponse:
    """The last hand-ins alone, for as long as one of them is being decided; 204 until it is.

    Once none is, the browser is told so, and the card with my ranks asks again.
    """
    shown = _recent(recent(me().id))
    if shown["version"] == request.args.get("v"):
        return unchanged(patience(shown["waiting"]))
    answer = make_response(render_template("home/_recent.html", **shown))
    if not shown["waiting"]:
        answer.headers[ONCE_SHOWN] = "decided"
    return answer


def _awaited(actor: Actor, now: datetime) -> Mapping[str, int]:
    """What waits for her roles; an operator's machine is looked at first, which asks the store."""
    troubled = health.seen(now).troubled if actor.operator else 0
    return dict(awaited(actor, now)) | ({"machine": troubled} if troubled else {})


def _recent(found: Sequence[Recent]) -> dict[str, Any]:
    shown = version([(one.public_id, one.state, one.points) for one in found])
    waiting = [one.submitted_at for one in found if one.state == "pending"]
    return {
        "recent": found,
        "recent_url": url_for("home.submissions", v=shown),
        "recent_ask": again(patience(waiting)),
        "waiting": waiting,
        "version": shown,
    }
