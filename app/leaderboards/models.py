"""Rows that the projector keeps: totals of units, and which units wait to be summed again."""

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class UnitTotal(Base):
    """Points of everything earned in a unit and below it, in one period."""

    __tablename__ = "unit_totals"

    period: Mapped[str] = mapped_column(String(8), primary_key=True)
    unit_id: Mapped[int] = mapped_column(
        ForeignKey("units.id", ondelete="RESTRICT"), primary_key=True
    )
    points: Mapped[int] = mapped_column(BigInteger)


class TouchedUnit(Base):
    """A unit whose sum must be taken again. Insert-only for writers, so that no row is hot."""

    __tablename__ = "touched_units"
    __table_args__ = (Index("ix_touched_units_period", "period"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    period: Mapped[str] = mapped_column(String(8))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id", ondelete="RESTRICT"))
