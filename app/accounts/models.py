"""Rows of linked accounts and of attempts to link one."""

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Identity,
    Index,
    LargeBinary,
    String,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base
from app.providers.base import known_as


class LinkedAccount(Base):
    """A cadre's own account on a platform, keyed by the platform's stable id (`subject`).

    The row stays after unlinking, without token, so that the same external account can never
    serve a second cadre; purged on the platform's demand, only a keyed hash of `subject` stays.
    `alias` is another id by which the platform may speak of it.
    `handle_seen_at` is when the platform last named the handle; `polls` is the cadre's wish that
    we look for new posts by ourselves, next at `poll_at`. A website is proven by its own page and
    has no token.
    """

    __tablename__ = "linked_accounts"
    __table_args__ = (
        Index("uq_linked_accounts_subject", "provider", "subject", unique=True),
        Index("ix_linked_accounts_alias", "provider", "alias"),
        Index(
            "uq_linked_accounts_one_each",
            "cadre_id",
            "provider",
            unique=True,
            postgresql_where=text("status <> 'unlinked'"),
        ),
        CheckConstraint("status IN ('active','expired','unlinked')", name="status"),
        CheckConstraint(
            "status = 'unlinked' OR token IS NOT NULL OR provider = 'website'", name="token"
        ),
        Index(
            "ix_linked_accounts_poll_at",
            "poll_at",
            postgresql_where=text("polls AND status = 'active'"),
        ),
        Index(
            "ix_linked_accounts_token_expires_at",
            "token_expires_at",
            postgresql_where=text("status = 'active'"),
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    cadre_id: Mapped[int] = mapped_column(ForeignKey("cadres.id", ondelete="RESTRICT"), index=True)
    provider: Mapped[str] = mapped_column(String(20))
    subject: Mapped[str] = mapped_column(String(255))
    alias: Mapped[str | None] = mapped_column(String(255))
    handle: Mapped[str] = mapped_column(String(255))
    name: Mapped[str] = mapped_column(String(120), default="")
    status: Mapped[str] = mapped_column(String(10), default="active")
    token: Mapped[bytes | None] = mapped_column(LargeBinary)
    token_expires_at: Mapped[datetime | None]
    scopes: Mapped[str] = mapped_column(String(200), default="")
    linked_at: Mapped[datetime]
    unlinked_at: Mapped[datetime | None]
    handle_seen_at: Mapped[datetime | None]
    polls: Mapped[bool] = mapped_column(default=False, server_default=false())
    poll_at: Mapped[datetime | None]
    purged_at: Mapped[datetime | None]

    @property
    def known_as(self) -> str:
        """What people call the account."""
        return known_as(self.handle, self.name)


class LinkAttempt(Base):
    """One try at linking, from start to confirmation; single use and short-lived.

    Both bytes are sealed: `kept` is what the provider needs for the exchange, `found` what the
    platform answered (token and identity) between the callback and the cadre's confirmation.
    """

    __tablename__ = "link_attempts"

    state_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    cadre_id: Mapped[int] = mapped_column(ForeignKey("cadres.id", ondelete="RESTRICT"), index=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id", ondelete="RESTRICT"))
    provider: Mapped[str] = mapped_column(String(20))
    issuer: Mapped[str] = mapped_column(String(300))
    kept: Mapped[bytes | None] = mapped_column(LargeBinary)
    found: Mapped[bytes | None] = mapped_column(LargeBinary)
    started_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    returned_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]


class ClientRegistration(Base):
    """How we are known to one instance of a network without a centre; `client` is sealed."""

    __tablename__ = "client_registrations"

    provider: Mapped[str] = mapped_column(String(20), primary_key=True)
    host: Mapped[str] = mapped_column(String(255), primary_key=True)
    client: Mapped[bytes] = mapped_column(LargeBinary)
    registered_at: Mapped[datetime]


class ReadingCost(Base):
    """What reading a platform has cost on one UTC day, in the platform's own small unit."""

    __tablename__ = "reading_costs"
    __table_args__ = (CheckConstraint("used >= 0", name="used"),)

    provider: Mapped[str] = mapped_column(String(20), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    used: Mapped[int] = mapped_column(BigInteger)
    calls: Mapped[int]


class ProviderPause(Base):
    """Until when a platform wants to hear nothing from any of us, and the kind of its refusal."""

    __tablename__ = "provider_pauses"

    provider: Mapped[str] = mapped_column(String(20), primary_key=True)
    until: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(20))


class DeletionRequest(Base):
    """A platform's demand to delete what it gave us about one account, and that it was done."""

    __tablename__ = "deletion_requests"

    code: Mapped[str] = mapped_column(String(24), primary_key=True)
    provider: Mapped[str] = mapped_column(String(20))
    requested_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
