"""`/konten`: what the party published, and bringing people to it by links of one's own."""

from dataclasses import dataclass

from flask import Blueprint, current_app, render_template, request, url_for

from app import clock
from app.campaigns import policy, targeting
from app.campaigns.elections import may_nudge, open_in
from app.campaigns.models import Challenge
from app.campaigns.states import phase
from app.content import arrivals, stream, tracking
from app.content.arrivals import Tally, Visited
from app.db import transaction
from app.errors import NotFound
from app.flows.arrivals import CHANNEL, SCORING
from app.ledger.scoring import points_for_arrivals
from app.rulebook.versions import rule_on
from app.web.guards import signed_in
from app.web.htmx import page_or_fragment
from app.web.paging import page_number
from app.web.session import me
from app.web.ways import Way, address, ways
from app.words import said

bp = Blueprint("content", __name__)

DRAFT_MAX = 300
NEWEST = 2
# Each says that a cadre writes; which one fits, and what she adds, only she knows.
OPENINGS = (
    "Saya kader {party}, dan menurut saya ini layak dibaca:",
    "Ini yang sedang dikerjakan {party}, partai tempat saya menjadi kader. Bagaimana menurut Anda?",
    "Ada kabar dari {party}. Saya kadernya, jadi silakan tanya saya kalau ada yang kurang jelas:",
)


@dataclass(frozen=True)
class Share:
    """A draft, the cadre's own link in it, the ways to send it by hand, and who came so far.

    Networks where it would be a post of hers get the link alone: a draft is for people she knows.
    """

    here: str
    link: str
    draft: str
    openings: list[tuple[str, str, bool]]
    whatsapp: str
    telegram: str
    posts: list[Way]
    tally: Tally
    scores: bool


@bp.get("/konten")
@signed_in
def index() -> str:
    """The newest items, and older ones page by page."""
    page = stream.page(request.args.get("sebelum", "")[:16])
    further = page.further and url_for("content.index", sebelum=page.further)
    return render_template("content/index.html", items=page.items, further=further)


@bp.get("/konten/terbaru")
@signed_in
def newest() -> str:
    """The last few items for the first screen, which asks for them once it stands."""
    items = stream.newest(NEWEST)
    return page_or_fragment("content/newest.html", "content/_newest.html", items=items)


@bp.get("/konten/tautan")
@signed_in
def links() -> str:
    """One's own links through which anybody came, the latest visited first."""
    visited = arrivals.visited(me().id)
    counts = arrivals.tallies([one.link_id for one in visited])
    return render_template(
        "content/links.html",
        links=[(one, _page_of(one), counts[one.link_id]) for one in visited],
        scores=_mode() in SCORING,
        rule=rule_on("points", clock.party_day(clock.now())),
        points_for_arrivals=points_for_arrivals,
    )


@bp.get("/konten/<public_id>")
@signed_in
def show(public_id: str) -> str:
    """One item: what it says, and how to bring people to it."""
    with transaction():
        link_id = tracking.link_to(me().id, stream.find(public_id))
    share = _share(link_id, url_for("content.show", public_id=public_id))
    return render_template("content/show.html", item=stream.find(public_id), share=share)


@bp.get("/tantangan/<public_id>/ajak")
@signed_in
def invite(public_id: str) -> str:
    """Bring people to the page a challenge names, while it is live."""
    with transaction():
        challenge = targeting.find(public_id, me())
        if not leads_somewhere(challenge):
            raise NotFound
        link_id = tracking.link_to(me().id, challenge)
    share = _share(link_id, url_for("content.invite", public_id=public_id))
    challenge = targeting.find(public_id, me())
    return render_template("content/invite.html", challenge=challenge, share=share)


def leads_somewhere(challenge: Challenge) -> bool:
    """Whether a challenge names a page to bring people to, and is live where the reader lives."""
    now = clock.now()
    live = phase(challenge, now) == "live" and open_in(challenge, me().unit_path, now)
    return live and challenge.required_link.startswith("https://")


def _share(link_id: int, here: str) -> Share | None:
    """The ways to hand the link on, with the draft as chosen or typed; None while that is off, and
    in the quiet period."""
    mode = _mode()
    if mode == "off" or not may_nudge(me().unit_path, clock.now()):
        return None
    settings = current_app.config["SETTINGS"]
    code = tracking.code_of(link_id, tracking.key_of(settings.secret_key))
    link = settings.public_url + url_for("arrivals.show", token=code)
    drafts = [words.format(party=settings.party_name) for words in OPENINGS]
    asked = page_number(request.args.get("pembuka", "1")) - 1
    chosen = asked if asked < len(drafts) else 0
    typed = request.args.get("pesan", "").strip()[:DRAFT_MAX]
    draft = typed or drafts[chosen]
    return Share(
        here=here,
        link=link,
        draft=draft,
        openings=[
            (
                said("Pembuka %(n)s", n=n + 1),
                f"{here}?pembuka={n + 1}#ajak",
                not typed and n == chosen,
            )
            for n in range(len(drafts))
        ],
        whatsapp=address("https://wa.me/", text=f"{draft} {link}"),
        telegram=address("https://t.me/share/url", url=link, text=draft),
        posts=ways("", link),
        tally=arrivals.tallies([link_id])[link_id],
        scores=mode in SCORING,
    )


def _mode() -> str:
    return policy.mode_of(CHANNEL, clock.now())


def _page_of(visited: Visited) -> str:
    if visited.item:
        return url_for("content.show", public_id=visited.item)
    return url_for("challenges.show", public_id=visited.challenge)
