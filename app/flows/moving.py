"""Who may do what about a move between units, who hears of it, and what the audit log keeps.

The side she comes from and the side she goes to are whoever leads the unit or one above it; she
herself answers for herself alone.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select, text

from app import clock
from app.auditing.recording import record
from app.cadres import moving
from app.cadres.held import held
from app.cadres.models import Cadre, Transfer
from app.cadres.roles import Actor, may
from app.db import session, transaction
from app.errors import NotFound, Refusal
from app.notifications.outbox import tell_all
from app.units.directory import by_code
from app.units.lines import Scope
from app.units.models import Unit
from app.units.naming import title
from app.units.search import Found, beside
from app.units.tree import within

TITLE_MAX = 80
RECENT, LIKELY = 3, 8
# Whoever leads the unit; where nobody does, the nearest above.
LEADERS = text(
    f"""
    SELECT cadre_id FROM (
        SELECT r.cadre_id, rank() OVER (ORDER BY nlevel(led.path) DESC) AS near
        FROM units u JOIN units led ON led.path @> u.path
        JOIN roles r ON r.unit_id = led.id AND r.kind = 'leader'
            AND {held("r", ":today")}
        JOIN cadres c ON c.id = r.cadre_id AND c.status = 'active'
        WHERE u.id = :unit) found
    WHERE near = 1
    """  # noqa: S608 - constants
)


def propose(actor: Actor, unit: Scope, public_id: str, code: str, remark: str) -> Transfer:
    """Propose that a cadre of `unit`, or of one below it, moves to the unit with this code.

    She hears of it, and so do those who lead the other side. Raises Refusal, NotFound.
    """
    cadre = movable(unit, public_id)
    if cadre is None:
        raise Refusal("transfer_whom", "Pilih kader dari daftar.", "kader")
    to = by_code(code)
    if to is None or to.active_until or to.level == "DPP":
        raise Refusal("transfer_where", "Pilih unit tujuan dari daftar.", "unit")
    mine = may(actor, "transfer", to.path)
    made = moving.propose(actor.id, cadre, to, remark, mine)
    _keep(actor, "transfer_proposed", made, cadre.unit.path)
    others = () if mine else _leaders(to)
    _tell({cadre.id, *others} - {actor.id}, "transfer_asked", made, made.proposed_at)
    return made


def movable(unit: Scope, public_id: str) -> Cadre | None:
    """The active cadre of `unit` or below it with this id."""
    hers = Cadre.public_id == public_id, Cadre.status == "active"
    cadre = session().scalar(select(Cadre).where(*hers))
    return cadre if cadre and within(cadre.unit.path, unit.path) else None


def likely(unit: Scope, cadre: Cadre) -> Sequence[Found]:
    """Where she probably goes: where others of `unit` went lately, then the units beside hers."""
    return beside(cadre.unit.path, moving.lately(unit.path, RECENT), LIKELY)


def seen_by(actor: Actor, public_id: str) -> Transfer:
    """A proposal for whoever has to do with it. Raises NotFound for everybody else."""
    found = moving.one(public_id)
    if not (actor.id == found.cadre_id or leads_from(actor, found) or leads_to(actor, found)):
        raise NotFound
    return found


def leads_from(actor: Actor, one: Transfer) -> bool:
    """Whether the actor leads the side she comes from."""
    return actor.id != one.cadre_id and may(actor, "transfer", one.from_unit.path)


def leads_to(actor: Actor, one: Transfer) -> bool:
    """Whether the actor leads the side she goes to."""
    return actor.id != one.cadre_id and may(actor, "transfer", one.to_unit.path)


def agree(actor: Actor, public_id: str) -> None:
    """She agrees. Raises NotFound for anybody but her, Refusal when it is over."""
    if seen_by(actor, public_id).cadre_id != actor.id:
        raise NotFound
    one = moving.held(public_id)
    _finished(one, moving.agree(one), actor.id)


def accept(actor: Actor, public_id: str) -> None:
    """The other side accepts. Raises NotFound for whoever does not lead it."""
    if not leads_to(actor, seen_by(actor, public_id)):
        raise NotFound
    one = moving.held(public_id)
    moved = moving.accept(one, actor.id)
    _keep(actor, "transfer_accepted", one, one.to_unit.path)
    _finished(one, moved, actor.id)


def refuse(actor: Actor, public_id: str, reason: str) -> None:
    """She, or the other side, refuses with a reason; the rest hears it."""
    found = seen_by(actor, public_id)
    mine = actor.id == found.cadre_id
    if not mine and not leads_to(actor, found):
        raise NotFound
    one = moving.held(public_id)
    moving.refuse(one, actor.id, reason)
    if not mine:
        _keep(actor, "transfer_refused", one, one.to_unit.path, reason=one.reason)
    _tell(_sides(one) - {actor.id}, "transfer_refused", one, one.ended_at or clock.now())


def withdraw(actor: Actor, public_id: str) -> None:
    """The side that proposed takes it back."""
    if not leads_from(actor, seen_by(actor, public_id)):
        raise NotFound
    one = moving.held(public_id)
    moving.withdraw(one, actor.id)
    _keep(actor, "transfer_withdrawn", one, one.from_unit.path)
    _tell(_sides(one) - {actor.id}, "transfer_over", one, one.ended_at or clock.now())


def expire(now: datetime) -> int:
    """End what nobody answered in time, and tell; how many."""
    with transaction():
        found = moving.expire(now)
        for one in found:
            _tell(_sides(one), "transfer_over", one, now)
    return len(found)


def _finished(one: Transfer, moved: bool, by: int) -> None:
    if moved:
        _tell(_sides(one) - {by}, "transfer_done", one, one.ended_at or clock.now())


def _sides(one: Transfer) -> set[int]:
    """She, who proposed it, and who accepted it or would have had to."""
    others = {one.accepted_by} if one.accepted_by else set(_leaders(one.to_unit))
    return {one.cadre_id, one.proposed_by, *others}


def _leaders(unit: Unit) -> list[int]:
    today = clock.party_day(clock.now())
    return list(session().scalars(LEADERS, {"unit": unit.id, "today": today}))


def _tell(whom: Iterable[int], kind: str, one: Transfer, at: datetime) -> None:
    where = title(one.to_unit)[:TITLE_MAX]
    tell_all(sorted(whom), kind, one.public_id, where, at)


def _keep(actor: Actor, act: str, one: Transfer, path: str, **more: str) -> None:
    where = {"was": title(one.from_unit), "becomes": title(one.to_unit)}
    record(actor, act, path, "transfer", one.public_id, {one.cadre_id}, **where, **more)
