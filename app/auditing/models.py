"""Rows of the audit log and of the chain that seals it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Identity,
    Index,
    LargeBinary,
    String,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Ltree


class AuditEvent(Base):
    """One act: by whom and by which role, held where; in which unit, on what; about which cadres.

    `actor_id` is empty for the shell of the server. `about` are ids of the cadres whose data were
    seen, decided upon or carried away: each of them may know of it.
    """

    __tablename__ = "audit_events"
    __table_args__ = (
        Index("ix_audit_events_actor_id_id", "actor_id", "id"),
        Index("ix_audit_events_unit_path", "unit_path", postgresql_using="gist"),
        Index("ix_audit_events_subject", "subject"),
        Index("ix_audit_events_about", "about", postgresql_using="gin"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("cadres.id", ondelete="RESTRICT"))
    role: Mapped[str] = mapped_column(String(12))
    role_path: Mapped[str] = mapped_column(Ltree)
    act: Mapped[str] = mapped_column(String(40))
    unit_path: Mapped[str] = mapped_column(Ltree)
    subject_kind: Mapped[str] = mapped_column(String(20))
    subject: Mapped[str] = mapped_column(String(40))
    about: Mapped[Sequence[int]] = mapped_column(ARRAY(BigInteger))
    details: Mapped[dict[str, object]] = mapped_column(JSONB)


class AuditLink(Base):
    """The seal of one event: a hash over it and over the hash before, in order of `position`."""

    __tablename__ = "audit_links"
    __table_args__ = (CheckConstraint("length(hash) = 32", name="hash"),)

    position: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    event_id: Mapped[int] = mapped_column(
        ForeignKey("audit_events.id", ondelete="RESTRICT"), unique=True
    )
    hash: Mapped[bytes] = mapped_column(LargeBinary)
    sealed_at: Mapped[datetime]
