"""Verdicts by the hour that are counted for good, so that each fold reads only what came since."""

import sqlalchemy as sa
from alembic import op

revision = "0062"
down_revision = "0061"


def upgrade() -> None:
    """Add, and forget what was counted: the next fold counts nine days anew."""
    op.execute("DELETE FROM pulse")
    op.execute("DELETE FROM pulse_hours")
    op.add_column("pulse_hours", sa.Column("settled", sa.Integer(), nullable=False))
    op.add_column("pulse", sa.Column("settled_at", sa.DateTime(timezone=True), nullable=False))


def downgrade() -> None:
    """Drop."""
    op.drop_column("pulse", "settled_at")
    op.drop_column("pulse_hours", "settled")
