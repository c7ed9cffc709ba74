"""`/bagikan`, `/kirim/tautan`: a link that came from the share sheet of a phone, and whose it is.

The installed app is offered wherever a phone shares (`share_target` in the manifest). It only fills
in the form: handing in stays the cadre's own tap.
"""

from collections.abc import Sequence

from flask import Blueprint, render_template, request

from app import clock
from app.campaigns import targeting
from app.campaigns.models import Challenge
from app.errors import Refusal
from app.flows import handed_link, my_submissions
from app.providers import links
from app.providers.links import posted_at_from_id
from app.providers.shared import link_in
from app.submissions.evidence import within_window
from app.web.guards import signed_in
from app.web.htmx import page_or_fragment
from app.web.refusals import Typed
from app.web.session import me
from app.web.submissions import TYPED_MAX, choices, recognised

bp = Blueprint("sharing", __name__)

TOLD = ("teks", "tautan", "judul")  # the likeliest first


@bp.get("/bagikan")
@signed_in
def receive() -> str:
    """The form, filled in with the link that was shared and a challenge it fits."""
    link = link_in(*(request.args.get(name, "")[:TYPED_MAX] for name in TOLD))
    live = targeting.live_for(me().unit_path, clock.now())
    form = Typed({"tautan": link, "tantangan": _fitting(link, live)})
    return render_template("submissions/new.html", form=form, errors={}, **choices(link, live))


@bp.get("/kirim/tautan")
@signed_in
def recognise() -> str:
    """What is known of a link while it stands in the form: its platform, and her account there."""
    link = request.args.get("tautan", "")[:TYPED_MAX]
    return page_or_fragment(
        "submissions/recognised.html",
        "submissions/_recognised.html",
        typed=link,
        recognised=recognised(link),
    )


def _fitting(link: str, live: Sequence[Challenge]) -> str:
    """The first to end of the challenges a post answers, one with a place left today before others;
    empty when none is."""
    platform = handed_link.platform(link, me().id)
    fit = [one for one in live if platform in one.providers and _in_time(link, one)]
    done = my_submissions.done_in(me().id, fit, clock.party_day(clock.now()))
    fit.sort(key=lambda one: done[one.id].today >= one.daily_limit)
    return fit[0].public_id if fit else ""


def _in_time(link: str, challenge: Challenge) -> bool:
    """Whether a post was made while the challenge ran, where its id tells."""
    try:
        ref = links.parse(link)
    except Refusal:
        return True
    posted_at = posted_at_from_id(ref.provider, ref.post_id)
    return posted_at is None or within_window(posted_at, challenge)
