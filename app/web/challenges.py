"""`/tantangan`: what there is to do now, what it earns and why, and how."""

from collections.abc import Sequence

from flask import Blueprint, render_template
from werkzeug.wrappers import Response as AnyResponse

from app import clock
from app.accounts.linking import accounts_of
from app.accounts.reading import recent_posts
from app.campaigns import elections, kit_videos, kits, targeting
from app.campaigns.models import Challenge
from app.campaigns.phases import permits
from app.campaigns.policy import TAKEN, policies
from app.campaigns.states import phase
from app.errors import Fault
from app.flows import my_submissions, recalled_challenge
from app.flows.offers import offers
from app.ledger.statement import local_week, points_today
from app.providers.base import Post
from app.submissions import evidence
from app.submissions.intake import handed_in
from app.submissions.strategies import GRADES
from app.units.naming import title
from app.web.content import leads_somewhere
from app.web.guards import signed_in
from app.web.htmx import page_or_fragment
from app.web.refusals import Typed
from app.web.security import LIMIT_ASKING, limiter
from app.web.session import me
from app.web.ways import ways

bp = Blueprint("challenges", __name__)

RECENT = 10
SHUT = frozenset({"paused", "recalled"})  # its kit is not shown


@bp.get("/tantangan")
@signed_in
def index() -> str:
    """Live for one's unit, and what comes next."""
    now = clock.now()
    live = targeting.live_for(me().unit_path, now)
    upcoming = targeting.upcoming_for(me().unit_path, now)
    return render_template(
        "challenges/index.html",
        live=live,
        upcoming=upcoming,
        issuers={one.id: title(one.issuer) for one in (*live, *upcoming) if one.issuer},
        done=my_submissions.done_in(me().id, live, clock.party_day(now)),
        policies=policies(now),
        election=elections.phase_at(me().unit_path, now),
    )


@bp.get("/tantangan/<public_id>")
@signed_in
def show(public_id: str) -> str:
    """Why, what to say, what must be in it, and the form to hand in a link."""
    challenge = targeting.find(public_id, me())
    return render_template("challenges/show.html", form=Typed(), errors={}, **about(challenge))


@bp.get("/tantangan/<public_id>/unggahan")
@limiter.limit(LIMIT_ASKING)
@signed_in
def recent(public_id: str) -> str | AnyResponse:
    """Own recent posts on the challenge's platforms, read through the grant, to pick from."""
    challenge = targeting.find(public_id, me())
    actor = me()
    keys = [key for key in challenge.providers if _active(actor.id, key)]
    posts, silent = _read(actor.id, keys)
    used = handed_in([(post.provider, post.post_id) for post in posts])
    return page_or_fragment(
        "challenges/recent.html",
        "challenges/_recent.html",
        challenge=targeting.find(public_id, actor),
        posts=[post for post in posts if evidence.fits(post, challenge)],
        others=sum(not evidence.fits(post, challenge) for post in posts),
        used=used,
        silent=silent,
        linked=bool(keys),
    )


def about(challenge: Challenge) -> dict[str, object]:
    """What the page of a challenge needs, whether it is opened or comes back with a refusal."""
    now = clock.now()
    election = elections.phase_at(me().unit_path, now)
    stage = phase(challenge, now)
    if stage != "recalled" and not permits(election, challenge.campaigning):
        stage = "paused"
    standing = policies(now)
    taken = standing.within(challenge.providers, *TAKEN)
    marks = f"{challenge.required_tag} {challenge.disclosure}".strip()
    return {
        "challenge": challenge,
        "typed": "",
        "recognised": None,
        "stage": stage,
        "correction_word": evidence.CORRECTION,
        "recalls": recalled_challenge.asked_of(me().id, challenge),
        "election": election,
        "videos": kit_videos.ready(challenge.id) if stage not in SHUT else (),
        "pictures": kits.ready(challenge.id) if stage not in SHUT else (),
        "zone": me().zone,
        "leads_somewhere": leads_somewhere(challenge),
        "policies": standing,
        "platforms": taken,
        "marks": marks,
        "ways": ways(marks, challenge.required_link, taken) if taken else [],
        "offers": offers(me().id, challenge, standing, accounts_of(me().id)),
        "grades": GRADES,
        "done": my_submissions.done_in(me().id, [challenge], clock.party_day(now))[challenge.id],
        "today": points_today(me().id, clock.party_day(now)),
        "issuer_title": title(challenge.issuer) if challenge.issuer else None,
        "local_week": local_week(me().id, clock.party_day(now)) if challenge.issuer else 0,
    }


def _active(cadre_id: int, provider: str) -> bool:
    account = accounts_of(cadre_id).get(provider)
    return account is not None and account.status == "active"


def _read(cadre_id: int, keys: Sequence[str]) -> tuple[list[Post], list[str]]:
    """Posts of every platform, the newest first, and the words of those that did not answer."""
    posts: list[Post] = []
    silent: list[str] = []
    ids = {key: account.id for key, account in accounts_of(cadre_id).items()}
    for key in keys:
        try:
            posts += recent_posts(ids[key], RECENT)
        except Fault as fault:
            silent.append(fault.words)
    return sorted(posts, key=lambda post: post.posted_at, reverse=True)[:RECENT], silent
