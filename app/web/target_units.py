"""Units that a challenge can be for: those at the top of one's reach, and what was searched for."""

from sqlalchemy import select, text

from app.cadres.roles import roots
from app.campaigns.local import in_office
from app.db import session
from app.units.directory import by_code
from app.units.models import Unit
from app.units.naming import title
from app.units.search import search
from app.units.tree import within
from app.web.session import me

TOPS = ("DPP", "DPD", "DPLN")


def units_to_choose(sought: str, chosen: str, issuer: Unit | None = None) -> list[tuple[str, str]]:
    """Code and title of DPP and its DPDs within reach or of the own roots, of what was searched
    for, and of what is chosen already; for a unit's challenge of the unit itself and of those it
    may ask, a PAC itself alone."""
    if issuer is not None and issuer.level == "PAC":
        return [(issuer.code, title(issuer))]
    scopes = [issuer.path] if issuer else list(roots(in_office(me()), "draft_challenge"))
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
    if unit and any(within(unit.path, scope) for scope in scopes):
        choices[chosen] = title(unit)
    return list(choices.items())
