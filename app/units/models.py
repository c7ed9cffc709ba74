"""Rows of the party tree."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Identity, Index, String, func
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base, Ltree

LEVELS = ("DPP", "DPD", "DPLN", "DPC", "PAC", "RANTING", "ANAK_RANTING")
ZONES = ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")


class Unit(Base):
    """A node of the party tree. `code` is the Kemendagri code where there is one."""

    __tablename__ = "units"
    __table_args__ = (
        CheckConstraint(
            "level IN ('DPP','DPD','DPLN','DPC','PAC','RANTING','ANAK_RANTING')", name="level"
        ),
        CheckConstraint("(level = 'DPP') = (parent_id IS NULL)", name="root_is_dpp"),
        Index("ix_units_path", "path", postgresql_using="gist"),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    level: Mapped[str] = mapped_column(String(12))
    name: Mapped[str] = mapped_column(String(120))
    parent_id: Mapped[int | None] = mapped_column(
        ForeignKey("units.id", ondelete="RESTRICT"), index=True
    )
    path: Mapped[str] = mapped_column(Ltree, unique=True)
    zone: Mapped[str] = mapped_column(String(32), default="Asia/Jakarta")
    active_from: Mapped[date]
    active_until: Mapped[date | None]

    parent: Mapped["Unit | None"] = relationship(remote_side=[id])


Index(
    "ix_units_name_trgm",
    func.lower(Unit.name).label("lowered"),
    postgresql_using="gin",
    postgresql_ops={"lowered": "gin_trgm_ops"},
)


class UnitChange(Base):
    """One change of a unit, kept for ever: opened, renamed, closed or reopened."""

    __tablename__ = "unit_changes"
    __table_args__ = (
        CheckConstraint("kind IN ('opened','renamed','closed','reopened')", name="kind"),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id", ondelete="RESTRICT"), index=True)
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(12))
    was: Mapped[str | None] = mapped_column(String(120))
    became: Mapped[str | None] = mapped_column(String(120))
