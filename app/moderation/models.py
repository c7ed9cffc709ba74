"""Rows of turns, cases, reversals, sanctions and appeals."""

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Identity,
    Index,
    SmallInteger,
    String,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.cadres.models import Cadre
from app.db import Base
from app.submissions.models import Submission

WORDS_MAX = 300


class Turn(Base):
    """One post drawn for one reviewer, who alone holds it until `held_until`.

    `kind` is why it was drawn: it waits for people, its answer is known (`expected`), or a machine
    accepted it and it is looked at once more. The reviewer is never told. Over without `accept`:
    passed on, or its time ran out.
    """

    __tablename__ = "review_turns"
    __table_args__ = (
        CheckConstraint("kind IN ('waiting','known','recheck')", name="kind"),
        CheckConstraint("(kind = 'known') = (expected IS NOT NULL)", name="expected"),
        CheckConstraint("accept IS NULL OR ended_at IS NOT NULL", name="ended"),
        Index(
            "uq_review_turns_held",
            "reviewer_id",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_review_turns_submission_id", "submission_id"),
        Index("ix_review_turns_reviewer_id_ended_at", "reviewer_id", "ended_at"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True)
    reviewer_id: Mapped[int] = mapped_column(ForeignKey("cadres.id", ondelete="RESTRICT"))
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id", ondelete="RESTRICT"))
    kind: Mapped[str] = mapped_column(String(10))
    expected: Mapped[bool | None]
    drawn_at: Mapped[datetime]
    held_until: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    accept: Mapped[bool | None]
    reason: Mapped[str | None] = mapped_column(String(30))


class Case(Base):
    """Something odd that a signal noticed, for a person to judge.

    `key` names what was noticed within its signal, so that it opens one case, ever. `level` says
    how strong the signal is (3 the strongest), `evidence` is what was noticed, in sentences.
    `cadre_id` is whom it is mainly about.
    """

    __tablename__ = "cases"
    __table_args__ = (
        UniqueConstraint("signal", "key"),
        CheckConstraint("level BETWEEN 1 AND 3", name="level"),
        CheckConstraint("state IN ('open','confirmed','false_alarm')", name="state"),
        CheckConstraint("(state = 'open') = (decided_at IS NULL)", name="decided"),
        Index("ix_cases_open", "level", "opened_at", postgresql_where=text("state = 'open'")),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True)
    signal: Mapped[str] = mapped_column(String(20))
    key: Mapped[str] = mapped_column(String(80))
    level: Mapped[int] = mapped_column(SmallInteger)
    cadre_id: Mapped[int] = mapped_column(ForeignKey("cadres.id", ondelete="RESTRICT"), index=True)
    evidence: Mapped[list[str]] = mapped_column(JSONB)
    opened_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(12), default="open")
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("cadres.id", ondelete="RESTRICT"))
    decided_at: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(String(WORDS_MAX), default="")

    cadre: Mapped[Cadre] = relationship(foreign_keys=[cadre_id])


class CaseCadre(Base):
    """Somebody whom a case concerns; none of them may judge it."""

    __tablename__ = "case_cadres"

    case_id: Mapped[int] = mapped_column(
        ForeignKey("cases.id", ondelete="RESTRICT"), primary_key=True
    )
    cadre_id: Mapped[int] = mapped_column(
        ForeignKey("cadres.id", ondelete="RESTRICT"), primary_key=True, index=True
    )


class CasePost(Base):
    """A hand-in that a case rests on."""

    __tablename__ = "case_posts"

    case_id: Mapped[int] = mapped_column(
        ForeignKey("cases.id", ondelete="RESTRICT"), primary_key=True
    )
    submission_id: Mapped[int] = mapped_column(
        ForeignKey("submissions.id", ondelete="RESTRICT"), primary_key=True, index=True
    )


class Reversal(Base):
    """A verifier's proposal to take back the points of a post; a second one decides."""

    __tablename__ = "reversals"
    __table_args__ = (
        CheckConstraint("state IN ('proposed','confirmed','declined')", name="state"),
        CheckConstraint("(state = 'proposed') = (decided_by IS NULL)", name="decided"),
        CheckConstraint("decided_by <> proposed_by", name="two_people"),
        Index(
            "uq_reversals_submission",
            "submission_id",
            unique=True,
            postgresql_where=text("state <> 'declined'"),
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id", ondelete="RESTRICT"))
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id", ondelete="RESTRICT"), index=True)
    reason: Mapped[str] = mapped_column(String(30))
    proposed_by: Mapped[int] = mapped_column(ForeignKey("cadres.id", ondelete="RESTRICT"))
    proposed_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(10), default="proposed")
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("cadres.id", ondelete="RESTRICT"))
    decided_at: Mapped[datetime | None]

    submission: Mapped[Submission] = relationship()


class ManualAward(Base):
    """Points for work that no platform shows: proposed by one person, given by a second one.

    `evidence` says where the work can be seen; `proposed_as` is the office it was proposed by,
    which decides who the second person may be.
    """

    __tablename__ = "manual_awards"
    __table_args__ = (
        CheckConstraint("points BETWEEN 1 AND 100", name="points"),
        CheckConstraint("length(btrim(evidence)) > 0", name="evidence"),
        CheckConstraint("proposed_as IN ('officer','leader')", name="proposed_as"),
        CheckConstraint("state IN ('proposed','given','declined','taken_back')", name="state"),
        CheckConstraint("(state = 'proposed') = (decided_by IS NULL)", name="decided"),
        CheckConstraint("decided_by <> proposed_by OR state = 'declined'", name="two_people"),
        CheckConstraint(
            "cadre_id <> proposed_by AND (decided_by IS NULL OR cadre_id <> decided_by)",
            name="not_oneself",
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True)
    cadre_id: Mapped[int] = mapped_column(ForeignKey("cadres.id", ondelete="RESTRICT"), index=True)
    points: Mapped[int] = mapped_column(SmallInteger)
    reason: Mapped[str] = mapped_column(String(120))
    evidence: Mapped[str] = mapped_column(String(WORDS_MAX))
    proposed_by: Mapped[int] = mapped_column(ForeignKey("cadres.id", ondelete="RESTRICT"))
    proposed_as: Mapped[str] = mapped_column(String(10))
    proposed_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(10), default="proposed")
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("cadres.id", ondelete="RESTRICT"))
    decided_at: Mapped[datetime | None]
    taken_back: Mapped[str] = mapped_column(String(120), default="", server_default="")

    cadre: Mapped[Cadre] = relationship(foreign_keys=[cadre_id])


class Sanction(Base):
    """What people decided about a cadre who broke the rules, from when to when.

    `proposed` waits for a second person, `active` holds until `ends_at`; a warning has no end.
    A proposal is `withdrawn` by who made it, or has `lapsed` when nobody answered in time.
    What leaders and operators propose comes from no case; `emergency` says that operators did.
    """

    __tablename__ = "sanctions"
    __table_args__ = (
        CheckConstraint("kind IN ('warning','no_points','no_hand_ins','suspended')", name="kind"),
        CheckConstraint(
            "state IN ('proposed','active','declined','overturned','withdrawn','lapsed')",
            name="state",
        ),
        CheckConstraint("(kind = 'warning') = (ends_at IS NULL)", name="ends"),
        CheckConstraint("ends_at > starts_at", name="order"),
        CheckConstraint("decided_by <> proposed_by", name="two_people"),
        CheckConstraint("case_id IS NOT NULL OR kind = 'suspended'", name="from_a_case"),
        CheckConstraint(
            "cadre_id <> proposed_by AND (decided_by IS NULL OR cadre_id <> decided_by)",
            name="not_oneself",
        ),
        Index(
            "ix_sanctions_in_force",
            "cadre_id",
            postgresql_where=text("state = 'active' AND kind <> 'warning'"),
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True)
    cadre_id: Mapped[int] = mapped_column(ForeignKey("cadres.id", ondelete="RESTRICT"), index=True)
    case_id: Mapped[int | None] = mapped_column(
        ForeignKey("cases.id", ondelete="RESTRICT"), index=True
    )
    kind: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str] = mapped_column(String(20))
    words: Mapped[str] = mapped_column(String(WORDS_MAX))
    emergency: Mapped[bool] = mapped_column(default=False, server_default=false())
    days: Mapped[int] = mapped_column(SmallInteger, default=0)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    state: Mapped[str] = mapped_column(String(10))
    proposed_by: Mapped[int] = mapped_column(ForeignKey("cadres.id", ondelete="RESTRICT"))
    proposed_at: Mapped[datetime]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("cadres.id", ondelete="RESTRICT"))
    decided_at: Mapped[datetime | None]

    cadre: Mapped[Cadre] = relationship(foreign_keys=[cadre_id])


class Appeal(Base):
    """A cadre's objection (*banding*) to a decision about her post, or to a sanction.

    Level 1 is judged by a second reviewer from elsewhere, level 2 by an auditor. `upheld` says that
    the decision stands, `overturned` that it fell; `answer` is why, in words for her.
    """

    __tablename__ = "appeals"
    __table_args__ = (
        CheckConstraint("state IN ('open','upheld','overturned')", name="state"),
        CheckConstraint("level IN (1, 2)", name="level"),
        CheckConstraint("(submission_id IS NULL) <> (sanction_id IS NULL)", name="one_thing"),
        CheckConstraint("(state = 'open') = (decided_by IS NULL)", name="decided"),
        CheckConstraint("against IN ('rejected','reversed','sanction')", name="against"),
        UniqueConstraint("submission_id", "against", "level"),
        UniqueConstraint("sanction_id", "level"),
        Index("ix_appeals_open", "level", "filed_at", postgresql_where=text("state = 'open'")),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True)
    cadre_id: Mapped[int] = mapped_column(ForeignKey("cadres.id", ondelete="RESTRICT"), index=True)
    against: Mapped[str] = mapped_column(String(10))
    submission_id: Mapped[int | None] = mapped_column(
        ForeignKey("submissions.id", ondelete="RESTRICT")
    )
    sanction_id: Mapped[int | None] = mapped_column(ForeignKey("sanctions.id", ondelete="RESTRICT"))
    level: Mapped[int] = mapped_column(SmallInteger)
    words: Mapped[str] = mapped_column(String(WORDS_MAX))
    filed_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(10), default="open")
    answer: Mapped[str] = mapped_column(String(WORDS_MAX), default="")
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("cadres.id", ondelete="RESTRICT"))
    decided_at: Mapped[datetime | None]

    submission: Mapped[Submission | None] = relationship()
    sanction: Mapped[Sanction | None] = relationship()
