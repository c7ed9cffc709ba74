"""Judging a case: one verifier says what it is and what shall follow, a second one agrees or not.

The first word closes the case. What follows from it, points taken back or a sanction, is proposed
in the same breath; whatever needs two people waits until somebody else from elsewhere has looked.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Exists, Select, exists, func, or_, select, true

from app.cadres.models import Cadre
from app.cadres.roles import Actor
from app.db import session
from app.errors import NotFound, Refusal
from app.moderation import noting, relations, reversals, sanctions, suspending
from app.moderation.explaining import explained
from app.moderation.models import Case, CaseCadre, CasePost, Reversal, Sanction
from app.submissions.models import Submission
from app.words import said

OFFERED = 3  # of the strongest: enough to go on with, too few to choose from
SETTLES = timedelta(days=7)  # as a board stays open after its period
NO_REASON = said("Tulis alasan putusan, paling banyak 300 huruf.")
STATES = {"terbukti": "confirmed", "keliru": "false_alarm"}


@dataclass(frozen=True)
class Judgement:
    """What the first verifier says: what it is, why, which posts shall lose their points and for
    which reason, and what shall happen to whom (`sanctioned`: the place among those concerned)."""

    state: str
    note: str
    posts: Sequence[str] = ()
    reason: str = ""
    sanctioned: int = 0
    sanction: sanctions.Asked | None = None


@dataclass(frozen=True)
class Whole:
    """A case with all that belongs to it; people stand in it by letters, never by name."""

    case: Case
    people: tuple[int, ...]
    posts: tuple[Submission, ...]
    reversals: tuple[Reversal, ...]
    sanctions: tuple[Sanction, ...]

    def letter(self, cadre_id: int) -> str:
        """How somebody is called here: A, B, …"""
        place = self.people.index(cadre_id)
        return chr(ord("A") + place) if place < 26 else str(place + 1)


def open_to(actor: Actor, now: datetime) -> Select[Case]:
    """Those in which this verifier may say the first word or the second."""
    return _may_judge(actor, now).where(or_(Case.state == "open", _wants_second(actor)))


def overdue(now: datetime) -> Select[Case]:
    """Those that nobody has judged within a week: by then what they doubt has settled on boards."""
    late = Case.state == "open", Case.opened_at < now - SETTLES
    return select(Case).where(_present(), *late)


def waiting_for(actor: Actor, now: datetime) -> tuple[int, Sequence[Case], Sequence[Case]]:
    """How many cases this verifier may judge, the few the lot gives her of the strongest, and
    those in which a second person's word is wanted."""
    may = _may_judge(actor, now)
    fresh = may.where(Case.state == "open")
    many = session().scalar(select(func.count()).select_from(fresh.subquery())) or 0
    by_lot = func.md5(func.concat(Case.public_id, actor.id))
    first = session().scalars(fresh.order_by(Case.level.desc(), by_lot).limit(OFFERED)).all()
    second = session().scalars(may.where(_wants_second(actor)).order_by(Case.id).limit(50)).all()
    return many, first, second


def judgeable(public_id: str, actor: Actor, now: datetime) -> Whole:
    """A case that this verifier may judge or second, locked. Raises NotFound for any other."""
    asked = open_to(actor, now).where(Case.public_id == public_id)
    case = session().scalar(asked.with_for_update(of=Case))
    if case is None:
        raise NotFound
    return whole(case)


def judged(public_id: str, actor: Actor, now: datetime) -> bool:
    """Whether this was a case from elsewhere that somebody has judged by now."""
    asked = _may_judge(actor, now).where(Case.public_id == public_id, Case.state != "open")
    return session().scalar(asked) is not None


def whole(case: Case) -> Whole:
    """Everything of a case, whom it is about first."""
    people = session().scalars(select(CaseCadre.cadre_id).where(CaseCadre.case_id == case.id))
    posts = select(Submission).join(CasePost, CasePost.submission_id == Submission.id)
    return Whole(
        case,
        tuple(sorted(people, key=lambda one: (one != case.cadre_id, one))),
        tuple(session().scalars(posts.where(CasePost.case_id == case.id).order_by(Submission.id))),
        tuple(session().scalars(select(Reversal).where(Reversal.case_id == case.id))),
        tuple(session().scalars(select(Sanction).where(Sanction.case_id == case.id))),
    )


def judge(found: Whole, actor: Actor, said: Judgement, now: datetime) -> None:
    """The first word on a case the caller has locked. Raises Refusal for what is missing."""
    case = found.case
    if case.state != "open":
        raise NotFound
    if said.state not in STATES.values():
        raise Refusal("state", "Pilih apakah pelanggaran terbukti.", "hasil")
    note = explained(said.note, NO_REASON, "catatan")
    case.state, case.note = said.state, note
    case.decided_by, case.decided_at = actor.id, now
    session().flush()
    act = "case_confirmed" if said.state == "confirmed" else "case_dismissed"
    noting.note(actor, act, "case", case.public_id, case.cadre_id)
    if said.state != "confirmed":
        return
    for public_id in said.posts:
        reversals.propose(case, public_id, actor, said.reason, now)
    if said.sanction is not None:
        sanctions.propose(case, _named(found, said.sanctioned), actor, said.sanction, now)


def second(found: Whole, actor: Actor, agree: bool, now: datetime) -> None:
    """The second word, on all that was proposed by others in a case the caller has locked."""
    for reversal in found.reversals:
        if reversal.state == "proposed":
            reversals.decide(reversal, actor, agree, now)
    for sanction in found.sanctions:
        if sanction.state == "proposed" and sanction.kind != suspending.KIND:
            sanctions.decide(sanction, actor, agree, now)


def _named(found: Whole, place: int) -> int:
    if not 0 <= place < len(found.people):
        raise Refusal("cadre", "Pilih kader dari daftar.", "kader")
    return found.people[place]


def _may_judge(actor: Actor, now: datetime) -> Select[Case]:
    return select(Case).where(_present(), relations.everybody_elsewhere(actor, now))


def _present() -> Exists:
    return exists().where(Cadre.id == Case.cadre_id, Cadre.status == "active")


def _wants_second(actor: Actor):
    here = Sanction.kind != suspending.KIND  # leaders decide about that
    of_others = [
        exists().where(
            model.case_id == Case.id, model.state == "proposed", model.proposed_by != actor.id, also
        )
        for model, also in ((Reversal, true()), (Sanction, here))
    ]
    return or_(*of_others)
