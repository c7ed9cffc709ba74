"""Roles of the whole party, given by two offices: kept in the log, told to all it concerns."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import select

from app import clock
from app.auditing.recording import record
from app.cadres import appointing
from app.cadres.appointing import KINDS, OFFICES, Wanted
from app.cadres.choosing import chosen
from app.cadres.models import Appointment
from app.cadres.roles import Actor
from app.db import session
from app.errors import NotFound, Refusal
from app.notifications.outbox import tell, tell_all
from app.units.models import Unit
from app.units.naming import title
from app.words import said

# Where somebody who was given such a role reads how to use it: by two proofs of who she is.
HOW_TO_USE = "langkah-kedua"
SIGN_IN = "keamanan"
GONE = said("Peran itu sudah tidak dipegang siapa pun.")


def propose(actor: Actor, sent: Mapping[str, str]) -> Appointment:
    """A proposal out of a form; whoever speaks for the other office hears of it. Raises Refusal."""
    made = appointing.propose(actor, _wanted(sent))
    _keep(actor, "role_proposed", made)
    (other,) = set(OFFICES) - {made.proposed_as}
    told = [one for one in appointing.holders(other) if one != made.cadre_id]
    tell_all(told, "role_waits", made.public_id, _named(made.kind, made.unit), clock.now())
    return made


def confirm(actor: Actor, public_id: str) -> None:
    """The role holds from its first day on. Raises as `appointing.confirm` does."""
    found = appointing.one(public_id, lock=True)
    appointing.confirm(actor, found)
    _keep(actor, "role_confirmed", found)
    now = clock.now()
    named = _named(found.kind, found.unit)
    tell(found.cadre_id, "role_given", HOW_TO_USE, named, now)
    tell(found.proposed_by, "role_answered", found.public_id, named, now)


def decline(actor: Actor, public_id: str) -> None:
    """It does not come to be. Raises as `appointing.decline` does."""
    found = appointing.one(public_id, lock=True)
    appointing.decline(actor, found)
    _keep(actor, "role_declined", found)
    named = _named(found.kind, found.unit)
    tell(found.proposed_by, "role_answered", found.public_id, named, clock.now())


def withdraw(actor: Actor, public_id: str) -> None:
    """Taken back. Raises NotFound for anybody but whoever proposed it."""
    found = appointing.one(public_id, lock=True)
    appointing.withdraw(actor, found)
    _keep(actor, "role_withdrawn", found)


def end(actor: Actor, sent: Mapping[str, str]) -> None:
    """End a role at once, from the next request on. Raises Refusal for oneself, or where nobody
    holds it any more."""
    cadre, unit = chosen(sent.get("kader", "")), _unit(sent.get("unit", ""))
    kind = sent.get("jenis", "")
    if cadre is None or unit is None or kind not in KINDS:
        raise Refusal("role_gone", GONE)
    try:
        appointing.end(actor, cadre, kind, unit)
    except NotFound:
        raise Refusal("role_gone", GONE) from None
    record(actor, "role_taken", unit.path, "cadre", cadre.public_id, {cadre.id}, role=kind)
    tell(cadre.id, "role_over", SIGN_IN, _named(kind, unit), clock.now())


def _wanted(sent: Mapping[str, str]) -> Wanted:
    cadre, unit, kind = (
        chosen(sent.get("kader", "")),
        _unit(sent.get("unit", "")),
        sent.get("jenis", ""),
    )
    if cadre is None:
        raise Refusal("role_whom", said("Pilih kader dari daftar."), "kader")
    if kind not in KINDS:
        raise Refusal("role_kind", said("Pilih peran dari daftar."), "jenis")
    if unit is None or unit not in appointing.places():
        raise Refusal("role_where", said("Pilih unit dari daftar."), "unit")
    since = _day(sent.get("dari", "")) or clock.party_day(clock.now())
    until = _day(sent.get("sampai", ""))
    if until is None:
        raise Refusal("role_until", said("Peran selalu dengan hari terakhir."), "sampai")
    return Wanted(cadre, kind, unit, since, until)


def _keep(actor: Actor, act: str, found: Appointment) -> None:
    about, subject = {found.cadre_id}, found.cadre.public_id
    more = {"role": found.kind, "until": found.ends_on}
    record(actor, act, found.unit.path, "cadre", subject, about, **more)


def _named(kind: str, unit: Unit) -> str:
    return f"{KINDS[kind]}, {title(unit)}"[:80]


def _unit(code: str) -> Unit | None:
    return session().scalar(select(Unit).where(Unit.code == code)) if "\x00" not in code else None


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed.strip())
    except ValueError:
        return None
