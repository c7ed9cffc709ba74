"""Rows of the ledger and of its running totals.

Entries lie by the month of their day, totals by season; `partitions.py` makes room ahead.
"""

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Identity,
    Index,
    String,
    and_,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class Entry(Base):
    """One immutable movement of points.

    `unit_id` is the cadre's unit at that moment; `week`, `season` and `campaign` are the periods it
    counts for beside all-time; `source` names its cause (`submission:17`). With every entry the
    database writes its `EntryKey`, and leaves out an entry whose key is taken. What an entry
    reverses has the same day and is pointed at within the month.
    """

    __tablename__ = "entries"
    __table_args__ = (
        Index(
            "uq_entries_reverses",
            "reverses",
            "day",
            unique=True,
            postgresql_where=text("reverses IS NOT NULL"),
        ),
        CheckConstraint(
            "kind IN ('share','arrival','manual','reversal','correction')", name="kind"
        ),
        CheckConstraint("(kind = 'reversal') = (reverses IS NOT NULL)", name="reversal"),
        CheckConstraint(
            "kind NOT IN ('share','arrival','manual') OR points >= 0", name="share_adds"
        ),
        CheckConstraint("grade IN ('A','B','C')", name="grade"),
        Index("ix_entries_cadre_id_at", "cadre_id", "at"),
        {"postgresql_partition_by": "RANGE (day)"},
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    cadre_id: Mapped[int] = mapped_column(ForeignKey("cadres.id", ondelete="RESTRICT"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id", ondelete="RESTRICT"))
    day: Mapped[date] = mapped_column(primary_key=True)
    week: Mapped[str] = mapped_column(String(8))
    season: Mapped[str | None] = mapped_column(String(8))
    campaign: Mapped[str | None] = mapped_column(String(8))
    points: Mapped[int]
    kind: Mapped[str] = mapped_column(String(12))
    source: Mapped[str] = mapped_column(String(60))
    reverses: Mapped[int | None] = mapped_column(BigInteger)
    rule_version: Mapped[int]
    grade: Mapped[str] = mapped_column(String(1))
    reason: Mapped[str] = mapped_column(String(200))
    by: Mapped[int | None] = mapped_column(ForeignKey("cadres.id", ondelete="RESTRICT"))
    at: Mapped[datetime]


class EntryKey(Base):
    """That a source was entered once as a kind, and where: unique over all months."""

    __tablename__ = "entry_keys"

    source: Mapped[str] = mapped_column(String(60), primary_key=True)
    kind: Mapped[str] = mapped_column(String(12), primary_key=True)
    entry_id: Mapped[int] = mapped_column(BigInteger)
    day: Mapped[date]


# SQL: every period that an entry counts for; NULL where it belongs to no season or campaign.
PERIODS = "unnest(ARRAY['all', season, week, campaign]) AS period"
OF_KEY = and_(Entry.id == EntryKey.entry_id, Entry.day == EntryKey.day)


class Carried(Base):
    """What entries of months that were detached add up to: one cadre in one unit and period."""

    __tablename__ = "carried"

    cadre_id: Mapped[int] = mapped_column(
        ForeignKey("cadres.id", ondelete="RESTRICT"), primary_key=True
    )
    period: Mapped[str] = mapped_column(String(8), primary_key=True)
    unit_id: Mapped[int] = mapped_column(
        ForeignKey("units.id", ondelete="RESTRICT"), primary_key=True
    )
    points: Mapped[int]


class Total(Base):
    """Points of one cadre earned in one unit in one period; `dirty` until boards have seen it."""

    __tablename__ = "totals"
    __table_args__ = (
        Index("ix_totals_dirty", "cadre_id", postgresql_where=text("dirty")),
        Index("ix_totals_period_unit_id", "period", "unit_id"),
        Index("ix_totals_period_points", "period", "points"),
        {"postgresql_partition_by": "LIST (period)"},
    )

    period: Mapped[str] = mapped_column(String(8), primary_key=True)
    cadre_id: Mapped[int] = mapped_column(
        ForeignKey("cadres.id", ondelete="RESTRICT"), primary_key=True
    )
    unit_id: Mapped[int] = mapped_column(
        ForeignKey("units.id", ondelete="RESTRICT"), primary_key=True
    )
    points: Mapped[int]
    dirty: Mapped[bool] = mapped_column(default=True)


class DailyPoints(Base):
    """Points from shares a cadre has earned on a party day, under its cap."""

    __tablename__ = "daily_points"

    cadre_id: Mapped[int] = mapped_column(
        ForeignKey("cadres.id", ondelete="RESTRICT"), primary_key=True
    )
    day: Mapped[date] = mapped_column(primary_key=True)
    points: Mapped[int]


class LocalPoints(Base):
    """Points a cadre has earned in a week from local challenges, under their cap."""

    __tablename__ = "local_points"

    cadre_id: Mapped[int] = mapped_column(
        ForeignKey("cadres.id", ondelete="RESTRICT"), primary_key=True
    )
    week: Mapped[str] = mapped_column(String(8), primary_key=True)
    points: Mapped[int]
