"""Leadership below one's own: given and ended, told to the one it is about, kept in the log."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import select

from app import clock
from app.auditing.recording import record
from app.cadres import leadership
from app.cadres.models import Cadre
from app.cadres.roles import Actor
from app.db import session
from app.errors import NotFound, Refusal
from app.notifications.outbox import tell
from app.units.lines import Scope
from app.units.models import Unit
from app.units.naming import title
from app.units.tree import within

ABOUT_MAX = 16  # of a notice


def appoint(actor: Actor, unit: Scope, sent: Mapping[str, str]) -> None:
    """Give the leadership of a unit to a cadre of one's own subtree. Raises Refusal."""
    cadre = _cadre(sent.get("kader", ""))
    if cadre is None or not _within_reach(actor, cadre):
        raise Refusal("leader_whom", "Pilih kader dari daftar.", "kader")
    acting = sent.get("sementara") == "1"
    until = _day(sent.get("sampai", "")) if acting else None
    place = session().get_one(Unit, unit.id)
    role = leadership.appoint(actor.id, cadre, place, acting, until)
    act = "acting_appointed" if acting else "leader_appointed"
    more = {"until": role.ends_on} if acting else {}
    record(actor, act, unit.path, "cadre", cadre.public_id, {cadre.id}, **more)
    _tell(cadre, "acting_given" if acting else "leader_given", unit)


def dismiss(actor: Actor, unit: Scope, public_id: str) -> None:
    """End it, from the next request on. Raises NotFound where there is nothing to end."""
    cadre = _cadre(public_id)
    if cadre is None:
        raise NotFound
    leadership.dismiss(actor.id, cadre, session().get_one(Unit, unit.id))
    record(actor, "leader_dismissed", unit.path, "cadre", cadre.public_id, {cadre.id})
    _tell(cadre, "leader_ended", unit)


def _within_reach(actor: Actor, cadre: Cadre) -> bool:
    """Somebody of the subtree that the actor leads: whom he may see by name."""
    led = (grant.path for grant in actor.grants if grant.kind == "leader")
    return any(within(cadre.unit.path, path) for path in led)


def _cadre(public_id: str) -> Cadre | None:
    asked = select(Cadre).where(Cadre.public_id == public_id, Cadre.status == "active")
    return session().scalar(asked) if "\x00" not in public_id else None


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed.strip())
    except ValueError:
        return None


def _tell(cadre: Cadre, kind: str, unit: Scope) -> None:
    code = unit.code if len(unit.code) <= ABOUT_MAX else unit.code.rpartition(".")[0]
    tell(cadre.id, kind, code, title(unit)[:80], clock.now())
