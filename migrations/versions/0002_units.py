"""The party tree and the history of its names."""

import sqlalchemy as sa
from alembic import op

from app.db import Ltree

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create."""
    op.create_table(
        "units",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("level", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("path", Ltree(), nullable=False),
        sa.Column("zone", sa.String(length=32), nullable=False),
        sa.Column("active_from", sa.Date(), nullable=False),
        sa.Column("active_until", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(level = 'DPP') = (parent_id IS NULL)", name=op.f("ck_units_root_is_dpp")
        ),
        sa.CheckConstraint(
            "level IN ('DPP','DPD','DPLN','DPC','PAC','RANTING','ANAK_RANTING')",
            name=op.f("ck_units_level"),
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["units.id"], name=op.f("fk_units_parent_id_units"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_units")),
        sa.UniqueConstraint("code", name=op.f("uq_units_code")),
        sa.UniqueConstraint("path", name=op.f("uq_units_path")),
    )
    op.create_index(
        "ix_units_name_trgm",
        "units",
        [sa.literal_column("lower(name) gin_trgm_ops")],
        unique=False,
        postgresql_using="gin",
    )
    op.create_index(op.f("ix_units_parent_id"), "units", ["parent_id"], unique=False)
    op.create_index("ix_units_path", "units", ["path"], unique=False, postgresql_using="gist")
    op.create_table(
        "unit_changes",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("was", sa.String(length=120), nullable=True),
        sa.Column("became", sa.String(length=120), nullable=True),
        sa.CheckConstraint(
            "kind IN ('opened','renamed','closed','reopened')", name=op.f("ck_unit_changes_kind")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"],
            ["units.id"],
            name=op.f("fk_unit_changes_unit_id_units"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_changes")),
    )
    op.create_index(op.f("ix_unit_changes_unit_id"), "unit_changes", ["unit_id"], unique=False)


def downgrade() -> None:
    """Drop."""
    op.drop_table("unit_changes")
    op.drop_table("units")
