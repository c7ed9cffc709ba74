"""Rows of contacts and of goals."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base
from app.units.models import Unit


class Contact(Base):
    """That a leader opened WhatsApp to write to somebody of a unit, and what for.

    Without a cadre it was the unit's group. What was written stays his own.
    """

    __tablename__ = "contacts"
    __table_args__ = (
        CheckConstraint("purpose IN ('recall','welcome','thank','lead','group')", name="purpose"),
        CheckConstraint("(cadre_id IS NULL) = (purpose = 'group')", name="whom"),
        Index("ix_contacts_unit_id_purpose_at", "unit_id", "purpose", "at"),
        Index("ix_contacts_at", "at"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    by: Mapped[int] = mapped_column(ForeignKey("cadres.id", ondelete="RESTRICT"), index=True)
    cadre_id: Mapped[int | None] = mapped_column(
        ForeignKey("cadres.id", ondelete="RESTRICT"), index=True
    )
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id", ondelete="RESTRICT"))
    purpose: Mapped[str] = mapped_column(String(10))
    at: Mapped[datetime]


class Goal(Base):
    """What a unit and everything below it wants to reach together, both days included.

    `done` is how far it had come at `counted_at`; `reached_at` the first count that was enough, and
    `withdrawn_at` says that its leader took it back before.
    """

    __tablename__ = "goals"
    __table_args__ = (
        CheckConstraint("measure IN ('posts','active')", name="measure"),
        CheckConstraint("target BETWEEN 1 AND 1000000", name="target"),
        CheckConstraint("ends_on >= starts_on", name="order"),
        Index("ix_goals_unit_id_ends_on", "unit_id", "ends_on"),
        Index("ix_goals_ends_on", "ends_on"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id", ondelete="RESTRICT"))
    measure: Mapped[str] = mapped_column(String(6))
    target: Mapped[int]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    set_by: Mapped[int] = mapped_column(ForeignKey("cadres.id", ondelete="RESTRICT"))
    set_at: Mapped[datetime]
    done: Mapped[int] = mapped_column(default=0)
    counted_at: Mapped[datetime | None]
    reached_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]

    unit: Mapped[Unit] = relationship()
