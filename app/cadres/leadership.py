"""Who leads a unit: one leader, and for a while one more in his stead (*pelaksana tugas*).

What roles are, and which go together, stands in `founding.py`; here is what leaders have more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select, text

from app import clock
from app.cadres import founding
from app.cadres.held import held
from app.cadres.models import Cadre, Role
from app.db import session as database
from app.errors import Refusal
from app.units.models import Unit
from app.words import said

ACTING_MAX = timedelta(days=180)
MYSELF = said("Tugas Anda sendiri diatur oleh ketua lain.")
# Leaders of a unit, and those of every unit right below it; units without one, too.
AROUND = text(
    f"""
    SELECT k.code, k.level, k.name, k.id = :unit AS own, c.public_id, c.name AS leader,
        r.acting, r.ends_on
    FROM units k
    LEFT JOIN roles r ON r.unit_id = k.id AND r.kind = 'leader'
        AND {held("r", ":today")}
        AND EXISTS (SELECT FROM cadres a WHERE a.id = r.cadre_id AND a.status = 'active')
    LEFT JOIN cadres c ON c.id = r.cadre_id
    WHERE (k.id = :unit OR k.parent_id = :unit)
        AND (k.active_until IS NULL OR k.active_until >= :today)
    ORDER BY k.id <> :unit, k.path, r.acting, r.id LIMIT 300
    """  # noqa: S608 - constants
)


@dataclass(frozen=True)
class Post:
    """A unit and somebody who leads it today; without a `public_id`, nobody does."""

    code: str
    level: str
    name: str
    own: bool
    public_id: str | None
    leader: str | None
    acting: bool | None
    ends_on: date | None


def around(unit_id: int) -> Sequence[Post]:
    """Who leads a unit and the units right below it, in one query."""
    asked = {"unit": unit_id, "today": clock.party_day(clock.now())}
    return [Post(**row._mapping) for row in database().execute(AROUND, asked)]


def appoint(by: int, cadre: Cadre, unit: Unit, acting: bool, until: date | None) -> Role:
    """Give the leadership of a unit from today on; in somebody's stead always with a last day.

    Raises Refusal for oneself, where the place is taken, and for roles that do not go together.
    """
    if cadre.id == by:
        raise Refusal("leader_self", MYSELF, "kader")
    if acting:
        _insist_on_end(until)
    for role in held_in(unit.id):
        if role.cadre_id == cadre.id:
            raise Refusal("leader_already", "Kader ini sudah memimpin unit itu.", "kader")
        if role.acting == acting:
            words = (
                "Unit ini sudah mempunyai pelaksana tugas. Akhiri dahulu tugasnya."
                if acting
                else "Unit ini sudah mempunyai ketua. Akhiri dahulu tugasnya."
            )
            raise Refusal("leader_taken", words, "kader")
    role = founding.grant(cadre, "leader", unit, until)
    role.acting, role.granted_by = acting, by
    database().flush()
    return role


def dismiss(by: int, cadre: Cadre, unit: Unit) -> None:
    """End somebody's leadership of a unit at once. Raises NotFound, and Refusal for oneself."""
    if cadre.id == by:
        raise Refusal("leader_self", MYSELF)
    founding.end(cadre, "leader", unit)


def held_in(unit_id: int) -> Sequence[Role]:
    """Leaderships of a unit that hold today or will, locked."""
    today = clock.party_day(clock.now())
    asked = select(Role).where(Role.unit_id == unit_id, Role.kind == "leader")
    found = database().scalars(asked.order_by(Role.id).with_for_update()).all()
    return [role for role in found if role.ends_on is None or role.ends_on >= today]


def _insist_on_end(until: date | None) -> None:
    today = clock.party_day(clock.now())
    if until is None:
        raise Refusal("acting_until", "Pelaksana tugas selalu dengan hari terakhir.", "sampai")
    if until < today or until - today > ACTING_MAX:
        words = said("Paling lama %(days)s hari dari sekarang.", days=ACTING_MAX.days)
        raise Refusal("acting_until", words, "sampai")
