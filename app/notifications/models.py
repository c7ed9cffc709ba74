"""Rows of notices and of those who read them."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class Notice(Base):
    """One thing to tell, from `at` on: to one cadre, or to everybody in a unit and below.

    `about` is the public id of what it tells of, `title` what people call that; `until` is when
    nobody needs to hear of it any more.
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
        Index("ix_notices_at", "at"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    cadre_id: Mapped[int | None] = mapped_column(ForeignKey("cadres.id", ondelete="RESTRICT"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id", ondelete="RESTRICT"))
    kind: Mapped[str] = mapped_column(String(20))
    about: Mapped[str] = mapped_column(String(16))
    title: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime]
    until: Mapped[datetime | None]


class Reader(Base):
    """A cadre who looked at her notices, last at `seen_at`."""

    __tablename__ = "notice_readers"

    cadre_id: Mapped[int] = mapped_column(
        ForeignKey("cadres.id", ondelete="RESTRICT"), primary_key=True
    )
    seen_at: Mapped[datetime]
