"""Units that a challenge can be for: those at the top of one's reach, and what was searched for."""

from sqlalchemy import select, text

from app.cadres.roles import may, roots
from app.db import session
from app.units.directory import by_code
from app.units.models import Unit
from app.units.naming import title
from app.units.search import search
from app.web.session import me

TOPS = ("DPP", "DPD", "DPLN")


def units_to_choose(sought: str, chosen: str) -> list[tuple[str, str]]:
    """Code and title of DPP and its DPDs within reach or of the own roots, of what was searched
    for, and of what is chosen already."""
    scopes = list(roots(me(), "draft_challenge"))
    here = text("units.path <@ ANY(CAST(:roots AS ltree[]))").bindparams(roots=scopes)
    tops = session().scalars(
        select(Unit)
        .where(Unit.active_until.is_(None), here)
        .where(Unit.level.in_(TOPS) | Unit.path.in_(scopes))
        .order_by(Unit.path)
    )
    choices = {
        found.code: f"{found.title}, {', '.join(found.above)}" if found.above else found.title
        for found in search(sought, tuple(scopes)).units
    }
    choices |= {unit.code: title(unit) for unit in tops if unit.code not in choices}
    unit = by_code(chosen) if chosen not in choices else None
    if unit and may(me(), "draft_challenge", unit.path):
        choices[chosen] = title(unit)
    return list(choices.items())
