"""Appeals (*banding*): a cadre objects within seven days, somebody else looks, and it is answered.

Level 1 is judged by a second reviewer or the leader of another province, level 2, against an
answer that upheld the decision, by an auditor: none of them near her, none heard in the matter
before.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import joinedload

from app.cadres.roles import Actor
from app.db import session
from app.errors import NotFound, Refusal
from app.moderation import crediting, relations, sanctions
from app.moderation.explaining import explained
from app.moderation.models import Appeal, Sanction
from app.moderation.noting import note
from app.notifications import outbox
from app.submissions import verification
from app.submissions.models import Submission, Verdict
from app.words import said

WITHIN = timedelta(days=7)
LAST_LEVEL = 2
OFFERED = 3  # to whoever judges: enough to go on with, too few to choose from
AGAINST = {
    "rejected": said("Kiriman ditolak"),
    "reversed": said("Poin ditarik"),
    "sanction": said("Sanksi"),
}


class TooLate(Refusal):
    """The time to appeal is over."""

    def __init__(self, until: datetime) -> None:
        words = said(
            "Maaf, waktu banding sudah lewat: paling lambat %(until)s. Putusan ini tidak dapat "
            "ditinjau lagi.",
            until=f"{until:%d-%m-%Y}",
        )
        super().__init__("appeal_too_late", words)


@dataclass(frozen=True)
class Matter:
    """What a cadre may object to: a decision about her, and how far its appeals have gone.

    `level` is the next one, None when one is open or all were heard; `until` is the last moment.
    """

    against: str
    title: str
    submission: Submission | None
    sanction: Sanction | None
    level: int | None
    until: datetime
    filed: tuple[Appeal, ...]

    def open(self, now: datetime) -> bool:
        """Whether an appeal may be filed now."""
        return self.level is not None and now <= self.until


def about_submission(public_id: str, cadre_id: int) -> Matter:
    """The last decision about a post of hers. Raises NotFound where there is nothing to object."""
    mine = select(Submission).where(
        Submission.public_id == public_id,
        Submission.cadre_id == cadre_id,
        Submission.state.in_(("rejected", "reversed")),
    )
    found = session().scalar(mine.options(joinedload(Submission.challenge)))
    if found is None:
        raise NotFound
    last = select(func.max(Verdict.at)).where(Verdict.submission_id == found.id)
    decided = session().scalar(last) or found.decided_at or found.submitted_at
    heard = Appeal.submission_id == found.id, Appeal.against == found.state
    title = found.challenge.title
    return _matter(found.state, title, decided, heard, submission=found)


def about_sanction(public_id: str, cadre_id: int) -> Matter:
    """A sanction of hers. Raises NotFound for anybody else's."""
    found = sanctions.of_cadre(public_id, cadre_id)
    title = sanctions.KINDS[found.kind]
    heard = (Appeal.sanction_id == found.id,)
    return _matter("sanction", title, found.starts_at, heard, sanction=found)


def file(matter: Matter, actor: Actor, words: str, now: datetime) -> Appeal:
    """Her objection, in her words. Raises TooLate, Refusal when one was filed or says nothing."""
    if matter.level is None:
        raise Refusal("appeal_filed", "Banding untuk putusan ini sudah diajukan.")
    if now > matter.until:
        raise TooLate(matter.until)
    words = explained(words, said("Tulis alasan Anda, paling banyak 300 huruf."), "alasan")
    row = {
        "public_id": secrets.token_hex(6),
        "cadre_id": actor.id,
        "against": matter.against,
        "submission_id": matter.submission and matter.submission.id,
        "sanction_id": matter.sanction and matter.sanction.id,
        "level": matter.level,
        "words": words,
        "filed_at": now,
        "state": "open",
        "answer": "",
    }
    made = insert(Appeal).values(row).on_conflict_do_nothing().returning(Appeal)
    appeal = session().scalar(made)
    if appeal is None:
        raise Refusal("appeal_filed", "Banding untuk putusan ini sudah diajukan.")
    return appeal


def of_cadre(cadre_id: int) -> Sequence[Appeal]:
    """All of hers, the newest first."""
    mine = select(Appeal).where(Appeal.cadre_id == cadre_id).order_by(Appeal.id.desc())
    return session().scalars(mine.options(*_WHOLE)).all()


def one_of(cadre_id: int, public_id: str) -> Appeal:
    """One of hers. Raises NotFound for anybody else's."""
    mine = select(Appeal).where(Appeal.public_id == public_id, Appeal.cadre_id == cadre_id)
    found = session().scalar(mine.options(*_WHOLE))
    if found is None:
        raise NotFound
    return found


def open_to(actor: Actor, now: datetime) -> Select[Appeal]:
    """Those that this actor may judge."""
    levels = []
    if actor.verifier or actor.leads_province:
        levels.append(1)
    if actor.auditor:
        levels.append(LAST_LEVEL)
    return select(Appeal).where(
        Appeal.state == "open",
        Appeal.level.in_(levels),
        relations.elsewhere(actor, "appeals.cadre_id", now),
        relations.not_heard(actor),
    )


def waiting_for(actor: Actor, now: datetime) -> tuple[int, Sequence[Appeal]]:
    """How many this actor may judge, and the few that the lot gives her."""
    asked = open_to(actor, now)
    many = session().scalar(select(func.count()).select_from(asked.subquery())) or 0
    by_lot = asked.options(*_WHOLE).order_by(func.md5(func.concat(Appeal.public_id, actor.id)))
    return many, session().scalars(by_lot.limit(OFFERED)).all()


def judgeable(public_id: str, actor: Actor, now: datetime) -> Appeal:
    """One that this actor may judge, locked. Raises NotFound for any other."""
    asked = open_to(actor, now).where(Appeal.public_id == public_id)
    found = session().scalar(asked.with_for_update(of=Appeal))
    if found is None:
        raise NotFound
    return found


def answered(public_id: str, actor: Actor, now: datetime) -> bool:
    """Whether this was an appeal from elsewhere that somebody has answered by now."""
    asked = select(Appeal.id).where(
        Appeal.public_id == public_id,
        Appeal.state != "open",
        relations.elsewhere(actor, "appeals.cadre_id", now),
    )
    return session().scalar(asked) is not None


def decide(appeal: Appeal, actor: Actor, overturn: bool, answer: str, now: datetime) -> None:
    """The answer to an appeal that the caller has locked: the decision stands, or falls.

    What falls is made good by entries. Raises Refusal without an answer in words.
    """
    missing = said("Tulis jawaban untuk kader, paling banyak 300 huruf.")
    answer = explained(answer, missing, "jawaban")
    appeal.state = "overturned" if overturn else "upheld"
    appeal.answer, appeal.decided_by, appeal.decided_at = answer, actor.id, now
    session().flush()
    note(
        actor,
        f"appeal_{appeal.state}",
        "appeal",
        appeal.public_id,
        appeal.cadre_id,
        level=appeal.level,
    )
    if overturn:
        _make_good(appeal, actor, now)
    outbox.tell(appeal.cadre_id, f"appeal_{appeal.state}", appeal.public_id, title_of(appeal), now)


def title_of(appeal: Appeal) -> str:
    """What an appeal is about, as people call it."""
    if appeal.submission is not None:
        return appeal.submission.challenge.title
    return sanctions.KINDS[appeal.sanction.kind] if appeal.sanction else ""


def goes_on(appeal: Appeal) -> bool:
    """Whether a higher level can still be asked."""
    return appeal.state == "upheld" and appeal.level < LAST_LEVEL


def _make_good(appeal: Appeal, actor: Actor, now: datetime) -> None:
    if appeal.sanction is not None:
        sanctions.overturn(appeal.sanction, now, actor.id)
        return
    submission = verification.locked(appeal.submission_id or 0, "rejected", "reversed")
    if submission is not None:
        verification.overturn(submission, actor.id, now)
        crediting.give_back(submission, now, actor.id)


_WHOLE = (
    joinedload(Appeal.submission).joinedload(Submission.challenge),
    joinedload(Appeal.sanction),
)


def _matter(
    against: str,
    title: str,
    decided: datetime,
    heard: Sequence[ColumnElement[bool]],
    submission: Submission | None = None,
    sanction: Sanction | None = None,
) -> Matter:
    filed = session().scalars(select(Appeal).where(*heard).order_by(Appeal.level)).all()
    last = filed[-1] if filed else None
    level: int | None = 1
    if last is not None:
        level = last.level + 1 if goes_on(last) else None
        decided = last.decided_at or decided
    return Matter(against, title, submission, sanction, level, decided + WITHIN, tuple(filed))


def filed_about(public_ids: Sequence[str], cadre_id: int) -> frozenset[str]:
    """Of these posts, sanctions and appeals of hers, those about which she has appealed."""
    asked = (
        select(Submission.public_id, Sanction.public_id)
        .select_from(Appeal)
        .outerjoin(Submission, Submission.id == Appeal.submission_id)
        .outerjoin(Sanction, Sanction.id == Appeal.sanction_id)
        .where(
            Appeal.cadre_id == cadre_id,
            or_(Submission.public_id.in_(public_ids), Sanction.public_id.in_(public_ids)),
        )
    )
    return frozenset(one for row in session().execute(asked) for one in row if one)
