"""`/kelola/kalender`: the election calendar with its sources. Nobody changes it here."""

from flask import Blueprint, render_template

from app import clock
from app.cadres.roles import roots
from app.campaigns import elections
from app.campaigns.phases import MEANS
from app.units.tree import within
from app.web.guards import acting
from app.web.session import me

bp = Blueprint("elections", __name__)


@bp.get("/kelola/kalender")
@acting("see_calendar")
def show() -> str:
    """Every phase that is on or ahead within reach, and what each of them lets happen."""
    now = clock.now()
    mine = roots(me(), "see_calendar")
    found = [
        one
        for one in elections.listed(clock.local_day(now, "Asia/Jakarta"))
        if any(within(one.unit.path, top) or within(top, one.unit.path) for top in mine)
    ]
    today = {one.id: clock.local_day(now, one.unit.zone) for one in found}
    return render_template(
        "manage/calendar.html",
        phases=found,
        today=today,
        means=MEANS,
        here=elections.phase_at(me().unit_path, now),
    )
