"""Rows of seasons."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Identity, String, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class Season(Base):
    """About twelve whole weeks of counting; both days belong to it (Asia/Jakarta)."""

    __tablename__ = "seasons"
    __table_args__ = (
        CheckConstraint("ends_on > starts_on", name="order"),
        CheckConstraint(
            "extract(isodow FROM starts_on) = 1 AND extract(isodow FROM ends_on) = 7",
            name="whole_weeks",
        ),
        ExcludeConstraint(
            (text("daterange(starts_on, ends_on, '[]')"), "&&"),
            name="ex_seasons_overlap",
            using="gist",
        ),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    name: Mapped[str] = mapped_column(String(60), unique=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    rolls_frozen_at: Mapped[datetime | None]  # when the rolls of its beginning were taken
