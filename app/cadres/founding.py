"""Roles given from the shell: the first people of an installation, and every role after them."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from sqlalchemy import or_, select

from app import clock
from app.cadres.activation import enrol, read
from app.cadres.held import held_on
from app.cadres.models import Cadre, Role
from app.cadres.roles import KINDS
from app.db import session as database
from app.errors import NotFound, Refusal
from app.units.models import Unit
from app.words import said

ALONE = said("Auditor tidak boleh memegang peran lain, dan sebaliknya.")
JUDGE = said("Pemeriksa tidak boleh memimpin unit, dan sebaliknya.")


def found(form: Mapping[str, str], kind: str, unit: Unit) -> Cadre:
    """Create somebody without an invitation, as a cadre of `unit` holding a role there.

    The form is the one of activation, typed by the person at the terminal: the same rules, the
    same recorded consents. Raises Refusals as activation does.
    """
    cadre = enrol(read(form), unit.id)
    grant(cadre, kind, unit)
    return cadre


def grant(
    cadre: Cadre, kind: str, unit: Unit, until: date | None = None, since: date | None = None
) -> Role:
    """Give a role from `since` on (today), `until` its last day. Granting what is held changes its
    end.

    Raises Refusal for roles that one person must not hold together: a verifier leads no unit, an
    auditor does nothing else.
    """
    if kind not in KINDS:
        raise Refusal(
            "role_kind", said("Peran yang ada: %(kinds)s.", kinds=", ".join(KINDS)), "kind"
        )
    today = clock.party_day(clock.now())
    if until is not None and until < today:
        raise Refusal("role_until", "Tanggal akhir peran sudah lewat.", "until")
    for role in insist_on_compatible(cadre.id, kind):
        if role.kind == kind and role.unit_id == unit.id:
            role.ends_on = until
            return role
    role = Role(cadre_id=cadre.id, kind=kind, unit_id=unit.id, starts_on=since or today)
    role.ends_on = until
    database().add(role)
    database().flush()
    return role


def end(cadre: Cadre, kind: str, unit: Unit) -> None:
    """Take a role away at once: its last day was yesterday, or it never was. Raises NotFound."""
    yesterday = clock.party_day(clock.now()) - timedelta(days=1)
    held = [role for role in held_by(cadre.id) if (role.kind, role.unit_id) == (kind, unit.id)]
    if not held:
        raise NotFound
    for role in held:
        if role.starts_on > yesterday:
            database().delete(role)
        else:
            role.ends_on = yesterday
    database().flush()


def everybody_with_a_role() -> Sequence[tuple[Cadre, Role]]:
    """Who holds which role today, by kind and name."""
    today = clock.party_day(clock.now())
    held = (
        select(Cadre, Role)
        .join(Role, Role.cadre_id == Cadre.id)
        .where(*held_on(today))
        .order_by(Role.kind, Cadre.name)
    )
    return [(cadre, role) for cadre, role in database().execute(held)]


def held_by(cadre_id: int) -> Sequence[Role]:
    """The roles a cadre holds today or will hold."""
    today = clock.party_day(clock.now())
    lasting = or_(Role.ends_on.is_(None), Role.ends_on >= today)
    return (
        database()
        .scalars(select(Role).where(Role.cadre_id == cadre_id, lasting).order_by(Role.id))
        .all()
    )


def by_phone(phone: str) -> Cadre:
    """The active cadre with this number (E.164). Raises NotFound."""
    cadre = database().scalar(select(Cadre).where(Cadre.phone == phone, Cadre.status == "active"))
    if cadre is None:
        raise NotFound
    return cadre


def insist_on_compatible(cadre_id: int, kind: str, field: str = "kind") -> Sequence[Role]:
    """What a cadre holds or will hold; her row is locked, so that two roles given at once see each
    other. Raises Refusal at `field` where that and `kind` exclude each other."""
    database().execute(select(Cadre.id).where(Cadre.id == cadre_id).with_for_update())
    held = held_by(cadre_id)
    others = {role.kind for role in held} - {kind}
    if "auditor" in others or (kind == "auditor" and others):
        raise Refusal("role_alone", ALONE, field)
    if {kind, *others} >= {"leader", "verifier"}:
        raise Refusal("role_judge", JUDGE, field)
    return held
