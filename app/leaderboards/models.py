"""Rows that boards need beside the ledger's: sums, measures, and how it stood in the end."""

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Identity,
    Index,
    SmallInteger,
    String,
    Text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class UnitTotal(Base):
    """Points earned in a unit and below it in one period, plain and `capped` by its measure.

    `roll` is what they are divided by; a measure sets it, so that a period that is over keeps its.
    """

    __tablename__ = "unit_totals"

    period: Mapped[str] = mapped_column(String(8), primary_key=True)
    unit_id: Mapped[int] = mapped_column(
        ForeignKey("units.id", ondelete="RESTRICT"), primary_key=True
    )
    points: Mapped[int] = mapped_column(BigInteger)
    capped: Mapped[int] = mapped_column(BigInteger, server_default="0")
    roll: Mapped[int] = mapped_column(server_default="0")


class TouchedUnit(Base):
    """A unit whose sum must be taken again. Insert-only for writers, so that no row is hot."""

    __tablename__ = "touched_units"
    __table_args__ = (Index("ix_touched_units_period", "period"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    period: Mapped[str] = mapped_column(String(8))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id", ondelete="RESTRICT"))


class UnitRoll(Base):
    """Active cadres of a unit and all below it: now, and when the season began."""

    __tablename__ = "unit_rolls"

    unit_id: Mapped[int] = mapped_column(
        ForeignKey("units.id", ondelete="RESTRICT"), primary_key=True, autoincrement=False
    )
    now: Mapped[int]
    at_start: Mapped[int]


class OrderTotal(Base):
    """Like a total of the ledger, in another order of a season: see `orders`."""

    __tablename__ = "order_totals"
    __table_args__ = (Index("ix_order_totals_period_unit_id", "period", "unit_id"),)

    period: Mapped[str] = mapped_column(String(8), primary_key=True)
    cadre_id: Mapped[int] = mapped_column(
        ForeignKey("cadres.id", ondelete="RESTRICT"), primary_key=True
    )
    unit_id: Mapped[int] = mapped_column(
        ForeignKey("units.id", ondelete="RESTRICT"), primary_key=True
    )
    points: Mapped[int]


class ClosedPeriod(Base):
    """A period whose boards are settled for good; `left_store_at` is None while the store may
    still hold some of them. `totals_aside` when its totals are no longer among the others."""

    __tablename__ = "closed_periods"

    period: Mapped[str] = mapped_column(String(8), primary_key=True)
    ended_on: Mapped[date]
    closed_at: Mapped[datetime]
    left_store_at: Mapped[datetime | None]
    totals_aside: Mapped[bool] = mapped_column(server_default="false", default=False)


class FinalBoard(Base):
    """A closed board, by its name as in the store."""

    __tablename__ = "final_boards"

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    name: Mapped[str] = mapped_column(String(40), unique=True)


class FinalStanding(Base):
    """A row of a closed board, never written again: several for each cadre and period, so small.

    `place` counts from 0 down the board; whoever hides her name has none, only the rank she would
    have.
    """

    __tablename__ = "final_standings"
    __table_args__ = (Index("uq_final_standings_board_id_place", "board_id", "place", unique=True),)

    member: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    points: Mapped[int] = mapped_column(BigInteger)
    board_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    rank: Mapped[int]
    place: Mapped[int | None]


class NewestBoards(Base):
    """The mark of the boards that were built last; the store that holds them bears it too."""

    __tablename__ = "newest_boards"
    __table_args__ = (CheckConstraint("id = 1", name="one"),)

    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    epoch: Mapped[str] = mapped_column(Text)


class AuditRun(Base):
    """One audit: of a sample or of everything; `words` name the first differences."""

    __tablename__ = "audits"
    __table_args__ = (
        CheckConstraint("kind IN ('sample','full')", name="kind"),
        Index("ix_audits_kind_at", "kind", "at"),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(6))
    boards: Mapped[int]
    numbers: Mapped[int]
    differences: Mapped[int]
    words: Mapped[str] = mapped_column(Text)


class Measure(Base):
    """What units are measured by in a period; `cap` is None while nobody has earned anything."""

    __tablename__ = "measures"

    period: Mapped[str] = mapped_column(String(8), primary_key=True)
    cap: Mapped[int | None]
    capped: Mapped[int] = mapped_column(BigInteger)
    roll: Mapped[int]
    at: Mapped[datetime]
