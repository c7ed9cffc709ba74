"""Finding a unit by name, within one's reach."""

from flask import Blueprint, request

from app.cadres.roles import Actor, may, roots
from app.units.search import Found, search
from app.web.guards import acting
from app.web.htmx import page_or_fragment
from app.web.session import me

bp = Blueprint("units", __name__)


@bp.get("/unit/cari")
@acting("find_units")
def find() -> str:
    """The page, or only its results while somebody types: the same address for both."""
    actor = me()
    typed = request.args.get("q", "")
    found = search(typed, roots(actor, "find_units"))
    return page_or_fragment(
        "units/search.html",
        "units/_results.html",
        typed=typed,
        found=found,
        doors={unit.code: _doors(actor, unit) for unit in found.units},
    )


def _doors(actor: Actor, unit: Found) -> tuple[tuple[str, str], ...]:
    """Where one may go from a unit: only rooms that would open."""
    rooms = (
        ("see_board", f"/peringkat/{unit.code}", "Papan"),
        ("see_team", f"/tim/{unit.code}", "Tim"),
        ("see_war_room", f"/ruang-kendali/{unit.code}", "Ruang kendali"),
    )
    return tuple((href, words) for act, href, words in rooms if may(actor, act, unit.path))
