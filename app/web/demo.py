"""`/masuk/demo`: become one of the cast with one tap. Only the demonstration has this door.

A page of its own, so that the one on which everybody signs in is as light as elsewhere.
"""

from flask import Blueprint, render_template, request
from sqlalchemy import select
from werkzeug.wrappers import Response as AnyResponse

from app.cadres import sessions
from app.cadres.demo import CAST, DEMO_PHONES, Player
from app.cadres.models import Cadre
from app.db import session as database
from app.db import transaction
from app.errors import NotFound
from app.web.guards import public
from app.web.htmx import go
from app.web.session import device, remember
from app.web.sign_in import HOME

bp = Blueprint("demo", __name__)


@bp.get("/masuk/demo")
@public
def show() -> str:
    """The cast, and what each of them is for."""
    return render_template("sign_in/demo.html", players=_players())


@bp.post("/masuk/demo")
@public
def enter() -> AnyResponse:
    """As one of the cast; the tap counts as two proofs here."""
    phone = request.form.get("telepon", "")
    if phone not in DEMO_PHONES:
        raise NotFound
    with transaction():
        found = database().scalar(select(Cadre.id).where(Cadre.phone == phone))
        if found is None:
            raise NotFound
        here = device()
        token = sessions.begin(found, here.agent, here.address, here.token, strong=True)
    return remember(go(HOME), token)


def _players() -> list[tuple[str, Player]]:
    rows = database().execute(
        select(Cadre.phone, Cadre.name).where(
            Cadre.phone.in_(DEMO_PHONES), Cadre.status == "active"
        )
    )
    names = {row.phone: row.name for row in rows}
    return [(names[one.phone], one) for one in CAST if one.phone in names]
