"""Rows of the war room: verdicts by the hour, and until when they were counted."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Index, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class PulseHour(Base):
    """Verdicts of one hour (UTC) on hand-ins of a unit and all below it, `reason` "" where none.

    `n` are all of them, `settled` those that are never counted again (see `pulse.py`).
    Only for DPP, DPD, DPLN and DPC: what lies below is few enough to be counted when asked for.
    References are not looked up: the rows are made of some that were, thousands at a time.
    """

    __tablename__ = "pulse_hours"
    __table_args__ = (Index("ix_pulse_hours_hour", "hour"),)

    unit_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    hour: Mapped[datetime] = mapped_column(primary_key=True)
    challenge_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    provider: Mapped[str] = mapped_column(String(20), primary_key=True)
    outcome: Mapped[str] = mapped_column(String(10), primary_key=True)
    reason: Mapped[str] = mapped_column(String(30), primary_key=True)
    settled: Mapped[int]
    n: Mapped[int]


class Pulse(Base):
    """The moment until which verdicts were counted, and until which for good."""

    __tablename__ = "pulse"
    __table_args__ = (CheckConstraint("id = 1", name="one"),)

    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    folded_at: Mapped[datetime]
    settled_at: Mapped[datetime]
