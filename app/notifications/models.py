"""Rows of notices, of those who read them, and of phones that may be called."""

from datetime import date, datetime

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


class Notice(Base):
    """One thing to tell, from `at` on: to one cadre, or to everybody in a unit and below.

    `about` is the public id of what it tells of, `title` what people call that; `until` is when
    nobody needs to hear of it any more. The phones of a unit are woken for it up to the one with
    the id `roused_to`, and all of them by `roused_at`.
    """

    __tablename__ = "notices"
    __table_args__ = (
        CheckConstraint("(cadre_id IS NULL) <> (unit_id IS NULL)", name="one_reader"),
        Index(
            "ix_notices_cadre_id_at",
            "cadre_id",
            "at",
            postgresql_where=text("cadre_id IS NOT NULL"),
        ),
        Index(
            "uq_notices_unit",
            "unit_id",
            "kind",
            "about",
            unique=True,
            postgresql_where=text("unit_id IS NOT NULL"),
        ),
        Index(
            "ix_notices_unit_id_at",
            "unit_id",
            "at",
            postgresql_where=text("unit_id IS NOT NULL"),
        ),
        Index("ix_notices_at", "at"),
        Index(
            "ix_notices_to_rouse",
            "at",
            postgresql_where=text("unit_id IS NOT NULL AND roused_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    cadre_id: Mapped[int | None] = mapped_column(ForeignKey("cadres.id", ondelete="RESTRICT"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id", ondelete="RESTRICT"))
    kind: Mapped[str] = mapped_column(String(20))
    about: Mapped[str] = mapped_column(String(16))
    title: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime]
    until: Mapped[datetime | None]
    roused_to: Mapped[int | None] = mapped_column(BigInteger)
    roused_at: Mapped[datetime | None]


class Reader(Base):
    """A cadre who looked at her notices, last at `seen_at`."""

    __tablename__ = "notice_readers"

    cadre_id: Mapped[int] = mapped_column(
        ForeignKey("cadres.id", ondelete="RESTRICT"), primary_key=True
    )
    seen_at: Mapped[datetime]


class Subscription(Base):
    """A device that may be called. `address` is sealed: where, and the keys only it can open with.

    It belongs to the session it was made in, or that followed in the same browser, which the
    browser proves by a cookie of which `device_hash` is the hash. `next_at` is when to ask whether
    there is something to tell; `pushed_on` the day, where she is, on which it was last called.
    """

    __tablename__ = "push_subscriptions"
    __table_args__ = (
        Index(
            "ix_push_subscriptions_next_at",
            "next_at",
            postgresql_where=text("next_at IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    cadre_id: Mapped[int] = mapped_column(ForeignKey("cadres.id", ondelete="RESTRICT"), index=True)
    session_id: Mapped[int] = mapped_column(
        ForeignKey("sessions.id", ondelete="CASCADE"), index=True
    )
    device_hash: Mapped[str] = mapped_column(String(64), index=True)
    endpoint_hash: Mapped[str] = mapped_column(String(64), unique=True)
    address: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime]
    failures: Mapped[int] = mapped_column(default=0)
    pushed_on: Mapped[date | None]
    next_at: Mapped[datetime | None]


class Push(Base):
    """That a cadre was called on a day, where she is, and for which notice: never for a second."""

    __tablename__ = "pushes"

    cadre_id: Mapped[int] = mapped_column(
        ForeignKey("cadres.id", ondelete="RESTRICT"), primary_key=True
    )
    day: Mapped[date] = mapped_column(primary_key=True)
    notice_id: Mapped[int | None] = mapped_column(
        ForeignKey("notices.id", ondelete="SET NULL"), index=True
    )
