"""Challenges that units issue for their own cadres, and what a cadre got from these in a week."""

import sqlalchemy as sa
from alembic import op

revision = "0066"
down_revision = "0065"


def upgrade() -> None:
    """Add; every challenge there is was issued by DPP."""
    op.add_column("challenges", sa.Column("issuer_id", sa.Integer(), nullable=True))
    op.add_column("challenges", sa.Column("local_version", sa.Integer(), nullable=True))
    op.add_column("challenges", sa.Column("weekly_cap", sa.Integer(), nullable=True))
    op.add_column(
        "challenges",
        sa.Column("returned", sa.String(length=300), server_default="", nullable=False),
    )
    op.create_foreign_key(
        op.f("fk_challenges_issuer_id_units"),
        "challenges",
        "units",
        ["issuer_id"],
        ["id"],
        ondelete="RESTRICT",
    )
    op.create_index(
        op.f("ix_challenges_issuer_id"),
        "challenges",
        ["issuer_id"],
        postgresql_where=sa.text("issuer_id IS NOT NULL"),
    )
    op.create_check_constraint(
        op.f("ck_challenges_local_rules"),
        "challenges",
        "CASE WHEN issuer_id IS NULL THEN local_version IS NULL AND weekly_cap IS NULL"
        " ELSE state IN ('draft','proposed')"
        " OR local_version IS NOT NULL AND weekly_cap IS NOT NULL END",
    )
    op.create_table(
        "local_points",
        sa.Column("cadre_id", sa.BigInteger(), nullable=False),
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cadre_id"],
            ["cadres.id"],
            name=op.f("fk_local_points_cadre_id_cadres"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("cadre_id", "week", name=op.f("pk_local_points")),
    )


def downgrade() -> None:
    """Drop."""
    op.drop_table("local_points")
    op.drop_constraint(op.f("ck_challenges_local_rules"), "challenges")
    op.drop_index(op.f("ix_challenges_issuer_id"), "challenges")
    op.drop_constraint(op.f("fk_challenges_issuer_id_units"), "challenges")
    for name in ("returned", "weekly_cap", "local_version", "issuer_id"):
        op.drop_column("challenges", name)
