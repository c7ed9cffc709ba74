"""Disabling a cadre for a while: proposed by those who lead her or by a verifier, in force by two.

The leader of a DPD decides alone; of a DPC as the second person; in an emergency two operators do.
She can still read what was decided, appeal, take her data away and leave; her points stay. Whoever
holds a role of the whole party, or leads as high as the one who decides, is out of leaders' reach.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, exists, func, select, text, update
from sqlalchemy.orm import joinedload

from app import clock
from app.cadres import choosing, sessions
from app.cadres.founding import held_by
from app.cadres.held import held
from app.cadres.models import Cadre
from app.cadres.roles import Actor, may, roots
from app.db import session
from app.errors import NotFound, Refusal
from app.moderation.models import Sanction
from app.units.models import Unit
from app.units.tree import ROOT, within
from app.words import said

KIND = "suspended"
WAITS = timedelta(days=14)  # as long as a proposal to move
LISTED = 200
ALONE = frozenset({"DPD", "DPLN"})


def people(actor: Actor, words: str) -> Sequence[Cadre]:
    """Whom this actor could propose, by name: in the units he leads, or as boards show her."""
    led = [grant.path for grant in actor.grants if grant.kind == "leader"]
    return choosing.people(words, led or (ROOT,), actor.id, led=bool(led))


def in_reach(actor: Actor) -> Sequence[Sanction]:
    """What was proposed or decided where this actor may see it, the newest first."""
    asked = select(Sanction).join(Cadre, Cadre.id == Sanction.cadre_id)
    asked = asked.join(Unit, Unit.id == Cadre.unit_id).where(
        Sanction.kind == KIND,
        Cadre.status == "active",
        choosing.UNDER.bindparams(roots=list(roots(actor, "see_suspensions"))),
    )
    whole = asked.options(joinedload(Sanction.cadre).joinedload(Cadre.unit))
    return session().scalars(whole.order_by(Sanction.id.desc()).limit(LISTED)).all()


def awaiting(actor: Actor, now: datetime) -> Select[Sanction]:
    """Proposals of another operator, in an emergency, that want a second operator's word."""
    present = exists().where(Cadre.id == Sanction.cadre_id, Cadre.status == "active")
    return select(Sanction).where(
        Sanction.kind == KIND,
        Sanction.state == "proposed",
        Sanction.proposed_at > now - WAITS,
        Sanction.emergency,
        Sanction.proposed_by != actor.id,
        Sanction.cadre_id != actor.id,
        present,
    )


def one(actor: Actor, public_id: str, act: str, lock: bool = False) -> Sanction:
    """One about somebody with whom this actor may do `act`. Raises NotFound for any other."""
    asked = select(Sanction).where(Sanction.public_id == public_id, Sanction.kind == KIND)
    found = session().scalar(asked.with_for_update() if lock else asked)
    if found is None or not may(actor, act, found.cadre.unit.path):
        raise NotFound
    return found


def made(actor: Actor, cadre: Cadre, reason: str, words: str, days: int, at: datetime) -> Sanction:
    """A proposal, or where he leads the province a decision (`active`); the caller begins it.

    Raises Refusal for oneself, whoever is out of reach, and while another one waits.
    """
    insist_on_reach(actor, cadre)
    waits = Sanction.cadre_id == cadre.id, Sanction.kind == KIND, Sanction.state == "proposed"
    if session().scalar(select(Sanction.id).where(*waits, Sanction.proposed_at > at - WAITS)):
        raise Refusal("waits", said("Sudah ada usulan untuk kader ini."), "kader")
    alone = _alone(actor, cadre.unit.path)
    return Sanction(
        public_id=secrets.token_hex(6),
        cadre_id=cadre.id,
        kind=KIND,
        reason=reason,
        words=words,
        days=days,
        starts_at=at,
        ends_at=at + timedelta(days=days),
        state="active" if alone else "proposed",
        emergency=not _leads(actor, cadre.unit.path),
        proposed_by=actor.id,
        proposed_at=at,
    )


def insist_on_second(actor: Actor, sanction: Sanction) -> None:
    """Raises Refusal unless the second word on a proposal may be this actor's."""
    insist_on_waiting(sanction)
    if sanction.proposed_by == actor.id:
        raise Refusal("second_person", said("Usulan dijawab oleh orang lain."))
    insist_on_reach(actor, sanction.cadre)
    if not _leads(actor, sanction.cadre.unit.path) and not sanction.emergency:
        raise Refusal("not_emergency", said("Usulan ini dijawab ketua DPC atau DPD."))


def insist_on_waiting(sanction: Sanction) -> None:
    """Raises Refusal once a proposal was answered, was taken back, or its time is over."""
    state = standing(sanction, clock.now())
    if state in ("withdrawn", "lapsed"):
        raise Refusal("over", said("Usulan ini tidak berlaku lagi."))
    if state != "proposed":
        raise Refusal("decided", said("Usulan ini sudah dijawab."))


def standing(sanction: Sanction, now: datetime) -> str:
    """Its state by the clock: a proposal lapses at its moment, whenever the sweep comes by, and
    what was decided is `over` once its time has passed."""
    if sanction.state == "proposed" and sanction.proposed_at <= now - WAITS:
        return "lapsed"
    if sanction.state == "active" and sanction.ends_at and sanction.ends_at <= now:
        return "over"
    return sanction.state


def late(now: datetime) -> Sequence[Sanction]:
    """Proposals that nobody answered in time, locked."""
    asked = select(Sanction).where(
        Sanction.kind == KIND, Sanction.state == "proposed", Sanction.proposed_at <= now - WAITS
    )
    return session().scalars(asked.with_for_update(skip_locked=True)).all()


def insist_on_reach(actor: Actor, cadre: Cadre) -> None:
    """Raises Refusal for oneself, and where a leader does not stand above all that she holds."""
    if cadre.id == actor.id:
        raise Refusal("self", said("Anda tidak memutuskan tentang diri sendiri."), "kader")
    path = cadre.unit.path
    if not _leads(actor, path):
        return  # an operator, whom two persons hold
    led = [one.path for one in actor.grants if one.kind == "leader" and within(path, one.path)]
    for role in held_by(cadre.id):
        below = any(within(role.unit.path, one) and role.unit.path != one for one in led)
        if role.kind != "leader" or not below:
            words = said("Kader ini memegang peran yang tidak berada di bawah Anda.")
            raise Refusal("role", words, "kader")


def begin(sanction: Sanction) -> None:
    """From now until it ends she only has what is hers by right; every session ends."""
    longest = func.greatest(Cadre.suspended_until, sanction.ends_at)  # which passes over NULL
    whom = update(Cadre).where(Cadre.id == sanction.cadre_id)
    session().execute(whom.values(suspended_until=longest))
    sessions.end_all(sanction.cadre_id)


def lift(cadre_id: int) -> None:
    """What is left of her time once one of her sanctions fell."""
    left = select(func.max(Sanction.ends_at)).where(
        Sanction.cadre_id == cadre_id, Sanction.kind == KIND, Sanction.state == "active"
    )
    whom = update(Cadre).where(Cadre.id == cadre_id)
    session().execute(whom.values(suspended_until=left.scalar_subquery()))


def deciders(sanction: Sanction) -> Sequence[int]:
    """Who may say the second word, as far as roles tell: leaders of DPC and DPD above her; in an
    emergency operators."""
    today = clock.party_day(clock.now())
    where = {"path": sanction.cadre.unit.path, "emergency": sanction.emergency, "today": today}
    found = session().execute(DECIDERS, where).scalars().all()
    return [one for one in found if one not in (sanction.proposed_by, sanction.cadre_id)]


DECIDERS = text(
    f"""
    SELECT DISTINCT r.cadre_id FROM roles r JOIN units u ON u.id = r.unit_id
        JOIN cadres c ON c.id = r.cadre_id AND c.status = 'active'
    WHERE {held("r", ":today")}
        AND (r.kind = 'leader' AND nlevel(u.path) BETWEEN 2 AND 3
                AND u.path @> CAST(:path AS ltree)
            OR :emergency AND r.kind = 'operator')
    """  # noqa: S608 - constants
)


def _leads(actor: Actor, path: str) -> bool:
    return any(one.kind == "leader" and within(path, one.path) for one in actor.grants)


def _alone(actor: Actor, path: str) -> bool:
    led = [one for one in actor.grants if one.kind == "leader" and one.level in ALONE]
    return any(within(path, one.path) for one in led)
