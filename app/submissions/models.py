"""Rows of submissions and verdicts."""

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Identity,
    Index,
    SmallInteger,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import LinkedAccount
from app.cadres.models import Cadre
from app.campaigns.models import Challenge
from app.db import Base


class Submission(Base):
    """A cadre's claim "this post answers this challenge".

    `unit_id` is her unit at that moment; `words` is the normalised text of the post, kept to
    compare later posts with it; `gone_since` is when a re-check first missed the post.
    `next_try_at` is when the platform is asked next, be it the first check, a retry or a re-check;
    None when nothing is to come, or when her account has to be linked anew first. A post is
    claimed by one submission, unless it was never shown to be the sender's. `canonical_id` is the
    id under which the platform itself knows the post, where links have others. `mode` is how the
    platform counted at hand-in. Without an account, `proof_code` must stand in the post and
    `reviewers` people have to agree. `sent_key` is the form's own: sending it again makes no
    second submission of the post, not even when the first is over. With a `recall_id` it is the
    correction of what was taken back, for which nothing is earned.
    """

    __tablename__ = "submissions"
    __table_args__ = (
        Index(
            "uq_submissions_post",
            "provider",
            "post_id",
            unique=True,
            postgresql_where=text(
                "state <> 'rejected' OR reason NOT IN ('not_yours','unreachable')"
            ),
        ),
        Index(
            "uq_submissions_sent",
            "cadre_id",
            "sent_key",
            "provider",
            "post_id",
            unique=True,
            postgresql_where=text("sent_key IS NOT NULL"),
        ),
        Index(
            "uq_submissions_canonical",
            "provider",
            "canonical_id",
            unique=True,
            postgresql_where=text(
                "canonical_id IS NOT NULL AND (state <> 'rejected' "
                "OR reason NOT IN ('not_yours','unreachable','already_sent'))"
            ),
        ),
        Index(
            "uq_submissions_recall",
            "recall_id",
            "cadre_id",
            unique=True,
            postgresql_where=text("recall_id IS NOT NULL AND state <> 'rejected'"),
        ),
        CheckConstraint("recall_id IS NULL OR mode = 'record'", name="recall"),
        CheckConstraint(
            "state IN ('pending','set_aside','verified','rejected','reversed')", name="state"
        ),
        CheckConstraint("mode IN ('score','record')", name="mode"),
        CheckConstraint("reviewers IN (1, 2)", name="reviewers"),
        CheckConstraint("account_id IS NOT NULL OR proof_code IS NOT NULL", name="proof"),
        CheckConstraint("state <> 'rejected' OR reason IS NOT NULL", name="reason"),
        Index("ix_submissions_cadre_id_submitted_at", "cadre_id", "submitted_at"),
        Index("ix_submissions_unit_id_day", "unit_id", "day"),
        Index("ix_submissions_challenge_id_state", "challenge_id", "state"),
        Index("ix_submissions_day_unit_id_cadre_id", "day", "unit_id", "cadre_id"),
        Index(
            "ix_submissions_set_aside",
            "submitted_at",
            postgresql_where=text("state = 'set_aside'"),
        ),
        Index(
            "ix_submissions_next_try_at",
            "next_try_at",
            postgresql_where=text("next_try_at IS NOT NULL"),
        ),
        Index(
            "ix_submissions_words_hash",
            "challenge_id",
            "words_hash",
            postgresql_where=text("words_hash IS NOT NULL"),
        ),
        Index(
            "ix_submissions_rivals",
            "challenge_id",
            "id",
            postgresql_where=text("words IS NOT NULL"),
        ),
        Index(
            "ix_submissions_pending",
            "account_id",
            postgresql_where=text("state = 'pending'"),
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True)
    cadre_id: Mapped[int] = mapped_column(ForeignKey("cadres.id", ondelete="RESTRICT"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id", ondelete="RESTRICT"))
    challenge_id: Mapped[int] = mapped_column(ForeignKey("challenges.id", ondelete="RESTRICT"))
    account_id: Mapped[int | None] = mapped_column(
        ForeignKey("linked_accounts.id", ondelete="RESTRICT"), index=True
    )
    provider: Mapped[str] = mapped_column(String(20))
    post_id: Mapped[str] = mapped_column(String(300))
    canonical_id: Mapped[str | None] = mapped_column(String(300))
    url: Mapped[str] = mapped_column(String(2000))
    mode: Mapped[str] = mapped_column(String(10), default="score", server_default="score")
    proof_code: Mapped[str | None] = mapped_column(String(12))
    reviewers: Mapped[int] = mapped_column(SmallInteger, default=1, server_default="1")
    state: Mapped[str] = mapped_column(String(10), default="pending")
    reason: Mapped[str | None] = mapped_column(String(30))
    grade: Mapped[str | None] = mapped_column(String(1))
    sent_key: Mapped[str | None] = mapped_column(String(36))
    recall_id: Mapped[int | None] = mapped_column(ForeignKey("recalls.id", ondelete="RESTRICT"))
    submitted_at: Mapped[datetime]
    day: Mapped[date]
    decided_at: Mapped[datetime | None]
    posted_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime | None]
    words: Mapped[str | None] = mapped_column(String(5000))
    words_hash: Mapped[str | None] = mapped_column(String(32))
    gone_since: Mapped[datetime | None]

    cadre: Mapped[Cadre] = relationship()
    challenge: Mapped[Challenge] = relationship()
    account: Mapped[LinkedAccount | None] = relationship()


class Verdict(Base):
    """What one check concluded; added to, never changed. `by` is None for the machine."""

    __tablename__ = "verdicts"
    __table_args__ = (
        CheckConstraint(
            "outcome IN ('verified','rejected','set_aside','gone','reversed')", name="outcome"
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    submission_id: Mapped[int] = mapped_column(
        ForeignKey("submissions.id", ondelete="RESTRICT"), index=True
    )
    at: Mapped[datetime] = mapped_column(index=True)
    outcome: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str | None] = mapped_column(String(30))
    grade: Mapped[str | None] = mapped_column(String(1))
    steps: Mapped[list[dict]] = mapped_column(JSONB)
    by: Mapped[int | None] = mapped_column(ForeignKey("cadres.id", ondelete="RESTRICT"))


class DailyCount(Base):
    """How many hand-ins of one challenge a cadre has used on a party day."""

    __tablename__ = "daily_counts"

    cadre_id: Mapped[int] = mapped_column(
        ForeignKey("cadres.id", ondelete="RESTRICT"), primary_key=True
    )
    challenge_id: Mapped[int] = mapped_column(
        ForeignKey("challenges.id", ondelete="RESTRICT"), primary_key=True
    )
    day: Mapped[date] = mapped_column(primary_key=True)
    used: Mapped[int]


class Review(Base):
    """One person's blind opinion on a post that a machine could not judge."""

    __tablename__ = "reviews"
    __table_args__ = (
        UniqueConstraint("submission_id", "reviewer_id"),
        CheckConstraint("accept OR reason IS NOT NULL", name="reason"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id", ondelete="RESTRICT"))
    reviewer_id: Mapped[int] = mapped_column(ForeignKey("cadres.id", ondelete="RESTRICT"))
    accept: Mapped[bool]
    reason: Mapped[str | None] = mapped_column(String(30))
    at: Mapped[datetime]


class FoundPost(Base):
    """A cadre's own post that seems to answer a live challenge, found by looking for it.

    Only where it is and when it was made: what stands in it stays with the platform.
    """

    __tablename__ = "found_posts"
    __table_args__ = (
        UniqueConstraint("account_id", "challenge_id", "post_id"),
        CheckConstraint("state IN ('new','dismissed')", name="state"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("linked_accounts.id", ondelete="RESTRICT"))
    challenge_id: Mapped[int] = mapped_column(
        ForeignKey("challenges.id", ondelete="RESTRICT"), index=True
    )
    post_id: Mapped[str] = mapped_column(String(300))
    url: Mapped[str] = mapped_column(String(2000))
    posted_at: Mapped[datetime]
    found_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(10), default="new")

    account: Mapped[LinkedAccount] = relationship()
    challenge: Mapped[Challenge] = relationship()
