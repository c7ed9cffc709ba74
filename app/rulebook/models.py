"""Rows of the rulebook."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, String, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class RuleVersion(Base):
    """One version of a kind of rule: proposed by one person, confirmed or declined by another.

    `since` is the party day from which it holds, known once it is confirmed.
    """

    __tablename__ = "rule_versions"
    __table_args__ = (
        UniqueConstraint("kind", "version"),
        CheckConstraint("kind IN ('points','local')", name="kind"),
        CheckConstraint("decided_by <> proposed_by", name="second_person"),
        CheckConstraint(
            "state = 'proposed' AND decided_by IS NULL AND since IS NULL"
            " OR state = 'confirmed' AND decided_by IS NOT NULL AND since IS NOT NULL"
            " OR state = 'withdrawn' AND since IS NULL",
            name="state",
        ),
        CheckConstraint("extract(isodow FROM since) = 1", name="monday"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    version: Mapped[int]
    numbers: Mapped[dict[str, Any]] = mapped_column(JSONB)
    reason: Mapped[str] = mapped_column(String(300))
    state: Mapped[str] = mapped_column(String(10), default="proposed")
    proposed_by: Mapped[int] = mapped_column(ForeignKey("cadres.id", ondelete="RESTRICT"))
    proposed_at: Mapped[datetime]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("cadres.id", ondelete="RESTRICT"))
    decided_at: Mapped[datetime | None]
    since: Mapped[date | None]
