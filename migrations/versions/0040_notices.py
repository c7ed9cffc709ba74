"""What cadres are told, and up to where each has seen it."""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"


def upgrade() -> None:
    """Create."""
    op.create_table(
        "notices",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("cadre_id", sa.BigInteger(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("about", sa.String(length=16), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(cadre_id IS NULL) <> (unit_id IS NULL)", name=op.f("ck_notices_one_reader")
        ),
        _points_to("notices", "cadre_id", "cadres"),
        _points_to("notices", "unit_id", "units"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
    )
    op.create_index(
        "ix_notices_cadre_id_at",
        "notices",
        ["cadre_id", "at"],
        postgresql_where=sa.text("cadre_id IS NOT NULL"),
    )
    op.create_index(
        "uq_notices_unit",
        "notices",
        ["unit_id", "kind", "about"],
        unique=True,
        postgresql_where=sa.text("unit_id IS NOT NULL"),
    )
    op.create_index("ix_notices_at", "notices", ["at"])
    op.create_table(
        "notice_readers",
        sa.Column("cadre_id", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        _points_to("notice_readers", "cadre_id", "cadres"),
        sa.PrimaryKeyConstraint("cadre_id", name=op.f("pk_notice_readers")),
    )


def downgrade() -> None:
    """Drop."""
    op.drop_table("notice_readers")
    op.drop_table("notices")


def _points_to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{other}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name, ondelete="RESTRICT")
