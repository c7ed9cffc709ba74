"""Rows of exports: what was asked, how far it is, and the file for as long as it is kept."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ARRAY, BigInteger, CheckConstraint, ForeignKey, Identity, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base
from app.units.models import Unit


class Export(Base):
    """One table somebody takes away. `subject` names what of the unit: a challenge, or a period.

    With phone numbers it is `waiting` for a second person; then `queued`, and a worker counts its
    `done` rows of `rows` until it is `ready`. `about` are the cadres whose names are in it.
    """

    __tablename__ = "exports"
    __table_args__ = (
        CheckConstraint("kind IN ('team','redacted','challenge','board')", name="kind"),
        CheckConstraint("format IN ('xlsx','csv')", name="format"),
        CheckConstraint(
            "state IN ('waiting','refused','queued','ready','failed','gone')", name="state"
        ),
        CheckConstraint("decided_by <> asked_by", name="second_person"),
        CheckConstraint(
            "NOT phones OR state IN ('waiting','refused','gone') OR decided_by IS NOT NULL",
            name="phones_by_two",
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True)
    asked_by: Mapped[int] = mapped_column(ForeignKey("cadres.id", ondelete="RESTRICT"), index=True)
    asked_at: Mapped[datetime] = mapped_column(index=True)
    kind: Mapped[str] = mapped_column(String(10))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id", ondelete="RESTRICT"), index=True)
    subject: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(200))
    format: Mapped[str] = mapped_column(String(4))
    phones: Mapped[bool]
    state: Mapped[str] = mapped_column(String(8))
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("cadres.id", ondelete="RESTRICT"))
    decided_at: Mapped[datetime | None]
    rows: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    about: Mapped[Sequence[int]] = mapped_column(ARRAY(BigInteger), default=list)
    body: Mapped[bytes | None] = mapped_column(LargeBinary)
    ready_at: Mapped[datetime | None]

    unit: Mapped[Unit] = relationship()
