"""Points for work that no platform shows: one person proposes them, an unrelated one gives them.

Officers of DPP propose anywhere and another officer gives; leaders of PAC and DPC propose below
themselves, and an officer or the leader of another province gives. How much is at most given at
once and in a month is in the points table. What was given is an entry of its own kind, grade C.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, TextClause, and_, func, or_, select, text, update
from sqlalchemy.orm import joinedload

from app import clock
from app.cadres import choosing
from app.cadres.held import held
from app.cadres.models import Cadre
from app.cadres.roles import Actor, may, roots
from app.db import after_commit, session
from app.errors import NotFound, Refusal
from app.leaderboards import projection
from app.ledger import entries
from app.moderation.explaining import explained
from app.moderation.models import ManualAward
from app.moderation.noting import note
from app.moderation.sanctions import points_stopped
from app.notifications import outbox
from app.rulebook.rules import Rule
from app.rulebook.versions import rule_on
from app.units.models import Unit
from app.units.tree import within
from app.words import noted, said

PROPOSE, DECIDE, SEE = "propose_award", "decide_award", "see_awards"
REASON_MAX = 120
LISTED = 200
DRAWN = 3  # leaders of other provinces who are asked; any of them may answer
FOR_WORK = noted("Poin tambahan: %(reason)s")
TAKEN = noted("Poin tambahan ditarik: %(reason)s")
SECONDS = text(
    f"""
    (SELECT DISTINCT r.cadre_id, 0.0 AS lot FROM roles r
        JOIN cadres c ON c.id = r.cadre_id AND c.status = 'active'
        WHERE r.kind = 'officer' AND {held("r", ":today")})
    UNION ALL
    (SELECT r.cadre_id, random() AS lot FROM roles r JOIN units u ON u.id = r.unit_id
        JOIN cadres c ON c.id = r.cadre_id AND c.status = 'active'
        WHERE :leaders AND r.kind = 'leader' AND u.level = 'DPD' AND {held("r", ":today")}
            AND NOT u.path @> CAST(:path AS ltree)
        ORDER BY lot LIMIT :drawn)
    """  # noqa: S608 - constants
)


def limits(at: datetime) -> Rule:
    """The points table of that day, which says how much may be given."""
    return rule_on("points", clock.party_day(at))


def people(actor: Actor, words: str) -> Sequence[Cadre]:
    """Whom this actor could propose, by name: in the units he leads, or as boards show her."""
    return choosing.people(words, roots(actor, PROPOSE), actor.id, led=not actor.officer)


def in_reach(actor: Actor) -> Sequence[ManualAward]:
    """What was proposed where this actor may see it, and what waits for somebody like him."""
    asked = select(ManualAward).join(Cadre, Cadre.id == ManualAward.cadre_id)
    asked = asked.join(Unit, Unit.id == Cadre.unit_id).where(Cadre.status == "active")
    mine: ColumnElement[bool] | TextClause = _under(roots(actor, SEE))
    if actor.leads_province:
        waits = (ManualAward.state == "proposed") & (ManualAward.proposed_as == "leader")
        mine = or_(mine, and_(waits, _elsewhere(actor)))
    whole = asked.where(mine).options(joinedload(ManualAward.cadre).joinedload(Cadre.unit))
    return session().scalars(whole.order_by(ManualAward.id.desc()).limit(LISTED)).all()


def awaiting(actor: Actor) -> Select[ManualAward]:
    """What others proposed and this officer may give: to nobody of the own unit."""
    return (
        select(ManualAward)
        .join(Cadre, Cadre.id == ManualAward.cadre_id)
        .join(Unit, Unit.id == Cadre.unit_id)
        .where(
            ManualAward.state == "proposed",
            ManualAward.proposed_by != actor.id,
            Cadre.status == "active",
            Cadre.unit_id != actor.unit_id,
            _under(roots(actor, DECIDE)),
        )
    )


def one(actor: Actor, public_id: str, *acts: str, lock: bool = False) -> ManualAward:
    """One about somebody with whom this actor may do one of `acts`, else NotFound is raised."""
    asked = select(ManualAward).where(ManualAward.public_id == public_id)
    found = session().scalar(asked.with_for_update() if lock else asked)
    if found is None or not any(may(actor, act, found.cadre.unit.path) for act in acts):
        raise NotFound
    return found


def propose(
    actor: Actor, cadre: Cadre, points: int, reason: str, evidence: str, at: datetime
) -> ManualAward:
    """A proposal, told to whoever could be the second person.

    Raises Refusal for oneself, one's own unit as an officer, without reason or evidence, and for
    more than may be given at once.
    """
    award = ManualAward(
        public_id=secrets.token_hex(6),
        cadre_id=cadre.id,
        cadre=cadre,
        points=points,
        reason=_reason(reason),
        evidence=explained(evidence, NO_EVIDENCE, "bukti"),
        proposed_by=actor.id,
        proposed_as=actor.role_for(PROPOSE, cadre.unit.path)[0],
        proposed_at=at,
        state="proposed",
    )
    _insist_unrelated(actor, award)
    most = limits(at)["manual_most"]
    if points > most:
        raise Refusal("most", said("Paling banyak %(most)s poin sekali beri.", most=most), "poin")
    session().add(award)
    session().flush()
    _note(actor, "award_proposed", award)
    where = {"today": clock.party_day(at), "path": cadre.unit.path, "drawn": DRAWN}
    found = session().execute(SECONDS, {**where, "leaders": award.proposed_as == "leader"})
    seconds = {row.cadre_id for row in found} - {actor.id, cadre.id}
    outbox.tell_all(sorted(seconds), "award_waits", award.public_id, cadre.unit.name, at)
    return award


def insist_on_second(actor: Actor, award: ManualAward) -> None:
    """Raises Refusal unless the second word may be this actor's."""
    if award.state != "proposed":
        raise Refusal("decided", said("Usulan ini sudah dijawab."))
    if award.proposed_by == actor.id:
        raise Refusal("second_person", said("Usulan dijawab oleh orang lain."))
    if award.proposed_as == "officer" and not actor.officer:
        raise Refusal("officer", said("Usulan DPP dijawab petugas DPP lain."))
    _insist_unrelated(actor, award)


def decide(actor: Actor, award: ManualAward, agree: bool, at: datetime) -> None:
    """The second person's word: points as the month leaves room for them, or none.

    Raises Refusal where it is not his, while a sanction keeps her from points, and for more than a
    month may bring.
    """
    insist_on_second(actor, award)
    if agree:
        _insist_on_room(award, at)
        _give(actor, award, at)
    award.state = "given" if agree else "declined"
    award.decided_by, award.decided_at = actor.id, at
    session().flush()
    _note(actor, "award_given" if agree else "award_declined", award)
    outbox.tell(award.proposed_by, "award_answered", award.public_id, award.cadre.unit.name, at)
    if agree:
        outbox.tell(award.cadre_id, "award_given", award.public_id, award.reason, at)


def take_back(actor: Actor, award: ManualAward, reason: str, at: datetime) -> None:
    """An officer takes back what was given by mistake: a reversing entry, told to her.

    Raises Refusal for what was not given, oneself or one's own unit, or without a reason.
    """
    if award.state != "given" or not actor.officer:
        raise Refusal("not_given", said("Tidak ada yang dapat ditarik."))
    _insist_unrelated(actor, award)
    award.taken_back, award.state = _reason(reason, "alasan_tarik"), "taken_back"
    session().flush()
    words = said(TAKEN, reason=award.taken_back)
    entries.reverse(source_of(award), words, at, actor.id)
    _note(actor, "award_taken_back", award, award.taken_back)
    outbox.tell(award.cadre_id, "award_taken_back", award.public_id, award.reason, at)
    after_commit(projection.wake)


def source_of(award: ManualAward) -> str:
    """How the ledger names it."""
    return f"manual:{award.id}"


NO_EVIDENCE = said("Tulis di mana kerja itu dapat dilihat, paling banyak 300 huruf.")


def _give(actor: Actor, award: ManualAward, at: datetime) -> None:
    entries.award(
        award.cadre_id,
        award.cadre.unit_id,
        award.points,
        source=source_of(award),
        grade="C",
        reason=said(FOR_WORK, reason=award.reason),
        at=at,
        by=actor.id,
        kind="manual",
    )
    after_commit(projection.wake)


def _insist_on_room(award: ManualAward, at: datetime) -> None:
    """Her row is held from here on, so that two second persons at once give no more than one."""
    session().execute(update(Cadre).where(Cadre.id == award.cadre_id).values(id=Cadre.id))
    if points_stopped(award.cadre_id, at):
        raise Refusal("sanctioned", said("Kader ini sedang tanpa poin karena sanksi."))
    month = clock.midnight(clock.party_day(at).replace(day=1))
    given = session().scalar(
        select(func.coalesce(func.sum(ManualAward.points), 0)).where(
            ManualAward.cadre_id == award.cadre_id,
            ManualAward.state == "given",
            ManualAward.decided_at >= month,
        )
    )
    left = limits(at)["manual_month"] - int(given or 0)
    if award.points > left:
        words = said("Sisa untuk kader ini bulan ini: %(left)s.", left=max(0, left))
        raise Refusal("month", words)


def _insist_unrelated(actor: Actor, award: ManualAward) -> None:
    """Nobody gives to oneself; who does not lead her gives nothing to his own unit either."""
    if award.cadre_id == actor.id:
        raise Refusal("self", said("Anda tidak memutuskan tentang diri sendiri."), "kader")
    leads = any(
        one.kind == "leader" and within(award.cadre.unit.path, one.path) for one in actor.grants
    )
    if award.cadre.unit_id == actor.unit_id and not leads:
        raise Refusal("own_unit", said("Bukan untuk kader unit Anda sendiri."), "kader")


def _reason(typed: str, field: str = "alasan") -> str:
    found = " ".join(typed.split())
    if not 0 < len(found) <= REASON_MAX:
        words = said("Tulis alasannya, paling banyak %(most)s huruf.", most=REASON_MAX)
        raise Refusal("reason", words, field)
    return found


def _note(actor: Actor, act: str, award: ManualAward, reason: str | None = None) -> None:
    kept = {"points": award.points, "reason": reason or award.reason}
    note(actor, act, "award", award.public_id, award.cadre_id, **kept)


def _under(paths: Sequence[str]) -> TextClause:
    return text("units.path <@ ANY(CAST(:under AS ltree[]))").bindparams(under=list(paths))


def _elsewhere(actor: Actor) -> TextClause:
    led = [one.path for one in actor.grants if one.kind == "leader"]
    return text("NOT units.path <@ ANY(CAST(:led AS ltree[]))").bindparams(led=led)
