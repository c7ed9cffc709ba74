"""Roles of the whole party: one office proposes, the other one confirms; either may end them.

The offices are the campaign officers of DPP and the operators, so that nobody who runs the machine
fills the party's desks alone, nor the other way round. Always until a day, at most a year on, and
never about oneself. What roles are, and which go together, stands in `founding.py`.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import aliased, joinedload

from app import clock
from app.cadres import founding
from app.cadres.held import held_on
from app.cadres.models import Appointment, Cadre, Role
from app.cadres.roles import WIDE, Actor
from app.db import session as database
from app.errors import NotFound, Refusal
from app.units.models import Unit
from app.units.tree import ROOT
from app.words import said

OFFICES = ("officer", "operator")
KINDS: Mapping[str, str] = {
    "officer": said("Petugas kampanye"),
    "verifier": said("Pemeriksa"),
    "auditor": said("Auditor"),
    "operator": said("Operator"),
}
LONGEST = timedelta(days=366)
AHEAD = timedelta(days=60)  # how long before its first day a role may be proposed
OPEN_FOR = timedelta(days=14)
FOUND = 12
HELD = 500  # on the page; a party has some hundred
MYSELF = said("Peran Anda sendiri diatur oleh orang lain.")


@dataclass(frozen=True)
class Wanted:
    """Who shall hold which role where, from the first to the last day (both included)."""

    cadre: Cadre
    kind: str
    unit: Unit
    starts_on: date
    ends_on: date


@dataclass(frozen=True)
class Held:
    """A role that somebody holds today or will hold, and who confirmed it (None: the shell)."""

    role: Role
    cadre: Cadre
    confirmed_by: str | None


def offices(actor: Actor) -> frozenset[str]:
    """As which of the two offices this actor may speak: an officer only at DPP itself."""
    held = {grant.kind for grant in actor.grants if grant.kind == "operator"}
    held |= {one.kind for one in actor.grants if (one.kind, one.path) == ("officer", ROOT)}
    return frozenset(held)


def places() -> Sequence[Unit]:
    """Where such roles are held: DPP, and what is right below it."""
    asked = select(Unit).where(Unit.level.in_(("DPP", "DPD", "DPLN")), Unit.active_until.is_(None))
    return database().scalars(asked.order_by(Unit.path)).all()


def propose(actor: Actor, wanted: Wanted) -> Appointment:
    """A proposal for the other office. Raises Refusal for oneself, days out of bounds, roles that
    do not go together, and while another proposal about the same person waits."""
    cadre = _locked(wanted.cadre.id)
    if cadre.id == actor.id:
        raise Refusal("role_self", MYSELF, "kader")
    _insist_on_days(wanted)
    founding.insist_on_compatible(cadre.id, wanted.kind, "jenis")
    if waiting(cadre.id):
        raise Refusal("role_waits", said("Masih ada usulan peran untuk kader ini."), "kader")
    _let_lapse(cadre.id)
    made = Appointment(
        public_id=secrets.token_hex(6),
        cadre_id=cadre.id,
        kind=wanted.kind,
        unit_id=wanted.unit.id,
        starts_on=wanted.starts_on,
        ends_on=wanted.ends_on,
        state="proposed",
        proposed_by=actor.id,
        proposed_as=min(offices(actor)),
        proposed_at=clock.now(),
    )
    database().add(made)
    database().flush()
    return made


def confirm(actor: Actor, found: Appointment) -> Role:
    """The other office's word: the role holds from its first day on, today at the earliest.

    Raises Refusal for whoever proposed it, for oneself, for the same office, and where the
    proposer lost the office since.
    """
    _insist_on_other(actor, found)
    if found.proposed_as not in _offices_today(found.proposed_by):
        raise Refusal("role_proposer", said("Pengusul tidak lagi memegang peran itu."))
    cadre = _locked(found.cadre_id)
    today = clock.party_day(clock.now())
    if cadre.status != "active" or found.ends_on < today:
        raise Refusal("role_over", said("Usulan ini tidak dapat berlaku lagi."))
    _decided(actor, found, "confirmed")
    since = max(found.starts_on, today)
    role = founding.grant(cadre, found.kind, found.unit, found.ends_on, since)
    role.granted_by = actor.id
    database().flush()
    return role


def decline(actor: Actor, found: Appointment) -> None:
    """The other office says no. Raises Refusal as `confirm` does."""
    _insist_on_other(actor, found)
    _decided(actor, found, "declined")


def withdraw(actor: Actor, found: Appointment) -> None:
    """Taken back by whoever made it. Raises NotFound for anybody else."""
    if found.proposed_by != actor.id or not _waits(found):
        raise NotFound
    found.state, found.decided_at = "withdrawn", clock.now()
    database().flush()


def end(actor: Actor, cadre: Cadre, kind: str, unit: Unit) -> None:
    """End such a role at once, by one of either office. Raises NotFound, Refusal for oneself."""
    if cadre.id == actor.id:
        raise Refusal("role_self", MYSELF)
    founding.end(cadre, kind, unit)


def one(public_id: str, lock: bool = False) -> Appointment:
    """A proposal by its public id. Raises NotFound."""
    asked = select(Appointment).where(Appointment.public_id == public_id)
    if lock:
        asked = asked.with_for_update()
    found = database().scalar(asked)
    if found is None:
        raise NotFound
    return found


def awaiting(actor: Actor) -> Select[Appointment]:
    """Proposals of which the second word is this actor's: what `may_decide` says of each."""
    mine = offices(actor)
    return _open().where(
        Appointment.proposed_by != actor.id,
        Appointment.cadre_id != actor.id,
        Appointment.proposed_as.in_([one for one in OFFICES if mine - {one}]),
    )


def waiting(cadre_id: int | None = None) -> Sequence[Appointment]:
    """Proposals that wait for the other office, about one person or all, the oldest first."""
    asked = _open()
    if cadre_id is not None:
        asked = asked.where(Appointment.cadre_id == cadre_id)
    whole = (joinedload(Appointment.cadre), joinedload(Appointment.proposer))
    asked = asked.options(*whole, joinedload(Appointment.unit)).order_by(Appointment.id)
    return database().scalars(asked).all()


def held() -> Sequence[Held]:
    """Who holds which of these roles today or will, by kind and name."""
    by = aliased(Cadre)
    today = clock.party_day(clock.now())
    asked = (
        select(Role, Cadre, by.name)
        .join(Cadre, Cadre.id == Role.cadre_id)
        .outerjoin(by, by.id == Role.granted_by)
        .where(Role.kind.in_(WIDE), or_(Role.ends_on.is_(None), Role.ends_on >= today))
        .options(joinedload(Role.unit))
        .order_by(Role.kind, Cadre.name, Role.id)
        .limit(HELD)
    )
    return [Held(role, cadre, name) for role, cadre, name in database().execute(asked)]


def holders(office: str) -> Sequence[int]:
    """Who speaks for an office today."""
    today = clock.party_day(clock.now())
    asked = (
        select(Role.cadre_id)
        .join(Unit, Unit.id == Role.unit_id)
        .join(Cadre, Cadre.id == Role.cadre_id)
        .where(
            Role.kind == office,
            Cadre.status == "active",
            *held_on(today),
        )
    )
    if office == "officer":
        asked = asked.where(Unit.level == "DPP")
    return database().scalars(asked.distinct()).all()


def may_decide(actor: Actor, found: Appointment) -> bool:
    """Whether the second word on a proposal is this actor's."""
    return (
        _waits(found)
        and actor.id not in (found.proposed_by, found.cadre_id)
        and bool(offices(actor) - {found.proposed_as})
    )


def lapsed(found: Appointment) -> bool:
    """Nobody answered in time."""
    return found.state == "proposed" and not _waits(found)


def _open() -> Select[Appointment]:
    since = clock.now() - OPEN_FOR
    return select(Appointment).where(
        Appointment.state == "proposed", Appointment.proposed_at > since
    )


def _waits(found: Appointment) -> bool:
    return found.state == "proposed" and found.proposed_at > clock.now() - OPEN_FOR


def _insist_on_other(actor: Actor, found: Appointment) -> None:
    if not _waits(found):
        raise NotFound
    if actor.id == found.cadre_id:
        raise Refusal("role_self", MYSELF)
    if not may_decide(actor, found):
        words = said("Usulan dijawab oleh peran yang lain: petugas DPP atau operator.")
        raise Refusal("second_person", words)


def _insist_on_days(wanted: Wanted) -> None:
    today = clock.party_day(clock.now())
    if not today <= wanted.starts_on <= today + AHEAD:
        words = said("Hari pertama: hari ini sampai %(days)s hari lagi.", days=AHEAD.days)
        raise Refusal("role_from", words, "dari")
    if not wanted.starts_on <= wanted.ends_on <= wanted.starts_on + LONGEST:
        raise Refusal("role_until", said("Paling lama 12 bulan sejak hari pertama."), "sampai")


def _decided(actor: Actor, found: Appointment, state: str) -> None:
    found.state, found.decided_by, found.decided_at = state, actor.id, clock.now()
    database().flush()


def _locked(cadre_id: int) -> Cadre:
    return database().get_one(Cadre, cadre_id, with_for_update=True, populate_existing=True)


def _let_lapse(cadre_id: int) -> None:
    """What nobody answered makes room for another proposal."""
    asked = select(Appointment).where(
        Appointment.cadre_id == cadre_id, Appointment.state == "proposed"
    )
    for one in database().scalars(asked):
        one.state, one.decided_at = "withdrawn", one.proposed_at + OPEN_FOR
    database().flush()


def _offices_today(cadre_id: int) -> set[str]:
    return {office for office in OFFICES if cadre_id in holders(office)}
