"""Rows of linked accounts and of attempts to link one."""

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Identity,
    Index,
    LargeBinary,
    String,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class LinkedAccount(Base):
    """A cadre's own account on a platform, keyed by the platform's stable id (`subject`).

    The row stays after unlinking, without token, so that the same external account can never
    serve a second cadre.
    """

    __tablename__ = "linked_accounts"
    __table_args__ = (
        Index("uq_linked_accounts_subject", "provider", "subject", unique=True),
        Index(
            "uq_linked_accounts_one_each",
            "cadre_id",
            "provider",
            unique=True,
            postgresql_where=text("status <> 'unlinked'"),
        ),
        CheckConstraint("status IN ('active','expired','unlinked')", name="status"),
        CheckConstraint("status = 'unlinked' OR token IS NOT NULL", name="token"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    cadre_id: Mapped[int] = mapped_column(ForeignKey("cadres.id", ondelete="RESTRICT"), index=True)
    provider: Mapped[str] = mapped_column(String(20))
    subject: Mapped[str] = mapped_column(String(80))
    handle: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(120), default="")
    status: Mapped[str] = mapped_column(String(10), default="active")
    token: Mapped[bytes | None] = mapped_column(LargeBinary)
    token_expires_at: Mapped[datetime | None]
    scopes: Mapped[str] = mapped_column(String(200), default="")
    linked_at: Mapped[datetime]
    unlinked_at: Mapped[datetime | None]


class LinkAttempt(Base):
    """One try at linking, from start to confirmation; single use and short-lived.

    `found` is sealed: what the platform answered (token and identity) between the callback and
    the cadre's confirmation.
    """

    __tablename__ = "link_attempts"

    state_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    cadre_id: Mapped[int] = mapped_column(ForeignKey("cadres.id", ondelete="RESTRICT"), index=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id", ondelete="RESTRICT"))
    provider: Mapped[str] = mapped_column(String(20))
    verifier: Mapped[bytes | None] = mapped_column(LargeBinary)
    found: Mapped[bytes | None] = mapped_column(LargeBinary)
    started_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    returned_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
