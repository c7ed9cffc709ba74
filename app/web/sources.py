"""`/kelola/umpan`: the party's feeds, how each is doing, and adding or switching one."""

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.cadres.roles import may
from app.content import feeds
from app.db import transaction
from app.errors import NotFound, Refusal
from app.units.tree import ROOT
from app.web.guards import acting
from app.web.htmx import go
from app.web.refusals import Typed, refused
from app.web.session import me

bp = Blueprint("sources", __name__)


@bp.get("/kelola/umpan")
@acting("manage_sources")
def index() -> str:
    """Every feed with its state, and the form to add one."""
    _insist()
    return render_template("sources/index.html", form=Typed(), errors={}, **_listed())


@bp.post("/kelola/umpan")
@acting("manage_sources")
def create() -> AnyResponse:
    """Take up a feed; whether there is one at this address is found out at once."""
    _insist()
    try:
        feeds.add(request.form.get("alamat", ""), me())
    except Refusal as refusal:
        return refused("sources/index.html", refusal, **_listed())
    return go(url_for("sources.index"))


@bp.post("/kelola/umpan/saklar")
@acting("manage_sources")
def switch() -> AnyResponse:
    """Show a feed's items and ask it for new ones, or neither."""
    _insist()
    number = request.form.get("umpan", "")
    if not (number.isascii() and number.isdigit() and len(number) < 18):
        raise NotFound
    with transaction():
        feeds.switch(me(), int(number), request.form.get("nyala") == "1")
    return go(url_for("sources.index"))


def _insist() -> None:
    """The stream is the whole party's, so are those who choose what is in it."""
    if not may(me(), "manage_sources", ROOT):
        raise NotFound


def _listed() -> dict[str, object]:
    return {"sources": feeds.listed(), "longest": feeds.URL_MAX}
