"""`/`, `/masuk`, `/keluar`: the way in for people who have an account, and the way out."""

from flask import Blueprint, current_app, render_template, request
from flask.blueprints import BlueprintSetupState
from sqlalchemy import select
from werkzeug.wrappers import Response as AnyResponse

from app.cadres import sessions
from app.cadres.demo import CAST, DEMO_PHONES
from app.cadres.models import Cadre
from app.db import session as database
from app.db import transaction
from app.errors import NotFound, Refusal
from app.web.guards import public, safe_return, signed_in
from app.web.htmx import go
from app.web.refusals import refused
from app.web.session import COOKIE, current, forget, me, remember

bp = Blueprint("sign_in", __name__)

HOME = "/beranda"


@bp.get("/")
@public
def landing() -> str | AnyResponse:
    """What this is, for people without an account; everybody else goes home."""
    return go(HOME) if current() else render_template("sign_in/landing.html")


@bp.get("/masuk")
@public
def show() -> str | AnyResponse:
    """The form, with the place to return to kept."""
    back = safe_return(request.args.get("lanjut", "")) or ""
    if current():
        return go(back or HOME)
    return render_template("sign_in/show.html", form={"telepon": "", "lanjut": back}, **_offered())


@bp.post("/masuk")
@public
def enter() -> AnyResponse:
    """Phone and password; the same answer for a wrong one of either."""
    try:
        token, _ = sessions.sign_in(
            request.form.get("telepon", ""),
            request.form.get("sandi", ""),
            request.user_agent.string,
            request.remote_addr or "",
            request.cookies.get(COOKIE, ""),
        )
    except Refusal as refusal:
        return refused("sign_in/show.html", refusal, **_offered())
    back = safe_return(request.form.get("lanjut", ""))
    return remember(go(back or HOME), token)


@bp.post("/keluar")
@signed_in
def leave() -> AnyResponse:
    """End this session, here and in the table."""
    actor = me()
    with transaction():
        sessions.end(actor.session_public_id, actor.id)
    return forget(go("/"))


@public
def enter_as() -> AnyResponse:
    """Demonstration only: become one of the cast with one tap."""
    phone = request.form.get("telepon", "")
    if phone not in DEMO_PHONES:
        raise NotFound
    with transaction():
        found = database().scalar(select(Cadre.id).where(Cadre.phone == phone))
        if found is None:
            raise NotFound
        agent, address = request.user_agent.string, request.remote_addr or ""
        token = sessions.begin(found, agent, address, request.cookies.get(COOKIE, ""))
    return remember(go(HOME), token)


@bp.record
def demo_only(state: BlueprintSetupState) -> None:
    """One-tap sign-in is a route only where the demonstration runs; elsewhere it does not exist."""
    if state.app.config["SETTINGS"].demo:
        state.add_url_rule("/masuk/demo", "enter_as", enter_as, methods=["POST"])


def _offered() -> dict[str, object]:
    if not current_app.config["SETTINGS"].demo:
        return {"players": []}
    rows = database().execute(
        select(Cadre.phone, Cadre.name).where(
            Cadre.phone.in_(DEMO_PHONES), Cadre.status == "active"
        )
    )
    names = {row.phone: row.name for row in rows}
    players = [(names[one.phone], one) for one in CAST if one.phone in names]
    return {"players": players}
