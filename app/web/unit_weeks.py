"""`/tim/<code>/riwayat` and `/tim/<code>/kartu`: a unit's weeks, and this one as a picture."""

from datetime import datetime
from pathlib import Path

from flask import Blueprint, Response, current_app, make_response, render_template

from app import clock
from app.campaigns import elections
from app.errors import NotFound
from app.flows import team
from app.flows.unit_days import verified_by_day
from app.leaderboards import weeks
from app.seasons.calendar import week_days, week_key
from app.units.lines import Scope
from app.units.naming import title
from app.web import unit_card
from app.web.apel import place_of
from app.web.branding import Brand
from app.web.format import INDONESIAN
from app.web.guards import acting
from app.web.security import LIMIT_ASKING, limiter
from app.web.team import above_of, parent
from app.web.unit_card import Told

bp = Blueprint("unit_weeks", __name__)


@bp.get("/tim/<code>/riwayat")
@acting("see_team", unit="code")
def history(unit: Scope) -> str:
    """Closed weeks of the unit, and the last fourteen days."""
    above = above_of(unit)
    return render_template(
        "weeks/history.html",
        unit=unit,
        unit_title=title(unit),
        parent=parent(unit),
        above=title(above) if above else None,
        weeks=weeks.of_unit(unit, above),
        days=verified_by_day(unit, clock.now()),
    )


@bp.get("/tim/<code>/kartu")
@acting("see_team", unit="code")
def card(unit: Scope) -> str:
    """The card as it will look, with ways to keep it and to share it."""
    told = _told(unit, clock.now())
    return render_template(
        "weeks/card.html",
        unit=unit,
        unit_title=title(unit),
        parent=parent(unit),
        told=told,
        election=elections.phase_at(unit.path, clock.now()),
        size=unit_card.SIZE,
    )


@bp.get("/tim/<code>/kartu.png")
@acting("see_team", unit="code")
@limiter.limit(LIMIT_ASKING)
def picture(unit: Scope) -> Response:
    """The card itself; in the quiet period there is none to share."""
    if not elections.may_nudge(unit.path, clock.now()):
        raise NotFound
    settings = current_app.config["SETTINGS"]
    brand = Brand(settings.brand_main, settings.brand_deep, settings.brand_gold)
    body = unit_card.drawn(_told(unit, clock.now()), brand, Path(current_app.root_path) / "static")
    response = make_response(body)
    response.mimetype = "image/png"
    response.headers["Cache-Control"] = "private, max-age=60"
    return response


def _told(unit: Scope, now: datetime) -> Told:
    """In Indonesian whoever asks: it goes to the unit's group."""
    write, today = INDONESIAN, clock.party_day(now)
    monday, sunday = week_days(week_key(today))
    figures, place = team.figures(unit), place_of(unit, now)
    settings = current_app.config["SETTINGS"]
    posts = sum(verified_by_day(unit, now)[-(today - monday).days - 1 :])
    return Told(
        party=settings.party_name,
        unit=title(unit),
        week=f"Minggu {write.date_id(monday)} – {write.date_id(sunday)}",
        rank=f"#{write.points(place.rank)}" if place else "",
        of=f"dari {write.points(place.total)} di {place.above}" if place else "Papan belum terisi",
        active=f"{write.points(figures.active)} dari {write.points(figures.cadres)} kader aktif",
        share=figures.active / figures.cadres if figures.cadres else 0.0,
        posts=f"{write.points(posts)} kiriman terverifikasi",
        points=f"{write.points(place.points)} poin bersama" if place else "",
        foot=f"Dikerjakan dengan kata-kata dan akun sendiri. {settings.disclosure_tag}",
    )
