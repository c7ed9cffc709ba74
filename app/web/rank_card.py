"""The card with my ranks: on the first screen, and where a hand-in is being decided."""

from flask import url_for

from app import clock
from app.cadres.roles import Actor
from app.campaigns.cheapest import Step
from app.flows.next_place import Means, means
from app.leaderboards.orders import is_order
from app.leaderboards.standings import MyRank, my_ranks
from app.rulebook.rules import DAILY_CAP_MOST
from app.units.naming import title
from app.web import pace
from app.web.languages import told as _
from app.web.periods import present
from app.words import said

ASK_S = 60.0


def my_card(actor: Actor) -> dict[str, object]:
    """What `home/_rank.html` needs, asked for by itself."""
    return card_of(actor, my_ranks(actor, present().race))


def card_of(actor: Actor, ranks: list[MyRank], known: Means | None = None) -> dict[str, object]:
    """The same of ranks at hand; without `known` means they are asked for where a day would do."""
    gap = ranks[0].gap
    within_a_day = gap is not None and gap.points <= DAILY_CAP_MOST
    found = known or (means(actor, clock.now()) if within_a_day else None)
    return {
        "ranks": ranks,
        "step": _step(ranks[0], found),
        "titles": {each.scope.id: title(each.scope) for each in ranks},
        "period_words": _(said("poin %(period)s", period=present().periods[0].words)),
        "rank_url": url_for("home.rank", v=version(ranks)),
        "rank_ask": pace.again(ASK_S),
    }


def version(ranks: list[MyRank]) -> str:
    """Changes whenever anything on the card does."""
    return pace.version(
        [(each.rank, each.points, each.total, each.gap, each.source) for each in ranks]
    )


def _step(near: MyRank, found: Means | None) -> Step | None:
    if near.gap is None or found is None:
        return None
    return found.step(near.gap.points, best_weeks=is_order(present().race))
