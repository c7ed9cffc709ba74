"""`/`, `/masuk`, `/keluar`: the ways in for people who have an account, and the way out."""

from flask import Blueprint, render_template, request, session, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.cadres import entering, passkeys, sessions, slips
from app.cadres.entering import Entered
from app.db import transaction
from app.errors import Refusal
from app.notifications import subscriptions
from app.web.guards import public, safe_return, signed_in
from app.web.htmx import go
from app.web.refusals import refused
from app.web.session import DEVICE, current, device, forget, me, remember

bp = Blueprint("sign_in", __name__)

HOME = "/beranda"
CODE_MAX = 40
# What the form cookie remembers between two steps.
SECOND, RIDDLE = "langkah_kedua", "kunci"


@bp.get("/")
@public
def landing() -> str | AnyResponse:
    """What this is, for people without an account; everybody else goes home."""
    return go(HOME) if current() else render_template("sign_in/landing.html")


@bp.get("/masuk")
@public
def show() -> str | AnyResponse:
    """The form, with the place to return to kept; with `lagi` also for whoever is signed in."""
    back = safe_return(request.args.get("lanjut", "")) or ""
    again = "lagi" in request.args
    if current() and not again:
        return go(back or HOME)
    form = {"telepon": "", "lanjut": back}
    return render_template("sign_in/show.html", form=form, **_offered())


@bp.post("/masuk")
@public
def enter() -> AnyResponse:
    """Phone and password; the same answer for a wrong one of either."""
    phone, password = request.form.get("telepon", ""), request.form.get("sandi", "")
    try:
        entered = entering.by_password(phone, password, device())
    except Refusal as refusal:
        return refused("sign_in/show.html", refusal, **_offered())
    return _lead_on(entered)


@bp.get("/masuk/langkah-kedua")
@public
def second_step() -> str | AnyResponse:
    """The code that follows a right password; without one, back to the beginning."""
    if SECOND not in session:
        return go(url_for("sign_in.show"))
    back = safe_return(request.args.get("lanjut", "")) or ""
    return render_template("sign_in/second_step.html", form={"lanjut": back}, **_offered())


@bp.post("/masuk/langkah-kedua")
@public
def enter_second() -> AnyResponse:
    """A code of the app, or a recovery code."""
    slip, code = session.get(SECOND, ""), request.form.get("kode", "")
    try:
        entered = entering.by_second_step(slip, code[:CODE_MAX], device())
    except Refusal as refusal:
        if refusal.code in ("slip", "sign_in"):
            session.pop(SECOND, None)
            return refused("sign_in/show.html", refusal, **_offered())
        return refused("sign_in/second_step.html", refusal, **_offered())
    return _lead_on(entered)


@bp.post("/masuk/kunci/mulai")
@public
def begin_with_passkey() -> dict[str, object]:
    """What the browser needs to ask for a passkey; the riddle in it is good once."""
    passkeys.insist_on_a_site()
    with transaction():
        slip = session[RIDDLE] = slips.hand_out("enter")
    return passkeys.to_enter(slip)


@bp.post("/masuk/kunci")
@public
def enter_with_passkey() -> AnyResponse:
    """One tap: the passkey says who it is."""
    passkeys.insist_on_a_site()
    slip, answer = session.pop(RIDDLE, ""), request.form.get("jawaban", "")
    try:
        entered = entering.by_passkey(slip, answer, device())
    except Refusal as refusal:
        return refused("sign_in/show.html", refusal, **_offered())
    return _lead_on(entered)


@bp.post("/keluar")
@signed_in
def leave() -> AnyResponse:
    """End this session, here and in the table; what the browser kept of its pages goes too.

    What waits in the phone for a signal is deleted by the worker, which sees this call pass by.
    """
    actor = me()
    with transaction():
        sessions.end(actor.session_public_id, actor.id)
        subscriptions.stop(actor.id, request.cookies.get(DEVICE, ""))
    return forget(go("/"))


def _lead_on(entered: Entered) -> AnyResponse:
    """Where she wanted to go; before that, the second step that is to come or still to be made."""
    back = safe_return(request.form.get("lanjut", "")) or ""
    if entered.slip:
        session[SECOND] = entered.slip
        return go(url_for("sign_in.second_step", lanjut=back or None))
    there = url_for("ways_in.second_step") if entered.asleep else back or HOME
    return remember(go(there), entered.token)


def _offered() -> dict[str, object]:
    return {"passkeys": passkeys.possible()}
