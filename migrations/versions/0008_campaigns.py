"""Campaigns and their challenges."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Create."""
    op.create_table(
        "campaigns",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by"],
            ["cadres.id"],
            name=op.f("fk_campaigns_created_by_cadres"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaigns")),
        sa.UniqueConstraint("title", name=op.f("uq_campaigns_title")),
    )
    op.create_table(
        "challenges",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("campaign_id", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("why", sa.String(length=600), nullable=False),
        sa.Column("talking_points", sa.String(length=2000), nullable=False),
        sa.Column("required_tag", sa.String(length=50), nullable=False),
        sa.Column("required_link", sa.String(length=300), nullable=False),
        sa.Column("disclosure", sa.String(length=80), nullable=False),
        sa.Column("providers", postgresql.ARRAY(sa.String(length=20)), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("daily_limit", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("drafted_by", sa.BigInteger(), nullable=False),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_by", sa.BigInteger(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.BigInteger(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "required_tag <> '' OR required_link <> ''", name=op.f("ck_challenges_requirement")
        ),
        sa.CheckConstraint(
            "state IN ('draft','proposed') OR published_by IS NOT NULL",
            name=op.f("ck_challenges_published"),
        ),
        sa.CheckConstraint(
            "state IN ('draft','proposed','published','closed')", name=op.f("ck_challenges_state")
        ),
        sa.CheckConstraint("cardinality(providers) > 0", name=op.f("ck_challenges_providers")),
        sa.CheckConstraint("closes_at > opens_at", name=op.f("ck_challenges_window")),
        sa.CheckConstraint("daily_limit BETWEEN 1 AND 20", name=op.f("ck_challenges_daily_limit")),
        sa.CheckConstraint("points BETWEEN 1 AND 100", name=op.f("ck_challenges_points")),
        sa.CheckConstraint("published_by <> drafted_by", name=op.f("ck_challenges_second_person")),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["campaigns.id"],
            name=op.f("fk_challenges_campaign_id_campaigns"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["closed_by"],
            ["cadres.id"],
            name=op.f("fk_challenges_closed_by_cadres"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["drafted_by"],
            ["cadres.id"],
            name=op.f("fk_challenges_drafted_by_cadres"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["published_by"],
            ["cadres.id"],
            name=op.f("fk_challenges_published_by_cadres"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["units.id"], name=op.f("fk_challenges_unit_id_units"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_challenges")),
        sa.UniqueConstraint("public_id", name=op.f("uq_challenges_public_id")),
    )
    op.create_index(op.f("ix_challenges_campaign_id"), "challenges", ["campaign_id"], unique=False)
    op.create_index(
        "ix_challenges_state_closes_at", "challenges", ["state", "closes_at"], unique=False
    )
    op.create_index(op.f("ix_challenges_unit_id"), "challenges", ["unit_id"], unique=False)


def downgrade() -> None:
    """Drop."""
    op.drop_table("challenges")
    op.drop_table("campaigns")
