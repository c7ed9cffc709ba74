"""Registrations with instances, what reading costs, and platforms' demands to delete."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Create."""
    op.create_table(
        "client_registrations",
        sa.Column("provider", sa.String(length=20), nullable=False),
        sa.Column("host", sa.String(length=255), nullable=False),
        sa.Column("client", sa.LargeBinary(), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("provider", "host", name=op.f("pk_client_registrations")),
    )
    op.create_table(
        "reading_costs",
        sa.Column("provider", sa.String(length=20), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("used", sa.BigInteger(), nullable=False),
        sa.Column("calls", sa.Integer(), nullable=False),
        sa.CheckConstraint("used >= 0", name=op.f("ck_reading_costs_used")),
        sa.PrimaryKeyConstraint("provider", "day", name=op.f("pk_reading_costs")),
    )
    op.create_table(
        "deletion_requests",
        sa.Column("code", sa.String(length=24), nullable=False),
        sa.Column("provider", sa.String(length=20), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_deletion_requests")),
    )


def downgrade() -> None:
    """Drop."""
    for table in ("deletion_requests", "reading_costs", "client_registrations"):
        op.drop_table(table)
