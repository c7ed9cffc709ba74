"""`/kejujuran`: how the boards are kept honest, and how often that went wrong, in figures."""

from flask import Blueprint, render_template

from app import clock
from app.cadres.roles import may, roots
from app.moderation import figures, sanctions
from app.moderation.signals import SIGNALS
from app.units.lines import Scope, line
from app.units.naming import title
from app.web.guards import acting, signed_in
from app.web.session import me

bp = Blueprint("honesty", __name__)


@bp.get("/kejujuran")
@signed_in
def show() -> str:
    """For every cadre: cases by signal, false alarms, appeals, sanctions; never a name."""
    return render_template(
        "cases/honesty.html",
        found=figures.lately(clock.now()),
        signals=SIGNALS,
        kinds=sanctions.KINDS,
        hidden_below=figures.HIDDEN_BELOW,
        places=_places(),
    )


@bp.get("/kejujuran/<code>")
@acting("count_flags", unit="code")
def unit(unit: Scope) -> str:
    """How many cases a unit had; for whoever leads a DPC or above, what was proven of whom."""
    now = clock.now()
    named = may(me(), "see_flag_results", unit.path)
    return render_template(
        "cases/unit.html",
        unit_title=title(unit),
        found=figures.of_unit(unit.path, now),
        results=figures.results(unit.path, now) if named else None,
        signals=SIGNALS,
        kinds=sanctions.KINDS,
        hidden_below=figures.HIDDEN_BELOW,
    )


def _places() -> list[tuple[str, str]]:
    """The units of which I may read how many cases there were: codes and titles."""
    here = [line(path)[-1] for path in roots(me(), "count_flags")]
    return [(one.code, title(one)) for one in here]
