"""`/kelola/kampanye/<id>`: what a campaign is meant to reach, and how far it has come."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app import clock
from app.cadres.roles import may
from app.campaigns.states import phase
from app.db import transaction
from app.errors import Refusal
from app.flows import campaign_targets, challenge_counts
from app.units.tree import ROOT
from app.web.guards import acting
from app.web.refusals import Typed, refused, typed
from app.web.session import me

bp = Blueprint("campaigns", __name__)


@bp.get("/kelola/kampanye/<int:campaign>")
@acting("see_targets")
def show(campaign: int) -> str:
    """The bars, and the campaign's challenges."""
    return render_template("manage/campaign.html", errors={}, **_page(campaign))


@bp.post("/kelola/kampanye/<int:campaign>")
@acting("set_targets")
def aim(campaign: int) -> AnyResponse:
    """Set what it is meant to reach."""
    if not may(me(), "set_targets", ROOT):
        abort(404)
    try:
        with transaction():
            campaign_targets.aim(me(), campaign, request.form)
    except Refusal as refusal:
        return refused("manage/campaign.html", refusal, **(_page(campaign) | {"form": typed()}))
    return redirect(url_for("campaigns.show", campaign=campaign), 303)


def _page(campaign_id: int) -> dict[str, object]:
    campaign = campaign_targets.one(campaign_id)
    now = clock.now()
    challenges = campaign_targets.challenges(campaign)
    bars = campaign_targets.bars(campaign)
    return {
        "campaign": campaign,
        "bars": bars,
        "challenges": [(one, phase(one, now)) for one in challenges],
        "counts": challenge_counts.by_challenge([one.id for one in challenges]),
        "form": Typed({one.name: str(one.target or "") for one in bars}),
        "may_aim": may(me(), "set_targets", ROOT),
    }
