"""Rows of badges that were given, and of streaks."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class BadgeAward(Base):
    """A badge of a cadre, by its key in `rules.py`; `source` is the hand-in that completed it, or
    `night` where time or other people did."""

    __tablename__ = "badge_awards"
    __table_args__ = (Index("ix_badge_awards_source", "source"),)

    cadre_id: Mapped[int] = mapped_column(
        ForeignKey("cadres.id", ondelete="RESTRICT"), primary_key=True
    )
    badge: Mapped[str] = mapped_column(String(20), primary_key=True)
    at: Mapped[datetime]
    source: Mapped[str] = mapped_column(String(60))


class StreakRow(Base):
    """A cadre's streak as of its last day; `breath` is the week whose day off it took last."""

    __tablename__ = "streaks"
    __table_args__ = (CheckConstraint("days > 0 AND longest >= days", name="days"),)

    cadre_id: Mapped[int] = mapped_column(
        ForeignKey("cadres.id", ondelete="RESTRICT"), primary_key=True
    )
    days: Mapped[int]
    last_day: Mapped[date]
    breath: Mapped[str | None] = mapped_column(String(8))
    longest: Mapped[int]
