"""`/b/<code>`: where a link that a cadre shared leads, open to everybody who taps it."""

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app import clock
from app.content import arrivals, tracking, visitors
from app.db import transaction
from app.providers.open_web import outside
from app.web.guards import public
from app.web.security import limiter
from app.web.session import current

bp = Blueprint("arrivals", __name__)

LIMIT = "600 per minute"  # from one address, behind which a phone company may keep a whole town


@bp.get("/b/<token>")
@limiter.limit(LIMIT)
@public
def show(token: str) -> str | AnyResponse:
    """An item on a page of ours, or on to the page a challenge names; who comes is counted.

    Never says whose link it is: that somebody is a cadre is nobody's business.
    """
    settings = current_app.config["SETTINGS"]
    at, actor = clock.now(), current()
    target = tracking.find(token, tracking.key_of(settings.secret_key), at)
    kind = visitors.kind_of(request.method, dict(request.headers))
    visit = arrivals.Visit(kind, request.remote_addr or "", actor.id if actor else None)
    with transaction():
        arrivals.arrive(target, visit, at)
    if target.shown is None:
        return redirect(outside(target.url), 302)
    return render_template(
        "content/arrival.html",
        item=target.shown,
        url=target.url,
        here=settings.public_url + url_for("arrivals.show", token=token),
    )
