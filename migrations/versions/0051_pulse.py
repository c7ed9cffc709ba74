"""Verdicts by the hour for the war room, and the ways in to count them and who was active."""

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0050"


def upgrade() -> None:
    """Create."""
    op.create_table(
        "pulse_hours",
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("hour", sa.DateTime(timezone=True), nullable=False),
        sa.Column("challenge_id", sa.BigInteger(), nullable=False),
        sa.Column("provider", sa.String(length=20), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=30), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "unit_id",
            "hour",
            "challenge_id",
            "provider",
            "outcome",
            "reason",
            name=op.f("pk_pulse_hours"),
        ),
    )
    op.create_index("ix_pulse_hours_hour", "pulse_hours", ["hour"])
    op.create_table(
        "pulse",
        sa.Column("id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("folded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_pulse_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pulse")),
    )
    op.create_index("ix_verdicts_at", "verdicts", ["at"])
    op.create_index(
        "ix_submissions_day_unit_id_cadre_id", "submissions", ["day", "unit_id", "cadre_id"]
    )


def downgrade() -> None:
    """Drop."""
    op.drop_index("ix_submissions_day_unit_id_cadre_id", "submissions")
    op.drop_index("ix_verdicts_at", "verdicts")
    op.drop_table("pulse")
    op.drop_table("pulse_hours")
