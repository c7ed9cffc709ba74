"""Rows of activities, their photos, and the files made of those."""

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Identity,
    Index,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base
from app.pictures.kept import Made, Upload, made_checks, upload_checks
from app.units.models import Unit


class Activity(Base):
    """What a unit did, as one of its cadres tells it.

    `day` is the day of `began_at` where she lives (`zone`). `declared` is the version of the
    statements she agreed to. `calendar` says whether it is proposed or chosen as a picture of its
    month, for the whole party.
    """

    __tablename__ = "activities"
    __table_args__ = (
        UniqueConstraint("cadre_id", "sent_key"),
        CheckConstraint("state IN ('waiting','shown','held_back')", name="state"),
        CheckConstraint("(state = 'waiting') = (decided_by IS NULL)", name="decided"),
        CheckConstraint("(state = 'held_back') = (reason <> '')", name="reason"),
        CheckConstraint("decided_by <> cadre_id", name="second_person"),
        CheckConstraint("people BETWEEN 1 AND 1000000", name="people"),
        CheckConstraint("calendar IN ('none','proposed','chosen')", name="calendar"),
        CheckConstraint("calendar = 'none' OR state = 'shown'", name="calendar_shown"),
        CheckConstraint("proposed_by <> chosen_by", name="second_choice"),
        Index("ix_activities_unit_id_day", "unit_id", "day"),
        Index("ix_activities_waiting", "unit_id", postgresql_where=text("state = 'waiting'")),
        Index("ix_activities_calendar", "day", postgresql_where=text("calendar <> 'none'")),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True)
    cadre_id: Mapped[int] = mapped_column(ForeignKey("cadres.id", ondelete="RESTRICT"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id", ondelete="RESTRICT"))
    title: Mapped[str] = mapped_column(String(80))
    words: Mapped[str] = mapped_column(String(600))
    place: Mapped[str] = mapped_column(String(120), default="")
    people: Mapped[int | None]
    began_at: Mapped[datetime]
    day: Mapped[date]
    zone: Mapped[str] = mapped_column(String(32))
    declared: Mapped[int]
    sent_key: Mapped[str | None] = mapped_column(String(36))
    reported_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    reason: Mapped[str] = mapped_column(String(200), default="")
    thanks: Mapped[str] = mapped_column(String(200), default="")
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("cadres.id", ondelete="RESTRICT"))
    decided_at: Mapped[datetime | None]
    shown_at: Mapped[datetime | None]
    calendar: Mapped[str] = mapped_column(String(10), default="none")
    proposed_by: Mapped[int | None] = mapped_column(ForeignKey("cadres.id", ondelete="RESTRICT"))
    chosen_by: Mapped[int | None] = mapped_column(ForeignKey("cadres.id", ondelete="RESTRICT"))

    unit: Mapped[Unit] = relationship()


class ActivityImage(Upload):
    """A photo of an activity."""

    __tablename__ = "activity_images"
    __table_args__ = upload_checks()

    activity_id: Mapped[int] = mapped_column(
        ForeignKey("activities.id", ondelete="RESTRICT"), index=True
    )


class ActivityFile(Made):
    """A file made of a photo."""

    __tablename__ = "activity_files"
    __table_args__ = made_checks()

    image_id: Mapped[int] = mapped_column(
        ForeignKey("activity_images.id", ondelete="RESTRICT"), primary_key=True
    )
