"""The election calendar of every region, and which challenges hold an appeal to vote."""

import sqlalchemy as sa
from alembic import op

from migrations.roles import app_role

revision = "0048"
down_revision = "0047"


def upgrade() -> None:
    """Create; what stood in the calendar is never deleted by the app."""
    op.create_table(
        "election_phases",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("election", sa.String(length=80), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("phase", sa.String(length=10), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("source_date", sa.Date(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "phase IN ('none','internal','campaign','quiet')", name=op.f("ck_election_phases_phase")
        ),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_election_phases_days")),
        sa.CheckConstraint("length(btrim(source)) > 0", name=op.f("ck_election_phases_source")),
        sa.ForeignKeyConstraint(
            ["unit_id"],
            ["units.id"],
            name=op.f("fk_election_phases_unit_id_units"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_election_phases")),
    )
    op.create_index("ix_election_phases_unit_id", "election_phases", ["unit_id"])
    if role := app_role():
        op.execute(f"REVOKE DELETE, TRUNCATE ON election_phases FROM {role}")
    op.add_column(
        "challenges",
        sa.Column("campaigning", sa.Boolean(), server_default="false", nullable=False),
    )


def downgrade() -> None:
    """Drop."""
    op.drop_column("challenges", "campaigning")
    op.drop_table("election_phases")
