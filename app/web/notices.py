"""`/kabar-saya`: what one was told lately, with a mark at what is new."""

from flask import Blueprint, render_template

from app import clock
from app.db import transaction
from app.notifications import inbox
from app.web.guards import signed_in
from app.web.session import me

bp = Blueprint("notices", __name__)


@bp.get("/kabar-saya")
@signed_in
def index() -> str:
    """The newest notices; by opening the page they are read."""
    now = clock.now()
    notices = inbox.listed(me(), now)
    if any(one.unread for one in notices):
        with transaction():
            inbox.see(me().id, now)
    return render_template("notices/index.html", notices=notices)
